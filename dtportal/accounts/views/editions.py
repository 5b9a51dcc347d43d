"""The edition's calendar, rules and rehearsal clock: for organisers."""

from datetime import datetime, time, timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dtportal.access import requires
from dtportal.accounts import actions, editing
from dtportal.accounts.forms.editions import ClockForm, CouncilRulesForm, PagesDueForm, PhaseForm
from dtportal.accounts.views.common import edition_for
from dtportal.programme import clock
from dtportal.programme.calendar import VIETNAM, end_of
from dtportal.programme.models import Edition, Phase
from dtportal.roles import Can


@requires(Can.MANAGE_EDITION)
def edition(request: HttpRequest, slug: str) -> HttpResponse:
    found = edition_for(request, slug, Can.MANAGE_EDITION)
    return _page(request, found)


@requires(Can.MANAGE_EDITION)
@require_POST
def edition_clock(request: HttpRequest, slug: str) -> HttpResponse:
    found = edition_for(request, slug, Can.MANAGE_EDITION)
    form = ClockForm(request.POST)
    if not form.is_valid():
        return _page(request, found, clock_form=form)
    actions.move_clock(found, form.cleaned_data["to"], by=request.user)
    messages.success(request, _("The rehearsal's clock is moved."))
    return redirect("accounts:edition", found.slug)


@requires(Can.MANAGE_EDITION)
@require_POST
def edition_council_rules(request: HttpRequest, slug: str) -> HttpResponse:
    found = edition_for(request, slug, Can.MANAGE_EDITION)
    form = CouncilRulesForm(request.POST)
    if form.is_valid():
        editing.set_council_rules(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("The rule is saved; it holds at once."))
    return redirect("accounts:edition", found.slug)


@requires(Can.MANAGE_EDITION)
@require_POST
def edition_pages_due(request: HttpRequest, slug: str) -> HttpResponse:
    found = edition_for(request, slug, Can.MANAGE_EDITION)
    form = PagesDueForm(request.POST, instance=Edition.objects.get(pk=found.pk))
    if not form.is_valid():
        return _page(request, found, pages_due_form=form)
    editing.set_pages_due(found, by=request.user, **form.cleaned_data)
    messages.success(request, _("The day is saved; units see it on their pages."))
    return redirect("accounts:edition", found.slug)


@requires(Can.MANAGE_EDITION)
@require_POST
def edition_phase(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = edition_for(request, slug, Can.MANAGE_EDITION)
    phase = get_object_or_404(found.phases.all(), pk=pk)
    form = PhaseForm(request.POST, instance=phase, prefix=f"phase{pk}")
    if form.is_valid():
        try:
            editing.set_phase(phase, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The dates are saved."))
            return redirect("accounts:edition", found.slug)
    return _page(request, found, phase_form=form)


def _page(
    request: HttpRequest,
    edition: Edition,
    *,
    clock_form: ClockForm | None = None,
    phase_form: PhaseForm | None = None,
    pages_due_form: PagesDueForm | None = None,
) -> HttpResponse:
    now = clock.now(edition)
    phases = list(edition.phases.all())
    forms = [
        phase_form
        if phase_form is not None and phase_form.instance.pk == phase.pk
        else PhaseForm(instance=phase, prefix=f"phase{phase.pk}")
        for phase in phases
    ]
    context = {
        "edition": edition,
        "now": now,
        "phase_forms": forms,
        "clock_form": clock_form or ClockForm(initial={"to": now}),
        "jumps": _jumps(phases),
        "council_form": CouncilRulesForm(instance=edition),
        "pages_due_form": pages_due_form or PagesDueForm(instance=edition),
        "sectors": edition.sectors.all(),
        "tiers": edition.tiers.all(),
        "criteria": edition.criteria.all(),
        "locality_count": edition.localities().count(),
    }
    is_wrong = clock_form or phase_form or pages_due_form
    return render(request, "accounts/edition.html", context, status=400 if is_wrong else 200)


def _jumps(phases: list[Phase]) -> list[tuple[str, datetime]]:
    """Moments worth rehearsing: 9 o'clock on a phase's first day, its last minute, and the morning after."""
    moments = []
    for phase in phases:
        morning = datetime.combine(phase.starts_on, time(9), VIETNAM)
        moments.append((_("%(phase)s begins") % {"phase": phase.label}, morning))
        if phase.ends_on:
            last = end_of(phase.ends_on).replace(second=0)
            moments.append((_("%(phase)s: last minute") % {"phase": phase.label}, last))
            moments.append(
                (_("%(phase)s is over") % {"phase": phase.label}, last + timedelta(hours=9, minutes=1))
            )
    return sorted(moments, key=lambda moment: moment[1])
