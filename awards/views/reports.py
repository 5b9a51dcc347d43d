"""The report to State leaders: ordered, watched while it is written, taken away as PDF and DOCX, registered."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from awards import actions
from awards.models import Paper, Report
from awards.official.reporting import order_report, require_ready
from dtportal import files
from dtportal.access import require, requires
from dtportal.programme.models import Edition
from dtportal.roles import Can


@requires(Can.READ_PAPERS)
def reports(request: HttpRequest, edition: str) -> HttpResponse:
    found = _edition(request, edition)
    rows = Report.objects.visible_to(request.user).filter(edition=found)
    rows = rows.select_related("ordered_by", "paper", "roll").defer("content")[:20]
    context = {
        "edition": found,
        "reports": rows,
        "may_order": request.user.can(Can.WRITE_PAPERS, found.access_scope()),
    }
    return render(request, "awards/papers/reports.html", context)


@require_POST
@requires(Can.WRITE_PAPERS)
def order(request: HttpRequest, edition: str) -> HttpResponse:
    ordered = order_report(_edition(request, edition), by=request.user)
    return redirect("awards:report", edition, ordered.pk)


@requires(Can.READ_PAPERS)
def report(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    found = _report(request, edition, pk)
    context = {
        "edition": found.edition,
        "report": found,
        "paper": Paper.objects.visible_to(request.user).filter(report=found).first(),
        "may_order": request.user.can(Can.WRITE_PAPERS, found.access_scope()),
    }
    return render(request, "awards/papers/report.html", context)


@require_POST
@requires(Can.WRITE_PAPERS)
def register(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """A draft of the register with this report as its text; a second click leads to the same one."""
    found = _report(request, edition, pk)
    require_ready(found)
    kept = Paper.objects.visible_to(request.user).filter(report=found).first()
    if kept is None:
        kept = actions.draft_paper(
            found.edition,
            Paper.Kind.REPORT,
            by=request.user,
            roll=found.roll,
            report=found,
            subject=found.content.get("about", ""),
            to="\n".join(found.content.get("to", [])),
        )
        messages.success(request, _("The report is a draft in the register now."))
    return redirect("awards:paper", edition, kept.pk)


@requires(Can.READ_PAPERS)
def file(request: HttpRequest, edition: str, pk: int, form: str) -> HttpResponse:
    """`form`: pdf or docx."""
    found = _report(request, edition, pk)
    kept = found.pdf if form == "pdf" else found.docx
    if not kept:
        raise Http404
    name = f"bao-cao-{edition}-{found.as_of:%Y-%m-%d}.{form}"
    return files.send(kept, name=name, content_type=files.PDF if form == "pdf" else files.DOCX)


def _report(request: HttpRequest, edition: str, pk: int) -> Report:
    rows = Report.objects.visible_to(request.user).select_related("edition", "ordered_by", "roll")
    return get_object_or_404(rows, edition__slug=edition, pk=pk)


def _edition(request: HttpRequest, slug: str) -> Edition:
    edition = get_object_or_404(Edition, slug=slug)
    require(request.user, Can.READ_PAPERS, edition)
    return edition
