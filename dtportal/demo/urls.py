"""Demo pages of the ground; the button that plays everybody's part is `awards`' (it needs every stage)."""

from django.urls import path

from dtportal.programme.views.gallery import gallery

urlpatterns: list = [
    path("gallery/", gallery, name="demo_gallery"),
]
