"""Assigning readers: a plan is ordered, shown, carried out, and can be undone until somebody begins."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import planning, shortages
from assessments.beginnings import begun
from assessments.conflicts import closed_to, pairs
from assessments.councils import sitting
from assessments.models import (
    Assignment,
    AssignmentPlan,
    CouncilMember,
    ReadingStop,
    Round,
    RoundEntry,
)
from dtportal.access import require
from dtportal.celery import app
from dtportal.journal.recording import hurry, record
from dtportal.programme import clock
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.states import ImpossibleMove

Kind = AssignmentPlan.Kind


@transaction.atomic
def order_plan(round: Round, *, by: Any, crossing: str = "", seed: int = 0) -> AssignmentPlan:
    """Have the worker draw up who would read the dossiers of a round; while one is being drawn the same is returned.

    `crossing` (of `Round.Crossing`) is kept as the round's; an empty one leaves it.
    """
    round = _prepared(round, by)
    if crossing and crossing != round.crossing:
        round.crossing = Round.Crossing(crossing)
        round.save(update_fields=["crossing"])
    if not sitting(round.edition, Can.APPRAISE).exists():
        raise ValidationError(
            _("Nobody can be given dossiers yet: give the members of the council their seats.")
        )
    at_work = round.plans.filter(kind=Kind.FILL, status__in=AssignmentPlan.UNFINISHED).first()
    if at_work:
        return at_work
    plan = AssignmentPlan.objects.create(
        kind=Kind.FILL, edition=round.edition, round=round, seed=seed, ordered_by=by, total=planning.STEPS
    )
    _wake(plan)
    return plan


@transaction.atomic
def order_leaving(member: CouncilMember, *, by: Any, reason: str) -> AssignmentPlan:
    """Have the worker draw up who would take what a member has not scored; his submitted scores stay."""
    require(by, Can.ASSIGN, member)
    if not reason.strip():
        raise ValidationError(_("Say in a few words why."))
    edition = Edition.objects.select_for_update().get(pk=member.edition_id)
    _refuse_closed(by, RoundEntry.objects.filter(round__edition=edition, round__status=Round.Status.OPEN))
    if ReadingStop.objects.filter(member=member, leaves=True).exists():
        raise ImpossibleMove(_("%(name)s has left already.") % {"name": member})
    waiting = member.plans.filter(kind=Kind.LEAVE, status__in=AssignmentPlan.UNFINISHED).first()
    if waiting:
        return waiting
    plan = AssignmentPlan.objects.create(
        kind=Kind.LEAVE,
        edition=edition,
        member=member,
        ordered_by=by,
        total=planning.STEPS,
        result={"reason": reason.strip()},
    )
    _wake(plan)
    return plan


@transaction.atomic
def carry_out(plan: AssignmentPlan, *, by: Any) -> AssignmentPlan:
    """Do exactly what a plan showed, in the worker. A repeated click changes nothing.

    The worker refuses when the data have changed since; the plan then says so.
    """
    require(by, Can.ASSIGN, plan)
    plan = AssignmentPlan.objects.select_for_update(of=["self"]).select_related("edition").get(pk=plan.pk)
    if plan.wanted_by_id is not None:
        return plan
    if not plan.is_feasible:
        raise ImpossibleMove(_("This plan cannot be carried out."))
    _refuse_closed(by, RoundEntry.objects.filter(round__in=planning.rounds_of(plan)))
    plan.move(plan.Status.QUEUED)
    plan.wanted_by, plan.finished_at, plan.heartbeat_at = by, None, timezone.now()
    plan.save()
    _wake(plan)
    return plan


@transaction.atomic
def assign(round: Round, *, by: Any, seed: int = 0) -> list[Assignment]:
    """Draw up and carry out at once, for commands and rehearsals; what is assigned stays.

    Raises ValidationError with the reasons, one a sentence, when there are not enough members.
    """
    round = _prepared(round, by)
    plan = AssignmentPlan.objects.create(
        kind=Kind.FILL, edition=round.edition, round=round, seed=seed, ordered_by=by
    )
    plan.start(planning.STEPS)
    planning.compute(plan)
    if plan.result["shortage"]:
        raise ValidationError(shortages.sentences(plan.result["shortage"]))
    if not plan.pairs.exists():
        plan.delete()
        return []
    plan.move(plan.Status.QUEUED)
    plan.wanted_by = by
    plan.move(plan.Status.RUNNING)
    plan.save()
    return planning.carry_out(plan)


def undoable(plan: AssignmentPlan) -> str:
    """Why a plan cannot be undone, in a sentence; empty when it can."""
    if not plan.is_applied:
        return _("This has not been done, or has been undone already.")
    later = AssignmentPlan.objects.applied().filter(edition=plan.edition_id).first()
    if later is not None and later.pk != plan.pk:
        return _("Undo what was done after it first.")
    if any(not round.is_open for round in Round.objects.filter(entries__in=_entries(plan)).distinct()):
        return _("This round is closed.")
    added = Assignment.objects.filter(entry__in=_entries(plan))
    given = {(pair.entry_id, pair.member_id) for pair in plan.pairs.all() if pair.adds}
    if given & set(begun(added).values_list("entry", "member")):
        return _("Somebody has begun to score, or has recused himself.")
    return ""


def _entries(plan: AssignmentPlan):
    return RoundEntry.objects.filter(pk__in=plan.pairs.values("entry"))


@transaction.atomic
def undo(plan: AssignmentPlan, *, by: Any) -> AssignmentPlan:
    """Take back the last change of assignments, as long as nobody has begun a score sheet for it.

    A repeated click changes nothing. Raises ImpossibleMove with the reason.
    """
    require(by, Can.ASSIGN, plan)
    plan = AssignmentPlan.objects.select_for_update(of=["self"]).select_related("edition").get(pk=plan.pk)
    if plan.undone_at is not None:
        return plan
    entries = _entries(plan)
    list(Round.objects.select_for_update().filter(entries__in=entries).order_by("pk"))
    _refuse_closed(by, entries)
    reason = undoable(plan)
    if reason:
        raise ImpossibleMove(reason)
    steps = list(plan.pairs.select_related("entry__nomination", "member__user"))
    # Who has come into a conflict since does not get his dossiers back.
    closed = pairs({step.member for step in steps}, {step.entry.nomination for step in steps})
    planning.change(
        plan.edition,
        adds=[
            (step.entry_id, step.member_id)
            for step in steps
            if not step.adds and (step.entry.nomination_id, step.member_id) not in closed
        ],
        drops=[(step.entry_id, step.member_id) for step in steps if step.adds],
        by=by,
    )
    if plan.kind == Kind.LEAVE:
        ReadingStop.objects.filter(member=plan.member_id).delete()
    RoundEntry.objects.filter(pk__in=plan.result.get("references", [])).update(is_reference=False)
    plan.undone_at, plan.undone_by = clock.now(plan.edition), by
    plan.save(update_fields=["undone_at", "undone_by"])
    record("assignment.undone", plan, by=by, pairs=len(steps))
    planning.tell(plan, steps, back=True)
    return plan


def _prepared(round: Round, by: Any) -> Round:
    """The open round, locked, of which no dossier is closed to whoever acts."""
    require(by, Can.ASSIGN, round)
    round = Round.objects.select_for_update(of=("self",)).select_related("edition").get(pk=round.pk)
    if not round.is_open:
        raise ImpossibleMove(_("This round is closed."))
    _refuse_closed(by, round.entries.all())
    return round


def _refuse_closed(by: Any, entries: Any) -> None:
    if closed_to(by).filter(pk__in=entries.order_by().values("nomination")).exists():
        raise PermissionDenied(_("Somebody else must do this: one of the dossiers is closed to you."))


def _wake(plan: AssignmentPlan) -> None:
    # By its name: tasks import what they call.
    task = app.signature("assessments.tasks.plan")
    transaction.on_commit(lambda: hurry(task, plan.pk))
