"""Addresses of the yearbook."""

urlpatterns: list = []
