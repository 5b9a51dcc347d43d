"""The secretariat's queue: the list with its saved views, going through it, deeds on many dossiers at once."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dtportal.access import requires
from dtportal.programme import clock
from dtportal.programme.models import Edition
from dtportal.roles import Can
from nominations import actions, bulk
from nominations.filters import DeskFilter
from nominations.forms_desk import BulkForm, EntrustForm
from nominations.models import InternalNote, Nomination
from nominations.options import options_of
from nominations.queue import Desk, beside
from nominations.views.shared import back_to, edition_of, received

PER_PAGE = 50
REPORT = "desk_report"


def listing(request: HttpRequest, edition: Edition, query: QueryDict) -> DeskFilter:
    """The rows that a query string asks for: `.qs` are they, `.desk` what the saved views depend on."""
    rows, intake = received(request, edition), edition.intake
    cells = rows.competing_cells(edition.slots_per_cell)
    desk = Desk(edition, intake, request.user, clock.now(edition), cells)
    return DeskFilter(query, queryset=rows, desk=desk, options=options_of(intake))


@requires(Can.SCREEN)
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that was submitted: saved views, filters, fifty rows, deeds on those that are ticked."""
    return _desk(request, edition_of(request, slug))


def _desk(request: HttpRequest, edition: Edition, form: BulkForm | None = None) -> HttpResponse:
    query = form.query if form else request.GET
    filters = listing(request, edition, query)
    rows = filters.qs.order_by("submitted_at", "pk").values_list("pk", flat=True)
    tabs = filters.desk.tabs(received(request, edition), query.get("view", ""))
    paginator = Paginator(rows, PER_PAGE)
    if filters.only_view:
        paginator.count = next(tab.count for tab in tabs if tab.is_current)  # counted already
    page_obj = paginator.get_page(query.get("page"))
    # Thousands are put in order by themselves; only the fifty of the page bring along what the table shows.
    shown = filters.queryset.with_endorsed().for_desk().in_bulk(page_obj.object_list)
    plain = query.copy()
    for name in ("page", "view"):
        plain.pop(name, None)
    found = query.copy()
    found.pop("page", None)
    context = {
        "edition": edition,
        "filters": filters,
        "page_obj": page_obj,
        "lines": [_line(shown[pk], filters.desk) for pk in page_obj],
        "tabs": tabs,
        "tab_query": f"&{plain.urlencode()}" if plain else "",
        "found_query": found.urlencode(),
        "bulk_form": form or BulkForm(secretaries=filters.options.secretaries),
        "bulk_limit": bulk.LIMIT,
        "ticked": form.data.getlist("rows") if form else [],
        "row_query": f"?{found.urlencode()}" if filters.is_used else "",
        "report": request.session.pop(REPORT, None),
    }
    return render(request, "nominations/desk.html", context, status=422 if form else 200)


def _line(row: Nomination, desk: Desk) -> dict[str, Any]:
    """What the table shows of a dossier, as plain values: a template asks a model for each of them several times."""
    submitted = row.submitted_at and date_format(localtime(row.submitted_at), "DATETIME_FORMAT")
    competes = (row.sector_id, row.province_id) in desk.cells and row.is_competing
    return {
        "pk": str(row.pk),
        "number": row.known_as,
        "reference": row.reference,
        "name": row.honoree_name,
        "slot": reverse("nominations:slot", args=[desk.edition.slug, row.sector_id, row.province_id])
        if competes
        else "",
        "is_paper": getattr(row, "paper", None) is not None and row.paper.is_confirmed,
        "sector": row.sector.label if row.sector else row.get_group_display(),
        "province": row.province.name,
        "status": row.get_status_display(),
        "tone": row.status_tone,
        "is_endorsed": row.is_endorsed,
        "owner": row.owner.full_name if row.owner else "–",
        "submitted": submitted or "–",
    }


@requires(Can.SCREEN)
def next_dossier(request: HttpRequest, slug: str) -> HttpResponse:
    """The dossier after (`?after=`) or before (`?before=`) another one, in the list that the filters describe;
    without filters, among those that wait for examination."""
    edition = edition_of(request, slug)
    query = request.GET.copy()
    before, after = query.pop("before", [""])[0], query.pop("after", [""])[0]
    query.pop("page", None)
    filters = listing(request, edition, query)
    rows = filters.qs
    if not filters.is_used:
        rows = rows.filter(status=Nomination.Status.SUBMITTED)
    rows = rows.exclude(organization__in=request.user.tied_organization_ids)
    here = received(request, edition).filter(reference=before or after).first()
    found = beside(rows, here, forwards=not before)
    if found is None:
        messages.info(request, _("No dossier waits for examination."))
        return redirect("nominations:desk", slug)
    url = reverse("nominations:screen", args=[slug, found.reference])
    return redirect(f"{url}?{query.urlencode()}" if query else url)


@requires(Can.SCREEN)
@require_POST
def deeds(request: HttpRequest, slug: str) -> HttpResponse:
    """One deed on every ticked dossier, row by row; the list comes back under the same filter with a report."""
    edition = edition_of(request, slug)
    form = BulkForm(request.POST, secretaries=options_of(edition.intake).secretaries)
    if not form.is_valid():
        return _desk(request, edition, form)
    ticked = None if form.cleaned_data["everything"] else set(form.cleaned_data["rows"])
    rows = listing(request, edition, form.query).qs
    if ticked is not None:
        rows = rows.filter(pk__in=ticked)
    chosen = list(rows.for_listing().order_by("submitted_at", "pk")[: bulk.LIMIT + 1])
    if max(len(chosen), len(ticked or ())) > bulk.LIMIT:
        form.add_error(
            None, _("At most %(limit)s dossiers at once; please narrow the filter.") % {"limit": bulk.LIMIT}
        )
        return _desk(request, edition, form)
    left_out = (ticked or set()) - {nomination.pk for nomination in chosen}
    outside = list(received(request, edition).filter(pk__in=left_out).for_listing().order_by("pk"))
    report = bulk.run(chosen, form.deed(), by=request.user)
    report.leave_out(outside, _("Not in the list under this filter any more; nothing has been changed."))
    request.session[REPORT] = {
        "deed": str(form.deed_label),
        "done": report.done,
        "refused": report.refused,
        "unknown": len(left_out) - len(outside),
    }
    query = form.query.urlencode()
    return redirect(f"{reverse('nominations:desk', args=[slug])}{f'?{query}' if query else ''}")


@requires(Can.SCREEN)
@require_POST
def entrust(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Take a dossier over, or hand it to another secretary."""
    edition = edition_of(request, slug)
    nomination = get_object_or_404(received(request, edition).for_listing(), reference=reference)
    form = EntrustForm(request.POST, secretaries=options_of(edition.intake).secretaries)
    if form.is_valid():
        try:
            actions.entrust(nomination, form.owner(), by=request.user, note=form.cleaned_data["note"])
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Who looks after the dossier has been written down."))
    return back_to(request, nomination)


def notes_of(request: HttpRequest, nomination: Nomination):
    """Internal notes on a dossier, newest first."""
    return InternalNote.objects.visible_to(request.user).filter(nomination=nomination).select_related("by")
