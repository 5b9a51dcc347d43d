"""Site visits: the list, the plan, what the unit reads."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import BooleanField, Case, Count, Q, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import actions
from assessments import visits as site_visits
from assessments.forms_visits import ChooseDossierForm, VisitForm, initial_of
from assessments.models import SiteVisit
from dtportal.access import require, requires
from dtportal.programme import clock
from dtportal.programme.models import Edition
from dtportal.replies import attempt
from dtportal.roles import Can
from nominations.models import Nomination

PAGE = 50


def visits(request: HttpRequest, slug: str) -> HttpResponse:
    """Those one plans, takes part in, or reads the dossier of."""
    edition = get_object_or_404(Edition.objects.defer(*Edition.bulky()), slug=slug)
    may_plan = request.user.can(Can.PLAN_VISITS, edition.access_scope())
    if not may_plan and not request.user.can(Can.READ_SCORES, edition.access_scope()):
        require(request.user, Can.APPRAISE, edition)
    rows = SiteVisit.objects.visible_to(request.user).filter(nomination__edition=edition).for_listing()
    rows = rows.defer(*Edition.bulky("nomination__edition")).prefetch_related("visitors__user")
    now = clock.now(edition)
    is_past = Case(When(ends_at__lt=now, then=True), default=False, output_field=BooleanField())
    # What is to come first, the next one on top; then what is over, the latest on top.
    rows = rows.annotate(
        is_past=is_past, handed_in=Count("reports", filter=Q(reports__submitted_at__isnull=False))
    ).order_by(
        "is_past",
        Case(When(ends_at__gte=now, then="starts_at")),
        "-starts_at",
        "pk",
    )
    context = {
        "edition": edition,
        "page_obj": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "may_plan": may_plan,
    }
    return render(request, "assessments/visits/list.html", context)


@requires(Can.PLAN_VISITS)
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """First the dossier, then date, place and visitors."""
    edition = get_object_or_404(Edition, slug=slug)
    require(request.user, Can.PLAN_VISITS, edition)
    dossiers = site_visits.to_visit(request.user, edition)
    reference = request.GET.get("nomination", "")
    if not reference:
        return render(
            request,
            "assessments/visits/plan.html",
            {"edition": edition, "chooser": ChooseDossierForm(dossiers=dossiers)},
        )
    nomination = get_object_or_404(dossiers, reference=reference)
    nomination.edition = edition
    form = VisitForm(request.POST or None, free=site_visits.may_visit(nomination))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = actions.plan_visit(nomination, by=request.user, **form.planned())
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                messages.success(request, _("The visit is planned; visitors and unit have been told."))
                return redirect("assessments:visit", made.pk)
    return _plan_page(request, nomination, form, status)


def _plan_page(
    request: HttpRequest, nomination: Nomination, form: VisitForm, status: int, visit: SiteVisit | None = None
) -> HttpResponse:
    context = {"edition": nomination.edition, "nomination": nomination, "form": form, "visit": visit}
    return render(request, "assessments/visits/plan.html", context, status=status)


def _visit(request: HttpRequest, pk: int) -> SiteVisit:
    return get_object_or_404(SiteVisit.objects.visible_to(request.user).for_listing(), pk=pk)


def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """One visit: the plan, who goes, what was reported."""
    found = _visit(request, pk)
    reports = site_visits.reports_open_to(request.user, found.nomination).filter(visit=found)
    handed_in = set(found.reports.filter(submitted_at__isnull=False).values_list("user", flat=True))
    context = {
        "visit": found,
        "nomination": found.nomination,
        "edition": found.edition,
        "visitors": [(row.user, row.user_id in handed_in) for row in found.visitors.select_related("user")],
        "stories": site_visits.told(reports, found.nomination),
        "goes": found.is_planned and found.visitors.filter(user=request.user).exists(),
        "may_plan": found.is_planned and request.user.can(Can.PLAN_VISITS, found.access_scope()),
    }
    return render(request, "assessments/visits/detail.html", context)


@requires(Can.PLAN_VISITS)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    found = _visit(request, pk)
    require(request.user, Can.PLAN_VISITS, found)
    form = VisitForm(
        request.POST or None, free=site_visits.may_visit(found.nomination), initial=initial_of(found)
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            version = form.cleaned_data["version"] or 0
            try:
                actions.change_visit(found, by=request.user, version=version, **form.planned())
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                messages.success(request, _("The visit is changed; everybody has been told again."))
                return redirect("assessments:visit", pk)
    return _plan_page(request, found.nomination, form, status, found)


@require_POST
@requires(Can.PLAN_VISITS)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = _visit(request, pk)
    attempt(
        request,
        lambda: actions.cancel_visit(found, by=request.user, reason=request.POST.get("reason", "")[:500]),
        _("The visit is cancelled; visitors and unit have been told."),
    )
    return redirect("assessments:visit", pk)


def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    return _calendar(_visit(request, pk), reverse("assessments:visit", args=[pk]))


def _calendar(found: SiteVisit, path: str) -> HttpResponse:
    content = site_visits.calendar_of(found, path)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="visit-{found.pk}.ics"'
    return response


# --- The unit ------------------------------------------------------------------------------------------


def _of_unit(request: HttpRequest, pk: int) -> SiteVisit:
    return get_object_or_404(SiteVisit.objects.of_unit(request.user).for_listing(), pk=pk)


def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """When and where: nothing of who goes, nothing of what they report."""
    found = _of_unit(request, pk)
    context: dict[str, Any] = {"visit": found, "nomination": found.nomination, "edition": found.edition}
    return render(request, "assessments/visits/unit.html", context)


def unit_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    return _calendar(_of_unit(request, pk), reverse("assessments:visit_unit", args=[pk]))
