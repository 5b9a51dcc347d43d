"""The worker's part of assigning: compute a plan, and carry it out once it has been ordered.

Carrying out is one transaction: either everybody has his dossiers and his mail, or nothing has happened and the sweep
takes the plan up again.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from assessments import allotment, drafting, shortages
from assessments.models import (
    Assignment,
    AssignmentPlan,
    CouncilMember,
    PlannedPair,
    ReadingStop,
    Round,
    RoundEntry,
)
from dtportal.journal.recording import link_to, record, send
from dtportal.programme import clock

Kind, Status = AssignmentPlan.Kind, Assignment.Status
# Reading the data, weighing the pairs, drawing, noting.
STEPS = 4
BATCH = 1000


def run(plan_id: int) -> None:
    """A second call while one is at work, or after the end, changes nothing."""
    if AssignmentPlan.take_up(plan_id, total=STEPS) is None:
        return
    plan = AssignmentPlan.objects.select_related("edition", "ordered_by", "wanted_by").get(pk=plan_id)
    with translation.override((plan.wanted_by or plan.ordered_by).language):
        try:
            if plan.wanted_by_id:
                carry_out(plan)
            else:
                compute(plan)
        except ValidationError as error:
            plan.refresh_from_db()
            plan.fail(" ".join(error.messages))


def rounds_of(plan: AssignmentPlan) -> list[Round]:
    """The open rounds that a plan is about."""
    rounds = plan.edition.rounds.filter(status=Round.Status.OPEN).order_by("number")
    return list(rounds.filter(pk=plan.round_id) if plan.round_id else rounds)


def compute(plan: AssignmentPlan) -> None:
    """Draw, and note what it would do: the pairs, and the numbers of the page."""
    rounds = rounds_of(plan)
    leaving = plan.member if plan.kind == Kind.LEAVE else None
    material = allotment.gather(plan.edition, rounds, leaving=leaving)
    plan.advance(1)
    weights = allotment.weigh(material, plan.seed)
    plan.advance(2)
    crossing = rounds[0].crossing if plan.round_id and rounds else Round.Crossing.NONE
    draft = drafting.draw(material, weights, crossing=crossing, seed=plan.seed)
    plan.advance(3)
    entries, members = material.entries, material.members
    with transaction.atomic():
        plan.pairs.all().delete()
        PlannedPair.objects.bulk_create(
            (
                PlannedPair(plan=plan, entry=entries[row], member=members[column], adds=adds)
                for found, adds in ((draft.adds, True), (draft.drops, False))
                for row, column in found
            ),
            batch_size=BATCH,
        )
        plan.fingerprint = material.fingerprint
        plan.result |= drafting.report(material, weights, draft)
        plan.finish()


@transaction.atomic
def carry_out(plan: AssignmentPlan) -> list[Assignment]:
    """Do what was shown. Raises ValidationError when the data are no longer those it was shown for."""
    plan = AssignmentPlan.objects.select_for_update(of=["self"]).select_related("edition").get(pk=plan.pk)
    if plan.applied_at is not None:
        return []
    if plan.result.get("shortage"):
        raise ValidationError(shortages.sentences(plan.result["shortage"]))
    rounds = list(
        Round.objects.select_for_update().filter(pk__in=[one.pk for one in rounds_of(plan)]).order_by("pk")
    )
    leaving = plan.member if plan.kind == Kind.LEAVE else None
    if allotment.gather(plan.edition, rounds, leaving=leaving).fingerprint != plan.fingerprint:
        raise ValidationError(
            _("Dossiers, members or conflicts of interest have changed since. Draw the plan up again.")
        )
    made = enact(plan, by=plan.wanted_by)
    references = plan.result.get("references", [])
    RoundEntry.objects.filter(pk__in=references, is_reference=False).update(is_reference=True)
    if leaving is not None:
        ReadingStop.objects.update_or_create(
            member=leaving,
            defaults={
                "leaves": True,
                "reason": plan.result.get("reason") or "–",
                "at": clock.now(plan.edition),
                "by": plan.wanted_by,
            },
        )
    plan.applied_at = clock.now(plan.edition)
    plan.finish()
    for round in rounds:
        record("round.assigned", round, by=plan.wanted_by, plan=plan.pk, assignments=len(made))
    return made


def enact(plan: AssignmentPlan, *, by: Any) -> list[Assignment]:
    """Write a plan's pairs as assignments and tell everybody concerned once; returns what was added."""
    pairs = list(plan.pairs.all())
    made = change(
        plan.edition,
        adds=[(pair.entry_id, pair.member_id) for pair in pairs if pair.adds],
        drops=[(pair.entry_id, pair.member_id) for pair in pairs if not pair.adds],
        by=by,
    )
    tell(plan, pairs, back=False)
    return made


def change(
    edition, *, adds: Iterable[tuple[int, int]], drops: Iterable[tuple[int, int]], by
) -> list[Assignment]:
    """Pairs (entry id, member id): `drops` are given back, `adds` assigned, anew or once more."""
    adds, drops = list(adds), list(drops)
    touched = Assignment.objects.filter(entry__in={entry for entry, _member in (*adds, *drops)})
    there = {(row.entry_id, row.member_id): row for row in touched.select_for_update().order_by("pk")}
    now = clock.now(edition)
    changed = []
    for pair in drops:
        there[pair].move(Status.RELEASED)
        changed.append(there[pair])
    new, again = [], []
    for entry, member in adds:
        row = there.get((entry, member))
        if row is None:
            new.append(Assignment(entry_id=entry, member_id=member, assigned_by=by, assigned_at=now))
        else:
            row.move(Status.OFFERED)
            row.assigned_by, row.assigned_at = by, now
            again.append(row)
    Assignment.objects.bulk_update(
        [*changed, *again], ["status", "assigned_by", "assigned_at"], batch_size=BATCH
    )
    return [*Assignment.objects.bulk_create(new, batch_size=BATCH), *again]


def tell(plan: AssignmentPlan, pairs: Iterable[PlannedPair], *, back: bool) -> None:
    """One mail to each member, whatever the number of dossiers; `back` when the plan is undone."""
    gained = Counter(pair.member_id for pair in pairs if pair.adds != back)
    lost = Counter(pair.member_id for pair in pairs if pair.adds == back)
    members = CouncilMember.objects.filter(pk__in={*gained, *lost}).select_related("user").order_by("pk")
    for member in members:
        new = gained[member.pk]
        page = "assessments:declare" if new else "assessments:queue"
        send(
            "assigned" if new else "released",
            recipient=member.user,
            language=member.user.language,
            is_rehearsal=plan.edition.is_rehearsal,
            about=plan.round or member,
            key=f"plan:{plan.pk}:{'back' if back else 'done'}:{member.user_id}",
            context={"count": new or lost[member.pk], "url": link_to(reverse(page))},
        )
