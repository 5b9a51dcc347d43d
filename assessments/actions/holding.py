"""A member's own assignment, held for the length of a transaction."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from assessments.conflicts import closed_to
from assessments.models import Assignment, Round, Scoresheet
from dtportal.programme.models import Edition, FrozenRule
from dtportal.states import ImpossibleMove


def own_assignment(assignment: Assignment, by: Any) -> Assignment:
    """The assignment locked and re-read, if it is this person's and its round is still open.

    The round is held too, so that it cannot be closed while a status changes.
    """
    rows = Assignment.objects.select_for_update(of=("self",))
    rows = rows.select_related("entry__nomination", "entry__round__edition", "entry__dossier", "member__user")
    row = rows.defer("entry__dossier__content", *Edition.bulky("entry__round__edition")).get(pk=assignment.pk)
    _refuse_others(row, by)
    _refuse_closed(Round.objects.select_for_update().get(pk=row.entry.round_id))
    return row


def own_draft(assignment: Assignment, by: Any) -> tuple[Assignment, Scoresheet | None]:
    """The same with the sheet that counts, in one query once there is one, and without holding the round.

    What is being scored keeps its round open anyway, and members never queue for one lock. The sheet tells as
    `rule_is_frozen` whether its rubric can change any more.
    """
    frozen = FrozenRule.objects.filter(edition=OuterRef("assignment__entry__round__edition"))
    sheets = Scoresheet.objects.exclude(status=Scoresheet.Status.VOID).filter(assignment=assignment.pk)
    sheets = sheets.annotate(rule_is_frozen=Exists(frozen))
    held = sheets.annotate(is_closed=_is_closed_to(by, "assignment__entry__nomination"))
    # The assignment first, as everybody does: PostgreSQL locks in the order of these names.
    held = held.select_for_update(of=("assignment", "self")).select_related(
        "assignment__entry__nomination", "assignment__entry__round", "assignment__member"
    )
    sheet = held.first()
    if sheet is None:
        rows = Assignment.objects.annotate(is_closed=_is_closed_to(by, "entry__nomination"))
        rows = rows.select_for_update(of=("self",))
        row = rows.select_related("entry__nomination", "entry__round", "member").get(pk=assignment.pk)
        is_closed = row.is_closed
        # Whoever had to wait for the lock may find that the first change has been saved meanwhile.
        sheet = sheets.filter(assignment=row).first()
    else:
        row, is_closed = sheet.assignment, sheet.is_closed
    _refuse_others(row, by)
    if is_closed:
        raise PermissionDenied(_("This dossier was closed to you because of a conflict of interest."))
    _refuse_closed(row.entry.round)
    return row, sheet


def _is_closed_to(by: Any, nomination: str) -> Exists:
    return Exists(closed_to(by).filter(pk=OuterRef(nomination)))


def _refuse_others(row: Assignment, by: Any) -> None:
    released = row.status == Assignment.Status.RELEASED
    if row.member.user_id != by.pk or not row.member.is_active or released:
        raise PermissionDenied(_("This dossier is assigned to somebody else."))


def _refuse_closed(round: Round) -> None:
    if not round.is_open:
        raise ImpossibleMove(_("This round is closed."))
