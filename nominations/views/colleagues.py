"""Colleagues on one dossier: the representatives' page about them, the invitation, what a colleague finds."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dtportal.accounts.membership import require_acceptable
from nominations import actions, intake
from nominations.forms import show
from nominations.forms_colleagues import ColleagueForm
from nominations.freezing import checklist_of
from nominations.models import Colleague, Nomination
from nominations.sections import sections_of
from nominations.standing import writable
from nominations.supplements import opening_of
from nominations.views.shared import own


def colleagues(request: HttpRequest, reference: str) -> HttpResponse:
    """Who writes here beside the representatives; the form that invites."""
    nomination = own(request, reference)
    form = ColleagueForm(request.POST or None, nomination=nomination)
    if form.is_valid():
        try:
            sent = actions.invite_colleague(nomination, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show(form, error)
        else:
            messages.success(request, _("The invitation has been sent to %(email)s.") % {"email": sent.email})
            return redirect("nominations:colleagues", reference)
    context = {
        "nomination": nomination,
        "edition": nomination.edition,
        "form": form,
        "colleagues": in_words(nomination, present(request, nomination)),
    }
    return render(request, "nominations/colleagues.html", context, status=422 if form.errors else 200)


def present(request: HttpRequest, nomination: Nomination):
    visible = Colleague.objects.visible_to(request.user).present()
    return visible.filter(nomination=nomination).select_related("accepted_by")


def in_words(nomination: Nomination, rows: Any) -> list[tuple[Colleague, str]]:
    """Each colleague with the title of the section, '' for the whole dossier."""
    titles = {section.key: section.title for section in sections_of(nomination.edition, nomination.group)}
    return [(row, titles.get(row.section, row.section)) for row in rows]


@require_POST
def colleague_remove(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """By a representative, or by the colleague who leaves."""
    found = Colleague.objects.visible_to(request.user).select_related("nomination__edition")
    colleague = get_object_or_404(found, pk=pk, nomination__reference=reference)
    actions.remove_colleague(colleague, by=request.user)
    if colleague.accepted_by_id == request.user.pk:
        messages.success(request, _("The dossier has been left; what was written stays."))
        return redirect("nominations:mine")
    messages.success(
        request, _("%(email)s has no access to the dossier any more.") % {"email": colleague.email}
    )
    return redirect("nominations:colleagues", reference)


def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the link leads to; it says what it is about only to the address to which it went."""
    rows = Colleague.objects.by_token(token).select_related(
        "nomination__edition", "nomination__organization", "nomination__sector", "nomination__province"
    )
    found = get_object_or_404(rows)
    if not found.is_for(request.user):
        return render(request, "accounts/invitation_elsewhere.html")
    refusal = ""
    try:
        if found.is_at_work and found.accepted_by_id == request.user.pk:
            return redirect(found.nomination)
        require_acceptable(found, request.user)
        if request.method == "POST":
            actions.accept_colleague(found, by=request.user)
            messages.success(request, _("The dossier is in this account now."))
            return redirect(found.nomination)
    except ValidationError as error:
        refusal = " ".join(error.messages)
    title = dict(in_words(found.nomination, [found]))[found]
    context = {"colleague": found, "nomination": found.nomination, "section_title": title, "refusal": refusal}
    return render(request, "nominations/invitation.html", context, status=409 if refusal else 200)


def colleague_page(request: HttpRequest, story: dict[str, Any]) -> HttpResponse:
    """The dossier as a colleague finds it: what is hers to write, the rest to read."""
    nomination = story["nomination"]
    mine, opening = writable(request.user, nomination), opening_of(nomination)
    states = checklist_of(nomination).states
    context = story | {
        "sections": [
            (section, states[section.key], section.key in mine and opening.has_section(section.key))
            for section in sections_of(nomination.edition, nomination.group)
        ],
        "standings": present(request, nomination).filter(accepted_by=request.user),
        "end": intake.deadline(nomination.edition, nomination),
        "is_open": intake.is_open(nomination.edition, nomination),
    }
    return render(request, "nominations/colleague.html", context)
