"""The programme's public pages; the gallery of components exists in demo mode only."""

from django.urls import path

from dtportal.programme.views import gallery, home, news

app_name = "programme"
urlpatterns = [
    path("", home.home, name="home"),
    path("news/", news.news, name="news"),
    path("news/<slug:slug>/", news.post, name="post"),
    path("documents/<int:pk>/<str:filename>", news.document, name="document"),
    path("demo/gallery/", gallery.gallery, name="gallery"),
]
