"""Whoever holds an office in a council signs the undertaking and states his ties before he sees anything of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from assessments.clearance import Step, council_editions, waiting_for
from dtportal.roles import GRANTS, Can

# Pages that are about the person himself, and by which the two are done.
OWN_PAGES = {"undertaking", "interests", "tie_state", "tie_end", "organization_search", "own_seat"}
STAGES = {"assessments", "awards"}
SESSION_MARK = "cleared_for"


class ClearanceMiddleware:
    """After the second factor. A person with two editions does it for both: one address may speak of either."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if getattr(view, "is_public", False) or not request.user.is_authenticated:
            return None
        if not _is_the_councils(request, view):
            return None
        offices = council_editions(request.user)
        mark = [request.user.pk, [[pk, _version(offices[pk])] for pk in sorted(offices)]]
        if not offices or request.session.get(SESSION_MARK) == mark:
            return None
        waiting = waiting_for(request.user)
        if not waiting:
            request.session[SESSION_MARK] = mark
            return None
        if request.resolver_match.url_name in OWN_PAGES - {"undertaking"}:
            # Ties are stated after the undertaking has been signed.
            waiting = [one for one in waiting if one.step is Step.UNDERTAKING]
        if not waiting or request.resolver_match.url_name == "undertaking":
            return None
        url = reverse(f"assessments:{waiting[0].step.value}", args=[waiting[0].edition.slug])
        if request.headers.get("HX-Request"):
            return HttpResponse(status=403, headers={"HX-Redirect": url})
        if request.method != "GET":
            # For static/js/outbox.js: he is signed in, and what he wrote can be sent once he has done this.
            return HttpResponse(status=403, headers={"X-Waits-For": waiting[0].step.value})
        return redirect(url)


def _version(edition: Any) -> int | None:
    return (edition.undertaking or {}).get("version")


def _is_the_councils(request: HttpRequest, view: Any) -> bool:
    """Whether a page tells of the council's work: its stages', and those that an office of the council alone opens."""
    if STAGES & set(request.resolver_match.namespaces):
        return True
    required = getattr(view, "required_can", None)
    if required is None:
        return False
    granting = [a for a in request.user.active_appointments if required in GRANTS[a.role]]
    return bool(granting) and all(Can.APPRAISE in GRANTS[a.role] for a in granting)
