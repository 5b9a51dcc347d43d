"""Locking a score sheet: each locked state is a version for ever, committed in the same transaction.

The journal gets the commitments, never marks, words or nonces.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assessments import pseudonyms
from assessments.actions.holding import own_assignment
from assessments.actions.scoring_sheets import rubric
from assessments.extremes import pinned, unexplained
from assessments.models import Assignment, Scoresheet, SheetSecret, SheetVersion
from dtportal import sealing
from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.journal.recording import record
from dtportal.programme import clock
from dtportal.programme.models import Criterion
from dtportal.roles import Can
from dtportal.states import ImpossibleMove

Status = Assignment.Status


class Unexplained(ValidationError):
    """A word is missing: on the criteria in `codes`, or (`needs_reason`) on why a locked sheet was changed."""

    def __init__(self, message: str, *, codes: list[str] | None = None, needs_reason: bool = False):
        super().__init__(message)
        self.codes, self.needs_reason = codes or [], needs_reason


@transaction.atomic
def submit_sheet(assignment: Assignment, *, by: User, reason: str = "") -> Scoresheet:
    """Lock a complete sheet and commit to it. A repeated click finds it submitted and changes nothing.

    Raises ValidationError for criteria without a mark, Unexplained for extreme marks without a remark or a pin, and
    for a content other than that of the version before without a `reason`. The same content again is no new version.
    """
    row = own_assignment(assignment, by)
    require(by, Can.APPRAISE, row)
    sheet = _active_sheet(row)
    if row.status == Status.SCORED and sheet is not None:
        return sheet
    if row.status != Status.READING:
        raise ImpossibleMove(_("This dossier is not open to you."))
    version = _lock(sheet, row, reason.strip())
    sheet.move(Scoresheet.Status.LOCKED)
    sheet.locked_at = version.locked_at
    sheet.save(update_fields=["status", "locked_at"])
    row.move(Status.SCORED)
    row.save(update_fields=["status"])
    record(
        "scoresheet.submitted",
        sheet,
        by=by,
        assignment=row.pk,
        version=version.number,
        commitment=version.commitment,
        marks_commitment=version.marks_commitment,
        total_commitment=version.total_commitment,
    )
    return sheet


def _active_sheet(row: Assignment) -> Scoresheet | None:
    return row.scoresheets.exclude(status=Scoresheet.Status.VOID).first()


def _lock(sheet: Scoresheet | None, row: Assignment, reason: str) -> SheetVersion:
    """The version that holds what the sheet says now: a new one, or the last if nothing was changed."""
    criteria = rubric(row.entry.nomination)
    marks = {mark.criterion_id: mark for mark in sheet.marks.all()} if sheet else {}
    missing = [c.label for c in criteria if c.pk not in marks or marks[c.pk].value is None]
    if sheet is None or missing:
        raise ValidationError(_("Not marked yet: %(list)s.") % {"list": "; ".join(missing)})
    values = {c.code: marks[c.pk].value for c in criteria}
    remarks = {c.code: marks[c.pk].remark for c in criteria if marks[c.pk].remark}
    _refuse_unexplained(unexplained(criteria, values, remarks, pinned(sheet)))
    before = sheet.versions.last()
    version = SheetVersion(
        sheet=sheet,
        number=before.number + 1 if before else 1,
        dossier_code=pseudonyms.of(row.entry.nomination).code,
        dossier_sha256=row.entry.dossier.sha256,
        marks=values,
        remarks=remarks,
        remark=sheet.remark,
        total=sum(values.values()),
        reason=reason if before else "",
        locked_at=clock.now(row.edition),
        is_rehearsal=row.edition.is_rehearsal,
    )
    if before and version.says_the_same_as(before):
        return before
    if before and not reason:
        raise Unexplained(
            _("This sheet was submitted before with other content. Say why you changed it."),
            needs_reason=True,
        )
    return _sealed(version)


def _refuse_unexplained(criteria: list[Criterion]) -> None:
    if criteria:
        raise Unexplained(
            _("A mark at either end of the scale needs a remark or a pinned page: %(list)s.")
            % {"list": "; ".join(criterion.label for criterion in criteria)},
            codes=[criterion.code for criterion in criteria],
        )


def _sealed(version: SheetVersion) -> SheetVersion:
    """Kept with its commitments, and the nonce apart from it."""
    nonce = sealing.nonce()
    version.seal(nonce)
    version.save(force_insert=True)
    SheetSecret.objects.create(version=version, nonce=nonce, is_rehearsal=version.is_rehearsal)
    return version


@transaction.atomic
def take_back(scoresheet: Scoresheet, *, by: User) -> Scoresheet:
    """Correct a submitted sheet, as long as its round is open. What was locked stays as a version."""
    row = own_assignment(scoresheet.assignment, by)
    require(by, Can.APPRAISE, row)
    sheet = row.scoresheets.get(pk=scoresheet.pk)
    if sheet.status == Scoresheet.Status.DRAFT:
        return sheet
    sheet.move(Scoresheet.Status.DRAFT)
    sheet.locked_at = None
    sheet.save(update_fields=["status", "locked_at"])
    row.move(Status.READING)
    row.save(update_fields=["status"])
    record("scoresheet.taken_back", sheet, by=by, assignment=row.pk)
    return sheet
