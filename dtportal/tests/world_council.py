"""Rows of the council's stage that playing an edition to its end does not leave behind."""

from base64 import b64decode
from datetime import timedelta
from types import SimpleNamespace

from django.core.files.base import ContentFile

from assessments import actions
from assessments.models import (
    Assignment,
    CouncilMember,
    PaperSheet,
    Round,
    RoundEntry,
    SiteVisit,
    Visitor,
    VisitPhoto,
    VisitReport,
)
from assessments.tests.deeds import full_marks
from awards.rehearsal.evidence import illustrative_plan
from dtportal.programme import clock
from dtportal.programme.models import Edition
from dtportal.sealing import sha256

# One black pixel.
BLACK = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)


def read_again_by_hanh(edition: Edition, cast: SimpleNamespace) -> Assignment:
    """A dossier of a second reading that Hạnh is scoring."""
    found = Assignment.objects.filter(
        member__user=cast.hanh, entry__round__edition=edition, status=Assignment.Status.READING
    ).first()
    if found:
        return found
    hanh = CouncilMember.objects.get(edition=edition, user=cast.hanh)
    entries = RoundEntry.objects.filter(round__edition=edition, nomination__group="unit")
    read_twice = RoundEntry.objects.filter(reading=Round.Reading.SECOND).values("nomination")
    entries = entries.exclude(nomination__in=read_twice)
    entry = entries.exclude(assignments__member__user__in=[cast.hanh, cast.dung]).first()
    again = Round.objects.create(
        edition=edition,
        number=edition.rounds.count() + 1,
        reading=Round.Reading.SECOND,
        sheets_wanted=1,
        opened_by=cast.minh,
    )
    second = RoundEntry.objects.create(
        round=again, nomination=entry.nomination, dossier=entry.dossier, reading=Round.Reading.SECOND
    )
    return Assignment.objects.create(
        entry=second, member=hanh, status=Assignment.Status.READING, assigned_by=cast.minh
    )


def visit_of_hanh(edition: Edition, cast: SimpleNamespace) -> SiteVisit | None:
    """Not the one that the rehearsal plays: Minh goes there, too, and perhaps with her."""
    hers = SiteVisit.objects.filter(nomination__edition=edition, visitors__user=cast.hanh)
    return hers.exclude(visitors__user=cast.minh).first()


def add_visit(edition: Edition, cast: SimpleNamespace) -> SiteVisit:
    """One that Hạnh makes alone and has not reported on yet, with a photo."""
    found = visit_of_hanh(edition, cast)
    if found:
        return found
    starts = clock.now(edition) + timedelta(days=1)
    # The council has concluded on everything that was played, so the row is laid by hand.
    visit = SiteVisit.objects.create(
        nomination=read_again_by_hanh(edition, cast).entry.nomination,
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        place="Trụ sở đơn vị",
        planned_by=cast.minh,
    )
    Visitor.objects.create(visit=visit, user=cast.hanh)
    report = VisitReport.objects.create(visit=visit, user=cast.hanh)
    picture = ContentFile(BLACK, name="anh.png")
    VisitPhoto.objects.create(
        report=report,
        question="running",
        file=picture,
        name="anh.png",
        content_type="image/png",
        size=len(BLACK),
        sha256=sha256(BLACK),
    )
    return visit


def add_paper_sheet(edition: Edition, cast: SimpleNamespace) -> PaperSheet:
    """One that waits for Hạnh's word."""
    assignment = read_again_by_hanh(edition, cast)
    found = PaperSheet.objects.filter(assignment=assignment).first()
    if found:
        return found
    plan = illustrative_plan(assignment.entry.nomination)
    sheet = actions.keep_paper_sheet(
        assignment,
        by=cast.minh,
        signed_on=clock.now(edition).date(),
        marks=full_marks(),
        scan=ContentFile(plan, name="phieu.pdf"),
    )
    return actions.send_paper_sheet(sheet, by=cast.minh)
