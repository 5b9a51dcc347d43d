"""What floors and caps, and then the council's moves, have changed on each list, pure: who is in or out because of
them, and what it costs in points."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from awards.ranking import Candidate, Move, Ranking, TierRule, covers, ranking


@dataclass(frozen=True)
class Effect:
    """One list: dossier numbers in the order of merit that came in and went out, first by the floors and caps, then by
    the council; `cost_…` is how many points the list's total of scores lost (negative: gained), exactly."""

    tier: str
    in_by_bounds: list[str]
    out_by_bounds: list[str]
    cost_of_bounds: Fraction
    in_by_moves: list[str]
    out_by_moves: list[str]
    cost_of_moves: Fraction

    @property
    def is_empty(self) -> bool:
        return not (self.in_by_bounds or self.out_by_bounds or self.in_by_moves or self.out_by_moves)


def effects(
    entries: Sequence[Candidate],
    tiers: Sequence[TierRule],
    tie_order: Sequence[str],
    *,
    min_sheets: int,
    share_equal_scores: bool,
    moves: Sequence[Move],
) -> list[Effect]:
    """One row per tier, in the given order; rows without a change, too."""
    bare = [replace(tier, bounds=()) for tier in tiers]

    def made(of: Sequence[TierRule], by: Sequence[Move]) -> Ranking:
        return ranking(
            entries,
            of,
            tie_order,
            min_sheets=min_sheets,
            share_equal_scores=share_equal_scores,
            moves=by,
        )

    plain, bound, moved = made(bare, ()), made(tiers, ()), made(tiers, moves)
    scores = {entry.key: entry.score for entry in entries}
    # Merit does not depend on what the lists take, so the widest picture tells the order.
    everybody = made([TierRule(tier.code, None, tier.groups) for tier in tiers], ()).placed
    order = {place.key: number for number, place in enumerate(everybody)}
    found = []
    for tier in tiers:
        first, second, last = (members(one, tier, tiers) for one in (plain, bound, moved))
        found.append(
            Effect(
                tier.code,
                sorted(second - first, key=order.__getitem__),
                sorted(first - second, key=order.__getitem__),
                _total(first, scores) - _total(second, scores),
                sorted(last - second, key=order.__getitem__),
                sorted(second - last, key=order.__getitem__),
                _total(second, scores) - _total(last, scores),
            )
        )
    return found


def members(made: Ranking, tier: TierRule, tiers: Sequence[TierRule]) -> set[str]:
    """Everybody on a list, those of the narrower lists inside it too."""
    codes = {other.code for other in tiers if covers(tier, other)}
    return {place.key for place in made.placed if place.tier in codes}


def _total(keys: set[str], scores: dict[str, Fraction]) -> Fraction:
    return sum((scores[key] for key in keys), Fraction(0))
