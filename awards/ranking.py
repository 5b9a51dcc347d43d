"""From conclusions to places, pure: exact fractions in, places in the edition's tiers out.

A ladder is a set of tiers that share groups of participants (TOP 100 inside TOP 500); its candidates compete with
each other. Leaders have a ladder of their own. Who is on a list when the edition has declared floors or caps, or the
council has moved somebody across its line, is `choosing.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from awards.choosing import Bound, Choice, choose


@dataclass(frozen=True)
class Candidate:
    """A dossier the council has concluded upon.

    `key` is the dossier number. `score` is out of 100. `means` are mean marks by criterion code, as shares of the
    criterion's maximum, so that two rubrics can be compared. `sheets` counts valid score sheets. `sector` and
    `province` are what floors and caps ask for ('' if it has none).
    """

    key: str
    group: str
    score: Fraction
    means: dict[str, Fraction]
    sheets: int
    proposed: bool = True
    sector: str = ""
    province: str = ""


@dataclass(frozen=True)
class TierRule:
    """`size` None takes everybody who may enter; `bounds` are its floors and caps."""

    code: str
    size: int | None
    groups: tuple[str, ...]
    bounds: tuple[Bound, ...] = ()


@dataclass(frozen=True)
class Move:
    """What the council has carried about one dossier and one tier: INTO it, or OUT of it (and of narrower ones)."""

    key: str
    tier: str
    into: bool


@dataclass(frozen=True)
class Placed:
    """`position` counts 1, 2, 3 … by merit among those who may enter the ladder; `rank` is shared by those whom the
    tie rule cannot tell apart. Floors, caps and moves change the tier, never position or rank."""

    key: str
    tier: str
    rank: int
    position: int
    score: Fraction


@dataclass(frozen=True)
class Ranking:
    """`placed` by ladder, best first. `idle` are moves that changed nothing because the dossier may not enter or the
    list is full of dossiers that the council moved as well; `unmet` are floors that too few can fill."""

    placed: list[Placed]
    idle: list[Move] = field(default_factory=list)
    unmet: list[tuple[str, Bound]] = field(default_factory=list)


def rank(
    entries: Sequence[Candidate],
    tiers: Sequence[TierRule],
    tie_order: Sequence[str],
    *,
    min_sheets: int = 1,
    share_equal_scores: bool = False,
    moves: Sequence[Move] = (),
) -> list[Placed]:
    """Places by ladder, best first; each candidate stands in the narrowest tier that takes him. See `ranking`."""
    return ranking(
        entries,
        tiers,
        tie_order,
        min_sheets=min_sheets,
        share_equal_scores=share_equal_scores,
        moves=moves,
    ).placed


def ranking(
    entries: Sequence[Candidate],
    tiers: Sequence[TierRule],
    tie_order: Sequence[str],
    *,
    min_sheets: int = 1,
    share_equal_scores: bool = False,
    moves: Sequence[Move] = (),
) -> Ranking:
    """The places with what the council's moves and the floors could not bring about.

    Whoever was not proposed or has fewer than `min_sheets` valid sheets cannot enter; a tier is never padded.
    Equal scores are ordered by the criteria of `tie_order` that every candidate of the ladder was judged by, and
    after that by dossier number, so a tier's cut is always exact. The rank is shared when score and criteria are
    equal, or, with `share_equal_scores`, whenever the scores are.

    Tiers are filled narrowest first: of those who may enter, who makes the total of exact scores greatest within the
    tier's size, floors and caps (whoever stands in a narrower tier counts in the wider one and is in it), moved
    dossiers first of all. Without floors, caps and moves these are simply the best.
    """
    may_enter = [entry for entry in entries if entry.proposed and entry.sheets >= min_sheets]
    placed: list[Placed] = []
    idle: list[Move] = []
    unmet: list[tuple[str, Bound]] = []
    known = {entry.key for entry in may_enter}
    idle += [move for move in moves if move.key not in known]
    for ladder in ladders(tiers):
        groups = {group for tier in ladder for group in tier.groups}
        pool = [entry for entry in may_enter if entry.group in groups]
        climb = _Climb(pool, ladder, tie_order, share_equal_scores)
        climb.fill(moves)
        placed += climb.places()
        idle += climb.idle
        unmet += climb.unmet
    return Ranking(placed, idle, unmet)


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


class _Climb:
    """One ladder: its candidates in the order of merit, and who stands in which of its tiers."""

    def __init__(
        self,
        pool: Sequence[Candidate],
        ladder: Sequence[TierRule],
        tie_order: Sequence[str],
        share_equal_scores: bool,
    ):
        self.codes = [code for code in tie_order if all(code in entry.means for entry in pool)]
        self.ordered = sorted(pool, key=lambda entry: ([-value for value in self._merit(entry)], entry.key))
        self.tiers = sorted(ladder, key=lambda tier: (tier.size is None, tier.size or 0))
        self.share_equal_scores = share_equal_scores
        self.home: dict[str, str] = {}
        self.idle: list[Move] = []
        self.unmet: list[tuple[str, Bound]] = []

    def _merit(self, entry: Candidate) -> tuple[Fraction, ...]:
        return (entry.score, *(entry.means[code] for code in self.codes))

    def fill(self, moves: Sequence[Move]) -> None:
        inside: set[str] = set()
        for tier in self.tiers:
            of_tier = [entry for entry in self.ordered if entry.group in tier.groups]
            mine = [move for move in moves if move.tier == tier.code]
            # Off a wide list is off the narrow one inside it; onto the narrow one is onto the wide one.
            wider = {other.code for other in self.tiers if covers(other, tier)}
            barred = {move.key for move in moves if move.tier in wider and not move.into}
            wanted = {move.key for move in mine if move.into}
            choice: Choice = choose(
                [(entry.key, entry.score, entry.sector, entry.province) for entry in of_tier],
                size=tier.size,
                bounds=tier.bounds,
                inside={entry.key for entry in of_tier} & inside,
                wanted=wanted - barred,
                barred=barred - inside,
            )
            self.unmet += [(tier.code, bound) for bound in choice.unmet]
            here = {entry.key for entry in self.ordered}
            self.idle += [
                move for move in mine if move.key in here and move.into != (move.key in choice.chosen)
            ]
            for key in choice.chosen - inside:
                self.home[key] = tier.code
            inside |= choice.chosen

    def places(self) -> list[Placed]:
        placed = []
        shared_rank, previous = 0, None
        for position, entry in enumerate(self.ordered, 1):
            told_apart_by = (entry.score,) if self.share_equal_scores else self._merit(entry)
            if told_apart_by != previous:
                shared_rank, previous = position, told_apart_by
            if entry.key in self.home:
                placed.append(Placed(entry.key, self.home[entry.key], shared_rank, position, entry.score))
        return placed


def covers(wide: TierRule, narrow: TierRule) -> bool:
    """Whether the narrow tier (or the same) lies inside the wide one."""
    if wide.code == narrow.code:
        return True
    shares = bool(set(wide.groups) & set(narrow.groups))
    return shares and narrow.size is not None and (wide.size is None or narrow.size < wide.size)
