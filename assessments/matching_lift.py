"""The poorest nominations are lifted: exchanges that raise the lowest sums for a small loss in total.

All in whole numbers, so that the order of rows and columns decides nothing but exact ties.
"""

import numpy as np

from assessments.matching_flow import Places

FAR = np.iinfo(np.int64).max // 8
# Longest chain of moves for one exchange, and how many replacements one nomination may need.
HOPS, TRIES = 4, 4
# A stage never sets the level so high that more nominations than these lie below it (unless they tie); so many
# stages, even steps between their sums, and replacements in all.
POOREST, STAGES, STEPS, WORK = 250, 8, 32, 1_300


def lift(
    worth: np.ndarray,
    allowed: np.ndarray,
    chosen: np.ndarray,
    places: Places,
    budget: int,
    work: int = WORK,
) -> np.ndarray:
    """A mask like `chosen` in which the least row sum of `worth` is as high as exchanges within `budget` make it.

    `worth` holds integers (nominations × members); pairs outside `allowed` are never entered, demands,
    capacities and least loads stay kept. First the highest level that all nominations can reach is sought, by
    bisection: each one below it takes a better member, by the cheapest chain of moves that leaves nobody else
    below; in stages, as long as the goal of a stage is reached. Then the others are lifted in the same way,
    leaving behind whoever finds no chain.
    """
    ceiling = _ceilings(worth, allowed, places.demand)
    strict = True
    for _ in range(STAGES):
        sums = np.where(chosen, worth, 0).sum(axis=1)
        ranked = np.sort(sums[sums < ceiling])
        if not ranked.size or work <= 0:
            break
        # Where more than that tie for the poorest, the goal is the next sum above theirs.
        above = int(np.searchsorted(ranked, ranked[0], side="right"))
        sums_below = ranked[: max(POOREST, above) + 1]
        steps = np.linspace(sums_below[0], sums_below[-1], STEPS).astype(np.int64)
        levels = np.unique(np.concatenate([sums_below, steps]))
        low, high, best = 0, levels.size - 1, None
        middle = high
        while low < high and work > 0:
            # The goal itself is tried first: mostly it is within reach.
            state = _Exchange(worth, allowed, chosen, places, np.minimum(ceiling, levels[middle]))
            reached = state.raise_all(budget, strict, work)
            work -= state.work
            if reached:
                low, best = middle, state
            else:
                high = middle - 1
            middle = (low + high + 1) // 2
        moved = best is not None and not np.array_equal(best.chosen, chosen)
        if moved:
            chosen, budget = best.chosen, budget - best.lost
        if not moved or low < levels.size - 1:
            if not strict:
                break
            strict = False
    return chosen


def _ceilings(worth: np.ndarray, allowed: np.ndarray, demand: np.ndarray) -> np.ndarray:
    """The sum that each nomination would have with the best members of all."""
    ranked = np.cumsum(-np.sort(-np.where(allowed, worth, 0), axis=1), axis=1)
    return np.where(demand > 0, ranked[np.arange(len(demand)), np.maximum(demand, 1) - 1], 0)


