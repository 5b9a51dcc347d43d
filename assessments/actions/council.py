"""A member's deeds on the dossiers assigned to him.

Drafts are not journalled: marks are sealed, and the journal tells of submission, taking back and recusal.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import scoring
from assessments.models import Assignment, InterestStatement, Mark, Round, Scoresheet
from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.journal.recording import link_to, record
from dtportal.programme import clock
from dtportal.programme.models import Criterion
from dtportal.roles import Can
from dtportal.states import ImpossibleMove
from nominations.models import Nomination

Status = Assignment.Status


class StaleSheet(ImpossibleMove):
    """The sheet was saved elsewhere in the meantime; `sheet` is what stands there now."""

    def __init__(self, sheet: Scoresheet | None):
        super().__init__(
            _("This sheet was changed in another window. Nothing was overwritten; compare and save again.")
        )
        self.sheet = sheet


def rubric(nomination: Nomination) -> list[Criterion]:
    """The criteria of a nomination's group, in their order."""
    return list(Criterion.objects.filter(edition=nomination.edition_id, group=nomination.group))


def _own(assignment: Assignment, by: Any, *, hold_round: bool = True) -> Assignment:
    """The assignment locked and re-read, if it is this person's and its round is still open.

    What changes a status holds the round too, so that it cannot be closed meanwhile. A draft need not: its
    assignment is being scored, which keeps the round open anyway, and members never queue for one lock.
    """
    row = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("entry__nomination", "entry__round__edition", "member__user")
        .get(pk=assignment.pk)
    )
    if row.member.user_id != by.pk or not row.member.is_active:
        raise PermissionDenied(_("This dossier is assigned to somebody else."))
    round = row.entry.round
    if hold_round:
        round = Round.objects.select_for_update().get(pk=round.pk)
    if not round.is_open:
        raise ImpossibleMove(_("This round is closed."))
    return row


@transaction.atomic
def state_interest(
    assignment: Assignment, *, by: Any, has_conflict: bool, reason: str = ""
) -> InterestStatement:
    """A member's word before a dossier opens: a conflict closes it for good, none opens it."""
    require(by, Can.APPRAISE, assignment.member)
    row = _own(assignment, by)
    if has_conflict:
        return _recuse(row, by=by, reason=reason)
    if row.status == Status.RECUSED:
        raise ImpossibleMove(_("This dossier was closed to you because of a conflict of interest."))
    require(by, Can.APPRAISE, row)
    statement, created = InterestStatement.objects.get_or_create(
        member=row.member,
        nomination=row.entry.nomination,
        defaults={"has_conflict": False, "stated_at": clock.now(row.edition)},
    )
    if row.status == Status.OFFERED:
        row.move(Status.READING)
        row.save(update_fields=["status"])
    if created:
        record("interest.stated", row, by=by, conflict=False)
    return statement


@transaction.atomic
def recuse(assignment: Assignment, *, by: Any, reason: str) -> InterestStatement:
    """Step back from a dossier at any time before its round closes; a score given to it no longer counts."""
    require(by, Can.APPRAISE, assignment.member)
    return _recuse(_own(assignment, by), by=by, reason=reason)


def _recuse(row: Assignment, *, by: Any, reason: str) -> InterestStatement:
    reason = reason.strip()
    if not reason:
        raise ValidationError(_("Say in a few words what the conflict of interest is."))
    nomination = row.entry.nomination
    if row.status == Status.RECUSED:
        return InterestStatement.objects.get(member=row.member, nomination=nomination)
    statement, _created = InterestStatement.objects.update_or_create(
        member=row.member,
        nomination=nomination,
        defaults={"has_conflict": True, "reason": reason, "stated_at": clock.now(row.edition)},
    )
    for sheet in row.scoresheets.exclude(status=Scoresheet.Status.VOID):
        sheet.move(Scoresheet.Status.VOID)
        sheet.save(update_fields=["status"])
    row.move(Status.RECUSED)
    row.save(update_fields=["status"])
    record(
        "assignment.recused",
        row,
        by=by,
        tell=User.objects.holding(Can.ASSIGN, edition=row.edition),
        notice="recused",
        context={
            "reference": nomination.known_as,
            "member": str(row.member),
            "url": link_to(reverse("assessments:round", args=[row.edition.slug, row.entry.round.number])),
        },
        member=row.member_id,
    )
    return statement


