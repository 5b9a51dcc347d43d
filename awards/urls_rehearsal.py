from django.urls import path

from awards.views import rehearsal

urlpatterns = [
    path("work/<slug:slug>/rehearsal/", rehearsal.rehearsal, name="rehearsal"),
    path("work/rehearsal-runs/<int:pk>/", rehearsal.rehearsal_progress, name="rehearsal_progress"),
    path("demo/play/", rehearsal.demo_play, name="demo_play"),
]
