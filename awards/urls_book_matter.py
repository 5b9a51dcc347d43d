"""Addresses of the organisers' desk for the yearbook's front matter, pictures and errata."""

from django.urls import path

from awards.views import book_matter

HERE = "work/<slug:edition>/yearbook/matter/"

urlpatterns = [
    path(HERE, book_matter.matter, name="book_matter"),
    path(f"{HERE}forewords/new/", book_matter.foreword_new, name="foreword_new"),
    path(f"{HERE}forewords/<int:pk>/", book_matter.foreword, name="foreword"),
    path(f"{HERE}forewords/<int:pk>/move/", book_matter.foreword_move, name="foreword_move"),
    path(f"{HERE}forewords/<int:pk>/remove/", book_matter.foreword_remove, name="foreword_remove"),
    path(
        f"{HERE}forewords/<int:pk>/portrait/",
        book_matter.foreword_file,
        {"which": "portrait"},
        name="foreword_portrait",
    ),
    path(
        f"{HERE}forewords/<int:pk>/signature/",
        book_matter.foreword_file,
        {"which": "signature"},
        name="foreword_signature",
    ),
    path(f"{HERE}pictures/add/", book_matter.picture_add, name="book_picture_add"),
    path(f"{HERE}pictures/<int:pk>/", book_matter.picture_file, name="book_picture"),
    path(f"{HERE}pictures/<int:pk>/remove/", book_matter.picture_remove, name="book_picture_remove"),
    path(f"{HERE}errata/add/", book_matter.erratum_add, name="erratum_add"),
    path(f"{HERE}errata/<int:pk>/remove/", book_matter.erratum_remove, name="erratum_remove"),
]
