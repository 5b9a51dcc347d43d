"""A member's own score sheet while it is a draft. Locking it is in `locking.py`.

Drafts are not journalled: marks are sealed, and the journal tells of submission, taking back and recusal.
"""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import scoring
from assessments.actions.holding import own_draft
from assessments.actions.rule import freeze_rule
from assessments.models import Assignment, Mark, Scoresheet, Window
from dtportal.access import require
from dtportal.accounts.models import User
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
    criteria = Criterion.objects.filter(edition=nomination.edition_id, group=nomination.group)
    return list(criteria.select_related("part"))


@transaction.atomic
def save_marks(
    assignment: Assignment,
    *,
    by: User,
    marks: Mapping[str, int | None],
    remarks: Mapping[str, str] | None = None,
    remark: str = "",
    private_note: str = "",
    version: int,
    window: Window | None = None,
    criteria: list[Criterion] | None = None,
) -> Scoresheet:
    """Keep a draft. `marks` by criterion code (None clears one); criteria not mentioned stay as they are.

    `version` is the version of the sheet as the person saw it, 0 where there was none; another one raises
    StaleSheet, unless nobody but the same `window` has saved since. A change that a window sends again changes
    nothing: its `receipt_of` is what it was told the first time. A mark that is no integer from 0 to the weight
    raises ValidationError. `criteria` spares asking for a rubric that cannot change any more.
    """
    window = window or Window()
    row, sheet = own_draft(assignment, by)
    if sheet is not None and sheet.receipt_of(window):
        return sheet
    require(by, Can.APPRAISE, row)
    if row.status != Status.READING:
        raise ImpossibleMove(_("Marks can be changed only while the dossier is being scored."))
    if not (sheet.follows(version, window) if sheet else version == 0):
        raise StaleSheet(sheet)
    is_marked = any(mark is not None for mark in marks.values()) or any((remarks or {}).values())
    if is_marked and not (sheet and sheet.rule_is_frozen) and freeze_rule(row.edition, by=by):
        criteria = None  # read again under the lock: somebody may have edited the rubric until now
    by_code = {criterion.code: criterion for criterion in criteria or rubric(row.entry.nomination)}
    checked = _checked(marks, by_code)
    sheet = sheet or Scoresheet(assignment=row, version=0)
    sheet.remark, sheet.private_note = remark, private_note
    sheet.take_in(window, timezone.now())
    sheet.save()
    _keep(sheet, by_code, checked, remarks or {})
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
    """One query where every criterion is mentioned, as the scoring screen does; else what is there is read first."""
    mentioned = [code for code in criteria if code in marks or code in remarks]
    is_whole = all(code in marks and code in remarks for code in mentioned)
    present = {} if is_whole else {mark.criterion_id: mark for mark in sheet.marks.all()}
    rows = []
    for code in mentioned:
        mark = present.get(criteria[code].pk)
        rows.append(
            Mark(
                scoresheet=sheet,
                criterion=criteria[code],
                value=marks.get(code, mark.value if mark else None),
                remark=remarks.get(code, mark.remark if mark else ""),
            )
        )
    Mark.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["scoresheet", "criterion"],
        update_fields=["value", "remark"],
    )
