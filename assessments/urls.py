from django.urls import path

from assessments.views import council, scoring, secretariat, sessions

app_name = "assessments"
urlpatterns = [
    # a member of the council
    path("appraisal/", council.queue, name="queue"),
    path("appraisal/declare/", council.declare, name="declare"),
    path("appraisal/<int:pk>/", scoring.score, name="score"),
    path("appraisal/<int:pk>/draft/", scoring.autosave, name="autosave"),
    path("appraisal/<int:pk>/recuse/", council.recuse, name="recuse"),
    path("appraisal/<int:pk>/take-back/", council.take_back, name="take_back"),
    path("appraisal/dossiers/<slug:reference>/", council.dossier, name="dossier"),
    path("appraisal/dossiers/<slug:reference>/pdf/", council.version_pdf, name="version_pdf"),
    path("appraisal/evidence/<int:pk>/", council.evidence, name="evidence"),
    # the secretariat
    path("<slug:slug>/council/", secretariat.members, name="council"),
    path("<slug:slug>/council/<int:user>/", secretariat.seat, name="seat"),
    path("<slug:slug>/rounds/", secretariat.rounds, name="rounds"),
    path("<slug:slug>/rounds/hand-over/", secretariat.hand_over, name="hand_over"),
    path("<slug:slug>/rounds/<int:number>/", secretariat.round, name="round"),
    path("<slug:slug>/rounds/<int:number>/assign/", secretariat.assign, name="assign"),
    path("<slug:slug>/rounds/<int:number>/close/", secretariat.close_round, name="close_round"),
    path("<slug:slug>/rounds/<int:number>/<slug:reference>/", secretariat.entry, name="entry"),
    # sessions
    path("<slug:slug>/sessions/", sessions.sessions, name="sessions"),
    path("<slug:slug>/sessions/<int:number>/", sessions.session, name="session"),
    path("<slug:slug>/sessions/<int:number>/open/", sessions.open_session, name="open_session"),
    path("<slug:slug>/sessions/<int:number>/attend/", sessions.attend, name="attend"),
    path("<slug:slug>/sessions/<int:number>/close/", sessions.close_session, name="close_session"),
    path("<slug:slug>/sessions/<int:number>/conclusions/", sessions.put_conclusions, name="put_conclusions"),
    path("<slug:slug>/sessions/<int:number>/motion/", sessions.put_motion, name="put_motion"),
    path("motions/<int:pk>/", sessions.motion, name="motion"),
    path("motions/<int:pk>/open/", sessions.open_ballot, name="open_ballot"),
    path("motions/<int:pk>/vote/", sessions.vote, name="vote"),
    path("motions/<int:pk>/close/", sessions.close_ballot, name="close_ballot"),
    path("motions/<int:pk>/conclude/", sessions.conclude, name="conclude"),
]
