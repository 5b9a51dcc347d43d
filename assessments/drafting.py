"""From the material to a draft: who is added, who gives back, what could not be done. Pure: arrays in, pairs out.

What is assigned stays where it is. Readers across sectors (or the reference dossiers) are drawn first, then the
rest within about equal loads; where that leaves somebody unserved the bounds are widened, and as a last resort
readers who have not begun give dossiers to each other.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from assessments import matching
from assessments.affinity import WELL, islands, shares

if TYPE_CHECKING:
    from assessments.allotment import Material

Pair = tuple[int, int]
# The share of pairs across sectors that joins the panels; less than ENOUGH of it asks for a draw of its own.
CROSS, ENOUGH, REFERENCES = 0.20, 0.75, 5


@dataclass
class Draft:
    """Pairs as positions in the material. With a `shortage` nothing is added."""

    adds: list[Pair] = field(default_factory=list)
    drops: list[Pair] = field(default_factory=list)
    references: list[int] = field(default_factory=list)
    shortage: matching.Shortage | None = None
    moved: bool = False  # readers who had not begun gave dossiers to each other

    def after(self, material: "Material") -> list[Pair]:
        return sorted((set(material.current) - set(self.drops)) | set(self.adds))


def draw(material: "Material", weights: np.ndarray, *, crossing: str, seed: int) -> Draft:
    """Readers for every place that is empty, or is given back by who leaves."""
    leaving = [column for column, leaves in material.stops.items() if leaves]
    gone = [pair for pair in material.current if pair[1] in leaving and pair not in set(material.scored)]
    kept = [pair for pair in material.current if pair not in set(gone)]
    draft = Draft(drops=gone)
    try:
        if gone:
            found = _rearranged(material, weights, kept, fixed=set(kept))
        else:
            found = _filled(material, weights, kept, crossing, seed, draft)
    except matching.Unservable:
        try:
            found = _rearranged(material, weights, kept, fixed=set(material.begun) | set(material.scored))
            draft.moved = True
        except matching.Unservable as error:
            return Draft(shortage=error.shortage)
    draft.adds = sorted(found - set(material.current))
    draft.drops = sorted(set(material.current) - found)
    return draft


def _rearranged(material, weights, kept: list[Pair], *, fixed: set[Pair]) -> set[Pair]:
    """Everything that is there and what is missing, with as few changes as possible; `fixed` pairs never move."""
    gone = set(material.current) - set(kept)
    return set(
        matching.reassign(
            weights,
            material.demand,
            material.capacity,
            kept,
            fixed & set(kept),
            gone,
            bodies=material.bodies,
        )
    )


def _filled(material, weights, kept, crossing: str, seed: int, draft: Draft) -> set[Pair]:
    """New readers beside those that are there."""
    open_weights = weights.copy()
    for pair in material.current:
        open_weights[pair] = -1
    firm: list[Pair] = []
    if crossing == "reference":
        draft.references, firm = _references(material, open_weights, kept, seed)
    chosen = _shared(material, open_weights, kept, firm)
    if crossing == "share":
        across = _across(material, open_weights, kept, chosen, seed)
        if across:
            try:
                chosen = _shared(material, open_weights, kept, across)
            except matching.Unservable:
                across = []
    return set(kept) | set(chosen)


def _shared(material, weights, kept: list[Pair], firm: list[Pair]) -> list[Pair]:
    """`firm` pairs and the best of the rest, loads about equal; raises Unservable when no bounds will do."""
    given = [*kept, *firm]
    rows = np.bincount([row for row, _ in given], minlength=len(material.demand))
    own = np.bincount([column for _, column in given], minlength=len(material.limit))
    demand = np.maximum(material.demand - rows, 0)
    load = material.load + own
    room = np.maximum(material.limit - load, 0)
    rest = weights.copy()
    for pair in firm:
        rest[pair] = -1
    least, most = shares(int(demand.sum()), load, material.limit)
    agreed = np.clip(material.least - load, 0, room)
    equal, promised = np.minimum(np.maximum(least, agreed), most), np.minimum(agreed, most)
    for low, high in ((equal, most), (promised, most), (0, most), (0, room)):
        try:
            return [*firm, *matching.assign(rest, demand, high, low, bodies=material.bodies, given=given)]
        except matching.Unservable as error:
            last = error
    raise last


def _across(material, weights, kept, chosen, seed: int) -> list[Pair]:
    """One reader from another sector for some dossiers, as many as are missing for about a fifth of all pairs.

    Empty when the pairs that were chosen cross enough already.
    """
    every = [*kept, *chosen]
    crossing = material.crossing(every)
    if len(crossing) >= ENOUGH * CROSS * len(every) and islands(every) <= 1:
        return []
    has_one = {row for row, _ in material.crossing(kept)}
    readers = np.bincount([row for row, _ in kept], minlength=len(material.demand))
    open_rows = [
        row
        for row in range(len(material.demand))
        if readers[row] < material.demand[row] and row not in has_one
    ]
    wanted = round(CROSS * len(every)) - len(material.crossing(kept))
    if wanted <= 0 or not open_rows:
        return []
    demand = np.zeros(len(material.demand), int)
    demand[_spread(material, open_rows, min(wanted, len(open_rows)), seed)] = 1
    others = np.where(material.levels < WELL, weights, -1.0)
    others[material.levels < 0] = -1
    while demand.any():
        own = np.bincount([column for _, column in kept], minlength=len(material.limit))
        load = material.load + own
        _, most = shares(int(demand.sum()), load, material.limit)
        try:
            return matching.assign(others, demand, most, 0, bodies=material.bodies, given=kept)
        except matching.Unservable as error:
            demand[error.nominations] = 0
    return []


def _references(material, weights, kept, seed: int) -> tuple[list[int], list[Pair]]:
    """The dossiers that everybody reads who can: those that are so already, or five of as many sectors as can be."""
    rows = [row for row, entry in enumerate(material.entries) if entry.is_reference]
    if not rows:
        everybody = list(range(len(material.entries)))
        rows = sorted(_spread(material, everybody, min(REFERENCES, len(everybody)), seed))
    own = np.bincount([column for _, column in kept], minlength=len(material.limit))
    room = material.limit - material.load - own
    firm = []
    for row in rows:
        for column in np.flatnonzero(weights[row] >= 0):
            if room[column] > 0:
                room[column] -= 1
                firm.append((row, int(column)))
    return rows, firm


def _spread(material, rows: list[int], count: int, seed: int) -> list[int]:
    """So many of the rows, in turn from every sector, drawn within it."""
    order = np.random.default_rng(seed).permutation(len(material.demand))
    groups: dict[int, list[int]] = {}
    for row in sorted(rows, key=lambda row: order[row]):
        groups.setdefault(material.entries[row].nomination.sector_id or 0, []).append(row)
    turns = sorted(
        (
            (position, sector, row)
            for sector, found in sorted(groups.items())
            for position, row in enumerate(found)
        )
    )
    return [row for _, _, row in turns[:count]]


def report(material: "Material", weights: np.ndarray, draft: Draft) -> dict:
    """What the page shows: ids and numbers only."""
    after = draft.after(material)
    entries = [entry.pk for entry in material.entries]
    members = [member.pk for member in material.members]
    before = material.load + np.bincount([c for _, c in material.current], minlength=len(members))
    load = material.load + np.bincount([c for _, c in after], minlength=len(members))
    worth = np.maximum(weights, 0)
    mean = {}
    for row, column in after:
        mean.setdefault(row, []).append(float(worth[row, column]))
    poorest = sorted((sum(values) / len(values), row) for row, values in mean.items())[:10]
    sectored = [pair for pair in after if material.levels[pair] >= 0]
    return {
        "adds": len(draft.adds),
        "drops": len(draft.drops),
        "pairs": len(after),
        "moved": draft.moved,
        "conflicts": int(material.conflicts.sum()),
        "crossing": len(material.crossing(after)),
        "sectored": len(sectored),
        "islands": islands(after),
        "meetings": _meetings(material, after),
        "loads": [
            [members[c], int(before[c]), int(load[c]), int(material.members[c].max_load)]
            for c in range(len(members))
            if load[c] or before[c] or material.limit[c]
        ],
        "below": [
            [members[c], int(load[c]), int(material.least[c])]
            for c in range(len(members))
            if load[c] < material.least[c] and c not in material.stops
        ],
        "poorest": [[entries[row], round(value, 3)] for value, row in poorest],
        "references": [entries[row] for row in draft.references],
        "shortage": _shortage(draft.shortage, entries, members),
    }


def _meetings(material, after: list[Pair]) -> int:
    """Dossiers that two members of one body read."""
    seen: set[Pair] = set()
    twice = set()
    for row, column in after:
        body = int(material.bodies[column])
        if body >= 0 and (row, body) in seen:
            twice.add(row)
        seen.add((row, body))
    return len(twice)


def _shortage(found: matching.Shortage | None, entries: list[int], members: list[int]) -> dict | None:
    if found is None:
        return None
    of_members = {matching.Relax.CAPACITY, matching.Relax.MIN_LOAD}
    return {
        "nominations": [entries[row] for row in found.nominations],
        "members": [members[column] for column in found.members],
        "places": found.places,
        "idle": found.idle,
        "uniform": found.uniform,
        "remedies": [
            [
                remedy.kind.value,
                [
                    [(members if remedy.kind in of_members else entries)[index], amount]
                    for index, amount in remedy.amounts
                ],
            ]
            for remedy in found.remedies
        ],
    }
