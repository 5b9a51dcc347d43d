"""From conclusions to places, pure: exact fractions in, places in the edition's tiers out.

A ladder is a set of tiers that share groups of participants (TOP 100 inside TOP 500); its candidates compete with
each other. Leaders have a ladder of their own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Candidate:
    """A dossier the council has concluded upon.

    `key` is the dossier number. `score` is out of 100. `means` are mean marks by criterion code, as shares of the
    criterion's maximum, so that two rubrics can be compared. `sheets` counts valid score sheets.
    """

    key: str
    group: str
    score: Fraction
    means: dict[str, Fraction]
    sheets: int
    proposed: bool = True


@dataclass(frozen=True)
class TierRule:
    """`size` None takes everybody who may enter."""

    code: str
    size: int | None
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Placed:
    """`position` counts 1, 2, 3 … in the ladder; `rank` is shared by those whom the tie rule cannot tell apart."""

    key: str
    tier: str
    rank: int
    position: int
    score: Fraction


def rank(
    entries: Sequence[Candidate],
    tiers: Sequence[TierRule],
    tie_order: Sequence[str],
    *,
    min_sheets: int = 1,
    share_equal_scores: bool = False,
) -> list[Placed]:
    """Places by ladder, best first; each candidate stands in the narrowest tier that takes him.

    Whoever was not proposed or has fewer than `min_sheets` valid sheets cannot enter; a tier is never padded.
    Equal scores are ordered by the criteria of `tie_order` that every candidate of the ladder was judged by, and
    after that by dossier number, so a tier's cut is always exact. The rank is shared when score and criteria are
    equal, or, with `share_equal_scores`, whenever the scores are.
    """
    may_enter = [entry for entry in entries if entry.proposed and entry.sheets >= min_sheets]
    placed: list[Placed] = []
    for ladder in ladders(tiers):
        groups = {group for tier in ladder for group in tier.groups}
        pool = [entry for entry in may_enter if entry.group in groups]
        placed.extend(_climb(pool, ladder, tie_order, share_equal_scores))
    return placed


def ladders(tiers: Sequence[TierRule]) -> list[list[TierRule]]:
    """Tiers that share a group, directly or through another tier, in the given order."""
    found: list[list[TierRule]] = []
    for tier in tiers:
        touching = [
            ladder for ladder in found if any(set(other.groups) & set(tier.groups) for other in ladder)
        ]
        merged = [other for ladder in touching for other in ladder] + [tier]
        found = [ladder for ladder in found if ladder not in touching] + [merged]
    return found


def _climb(
    pool: Sequence[Candidate], ladder: Sequence[TierRule], tie_order: Sequence[str], share_equal_scores: bool
) -> Iterator[Placed]:
    codes = [code for code in tie_order if all(code in entry.means for entry in pool)]

    def merit(entry: Candidate) -> tuple[Fraction, ...]:
        return (entry.score, *(entry.means[code] for code in codes))

    ordered = sorted(pool, key=lambda entry: ([-value for value in merit(entry)], entry.key))
    narrowest_first = sorted(ladder, key=lambda tier: (tier.size is None, tier.size or 0))
    taken = dict.fromkeys((tier.code for tier in ladder), 0)
    shared_rank, previous = 0, None
    for position, entry in enumerate(ordered, 1):
        told_apart_by = (entry.score,) if share_equal_scores else merit(entry)
        if told_apart_by != previous:
            shared_rank, previous = position, told_apart_by
        home = None
        for tier in narrowest_first:
            if entry.group in tier.groups and (tier.size is None or taken[tier.code] < tier.size):
                taken[tier.code] += 1
                home = home or tier.code
        if home:
            yield Placed(entry.key, home, shared_rank, position, entry.score)
