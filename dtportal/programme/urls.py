"""The programme's public pages."""

from django.urls import path

from dtportal.programme.views import home, news

app_name = "programme"
urlpatterns = [
    path("", home.home, name="home"),
    path("news/", news.news, name="news"),
    path("news/<slug:slug>/", news.post, name="post"),
    path("documents/<int:pk>/<str:filename>", news.document, name="document"),
]
