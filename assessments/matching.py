"""Who reads what, pure: numpy arrays in, pairs (nomination, member) out; the flows are OR-tools'.

Four steps (measured in docs/performance.md): keep the best members of each nomination; find the highest
affinity that every pair can reach; among such pairs take the greatest total, a minimum-cost flow; lift the
poorest nominations by exchanges. The greatest total of all is computed first: the floor may cost at most
FLOOR_SHARE of it and the lift LIFT_SHARE; and its pairs stay available, so that pruning leaves no place unfilled.

Affinities become whole numbers, so that the result is the same on every machine and the order of nominations
and members decides nothing but exact ties.
"""

from collections.abc import Iterable

import numpy as np

from assessments.matching_flow import Places, can_serve, cheapest
from assessments.matching_lift import WORK, lift
from assessments.matching_shortage import Relax, Remedy, Shortage, explain

__all__ = ["Relax", "Remedy", "Shortage", "Unservable", "assign", "reassign"]

SCALE = 1_000_000_000
BEST = 60
FLOOR_SHARE, LIFT_SHARE = 0.004, 0.005
Pairs = Iterable[tuple[int, int]]


class Unservable(ValueError):
    """No assignment keeps all promises. `shortage` says which nominations and members (indices) and what would help."""

    def __init__(self, shortage: Shortage):
        super().__init__(
            f"nominations short of readers: {list(shortage.nominations)}; "
            f"members below their least load: {list(shortage.members)}; to relax: "
            + "; ".join(f"{remedy.kind} {dict(remedy.amounts)}" for remedy in shortage.remedies)
        )
        self.shortage = shortage
        self.nominations, self.members = list(shortage.nominations), list(shortage.members)


