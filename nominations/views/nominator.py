"""The nominating body's pages: what it was asked, one unit's dossier, its word."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dtportal.access import requires
from dtportal.programme.models import Edition
from dtportal.roles import Can
from nominations import actions
from nominations.changes import since
from nominations.filters import EndorsementFilter
from nominations.forms import EndorseForm, InviteOwnerForm, ReasonForm, ScanForm, show
from nominations.models import Endorsement, Nomination
from nominations.reading import present
from nominations.views.shared import say

PER_PAGE = 50


def asked(request: HttpRequest):
    """What the person's own bodies were asked, and nothing of other bodies."""
    bodies = {body for _edition, body in request.user.bodies_where(Can.ENDORSE)}
    return Endorsement.objects.visible_to(request.user).filter(body__in=bodies)


@requires(Can.ENDORSE)
def endorsements(request: HttpRequest) -> HttpResponse:
    """What waits for an answer first, then the newest."""
    rows = asked(request)
    filters = EndorsementFilter(request.GET, queryset=rows.waiting_first())
    # Thousands of rows are sorted by themselves; only those of the page bring their dossiers along.
    page_obj = Paginator(filters.qs.values_list("pk", flat=True), PER_PAGE).get_page(request.GET.get("page"))
    found = rows.for_listing().defer(*Edition.bulky("nomination__edition")).in_bulk(page_obj.object_list)
    page_obj.object_list = [found[pk] for pk in page_obj.object_list]
    waiting = rows.filter(
        status=Endorsement.Status.REQUESTED, nomination__status__in=Nomination.UNDECIDED
    ).order_by("-nomination__edition__year")
    context = {
        "filters": filters,
        "page_obj": page_obj,
        "letter_edition": waiting.values_list("nomination__edition__slug", flat=True).first(),
    }
    return render(request, "nominations/endorsements.html", context)


@requires(Can.ENDORSE)
def endorsement(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit's dossier as it stands, and the form for the body's word."""
    row = get_object_or_404(asked(request).for_listing(), pk=pk)
    return endorsement_page(request, row)


def endorsement_page(
    request: HttpRequest, row: Endorsement, *, status: int = 200, **forms: Any
) -> HttpResponse:
    nomination = row.nomination
    context = {
        "row": row,
        "nomination": nomination,
        "edition": nomination.edition,
        "dossier": present(nomination),
        "is_draft": nomination.is_editable,
        "changes": since(nomination, row.version) if row.is_outdated else None,
        "may_confirm": row.is_outdated and nomination.is_undecided,
        "may_endorse": row.can_move(Endorsement.Status.ENDORSED) and nomination.is_undecided,
        "may_decline": row.can_move(Endorsement.Status.DECLINED) and nomination.is_undecided,
        "endorse_form": EndorseForm(),
        "decline_form": ReasonForm(),
        "owner_form": owner_form(nomination),
        "invitation": nomination.unit_invitations.waiting().first(),
        "scan_form": ScanForm() if row.is_endorsed and not row.scan_id else None,
        **forms,
    }
    return render(request, "nominations/endorsement.html", context, status=422 if forms else status)


def owner_form(nomination: Nomination) -> InviteOwnerForm | None:
    """For a unit of a list that nobody represents yet."""
    if nomination.status != Nomination.Status.DRAFT or nomination.organization.memberships.exists():
        return None
    return InviteOwnerForm(initial={"email": nomination.organization.email})


@requires(Can.ENDORSE)
@require_POST
def endorse(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(asked(request).for_listing(), pk=pk)
    form = EndorseForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.endorse_by_letter([row], by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show(form, error)
        else:
            messages.success(request, _("The organisation has been endorsed."))
            return redirect("nominations:endorsements")
    return endorsement_page(request, row, endorse_form=form)


@requires(Can.ENDORSE)
@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(asked(request).for_listing(), pk=pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        actions.decline_endorsement(row, by=request.user, **form.cleaned_data)
        messages.success(request, _("The answer has been sent to the organisation."))
        return redirect("nominations:endorsements")
    return endorsement_page(request, row, decline_form=form)


@requires(Can.ENDORSE)
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """One click on the differences: the endorsement holds for the version that was read."""
    row = get_object_or_404(asked(request).for_listing(), pk=pk)
    number = request.POST.get("number", "")
    try:
        actions.confirm_endorsement(row, by=request.user, number=int(number) if number.isdecimal() else 0)
    except ValidationError as error:
        say(request, error)
        return endorsement_page(request, row, status=409)
    messages.success(request, _("The endorsement holds for version %(number)s.") % {"number": number})
    return redirect("nominations:endorsement", pk)
