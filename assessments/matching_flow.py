"""Flows through nominations and members, on OR-tools: who can be served, and at what least cost.

The network: nomination → member (one place a pair) → sink. A member's least load is a supply of its own, which is
the usual change of a lower bound into an upper one (Ahuja, Magnanti, Orlin: Network Flows, 1993, §2.4). Where
several members sit for one body, a nomination reaches them through a node that lets one pass for nothing and
every further one for a fine, so that two of a body meet only where there is no other way.

OR-tools is imported inside the functions: the worker and the commands load it, the web process never does.
"""

from dataclasses import dataclass, field

import numpy as np

Mask = np.ndarray


@dataclass
class Places:
    """What a flow has to respect; all arrays are integers.

    `demand` per nomination; `capacity` and `min_load` per member; `body` per member, −1 for who sits for nobody;
    `given` (nominations × bodies) counts the members of each body that a nomination has already.
    """

    demand: np.ndarray
    capacity: np.ndarray
    min_load: np.ndarray
    body: np.ndarray
    given: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), np.int64))

    def __post_init__(self) -> None:
        wide = int(self.body.max(initial=-1)) + 1
        if self.given.shape != (len(self.demand), wide):
            self.given = np.zeros((len(self.demand), wide), np.int64)

    @property
    def wanted(self) -> int:
        return int(self.demand.sum())

    def meetings(self, chosen: Mask) -> int:
        """How many members find another of their body at a nomination."""
        if not self.given.size:
            return 0
        counts = self.given.copy()
        row, member = np.nonzero(chosen & (self.body >= 0))
        np.add.at(counts, (row, self.body[member]), 1)
        return int(np.maximum(counts - 1, 0).sum())


def most_served(allowed: Mask, demand: np.ndarray, capacity: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The greatest flow of pairs in `allowed`: (chosen mask, nominations that compete for what is missing).

    The second is the source's side of the smallest cut, which is the same whichever greatest flow was found: a
    nomination is in it when one more reader for it, or for another that would then free one, has no way. Empty
    (all False) when every demand is met.
    """
    from ortools.graph.python import max_flow

    rows, members = allowed.shape
    if not members:
        return allowed.copy(), demand > 0
    source, sink = rows + members, rows + members + 1
    row, member = np.nonzero(allowed)
    flow = max_flow.SimpleMaxFlow()
    arcs = flow.add_arcs_with_capacity(row, rows + member, np.ones(row.size, np.int64))
    flow.add_arcs_with_capacity(np.full(rows, source), np.arange(rows), demand)
    flow.add_arcs_with_capacity(rows + np.arange(members), np.full(members, sink), capacity)
    if flow.solve(source, sink) != flow.OPTIMAL:  # pragma: no cover - capacities are small integers
        raise ArithmeticError("the flow has no solution")
    chosen = np.zeros(allowed.shape, bool)
    chosen[row, member] = flow.flows(arcs) > 0 if row.size else False
    contested = np.zeros(rows, bool)
    if flow.optimal_flow() < demand.sum():
        side = np.asarray(flow.get_source_side_min_cut(), dtype=int)
        contested[side[side < rows]] = True
    return chosen, contested


def can_serve(allowed: Mask, places: Places) -> bool:
    """Whether every demand and every least load can be met with the pairs in `allowed` alone."""
    from ortools.graph.python import max_flow

    rows, members = allowed.shape
    source, spare, sink = rows + members, rows + members + 1, rows + members + 2
    row, member = np.nonzero(allowed)
    free = places.wanted - int(places.min_load.sum())
    if free < 0 or (places.min_load > places.capacity).any():
        return False
    flow = max_flow.SimpleMaxFlow()
    flow.add_arcs_with_capacity(row, rows + member, np.ones(row.size, np.int64))
    flow.add_arcs_with_capacity(np.full(rows, source), np.arange(rows), places.demand)
    seats = rows + np.arange(members)
    flow.add_arcs_with_capacity(seats, np.full(members, sink), places.min_load)
    flow.add_arcs_with_capacity(seats, np.full(members, spare), places.capacity - places.min_load)
    flow.add_arc_with_capacity(spare, sink, free)
    return flow.solve(source, sink) == flow.OPTIMAL and flow.optimal_flow() == places.wanted


def cheapest(cost: np.ndarray, allowed: Mask, places: Places) -> Mask | None:
    """The chosen pairs of least total cost (integers, nominations × members), or None if there is no way."""
    from ortools.graph.python import min_cost_flow

    rows, members = allowed.shape
    free = places.wanted - int(places.min_load.sum())
    if free < 0 or (places.min_load > places.capacity).any():
        return None
    row, member = np.nonzero(allowed)
    price = cost[row, member]
    flow = min_cost_flow.SimpleMinCostFlow()
    tail, gates = _gates(row, member, places)
    arcs = flow.add_arcs_with_capacity_and_unit_cost(tail, rows + member, np.ones(row.size, np.int64), price)
    sink = rows + members
    flow.add_arcs_with_capacity_and_unit_cost(
        rows + np.arange(members),
        np.full(members, sink),
        places.capacity - places.min_load,
        np.zeros(members, np.int64),
    )
    if gates is not None:
        # Dearer than all that could be won by seating two of a body together.
        fine = (int(np.abs(price).max(initial=0)) + 1) * (members + 1)
        owner, node, passing = gates
        flow.add_arcs_with_capacity_and_unit_cost(owner, node, passing, np.zeros(node.size, np.int64))
        flow.add_arcs_with_capacity_and_unit_cost(
            owner, node, np.full(node.size, members), np.full(node.size, fine)
        )
    flow.set_nodes_supplies(
        np.arange(sink + 1), np.concatenate([places.demand, -places.min_load, [-free]]).astype(np.int64)
    )
    if flow.solve() != flow.OPTIMAL:
        return None
    chosen = np.zeros(allowed.shape, bool)
    chosen[row, member] = flow.flows(arcs) > 0 if row.size else False
    return chosen


def _gates(row: np.ndarray, member: np.ndarray, places: Places):
    """Where each arc starts: at its nomination, or at the gate of a body; and the gates (owner, node, places).

    A gate stands only where a nomination could get two members of a body, or one beside one it has.
    """
    rows, members = len(places.demand), len(places.capacity)
    bodies = places.given.shape[1]
    if not bodies:
        return row, None
    body = places.body[member]
    seated = body >= 0
    key = row[seated] * bodies + body[seated]
    reach = np.bincount(key, minlength=rows * bodies) + places.given.ravel()
    crowded = np.flatnonzero(reach > 1)
    if not crowded.size:
        return row, None
    # After nominations, members and the sink.
    number = np.full(rows * bodies, -1)
    number[crowded] = rows + members + 1 + np.arange(crowded.size)
    tail = row.copy()
    gate = number[key]
    tail[seated] = np.where(gate >= 0, gate, row[seated])
    passing = np.maximum(1 - places.given.ravel()[crowded], 0)
    return tail, (crowded // bodies, number[crowded], passing)
