from django.urls import include, path

from nominations.views import applicant, nominator, secretariat, writing

app_name = "nominations"
urlpatterns = [
    # the organisation
    path("nominations/", applicant.mine, name="mine"),
    path("nominations/start/", applicant.start, name="start"),
    path("nominations/<slug:reference>/", applicant.detail, name="detail"),
    path("nominations/<slug:reference>/sections/<slug:key>/", writing.section, name="section"),
    path("nominations/<slug:reference>/sections/<slug:key>/evidence/", writing.attach, name="attach"),
    path("nominations/<slug:reference>/review/", applicant.review, name="review"),
    path("nominations/<slug:reference>/submit/", applicant.submit, name="submit"),
    path("nominations/<slug:reference>/receipt/", applicant.receipt, name="receipt"),
    path("nominations/<slug:reference>/endorsement/", applicant.request_endorsement, name="request"),
    path("nominations/<slug:reference>/withdraw/", applicant.withdraw, name="withdraw"),
    path("evidence/<int:pk>/", writing.evidence, name="evidence"),
    path("evidence/<int:pk>/remove/", writing.detach, name="detach"),
    # nominating bodies
    path("endorsements/", nominator.endorsements, name="endorsements"),
    path("endorsements/<int:pk>/", nominator.endorsement, name="endorsement"),
    path("endorsements/<int:pk>/endorse/", nominator.endorse, name="endorse"),
    path("endorsements/<int:pk>/decline/", nominator.decline, name="decline_endorsement"),
    # lists, for nominating bodies and the secretariat
    path("", include("nominations.urls_imports")),
    # the secretariat
    path("<slug:slug>/nominations/", secretariat.desk, name="desk"),
    path("<slug:slug>/nominations/next/", secretariat.next_dossier, name="next"),
    path("<slug:slug>/nominations/<slug:reference>/", secretariat.screen, name="screen"),
    path("<slug:slug>/nominations/<slug:reference>/accept/", secretariat.accept, name="accept"),
    path("<slug:slug>/nominations/<slug:reference>/return/", secretariat.return_for_additions, name="return"),
    path("<slug:slug>/nominations/<slug:reference>/decline/", secretariat.decline, name="decline"),
    path("<slug:slug>/nominations/<slug:reference>/hold/", secretariat.hold, name="hold"),
]
