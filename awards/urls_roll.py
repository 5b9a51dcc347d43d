"""Addresses of a roll from its drawing to its correction."""

from django.urls import path

from awards.views import confidants, corrections, organiser, secretariat

urlpatterns = [
    path("work/<slug:edition>/roll/", secretariat.roll, name="roll"),
    path("work/<slug:edition>/roll/draw/", secretariat.draw, name="draw"),
    path("work/<slug:edition>/roll/sign/", secretariat.sign, name="sign"),
    path("work/<slug:edition>/roll/refuse/", secretariat.refuse, name="refuse"),
    path("work/<slug:edition>/roll/correct/", corrections.correct, name="correct"),
    path("work/<slug:edition>/roll/confidants/", confidants.confidants, name="confidants"),
    path(
        "work/<slug:edition>/roll/confidants/<int:pk>/approve/",
        confidants.approve,
        name="confidant_approve",
    ),
    path("work/<slug:edition>/roll/confidants/<int:pk>/end/", confidants.end, name="confidant_end"),
    path("work/<slug:edition>/roll/names/", confidants.embargoed, name="embargoed"),
    path("work/<slug:edition>/publication/", organiser.publication, name="publication"),
    path("work/<slug:edition>/publication/embargo/", organiser.embargo, name="embargo"),
    path("work/<slug:edition>/publication/publish/", organiser.publish, name="publish"),
]