def _active_sheet(row: Assignment) -> Scoresheet | None:
    return row.scoresheets.exclude(status=Scoresheet.Status.VOID).first()


@transaction.atomic
def save_marks(
    assignment: Assignment,
    *,
    by: Any,
    marks: Mapping[str, int | None],
    remarks: Mapping[str, str] | None = None,
    remark: str = "",
    private_note: str = "",
    version: int,
) -> Scoresheet:
    """Keep a draft. `marks` by criterion code (None clears one); criteria not mentioned stay as they are.

    `version` is the version of the sheet as the person saw it, 0 where there was none; another one raises
    StaleSheet. A mark that is no integer from 0 to the weight raises ValidationError.
    """
    row = _own(assignment, by, hold_round=False)
    require(by, Can.APPRAISE, row)
    if row.status != Status.READING:
        raise ImpossibleMove(_("Marks can be changed only while the dossier is being scored."))
    sheet = _active_sheet(row)
    if (sheet.version if sheet else 0) != version:
        raise StaleSheet(sheet)
    criteria = {criterion.code: criterion for criterion in rubric(row.entry.nomination)}
    checked = _checked(marks, criteria)
    if sheet is None:
        sheet = Scoresheet(assignment=row)
    else:
        sheet.version += 1
    sheet.remark, sheet.private_note = remark, private_note
    sheet.updated_at = timezone.now()
    sheet.save()
    _keep(sheet, criteria, checked, remarks or {})
    return sheet


def _checked(marks: Mapping[str, int | None], criteria: dict[str, Criterion]) -> dict[str, int | None]:
    weights = {code: criterion.weight for code, criterion in criteria.items()}
    unknown = set(marks) - set(weights)
    if unknown:
        raise ValidationError(_("The rubric has no criterion “%(code)s”.") % {"code": sorted(unknown)[0]})
    try:
        return scoring.check_marks(marks, weights)
    except scoring.NotAMark as error:
        raise ValidationError(
            _("%(criterion)s: a whole number from 0 to %(weight)s is needed.")
            % {"criterion": criteria[error.code].label, "weight": error.weight}
        ) from error


def _keep(
    sheet: Scoresheet,
    criteria: dict[str, Criterion],
    marks: dict[str, int | None],
    remarks: Mapping[str, str],
) -> None:
    present = {mark.criterion_id: mark for mark in sheet.marks.all()}
    new, changed = [], []
    for code in criteria:
        if code not in marks and code not in remarks:
            continue
        criterion = criteria[code]
        mark = present.get(criterion.pk)
        value = marks.get(code, mark.value if mark else None)
        text = remarks.get(code, mark.remark if mark else "")
        if mark is None:
            if value is not None or text:
                new.append(Mark(scoresheet=sheet, criterion=criterion, value=value, remark=text))
        elif (mark.value, mark.remark) != (value, text):
            mark.value, mark.remark = value, text
            changed.append(mark)
    Mark.objects.bulk_create(new)
    if changed:
        Mark.objects.bulk_update(changed, ["value", "remark"])


@transaction.atomic
def submit_sheet(assignment: Assignment, *, by: Any) -> Scoresheet:
    """Seal a complete sheet. A repeated click finds it submitted and changes nothing."""
    row = _own(assignment, by)
    require(by, Can.APPRAISE, row)
    sheet = _active_sheet(row)
    if row.status == Status.SCORED and sheet is not None:
        return sheet
    if row.status != Status.READING:
        raise ImpossibleMove(_("This dossier is not open to you."))
    criteria = rubric(row.entry.nomination)
    marks = {mark.criterion_id: mark.value for mark in sheet.marks.all()} if sheet else {}
    open_criteria = [criterion.label for criterion in criteria if marks.get(criterion.pk) is None]
    if sheet is None or open_criteria:
        raise ValidationError(_("Not marked yet: %(list)s.") % {"list": "; ".join(open_criteria)})
    sheet.move(Scoresheet.Status.LOCKED)
    sheet.locked_at = clock.now(row.edition)
    sheet.save(update_fields=["status", "locked_at"])
    row.move(Status.SCORED)
    row.save(update_fields=["status"])
    record("scoresheet.submitted", sheet, by=by, assignment=row.pk, version=sheet.version)
    return sheet


@transaction.atomic
def take_back(scoresheet: Scoresheet, *, by: Any) -> Scoresheet:
    """Correct a submitted sheet, as long as its round is open."""
    row = _own(scoresheet.assignment, by)
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