def assign(
    affinity: np.ndarray,
    demand: np.ndarray,
    capacity: np.ndarray,
    min_load: np.ndarray,
    *,
    bodies: np.ndarray | None = None,
    given: Pairs = (),
) -> list[tuple[int, int]]:
    """Pairs (nomination, member), sorted.

    `affinity` is nominations × members, the higher the better, below 0 (by custom −1) for a pair that must not
    be; `demand` counts the readers each nomination needs, `capacity` and `min_load` what each member may and must
    take; one number stands for all. `bodies` tells for whom each member sits (below 0: for nobody): two of a body
    meet at one nomination only where there is no other way. `given` are pairs that exist besides: they are not in
    the result nor in the numbers, and count for bodies. Raises Unservable; ValueError for what makes no sense.
    """
    matrix, places = _checked(affinity, demand, capacity, min_load, bodies)
    worth, allowed = _whole(matrix), matrix >= 0
    for row, member in _listed(given, allowed.shape, "given"):
        allowed[row, member] = False
        if places.body[member] >= 0:
            places.given[row, places.body[member]] += 1
    plain = cheapest(-worth, allowed, places)
    if plain is None:
        raise Unservable(explain(allowed, places.demand, places.capacity, places.min_load))
    greatest = int(worth[plain].sum())
    if not greatest:
        return _pairs(plain)
    work = _best_of(worth, allowed, int(max(BEST, places.demand.max(initial=0)))) | plain
    floored, chosen = _above_floor(worth, work, plain, places, int(greatest * (1 - FLOOR_SHARE)))
    budget = int(greatest * LIFT_SHARE)
    before = int(worth[chosen].sum())
    # First without leaving the floor; then pairs as low as the plain optimum's may help those who are still stuck.
    chosen = lift(worth, floored, chosen, places, budget, WORK // 2)
    budget -= max(before - int(worth[chosen].sum()), 0)
    chosen = lift(worth, work & (worth >= worth[plain].min()), chosen, places, budget)
    if _poorest(worth, chosen) < _poorest(worth, plain):
        chosen = lift(worth, work, plain, places, int(greatest * LIFT_SHARE))
    return _pairs(chosen)


def reassign(
    affinity: np.ndarray,
    demand: np.ndarray,
    capacity: np.ndarray,
    current: Pairs,
    locked: Pairs,
    banned: Pairs,
    *,
    bodies: np.ndarray | None = None,
) -> list[tuple[int, int]]:
    """The whole new assignment, sorted: every demand met, and as few pairs of `current` given up as possible.

    `demand` and `capacity` are for everything a nomination gets and a member carries, as in `assign`. Pairs in
    `locked` (scored already) always stay, even of a member who has left (capacity 0), who has too much or who is
    `banned`. Among the ways with the fewest changes the total affinity is greatest. Raises Unservable, with what
    is missing beside the locked pairs; ValueError for what makes no sense.
    """
    matrix, places = _checked(affinity, demand, capacity, 0, bodies)
    worth, allowed = _whole(matrix), matrix >= 0
    kept, fixed, out = (np.zeros(allowed.shape, bool) for _ in range(3))
    for mask, name, listed in (
        (kept, "current", current),
        (fixed, "locked", locked),
        (out, "banned", banned),
    ):
        for row, member in _listed(listed, allowed.shape, name):
            mask[row, member] = True
    allowed &= ~out & ~fixed
    kept &= allowed
    places.demand = np.maximum(places.demand - fixed.sum(axis=1), 0)
    places.capacity = np.maximum(places.capacity - fixed.sum(axis=0), 0)
    for row, member in np.argwhere(fixed):
        if places.body[member] >= 0:
            places.given[row, places.body[member]] += 1
    return _pairs(fixed | _least_change(worth, allowed, kept, places))


def _least_change(worth: np.ndarray, allowed: np.ndarray, kept: np.ndarray, places: Places) -> np.ndarray:
    """What is kept stays if that can be; otherwise a bonus on it outweighs all affinities together."""
    load, readers = kept.sum(axis=0), kept.sum(axis=1)
    if (load <= places.capacity).all() and (readers <= places.demand).all():
        missing = Places(places.demand - readers, places.capacity - load, places.min_load, places.body)
        if places.given.size:
            missing.given = places.given.copy()
            row, member = np.nonzero(kept & (places.body >= 0))
            np.add.at(missing.given, (row, places.body[member]), 1)
        open_rows = np.flatnonzero(missing.demand)
        few = Places(
            missing.demand[open_rows],
            missing.capacity,
            missing.min_load,
            missing.body,
            missing.given[open_rows],
        )
        added = cheapest(-worth[open_rows], (allowed & ~kept)[open_rows], few)
        if added is not None:
            chosen = kept.copy()
            chosen[open_rows] |= added
            return chosen
    # Coarser numbers, so that the bonus of all pairs together still fits.
    coarse = worth // (SCALE // 1_000_000)
    bonus = (int(coarse.max(initial=0)) + 1) * (places.wanted + 1)
    price = -coarse - np.where(kept, bonus, 0)
    chosen = cheapest(price, allowed, places)
    if chosen is None:
        raise Unservable(explain(allowed, places.demand, places.capacity, places.min_load))
    return chosen


def _above_floor(worth, work, plain, places: Places, least_total: int) -> tuple[np.ndarray, np.ndarray]:
    """The highest floor below which no pair need lie: (pairs above it, the greatest total among them).

    Bisection over the affinities that occur, between the lowest pair of the plain optimum and the best that
    the poorest nomination could have; a floor that costs too much total, or brings two of a body together, is
    lowered again.
    """
    rows = np.flatnonzero(places.demand > 0)
    if not rows.size:
        return work, plain
    ranked = -np.sort(-np.where(work[rows], worth[rows], -1), axis=1)
    reachable = int(ranked[np.arange(rows.size), places.demand[rows] - 1].min())
    start, meetings = int(worth[plain].min()), places.meetings(plain)
    levels = np.unique(worth[work & (worth >= start) & (worth <= reachable)])
    low, high = 0, levels.size - 1
    while low < high:
        middle = (low + high + 1) // 2
        if can_serve(work & (worth >= levels[middle]), places):
            low = middle
        else:
            high = middle - 1
    while low > 0:
        above = work & (worth >= levels[low])
        chosen = cheapest(-worth, above, places)
        dear = chosen is None or int(worth[chosen].sum()) < least_total
        if not dear and places.meetings(chosen) <= meetings:
            return above, chosen
        low //= 2
    return work & (worth >= start), plain


def _poorest(worth: np.ndarray, chosen: np.ndarray) -> int:
    sums = np.where(chosen, worth, 0).sum(axis=1)[chosen.any(axis=1)]
    return int(sums.min(initial=np.iinfo(np.int64).max))


def _best_of(worth: np.ndarray, allowed: np.ndarray, count: int) -> np.ndarray:
    """The `count` best members of each nomination, with all that tie with the last of them."""
    if allowed.shape[1] <= count:
        return allowed.copy()
    ranked = np.where(allowed, worth, -1)
    last = np.partition(ranked, ranked.shape[1] - count, axis=1)[:, ranked.shape[1] - count]
    return allowed & (ranked >= last[:, None])


def _whole(matrix: np.ndarray) -> np.ndarray:
    """Affinities as integers, the greatest of them SCALE."""
    greatest = float(matrix.max(initial=0)) or 1.0
    return np.rint(np.maximum(matrix, 0) / greatest * SCALE).astype(np.int64)


def _pairs(chosen: np.ndarray) -> list[tuple[int, int]]:
    return [(int(row), int(member)) for row, member in np.argwhere(chosen)]


def _checked(affinity, demand, capacity, min_load, bodies) -> tuple[np.ndarray, Places]:
    matrix = np.asarray(affinity, dtype=float)
    if matrix.ndim != 2:
        raise ValueError(f"affinity must be nominations × members, not of shape {matrix.shape}")
    if not np.isfinite(matrix).all():
        raise ValueError("affinity holds a value that is no finite number")
    rows, members = matrix.shape
    body = np.full(members, -1) if bodies is None else _counts(bodies, members, "bodies", least=None)
    return matrix, Places(
        _counts(demand, rows, "demand"),
        _counts(capacity, members, "capacity"),
        _counts(min_load, members, "min_load"),
        _dense(body),
    )


def _dense(body: np.ndarray) -> np.ndarray:
    """Bodies numbered from 0; −1 for members without one."""
    dense = np.full(body.size, -1)
    dense[body >= 0] = np.unique(body[body >= 0], return_inverse=True)[1]
    return dense


def _counts(values, length: int, name: str, least: int | None = 0) -> np.ndarray:
    given = np.asarray(values)
    if given.dtype == bool or not np.issubdtype(given.dtype, np.number):
        raise ValueError(f"{name} must hold whole numbers")
    if given.ndim > 1 or (given.ndim == 1 and given.size != length):
        raise ValueError(f"{name} needs one number or {length} of them, not shape {given.shape}")
    if not np.isfinite(given).all() or (given != np.rint(given)).any():
        raise ValueError(f"{name} must hold whole numbers")
    if least is not None and (given < least).any():
        raise ValueError(f"{name} must not be negative")
    return np.broadcast_to(given, (length,)).astype(np.int64)


def _listed(pairs: Pairs, shape: tuple[int, int], name: str) -> list[tuple[int, int]]:
    """Pairs as indices that exist."""
    if isinstance(pairs, np.ndarray) and pairs.dtype == bool and pairs.shape == shape:
        return _pairs(pairs)
    found = []
    for pair in pairs:
        row, member = (int(index) for index in pair)
        if not (0 <= row < shape[0] and 0 <= member < shape[1]):
            raise ValueError(f"{name} names the pair {(row, member)}, which lies outside {shape}")
        found.append((row, member))
    return found
