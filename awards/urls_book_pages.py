"""Addresses of the nominees' own pages in the yearbook: the unit's side, its link in a mail, the secretariat's side."""

from django.urls import path

from awards.views import book_page, book_pages

unit = "work/nominations/<slug:reference>/book-page/"
desk = "work/<slug:edition>/book-pages/"
urlpatterns = [
    path(unit, book_page.book_page, name="book_page"),
    path(f"{unit}picture/", book_page.picture_put, name="book_page_picture"),
    path(f"{unit}proof/", book_page.proof, name="book_page_proof"),
    path(f"{unit}approve/", book_page.approve, name="book_page_approve"),
    path(f"{unit}correction/", book_page.answer, name="book_page_answer"),
    path("work/page-pictures/<int:pk>/", book_page.picture, name="page_picture"),
    path("book-corrections/<str:token>/", book_page.correction, name="book_correction"),
    path(desk, book_pages.listing, name="book_pages"),
    path(f"{desk}<slug:reference>/", book_pages.review, name="book_page_review"),
    path(f"{desk}<slug:reference>/return/", book_pages.give_back, name="book_page_return"),
    path(f"{desk}<slug:reference>/propose/", book_pages.propose, name="book_page_propose"),
]
