"""Whoever holds an office has a second factor before he sees anything; demo people exist in demo mode only."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

# Pages by which a second factor is set up, an account kept, and a demo person changed.
EXEMPT = ("account_", "mfa_", "demo")
SESSION_MARK = "second_factor_of"


class DemoPeopleMiddleware:
    """Everybody knows their password: outside demo mode a data folder that was filled must not let them in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not settings.DEMO and request.user.is_authenticated and request.user.is_demo:
            logout(request)
        return self.get_response(request)


class SecondFactorMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if getattr(view, "is_public", False) or not request.user.is_authenticated:
            return None
        name = request.resolver_match.url_name or ""
        if not request.resolver_match.namespaces and name.startswith(EXEMPT):
            return None
        if request.session.get(SESSION_MARK) == request.user.pk or not request.user.holds_office:
            return None
        if Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP).exists():
            request.session[SESSION_MARK] = request.user.pk
            return None
        if request.headers.get("HX-Request"):
            return HttpResponse(status=403, headers={"HX-Redirect": reverse("mfa_activate_totp")})
        return redirect("mfa_activate_totp")
