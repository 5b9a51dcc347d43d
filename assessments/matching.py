"""Who reads what, pure: a minimum-cost flow from dossiers to members, solved by shortest augmenting paths.

In this order of importance: every dossier gets its readers; nobody has a conflict or too much; every member
reaches the minimum load; loads are as equal as can be (the sum of their squares is least); total affinity is
greatest. Costs are integers, so the result is the same on every machine.

There are few members and many dossiers, so paths are sought in the graph of members: an edge j → k moves the
cheapest dossier of j that k may take. See Ahuja, Magnanti, Orlin: Network Flows (1993), §9.7 and §14.5 (convex
costs as parallel arcs).
"""

import numpy as np

SCALE = 1_000_000
FAR = np.iinfo(np.int64).max // 4
# Whatever is at least this is “no way”: sums with FAR stay above it, true costs far below.
NO_WAY = FAR // 2


class Unservable(ValueError):
    """No assignment keeps all promises; tells which nominations or members (indices) are left short."""

    def __init__(self, nominations: list[int], members: list[int]):
        super().__init__(f"nominations short of readers: {nominations}; members below minimum: {members}")
        self.nominations, self.members = nominations, members


def assign(
    affinity: np.ndarray,
    demand: np.ndarray,
    capacity: np.ndarray,
    min_load: np.ndarray,
    *,
    load: np.ndarray | None = None,
) -> list[tuple[int, int]]:
    """Pairs (nomination, member), sorted.

    `affinity` is nominations × members, the higher the better, −1 for a pair that must not be; `demand` counts
    the readers each nomination needs, `capacity` and `min_load` what each member may and must take now; `load`
    is what members carry already and counts for balance only. Raises Unservable.
    """
    flow = _Flow(
        np.asarray(affinity, dtype=float),
        np.asarray(capacity),
        np.asarray(min_load),
        np.asarray(demand),
        load,
    )
    # Those with the fewest possible readers first: the error then names what is really short.
    order = np.argsort((flow.allowed.sum(axis=1) - np.asarray(demand)), kind="stable")
    short = [int(row) for row in order if not all(flow.serve(int(row)) for _ in range(int(demand[row])))]
    idle = [int(member) for member in np.flatnonzero(flow.taken < flow.min_load)]
    if short or idle:
        raise Unservable(sorted(short), idle)
    return [(int(row), int(member)) for row, member in np.argwhere(flow.chosen)]


class _Flow:
    def __init__(self, affinity, capacity, min_load, demand, load):
        rows, members = affinity.shape
        self.allowed = affinity >= 0
        self.cost = np.where(self.allowed, -np.rint(affinity * SCALE), 0).astype(np.int64)
        self.capacity, self.min_load = capacity.astype(np.int64), min_load.astype(np.int64)
        self.load = np.zeros(members, np.int64) if load is None else np.asarray(load, dtype=np.int64)
        self.chosen = np.zeros((rows, members), bool)
        self.taken = np.zeros(members, np.int64)
        # One step of load outweighs every affinity together; the minimum outweighs every load.
        self.step = int(np.abs(self.cost).max(initial=0) + 1) * (int(demand.sum()) + 1)
        self.bonus = self.step * int(self.load.max(initial=0) + demand.sum() + 2)
        self.move_cost = np.full((members, members), FAR)
        self.move_row = np.zeros((members, members), np.int64)

    def serve(self, row: int) -> bool:
        """One more reader for a nomination, moving others where that is cheaper; False if there is no way."""
        free = self.allowed[row] & ~self.chosen[row]
        distance = np.where(free, self.cost[row], FAR)
        before = np.full(distance.size, -1)
        for _ in range(distance.size):
            through = distance[:, None] + self.move_cost
            source = through.argmin(axis=0)
            shorter = through[source, np.arange(distance.size)]
            better = shorter < np.minimum(distance, NO_WAY)
            if not better.any():
                break
            distance = np.where(better, shorter, distance)
            before = np.where(better, source, before)
        end_cost = (self.load + self.taken) * self.step - np.where(self.taken < self.min_load, self.bonus, 0)
        final = np.where((self.taken < self.capacity) & (distance < NO_WAY), distance + end_cost, FAR)
        end = int(final.argmin())
        if final[end] >= NO_WAY:
            return False
        self._augment(row, end, before)
        return True

    def _augment(self, row: int, end: int, before: np.ndarray) -> None:
        self.taken[end] += 1
        touched = {row}
        member = end
        while before[member] >= 0:
            giver = int(before[member])
            moved = int(self.move_row[giver, member])
            self.chosen[moved, giver], self.chosen[moved, member] = False, True
            touched.add(moved)
            member = giver
        self.chosen[row, member] = True
        holders = self.chosen[list(touched)].any(axis=0)
        holders[end] = True
        walk = end
        while before[walk] >= 0:
            walk = int(before[walk])
            holders[walk] = True
        for holder in np.flatnonzero(holders):
            self._refresh(int(holder))

    def _refresh(self, holder: int) -> None:
        """What it costs to hand one of this member's nominations to each other member."""
        held = np.flatnonzero(self.chosen[:, holder])
        if not held.size:
            self.move_cost[holder] = FAR
            return
        change = self.cost[held] - self.cost[held, holder][:, None]
        change = np.where(self.allowed[held] & ~self.chosen[held], change, FAR)
        best = change.argmin(axis=0)
        self.move_cost[holder] = change[best, np.arange(change.shape[1])]
        self.move_row[holder] = held[best]
