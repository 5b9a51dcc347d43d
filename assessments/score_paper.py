"""The report on the appraisal as a document: the same numbers and drawings as the pages."""

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.bands import Band
from assessments.models import ScorePaper
from assessments.score_report import ScoreReport, Section, editions
from dtportal import pdf
from dtportal.celery import app
from dtportal.journal.recording import hurry
from dtportal.programme import clock


def _split(sections: list[Section]) -> dict[str, list[Section]]:
    """What is tied gets a full table, what is clear a name and its mean."""
    return {
        "tied": [section for section in sections if section.band is Band.TIED],
        "clear": [section for section in sections if section.band is not Band.TIED],
    }


def order_paper(report: ScoreReport) -> ScorePaper:
    """The paper of these numbers: the one there is, or one for the worker; a failed one is tried again."""
    state = {
        "tally": report.tally,
        "accepted": report.accepted,
        "open_rounds": report.edition.open_count,
    }
    # By its name: tasks import what they call.
    task = app.signature("assessments.tasks.print_scores")
    return ScorePaper.order(state, lambda pk: hurry(task, pk), ordered_by=report.user)


def print_paper(paper_id: int) -> None:
    """The worker's part; a second call while one is at work, or after the end, changes nothing."""
    paper = ScorePaper.take_up(paper_id, "tally", total=1)
    if paper is None:
        return
    report = ScoreReport(editions().get(pk=paper.tally.edition_id), paper.ordered_by)
    if not report.is_ready or report.tally.pk != paper.tally_id:
        with override(paper.ordered_by.language):
            paper.fail(_("The numbers have changed meanwhile; please print the report again."))
        return
    paper.file.save("report.pdf", ContentFile(report_pdf(report)), save=False)
    paper.finish()


def report_pdf(report: ScoreReport) -> bytes:
    """A4, in Vietnamese, as the person of the report may know it; it names nobody it was made for."""
    with override("vi"):
        lists = [
            (summary, _split(report.sections(summary.tier, report.ordered(summary.tier))))
            for pool in report.pools
            for summary in pool.lists
        ]
        context = {
            "edition": report.edition,
            "report": report,
            "lists": lists,
            "now": clock.now(report.edition),
        }
        return pdf.render("assessments/documents/report.html", context, styles=["css/pdf/report.css"])
