"""What stands in the way when not everybody can be served, and what would help: plain data, no sentences."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from assessments.matching_flow import most_served


class Relax(StrEnum):
    """What could be given up: each `Remedy` says of whom and how much."""

    CAPACITY = "capacity"  # members who would have to take so many more
    MIN_LOAD = "min_load"  # members whose least load would have to sink by so many
    DEMAND = "demand"  # nominations that would have to do with so many readers less
    CONFLICT = "conflict"  # nominations with so many too few members free of a conflict


@dataclass(frozen=True)
class Remedy:
    """One thing to relax: (index, by how much) of nominations or members, in the order of their indices."""

    kind: Relax
    amounts: tuple[tuple[int, int], ...]

    @property
    def total(self) -> int:
        return sum(amount for _, amount in self.amounts)


@dataclass(frozen=True)
class Shortage:
    """What is missing: indices of nominations that compete for too few readers, of members who find too little
    to read, how many places and how many dossiers that is, and the remedies.

    `uniform` is the number of readers every nomination could have; None when no places are missing.
    """

    nominations: tuple[int, ...] = ()
    members: tuple[int, ...] = ()
    places: int = 0
    idle: int = 0
    remedies: tuple[Remedy, ...] = ()
    uniform: int | None = None
    by_kind: dict[Relax, Remedy] = field(default_factory=dict, compare=False, repr=False)

    def __bool__(self) -> bool:
        return bool(self.nominations or self.members)


def explain(allowed: np.ndarray, demand: np.ndarray, capacity: np.ndarray, min_load: np.ndarray) -> Shortage:
    """Why nobody can be assigned; an empty Shortage when somebody can.

    Demands and least loads are looked at one after the other: whenever each can be met alone, both can be met
    together (Mendelsohn and Dulmage 1958, for places instead of single points).
    """
    remedies: list[Remedy] = []
    served, contested = most_served(allowed, demand, capacity)
    places = int(demand.sum() - served.sum())
    uniform = None
    if places:
        remedies += _for_places(allowed, demand, capacity, served)
        uniform = _uniform(allowed, demand, capacity)
    # The other way round: members ask, up to their least load, and nominations have so many places.
    taken, idle = most_served(allowed.T, np.minimum(min_load, capacity), demand)
    missing = min_load - taken.sum(axis=1)
    idle |= min_load > capacity
    if missing.any():
        remedies.append(_remedy(Relax.MIN_LOAD, missing))
    return Shortage(
        tuple(int(row) for row in np.flatnonzero(contested)),
        tuple(int(member) for member in np.flatnonzero(idle)),
        places,
        int(missing.sum()),
        tuple(remedies),
        uniform,
        {remedy.kind: remedy for remedy in remedies},
    )


def _remedy(kind: Relax, amounts: np.ndarray) -> Remedy:
    return Remedy(kind, tuple((int(index), int(amounts[index])) for index in np.flatnonzero(amounts > 0)))


def _for_places(allowed, demand, capacity, served) -> list[Remedy]:
    """Three ways out: lift conflicts where members are too few, let members take more, do with fewer sheets."""
    found = []
    too_few = np.maximum(demand - allowed.sum(axis=1), 0)
    if too_few.any():
        found.append(_remedy(Relax.CONFLICT, too_few))
    reachable = demand - too_few
    if reachable.sum() > served.sum():
        found.append(_remedy(Relax.CAPACITY, _more_capacity(allowed, reachable, capacity)))
    found.append(_remedy(Relax.DEMAND, demand - served.sum(axis=1)))
    return found


def _more_capacity(allowed: np.ndarray, demand: np.ndarray, capacity: np.ndarray) -> np.ndarray:
    """How much more members would have to take, spread as evenly as it can be: one more for all is tried first."""
    ceiling = 1
    while most_served(allowed, demand, capacity + ceiling)[1].any():
        ceiling *= 2
    low = ceiling // 2
    while ceiling - low > 1:
        middle = (low + ceiling) // 2
        if most_served(allowed, demand, capacity + middle)[1].any():
            low = middle
        else:
            ceiling = middle
    needed = capacity + ceiling
    # Take back, one member after the other, what is not needed; those with most to carry first.
    for member in np.argsort(-capacity, kind="stable"):
        while needed[member] > capacity[member]:
            needed[member] -= 1
            if most_served(allowed, demand, needed)[1].any():
                needed[member] += 1
                break
    return needed - capacity


def _uniform(allowed: np.ndarray, demand: np.ndarray, capacity: np.ndarray) -> int:
    for readers in range(int(demand.max()) - 1, 0, -1):
        if not most_served(allowed, np.minimum(demand, readers), capacity)[1].any():
            return readers
    return 0
