"""Demo pages of the ground; what plays everybody's part is `awards`' (it needs every stage)."""

from django.urls import path

from dtportal.demo import views
from dtportal.demo.doors import demo_only
from dtportal.programme.views.gallery import gallery

urlpatterns = [
    path("", views.demo, name="demo"),
    path("mail/", views.demo_mail, name="demo_mail"),
    path("mail/<str:key>/", views.demo_letter, name="demo_letter"),
    path("ui/", demo_only(gallery), name="demo_ui"),
]
