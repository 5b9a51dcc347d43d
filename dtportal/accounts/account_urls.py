"""allauth's pages, without those the portal does not offer (no sign-in by code, no social accounts)."""

from django.urls import include, path

urlpatterns = [path("", include("allauth.account.urls")), path("2fa/", include("allauth.mfa.urls"))]
