"""The public guide: questions, criteria, dates, the form as PDF, the eligibility check."""

from django.urls import path

from nominations.views import guide

app_name = "guide"
urlpatterns = [
    path("guide/", guide.overview, name="overview"),
    path("guide/eligibility/", guide.check, name="eligibility"),
    path("guide/<slug:group>/", guide.questions, name="questions"),
    path("guide/<slug:group>/form.pdf", guide.form, name="form"),
]
