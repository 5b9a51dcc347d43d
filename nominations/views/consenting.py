"""The declarations and consents of a dossier: how each stands, its history, giving and withdrawing."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nominations import actions
from nominations.consents import Standing, standings_of
from nominations.models import Nomination
from nominations.views.shared import own


def consents(request: HttpRequest, reference: str) -> HttpResponse:
    """What was declared and consented to, when, by whom, in which words; each can be taken back."""
    nomination = own(request, reference)
    context = {
        "nomination": nomination,
        "edition": nomination.edition,
        "standings": standings_of(nomination),
    }
    return render(request, "nominations/consents.html", context)


@require_POST
def give(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    nomination = own(request, reference)
    purpose = _standing(nomination, key).purpose
    if actions.give_consents(nomination, [key], by=request.user):
        messages.success(request, _("Given: %(title)s.") % {"title": purpose.title})
    return redirect("nominations:consents", reference)


@require_POST
def withdraw(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    nomination = own(request, reference)
    purpose = _standing(nomination, key).purpose
    actions.withdraw_consent(nomination, key, by=request.user)
    messages.success(request, _("Withdrawn: %(title)s.") % {"title": purpose.title})
    return redirect("nominations:consents", reference)


def _standing(nomination: Nomination, key: str) -> Standing:
    """404 for a purpose that this group is not asked for."""
    for standing in standings_of(nomination):
        if standing.purpose.key == key:
            return standing
    raise Http404
