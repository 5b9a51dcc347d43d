"""A report from order to file: chapter by chapter in the worker, then PDF and DOCX from the same content."""

from io import BytesIO

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from pikepdf import Pdf

from assessments.conflicts import closed_to
from awards.models import Report, Roll, RollEntry
from awards.official.figures import Figures
from awards.official.lists import entries_for
from awards.official.state_report import chapters, framed
from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.celery import app
from dtportal.journal.recording import hurry, record
from dtportal.official.printing import to_pdf
from dtportal.official.word import to_docx
from dtportal.programme import clock
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.states import ImpossibleMove

FILES = 2


@transaction.atomic
def order_report(edition: Edition, *, by: User) -> Report:
    """A report of this moment: with the list that `by` may read, without any result where there is none. The order in
    hand if he has one; a second click changes nothing."""
    require(by, Can.WRITE_PAPERS, edition)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    unfinished = Report.objects.unfinished().filter(edition=edition, ordered_by=by).first()
    if unfinished is not None:
        return unfinished
    report = Report.objects.create(
        edition=edition,
        roll=_roll_for(edition, by),
        ordered_by=by,
        as_of=clock.now(edition),
        is_whole=not closed_to(by).filter(edition=edition).exists(),
    )
    record("statereport.ordered", report, by=by, roll=report.roll_id)
    # By its name: tasks import what they call.
    task = app.signature("awards.tasks.build_report")
    transaction.on_commit(lambda: hurry(task, report.pk))
    return report


def _roll_for(edition: Edition, by: User) -> Roll | None:
    """The published list; before, the one that the council has carried, for whoever may read its names."""
    published = edition.rolls.published().first()
    if published is not None:
        return published
    carried = edition.rolls.filter(status__in=[Roll.Status.APPROVED, Roll.Status.SIGNED])
    readable = RollEntry.objects.visible_to(by).order_by().values("roll")
    return carried.filter(pk__in=readable).first()


def build(report_id: int) -> None:
    """The worker's part; a second call while one is at work, or after the end, changes nothing."""
    report = Report.take_up(report_id, "edition", total=1)
    if report is None:
        return
    by = report.ordered_by
    if report.roll_id and not Report.objects.visible_to(by).filter(pk=report.pk).exists():
        with override(by.language):
            report.fail(_("Whoever ordered this report may not read its list any more."))
        record("statereport.failed", report, by=by)
        return
    with override("vi"):
        _make(report, by)
    record("statereport.built", report, by=by, pages=report.page_count)


def _make(report: Report, by: User) -> None:
    lines = entries_for(report.roll, by)[0] if report.roll_id else []
    figures = Figures(report.edition, by, report.as_of)
    steps = chapters(report, figures, lines)
    report.start(len(steps) + FILES)
    blocks = []
    for done, chapter in enumerate(steps, 1):
        blocks += chapter()
        report.advance(done)
    document = framed(report, blocks, lines)
    printed = to_pdf(document)
    with Pdf.open(BytesIO(printed)) as opened:
        report.page_count = len(opened.pages)
    report.pdf.save("report.pdf", ContentFile(printed), save=False)
    report.advance(len(steps) + 1)
    report.docx.save("report.docx", ContentFile(to_docx(document, written_by=by.full_name)), save=False)
    report.content = document.as_json()
    report.finish()


def require_ready(report: Report) -> None:
    """Raises ImpossibleMove while it is not built."""
    if report.status != Report.Status.DONE:
        raise ImpossibleMove(_("The report is not ready yet."))