class _Exchange:
    """Pairs being exchanged until each nomination has its target.

    `move[j, k]` is the least loss of handing one of j's nominations to k (a gain counts as nothing, else ways would
    go round in circles for it), `mover[j, k]` which one.
    """

    def __init__(self, worth, allowed, chosen, places: Places, target: np.ndarray):
        self.worth, self.places, self.target = worth, places, target
        self.chosen = chosen.copy()
        # What a pair that could be entered is worth; so little that nobody wants it where it cannot.
        self.open = np.where(allowed & ~chosen, worth, -FAR)
        self.sums = np.where(chosen, worth, 0).sum(axis=1)
        self.load = chosen.sum(axis=0)
        self.bodies = places.given.copy()
        self.lost = self.work = 0
        members = worth.shape[1]
        self.seated = places.body >= 0
        if self.bodies.size:
            rows, taken = np.nonzero(chosen & self.seated)
            np.add.at(self.bodies, (rows, places.body[taken]), 1)
        self.move = np.full((members, members), FAR)
        self.mover = np.zeros((members, members), np.int64)
        self.stale = set(range(members))

    def raise_all(self, budget: int, strict: bool, work: int) -> bool:
        """Lift every nomination to its target, the poorest first.

        False when that costs more total than the budget or more replacements than `work`, or, if `strict`, when
        there is no way for one of them.
        """
        poor = np.flatnonzero(self.sums < self.target)
        for row in poor[np.argsort(self.sums[poor], kind="stable")]:
            for _ in range(TRIES):
                if self.sums[row] >= self.target[row] or not self._raise(int(row)):
                    break
            if self.lost > budget or self.work > work or (strict and self.sums[row] < self.target[row]):
                return False
        return True

    def _offered(self, rows: np.ndarray, leaving: int) -> np.ndarray:
        """rows × members: what each nomination would be worth to whoever takes it when `leaving` gives it up."""
        if not self.bodies.size:
            return self.open[rows]
        counts = self.bodies[rows]
        if self.seated[leaving]:
            counts[:, self.places.body[leaving]] -= 1
        meets = self.seated & (counts[:, self.places.body] > 0)
        return np.where(meets, -FAR, self.open[rows])

    def _refresh(self) -> None:
        for member in sorted(self.stale):
            held = np.flatnonzero(self.chosen[:, member])
            if not held.size:
                self.move[member] = FAR
                continue
            loss = self.worth[held, member][:, None] - self._offered(held, member)
            spare = (self.sums[held] - self.target[held])[:, None]
            loss[loss > spare] = FAR
            best = loss.argmin(axis=0)
            self.move[member] = np.maximum(loss[best, np.arange(loss.shape[1])], 0)
            self.mover[member] = held[best]
        self.stale.clear()

    def _way_back(self, leaving: int) -> tuple[np.ndarray, np.ndarray]:
        """What it costs each member to make room, once `leaving` has a place free; and to whom he hands on."""
        members = self.load.size
        rest = np.full(members, FAR)
        if self.load[leaving] > self.places.min_load[leaving]:
            rest[self.load < self.places.capacity] = 0
        rest[leaving] = 0
        onward = np.full(members, -1)
        everybody = np.arange(members)
        for _ in range(HOPS):
            through = self.move + rest
            step = through.argmin(axis=1)
            cost = through[everybody, step]
            better = cost < rest
            if not better.any():
                break
            rest, onward = np.where(better, cost, rest), np.where(better, step, onward)
        return rest, onward

    def _raise(self, row: int) -> bool:
        """One replacement for a nomination: the cheapest that reaches the target, or the one that gains most."""
        self.work += 1
        self._refresh()
        offers = []
        for leaving in np.flatnonzero(self.chosen[row]):
            gain = self._offered(np.array([row]), int(leaving))[0] - self.worth[row, leaving]
            if not (gain > 0).any():
                continue
            rest, onward = self._way_back(int(leaving))
            for taking in np.flatnonzero((gain > 0) & (rest < FAR // 2)):
                reached = self.sums[row] + gain[taking] >= self.target[row]
                loss = int(rest[taking] - gain[taking])
                offers.append(
                    (not reached, loss if reached else -int(gain[taking]), int(leaving), int(taking), onward)
                )
        offers.sort(key=lambda offer: offer[:2])
        return any(self._apply(row, leaving, taking, onward) for _, _, leaving, taking, onward in offers[:8])

    def _apply(self, row: int, leaving: int, taking: int, onward: np.ndarray) -> bool:
        """Walk the chain; False, and nothing changed, if it would touch a nomination or a member twice."""
        moves = [(row, leaving, taking)]
        rows, seen, member = {row}, {taking}, taking
        while member != leaving and onward[member] >= 0:
            following = int(onward[member])
            moved = int(self.mover[member, following])
            if moved in rows or following in seen:
                return False
            moves.append((moved, member, following))
            rows.add(moved)
            seen.add(following)
            member = following
        for moved, giver, taker in moves:
            change = int(self.worth[moved, taker] - self.worth[moved, giver])
            self.chosen[moved, giver], self.chosen[moved, taker] = False, True
            # Whoever gave a nomination could have it back: he had it, so it was allowed.
            self.open[moved, giver], self.open[moved, taker] = self.worth[moved, giver], -FAR
            self.sums[moved] += change
            self.lost -= change
            self.load[giver] -= 1
            self.load[taker] += 1
            for seat, by in ((giver, -1), (taker, 1)):
                if self.bodies.size and self.seated[seat]:
                    self.bodies[moved, self.places.body[seat]] += by
            self.stale.add(giver)
        self.stale.update(int(holder) for holder in np.flatnonzero(self.chosen[list(rows)].any(axis=0)))
        return True
