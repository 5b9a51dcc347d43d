"""Who stands on one list, pure: the best, within floors and caps by sector and by locality, exactly.

Every candidate is an edge from its sector to its locality, every floor or cap a bound on the flow through a node, so
the list is a flow of least cost. Costs are whole numbers of any length, nothing is rounded: first come the dossiers
that the council moved, then the floors, then the length of the list, then the total of exact scores, and where two
lists have the same total, the one whose first difference in the order of merit is better. So there is exactly one
answer, and whoever solves it another way finds the same.

Method: successive shortest augmenting paths (Bellman–Ford), after Ahuja, Magnanti and Orlin, Network Flows, 1993,
section 9.7.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

SECTOR, PROVINCE = "sector", "province"
# (key, exact score, sector, province); in the order of merit.
Row = tuple[str, Fraction, str, str]


@dataclass(frozen=True)
class Bound:
    """At least so many and at most so many from one sector or one locality; `key` “*” means each of them."""

    by: str
    key: str
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class Choice:
    """`unmet` are floors that could not be filled."""

    chosen: set[str]
    unmet: list[Bound] = field(default_factory=list)


def choose(
    rows: Sequence[Row],
    *,
    size: int | None,
    bounds: Sequence[Bound] = (),
    inside: Collection[str] = (),
    wanted: Collection[str] = (),
    barred: Collection[str] = (),
) -> Choice:
    """The keys on a list of at most `size` (None: no end). `inside` are on it already, as members of a narrower one.

    `wanted` come before everybody else, `barred` never; neither breaks a cap, and `inside` are counted by the bounds
    but never put off the list. Takes O(size · nodes · candidates) steps with bounds, a sort without.
    """
    open_to = [row for row in rows if row[0] not in barred or row[0] in inside]
    room = len(open_to) if size is None else size
    if not bounds:
        first = [row[0] for row in open_to if row[0] in inside]
        first += [row[0] for row in open_to if row[0] in wanted and row[0] not in inside]
        rest = [row[0] for row in open_to if row[0] not in inside and row[0] not in wanted]
        return Choice(set((first + rest)[: max(room, len(inside))]))
    network = _Network(open_to, bounds, inside=set(inside), wanted=set(wanted))
    network.send(max(room, len(inside)))
    chosen = network.chosen()
    return Choice(chosen, [bound for bound in bounds if _lacks(bound, rows, chosen)])


def _lacks(bound: Bound, rows: Sequence[Row], chosen: set[str]) -> bool:
    if not bound.least:
        return False
    place = 2 if bound.by == SECTOR else 3
    keys = {row[place] for row in rows if row[place]} if bound.key == "*" else {bound.key}
    return any(sum(row[place] == key and row[0] in chosen for row in rows) < bound.least for key in keys)


class _Network:
    """Source, sectors, localities, sink; arcs as parallel lists, each followed by its way back."""

    def __init__(self, rows: Sequence[Row], bounds: Sequence[Bound], *, inside: set[str], wanted: set[str]):
        self.rows = list(rows)
        self.tails: list[int] = []
        self.heads: list[int] = []
        self.room: list[int] = []
        self.cost: list[int] = []
        self.nodes: dict[tuple[str, str], int] = {("", "source"): 0, ("", "sink"): 1}
        count = len(self.rows)
        scale = lcm(*(row[1].denominator for row in self.rows)) if self.rows else 1
        # One unit of score outweighs every difference of order; one dossier outweighs every score; one place of a
        # floor outweighs the whole length; one wish of the council outweighs every floor.
        unit = 1 << count
        place = (int(max((row[1] for row in self.rows), default=0) * scale) + 1) * unit * (count + 1)
        floor = place * (count + 1)
        wish = floor * (2 * count + 2)
        must = wish * (count + 1)
        for by, other in ((SECTOR, 2), (PROVINCE, 3)):
            for key in dict.fromkeys(row[other] for row in self.rows):
                self._bound(by, key, bounds, floor, inside, other)
        self.of_row: list[int] = []
        for order, row in enumerate(self.rows):
            worth = place + int(row[1] * scale) * unit + (1 << (count - 1 - order))
            worth += wish * (row[0] in wanted) + must * (row[0] in inside)
            self.of_row.append(len(self.heads))
            self._arc(self._node(SECTOR, row[2]), self._node(PROVINCE, row[3]), 1, -worth)

    def _node(self, by: str, key: str) -> int:
        return self.nodes.setdefault((by, key), len(self.nodes))

    def _bound(
        self, by: str, key: str, bounds: Sequence[Bound], floor: int, inside: set[str], other: int
    ) -> None:
        """Two arcs to or from a node: the places of its floor, which are dear, and the others up to its cap."""
        mine = [bound for bound in bounds if bound.by == by and key and bound.key in ("*", key)]
        own = [bound for bound in mine if bound.key != "*"] or mine
        least = max((bound.least or 0 for bound in own), default=0)
        caps = [bound.most for bound in own if bound.most is not None]
        held = sum(row[0] in inside and row[other] == key for row in self.rows)
        most = max(min(caps), held) if caps else len(self.rows)
        node = self._node(by, key)
        ends = (0, node) if by == SECTOR else (node, 1)
        self._arc(*ends, min(least, most), -floor)
        self._arc(*ends, most - min(least, most), 0)

    def _arc(self, tail: int, head: int, room: int, cost: int) -> None:
        for start, end, free, price in ((tail, head, room, cost), (head, tail, 0, -cost)):
            self.tails.append(start)
            self.heads.append(end)
            self.room.append(free)
            self.cost.append(price)

    def send(self, amount: int) -> None:
        """As many units as there is room for, each on the cheapest way; stops where no way is worth going."""
        for _unit in range(amount):
            way = self._cheapest()
            if way is None:
                return
            for arc in way:
                self.room[arc] -= 1
                self.room[arc ^ 1] += 1

    def _cheapest(self) -> list[int] | None:
        best: list[int | None] = [None] * len(self.nodes)
        came: list[int] = [-1] * len(self.nodes)
        best[0] = 0
        changed = True
        while changed:
            changed = False
            for arc, room in enumerate(self.room):
                reached = best[self.tails[arc]]
                if not room or reached is None:
                    continue
                price = reached + self.cost[arc]
                known = best[self.heads[arc]]
                if known is None or price < known:
                    best[self.heads[arc]], came[self.heads[arc]] = price, arc
                    changed = True
        if best[1] is None or best[1] >= 0:
            return None
        way, node = [], 1
        while node != 0:
            way.append(came[node])
            node = self.tails[came[node]]
        return way

    def chosen(self) -> set[str]:
        return {row[0] for row, arc in zip(self.rows, self.of_row, strict=True) if not self.room[arc]}
