"""Addresses of the awards: the public pages, the roll, publication; the yearbook has its own list."""

from django.urls import include, path

from awards.views import organiser, public, secretariat

app_name = "awards"
urlpatterns = [
    path("honorees/", public.latest, name="honorees"),
    path("honorees/<slug:edition>/", public.honorees, name="honorees"),
    path("honorees/<slug:edition>/decision.pdf", public.decision, name="decision"),
    path("honorees/<slug:edition>/<slug:slug>/", public.honoree, name="honoree"),
    path("honorees/<slug:edition>/<slug:slug>/certificate.pdf", public.certificate, name="certificate"),
    path("verify/", public.verify, name="verify"),
    path("verify/<str:code>/", public.verification, name="verification"),
    path("work/<slug:edition>/roll/", secretariat.roll, name="roll"),
    path("work/<slug:edition>/roll/draw/", secretariat.draw, name="draw"),
    path("work/<slug:edition>/roll/sign/", secretariat.sign, name="sign"),
    path("work/<slug:edition>/roll/refuse/", secretariat.refuse, name="refuse"),
    path("work/<slug:edition>/publication/", organiser.publication, name="publication"),
    path("work/<slug:edition>/publication/publish/", organiser.publish, name="publish"),
    path("", include("awards.urls_yearbook")),
    path("", include("awards.urls_rehearsal")),
]
