"""allauth's pages, without those the portal does not offer (no sign-in by code, no social accounts)."""

from django.urls import include, path

from dtportal.access import public
from dtportal.accounts.views.signing_up import SignUp

urlpatterns = [
    path("signup/", public(SignUp.as_view()), name="account_signup"),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
]
