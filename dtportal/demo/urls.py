"""Demo pages of the ground; what plays everybody's part is `awards`' (it needs every stage)."""

from django.urls import path

from dtportal.demo import views
from dtportal.demo.gallery import gallery

urlpatterns = [
    path("", views.demo, name="demo"),
    path("mail/", views.demo_mail, name="demo_mail"),
    path("mail/<str:key>/", views.demo_letter, name="demo_letter"),
    path("ui/", gallery, name="demo_ui"),
]
