"""Addresses of the awards: each file tells one audience's or one paper's story."""

from django.urls import include, path

app_name = "awards"
urlpatterns = [
    path("", include("awards.urls_public")),
    path("", include("awards.urls_results")),
    path("", include("awards.urls_roll")),
    path("", include("awards.urls_papers")),
    path("", include("awards.urls_certificates")),
    path("", include("awards.urls_listening")),
    path("", include("awards.urls_book_pages")),
    path("", include("awards.urls_yearbook")),
    path("", include("awards.urls_book_matter")),
    path("", include("awards.urls_rehearsal")),
]
