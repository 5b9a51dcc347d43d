"""What floors, caps, the council's moves or a correction have changed on a roll, in names that a reader may know."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assessments.conflicts import closed_to
from awards import rolls
from awards.corrections import Kind
from awards.models import Ground, Roll
from dtportal.programme.models import Tier
from nominations.models import Nomination


@dataclass(frozen=True)
class Turn:
    """Who came in and who went out of one list for one reason, each with the council's words if it has any, and what
    the list's total of scores lost by it."""

    came: list[tuple[Nomination, str]]
    went: list[tuple[Nomination, str]]
    cost: Fraction

    def __bool__(self) -> bool:
        return bool(self.came or self.went)


@dataclass(frozen=True)
class ListEffect:
    tier: Tier
    by_bounds: Turn
    by_moves: Turn


def effects_for(roll: Roll, user: Any) -> list[ListEffect]:
    """Lists on which floors, caps or moves changed anything, counted without the dossiers closed to this person."""
    if roll.corrects_id or not (roll.moves or roll.rule.get("quotas")):
        return []
    closed = closed_to(user).filter(edition=roll.edition_id)
    conclusions = rolls.conclusions_of(roll.edition, without=closed)
    names = {found.nomination.reference: found.nomination for found in conclusions}
    reasons = {move["key"]: move["reason"] for move in roll.moves}
    tiers = {tier.code: tier for tier in roll.edition.tiers.all()}

    def turn(came: Iterable[str], went: Iterable[str], cost: Fraction, words: dict[str, str]) -> Turn:
        return Turn(
            [(names[key], words.get(key, "")) for key in came],
            [(names[key], words.get(key, "")) for key in went],
            cost,
        )

    return [
        ListEffect(
            tiers[effect.tier],
            turn(effect.in_by_bounds, effect.out_by_bounds, effect.cost_of_bounds, {}),
            turn(effect.in_by_moves, effect.out_by_moves, effect.cost_of_moves, reasons),
        )
        for effect in rolls.effects_of(roll, conclusions)
        if not effect.is_empty
    ]


@dataclass(frozen=True)
class Changed:
    """One change of a correction: `what` in words, the reason as it was given."""

    nomination: Nomination
    what: str
    reason: str


def changes_for(roll: Roll, user: Any) -> list[Changed]:
    """What a correction changes, without the dossiers closed to this person."""
    if not roll.changes:
        return []
    keys = {change["key"] for change in roll.changes}
    found = Nomination.objects.filter(edition=roll.edition_id, reference__in=keys)
    found = found.exclude(pk__in=closed_to(user).values("pk")).select_related("organization")
    names = {nomination.reference: nomination for nomination in found}
    tiers = {tier.code: tier for tier in roll.edition.tiers.all()}
    return [
        Changed(names[change["key"]], _in_words(change, tiers), change["reason"])
        for change in roll.changes
        if change["key"] in names
    ]


def _in_words(change: dict[str, Any], tiers: dict[str, Tier]) -> str:
    label = str(Kind(change["kind"]).label)
    match change["kind"]:
        case Kind.PLACED:
            said = tiers[change["tier"]].label
        case Kind.RENAMED:
            said = ", ".join(filter(None, [change.get("name"), change.get("name_en"), change.get("detail")]))
        case _:
            said = str(Ground(change["ground"]).label)
    return f"{label}: {said}"
