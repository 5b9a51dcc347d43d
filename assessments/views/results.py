"""The scores of closed rounds, for whoever may read them: lists with their bands, dossiers, members, papers."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from assessments import actions
from assessments.score_details import detail
from assessments.score_paper import order_paper
from assessments.score_report import ScoreReport, editions
from assessments.score_table import ScoreTable
from assessments.tallying import hidden_from
from dtportal.access import require, requires
from dtportal.files import send
from dtportal.programme.models import Edition, Tier
from dtportal.replies import attempt
from dtportal.roles import Can
from nominations.models import Nomination

PAGE = 500


def _report(request: HttpRequest, slug: str) -> ScoreReport:
    edition = get_object_or_404(editions(), slug=slug)
    require(request.user, Can.READ_SCORES, edition)
    return ScoreReport(edition, request.user)


def _not_yet(request: HttpRequest, report: ScoreReport) -> HttpResponse:
    """No closed round, or numbers that the worker is still computing."""
    return render(request, "assessments/results_wait.html", {"edition": report.edition, "job": report.tally})


@requires(Can.READ_SCORES)
def results(request: HttpRequest, slug: str) -> HttpResponse:
    report = _report(request, slug)
    if not report.is_ready:
        return _not_yet(request, report)
    return render(request, "assessments/results.html", {"edition": report.edition, "report": report})


@requires(Can.READ_SCORES)
def result_list(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One list: its line, and its dossiers by band."""
    report = _report(request, slug)
    tier = _tier(report, code)
    if not report.is_ready:
        return _not_yet(request, report)
    page = Paginator(report.ordered(tier), PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "edition": report.edition,
        "report": report,
        "tier": tier,
        "summary": report.summary(tier),
        "page": page,
        "sections": report.sections(tier, page.object_list),
    }
    return render(request, "assessments/result_list.html", context)


def _tier(report: ScoreReport, code: str) -> Tier:
    for tier in report.tiers:
        if tier.code == code:
            return tier
    raise Http404


@requires(Can.READ_SCORES)
def result_dossier(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    report = _report(request, slug)
    if not report.is_ready:
        return _not_yet(request, report)
    found = Nomination.objects.select_related("organization", "sector", "province")
    nomination = get_object_or_404(found, reference=reference, pk__in=report.rows)
    context = {
        "edition": report.edition,
        "report": report,
        "detail": detail(nomination, report.rows[nomination.pk], request.user),
    }
    return render(request, "assessments/result_dossier.html", context)


@require_POST
@requires(Can.HAND_OVER)
def second_reading(request: HttpRequest, slug: str) -> HttpResponse:
    """Two more sheets for what is tied at the line of one list, or of any."""
    edition = get_object_or_404(Edition, slug=slug)
    require(request.user, Can.HAND_OVER, edition)
    lists = [code for code in [request.POST.get("list", "")] if code]
    made: list[Any] = []
    done = attempt(
        request,
        lambda: made.append(actions.open_second_reading(edition, by=request.user, lists=lists)),
        _("The second reading is open. Now assign the readers."),
    )
    if done:
        count = made[0].entries.count()
        told = _("Dossiers in it: %(count)s. What the council has concluded is not read again.")
        messages.info(request, told % {"count": count})
        return redirect("assessments:round", slug, made[0].number)
    return redirect("assessments:results", slug)


@requires(Can.READ_SCORES)
def result_table(request: HttpRequest, slug: str) -> HttpResponse:
    """Every score sheet as a workbook, or as CSV with `?format=csv`."""
    edition = _edition_of(request.user, slug)
    table = ScoreTable(edition, hidden_from(request.user, edition))
    name = f"bang-diem-{slug}"
    if request.GET.get("format") == "csv" or not table.fits_a_workbook:
        # Excel takes a file for UTF-8 only if it begins with a mark.
        response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        table.write_csv(response)
        return response
    file = table.workbook(_about(edition, table, request.user))
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx")


def _edition_of(user: Any, slug: str) -> Edition:
    """The edition of a slug in which a person may read scores: his appointments know it without a query."""
    for appointment in user.active_appointments:
        if appointment.edition_id and appointment.edition.slug == slug:
            require(user, Can.READ_SCORES, appointment.edition)
            return appointment.edition
    edition = get_object_or_404(Edition, slug=slug)
    require(user, Can.READ_SCORES, edition)
    return edition


def _about(edition: Edition, table: ScoreTable, user: Any) -> list[tuple[str, str]]:
    """What a workbook that is taken away says of itself."""
    with override("vi"):
        return [
            (_("Edition"), edition.title),
            (_("Rounds"), ", ".join(table.rounds)),
            (_("Taken by"), user.full_name),
            (
                _("What it holds"),
                _(
                    "One row for each score sheet of the closed rounds. The official score of a dossier is the mean "
                    "of its sheets' totals. Dossiers closed to whoever took the table are not in it."
                ),
            ),
        ]


@requires(Can.READ_SCORES)
def result_report(request: HttpRequest, slug: str) -> HttpResponse:
    """The report on the appraisal as PDF, in Vietnamese, as soon as the worker has printed it."""
    report = _report(request, slug)
    if not report.is_ready:
        return _not_yet(request, report)
    paper = order_paper(report)
    if paper.status != paper.Status.DONE or "wait" in request.GET:
        return render(request, "assessments/results_wait.html", {"edition": report.edition, "job": paper})
    return send(paper.file, name=f"bao-cao-tham-dinh-{slug}.pdf", content_type="application/pdf", inline=True)
