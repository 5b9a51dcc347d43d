"""The nominating body's pages: what it was asked, one unit's dossier, its word."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dtportal.access import requires
from dtportal.roles import Can
from nominations import actions
from nominations.filters import EndorsementFilter
from nominations.forms import EndorseForm, ReasonForm, show
from nominations.models import Endorsement
from nominations.reading import present

PER_PAGE = 50


def _asked(request: HttpRequest):
    """What the person's own bodies were asked, and nothing of other bodies."""
    bodies = {body for _edition, body in request.user.bodies_where(Can.ENDORSE)}
    return Endorsement.objects.visible_to(request.user).filter(body__in=bodies)


@requires(Can.ENDORSE)
def endorsements(request: HttpRequest) -> HttpResponse:
    """What waits for an answer first, then the newest."""
    waiting_first = Case(
        When(status=Endorsement.Status.REQUESTED, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    rows = _asked(request).for_listing().order_by(waiting_first, "-requested_at", "-pk")
    filters = EndorsementFilter(request.GET, queryset=rows)
    page_obj = Paginator(filters.qs, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "nominations/endorsements.html", {"filters": filters, "page_obj": page_obj})


@requires(Can.ENDORSE)
def endorsement(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit's dossier as it stands, and the form for the body's word."""
    row = get_object_or_404(_asked(request).for_listing(), pk=pk)
    return _page(request, row)


def _page(request: HttpRequest, row: Endorsement, **forms: Any) -> HttpResponse:
    nomination = row.nomination
    context = {
        "row": row,
        "nomination": nomination,
        "edition": nomination.edition,
        "dossier": present(nomination),
        "is_draft": nomination.is_editable,
        "may_endorse": row.can_move(Endorsement.Status.ENDORSED) and nomination.is_undecided,
        "may_decline": row.can_move(Endorsement.Status.DECLINED) and nomination.is_undecided,
        "endorse_form": EndorseForm(),
        "decline_form": ReasonForm(),
        **forms,
    }
    return render(request, "nominations/endorsement.html", context, status=422 if forms else 200)


@requires(Can.ENDORSE)
@require_POST
def endorse(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(_asked(request).for_listing(), pk=pk)
    form = EndorseForm(request.POST)
    if form.is_valid():
        try:
            actions.endorse(row, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show(form, error)
        else:
            messages.success(request, _("The organisation has been endorsed."))
            return redirect("nominations:endorsements")
    return _page(request, row, endorse_form=form)


@requires(Can.ENDORSE)
@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(_asked(request).for_listing(), pk=pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        actions.decline_endorsement(row, by=request.user, **form.cleaned_data)
        messages.success(request, _("The answer has been sent to the organisation."))
        return redirect("nominations:endorsements")
    return _page(request, row, decline_form=form)
