"""The secretariat's pages: the desk of an edition, one dossier, the decisions."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dtportal.access import require, requires
from dtportal.programme import clock
from dtportal.programme.models import Edition
from dtportal.roles import Can
from nominations import actions
from nominations.desk import findings, neighbours, next_after, tiles
from nominations.filters import DeskFilter
from nominations.forms import ReasonForm, ReturnForm, show
from nominations.models import Endorsement, Nomination

PER_PAGE = 50


def _edition(request: HttpRequest, slug: str) -> Edition:
    """The edition, for whoever screens in it."""
    edition = get_object_or_404(Edition, slug=slug)
    require(request.user, Can.SCREEN, edition)
    return edition


def _of(request: HttpRequest, edition: Edition):
    """What has been submitted in an edition; drafts are the organisations' own."""
    return Nomination.objects.visible_to(request.user).filter(edition=edition).beyond_draft()


@requires(Can.SCREEN)
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that was submitted: counters, filters, fifty rows."""
    edition = _edition(request, slug)
    rows = _of(request, edition)
    cells = rows.competing_cells(edition.slots_per_cell)
    listed = rows.with_endorsed().for_desk().order_by("-submitted_at", "-pk")
    filters = DeskFilter(request.GET, queryset=listed, edition=edition, cells=cells)
    page_obj = Paginator(filters.qs, PER_PAGE).get_page(request.GET.get("page"))
    for row in page_obj:
        row.competes = (row.sector_id, row.province_id) in cells and row.is_competing
    context = {
        "edition": edition,
        "filters": filters,
        "page_obj": page_obj,
        "tiles": tiles(rows, cells),
        "is_filtered": any(value for key, value in request.GET.items() if key != "page"),
    }
    return render(request, "nominations/desk.html", context)


@requires(Can.SCREEN)
def screen(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """One dossier as it was frozen, beside what decides its eligibility."""
    edition = _edition(request, slug)
    nomination = get_object_or_404(_of(request, edition).for_listing(), reference=reference)
    return _page(request, nomination)


def _page(request: HttpRequest, nomination: Nomination, **bound: forms.Form) -> HttpResponse:
    edition = nomination.edition
    endorsements = list(
        Endorsement.objects.visible_to(request.user).filter(nomination=nomination).for_listing()
    )
    dossier = nomination.current_dossier
    status = Nomination.Status
    context: dict[str, Any] = {
        "nomination": nomination,
        "edition": edition,
        "dossier": dossier,
        "endorsements": endorsements,
        "findings": findings(nomination, dossier, endorsements),
        "neighbours": neighbours(nomination, request.user),
        "notes": nomination.screening_notes.select_related("by"),
        "may_accept": nomination.can_move(status.ACCEPTED),
        "may_return": nomination.can_move(status.RETURNED),
        "may_decline": nomination.can_move(status.DECLINED),
        "may_hold": nomination.can_move(status.ON_HOLD),
        "return_form": ReturnForm(initial=ReturnForm.proposed(clock.now(edition)), prefix="return"),
        "decline_form": ReasonForm(prefix="decline"),
        "hold_form": ReasonForm(prefix="hold"),
        "open_form": next(iter(bound), ""),
        **bound,
    }
    return render(request, "nominations/screen.html", context, status=422 if bound else 200)


@requires(Can.SCREEN)
@require_POST
def accept(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    edition = _edition(request, slug)
    nomination = get_object_or_404(_of(request, edition).for_listing(), reference=reference)
    try:
        actions.accept(nomination, by=request.user)
    except ValidationError as error:
        form = ReasonForm({"reason": "-"})
        form.is_valid()
        show(form, error)
        return _page(request, nomination, accept_form=form)
    messages.success(request, _("Dossier %(reference)s is eligible.") % {"reference": reference})
    return redirect("nominations:screen", slug, reference)


def _decision(
    request: HttpRequest, slug: str, reference: str, name: str, form_class: type, action: Callable, done: str
) -> HttpResponse:
    edition = _edition(request, slug)
    nomination = get_object_or_404(_of(request, edition).for_listing(), reference=reference)
    form = form_class(request.POST, prefix=name)
    if form.is_valid():
        try:
            action(nomination, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show(form, error)
        else:
            messages.success(request, done)
            return redirect("nominations:screen", slug, reference)
    return _page(request, nomination, **{f"{name}_form": form})


@requires(Can.SCREEN)
@require_POST
def return_for_additions(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    done = _("The dossier has been returned; the organisation has been told what to add.")
    return _decision(request, slug, reference, "return", ReturnForm, actions.return_for_additions, done)


@requires(Can.SCREEN)
@require_POST
def decline(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    done = _("The dossier has been found ineligible; the organisation has been told why.")
    return _decision(request, slug, reference, "decline", ReasonForm, actions.decline, done)


@requires(Can.SCREEN)
@require_POST
def hold(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    done = _("The examination is on hold; the organisation has been told why.")
    return _decision(request, slug, reference, "hold", ReasonForm, actions.hold, done)


@requires(Can.SCREEN)
def next_dossier(request: HttpRequest, slug: str) -> HttpResponse:
    """The submitted dossier that has waited longest, after the one the person comes from."""
    edition = _edition(request, slug)
    found = next_after(_of(request, edition), request.GET.get("after", ""), request.user)
    if found is None:
        messages.info(request, _("No dossier waits for examination."))
        return redirect("nominations:desk", slug)
    return redirect("nominations:screen", slug, found.reference)
