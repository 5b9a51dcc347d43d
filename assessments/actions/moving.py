"""Readers moved by hand: one added, one given back, one in the place of another; each can be undone like a plan."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import planning
from assessments.beginnings import begun
from assessments.candidates import candidates
from assessments.conflicts import closed_to, pairs
from assessments.councils import sitting
from assessments.models import (
    Assignment,
    AssignmentPlan,
    CouncilMember,
    PlannedPair,
    ReadingStop,
    Round,
    RoundEntry,
)
from dtportal.access import require
from dtportal.journal.recording import record
from dtportal.programme import clock
from dtportal.roles import Can
from dtportal.states import ImpossibleMove


@transaction.atomic
def assign_member(entry: RoundEntry, member: CouncilMember, *, by: Any, despite: bool = False) -> Assignment:
    """Add one reader by hand. Who has as many dossiers as agreed is taken only `despite` it.

    Raises ValidationError with a sentence, always for a conflict of interest.
    """
    entry = _held(entry, by)
    _refuse_unfit(entry, member, despite, by)
    assignment = _step(entry, by, adds=[member.pk], drops=[])
    record("assignment.added", assignment, by=by, member=member.pk)
    return assignment


@transaction.atomic
def release_reader(assignment: Assignment, *, by: Any) -> None:
    """Take a dossier back from a member who has not begun to score it. A repeated click changes nothing."""
    entry = _held(assignment.entry, by)
    row = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if row.status == Assignment.Status.RELEASED:
        return
    _refuse_begun(row)
    _step(entry, by, adds=[], drops=[row.member_id])
    record("assignment.released", row, by=by, member=row.member_id)


@transaction.atomic
def move_reader(
    assignment: Assignment, member: CouncilMember, *, by: Any, despite: bool = False
) -> Assignment:
    """Give a dossier that a member has not begun to score to another one."""
    entry = _held(assignment.entry, by)
    row = Assignment.objects.select_for_update().select_related("member").get(pk=assignment.pk)
    if row.status == Assignment.Status.RELEASED:
        raise ImpossibleMove(_("%(name)s does not have this dossier any more.") % {"name": row.member})
    _refuse_begun(row)
    _refuse_unfit(entry, member, despite, by)
    made = _step(entry, by, adds=[member.pk], drops=[row.member_id])
    record("assignment.moved", made, by=by, member=member.pk, before=row.member_id)
    return made


@transaction.atomic
def stop_reading(member: CouncilMember, *, by: Any, reason: str) -> ReadingStop:
    """A member takes no more dossiers and keeps those he has; `order_leaving` is for who gives them back."""
    require(by, Can.ASSIGN, member)
    if not reason.strip():
        raise ValidationError(_("Say in a few words why."))
    member = CouncilMember.objects.select_for_update(of=["self"]).select_related("edition").get(pk=member.pk)
    stop, created = ReadingStop.objects.get_or_create(
        member=member,
        defaults={"reason": reason.strip(), "by": by, "at": clock.now(member.edition)},
    )
    if created:
        record("council.stopped", member, by=by)
    return stop


@transaction.atomic
def take_again(member: CouncilMember, *, by: Any) -> None:
    """A member takes dossiers again."""
    require(by, Can.ASSIGN, member)
    if ReadingStop.objects.filter(member=member).delete()[0]:
        record("council.resumed", member, by=by)


def _held(entry: RoundEntry, by: Any) -> RoundEntry:
    """The entry of an open round, which is locked, if its dossier is not closed to whoever acts."""
    require(by, Can.ASSIGN, entry)
    round = Round.objects.select_for_update(of=("self",)).select_related("edition").get(pk=entry.round_id)
    if not round.is_open:
        raise ImpossibleMove(_("This round is closed."))
    if closed_to(by).filter(pk=entry.nomination_id).exists():
        raise PermissionDenied(_("Somebody else must do this: this dossier is closed to you."))
    entry.round = round
    return entry


def _refuse_begun(row: Assignment) -> None:
    if row.status in (Assignment.Status.SCORED, Assignment.Status.RECUSED):
        raise ImpossibleMove(
            _("%(name)s has scored this dossier, or was recused from it.") % {"name": row.member}
        )
    if begun(Assignment.objects.filter(pk=row.pk)).exists():
        raise ImpossibleMove(_("%(name)s has begun to score this dossier.") % {"name": row.member})


def _refuse_unfit(entry: RoundEntry, member: CouncilMember, despite: bool, by: Any) -> None:
    words = {"name": member}
    if not sitting(entry.round.edition, Can.APPRAISE).filter(pk=member.pk).exists():
        raise ValidationError(_("%(name)s does not sit in the council of this edition.") % words)
    if pairs([member], [entry.nomination]):
        raise ValidationError(_("%(name)s has a conflict of interest in this dossier.") % words)
    if ReadingStop.objects.filter(member=member).exists():
        raise ValidationError(_("%(name)s takes no more dossiers.") % words)
    holding = Assignment.objects.filter(member=member, entry__nomination=entry.nomination_id)
    if holding.exclude(status=Assignment.Status.RELEASED).exists():
        raise ValidationError(_("%(name)s has this dossier already, or was recused from it.") % words)
    found = next((row for row in candidates(entry, by) if row.member.pk == member.pk), None)
    if found is None:
        raise ValidationError(_("%(name)s is appointed for other sectors only.") % words)
    if found.is_full and not despite:
        raise ValidationError(
            _("%(name)s has as many dossiers as agreed (%(limit)s).") % {**words, "limit": member.max_load}
        )


def _step(entry: RoundEntry, by: Any, *, adds: list[int], drops: list[int]) -> Assignment | None:
    """A plan that is carried out at once: what was moved can be undone like any other."""
    edition, now = entry.round.edition, timezone.now()
    plan = AssignmentPlan.objects.create(
        kind=AssignmentPlan.Kind.HAND,
        edition=edition,
        round=entry.round,
        ordered_by=by,
        wanted_by=by,
        applied_at=now,
        finished_at=now,
        status=AssignmentPlan.Status.DONE,
        result={"adds": len(adds), "drops": len(drops)},
        done=1,
        total=1,
    )
    PlannedPair.objects.bulk_create(
        [PlannedPair(plan=plan, entry=entry, member_id=pk, adds=True) for pk in adds]
        + [PlannedPair(plan=plan, entry=entry, member_id=pk, adds=False) for pk in drops]
    )
    made = planning.enact(plan, by=by)
    return made[0] if made else None
