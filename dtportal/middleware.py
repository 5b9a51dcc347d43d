"""Closed by default, and nothing of a person's pages kept by any cache."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render

from dtportal.states import ImpossibleMove


class LoginRequiredMiddleware:
    """Ask for sign-in unless the view says `@public` (allauth's own pages see to themselves).

    Also turns a refused move, which two people at one dossier can always cause, into a page with a sentence.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        module = getattr(view, "__module__", "")
        if getattr(view, "is_public", False) or module.startswith(("allauth.", "django.views.i18n")):
            return None
        if request.user.is_authenticated:
            return None
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401, headers={"HX-Redirect": redirect_to_login(request.path).url})
        return redirect_to_login(request.get_full_path())

    def process_exception(self, request, exception):
        if isinstance(exception, ImpossibleMove):
            return render(request, "conflict.html", {"reason": str(exception)}, status=409)
        if isinstance(exception, ValidationError):
            return render(request, "conflict.html", {"reason": " ".join(exception.messages)}, status=400)
        return None


class PrivateResponsesMiddleware:
    """Whatever was made for a signed-in person is stored nowhere."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        view = getattr(request.resolver_match, "func", None)
        if not getattr(view, "is_public", False) and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response
