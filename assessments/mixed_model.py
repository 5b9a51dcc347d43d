"""A mixed model of scores, pure numpy: how good a dossier is, how severe a member, how much is chance.

    score = mean of the sector + dossier + member + rest

Dossiers, members and the rest are independent and normal, the means of the sectors are fixed (Searle, Casella and
McCulloch, “Variance Components”, 1992, ch. 6). The variances are found by restricted maximum likelihood (Patterson
and Thompson, Biometrika 58, 1971), with the dossiers eliminated first (Henderson's equations, Biometrics 31, 1975),
so that the system to solve has one row for each sector and member, never one for each of thousands of dossiers.
Wild scores are bounded by weights (Huber, Annals of Mathematical Statistics 35, 1964).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

# A rest of more than so many standard deviations counts as this much: 1 in 80 where all is normal.
WILD = 2.5
ROUNDS_OF_WEIGHTS = 5
# Variances as multiples of the rest's: what is smaller than the first is nothing.
SMALLEST, LARGEST = 1e-4, 1e4
# Steps of the search for the variances, in their logarithm: from nowhere, from a place near by, and the last.
FIRST_STEP, FINE_STEP, LAST_STEP = 1.6, 0.2, 0.01
# Points²: marks are whole numbers, so a variance below this says that sheets do not differ at all.
NO_VARIANCE = 1e-6


class Panel:
    """Score sheets, one entry each: codes of dossiers 0…n−1 and members 0…m−1 (each with at least one sheet).

    `sector` has one code 0…s−1 for each dossier. Sheets are kept in the order of their dossiers.
    """

    def __init__(self, nomination: np.ndarray, member: np.ndarray, score: np.ndarray, sector: np.ndarray):
        order = np.argsort(nomination, kind="stable")
        self.order = order
        self.nomination, self.member = nomination[order], member[order]
        self.score, self.sector = score[order].astype(float), sector
        self.nominations, self.sectors = len(sector), int(sector.max()) + 1
        self.members = int(member.max()) + 1
        self.starts = np.flatnonzero(np.diff(self.nomination, prepend=-1))
        self.sheets = np.diff(np.append(self.starts, len(score)))
        self.of_sector = sector[self.nomination]

    @cached_property
    def pairs(self) -> tuple[np.ndarray, np.ndarray]:
        """Every two sheets of one dossier (also each with itself), as indexes into the sheets."""
        left = np.repeat(np.arange(len(self.score)), self.sheets[self.nomination])
        first = np.repeat(self.starts[self.nomination], self.sheets[self.nomination])
        return left, first + np.arange(len(left)) - np.repeat(
            np.append(0, np.cumsum(self.sheets[self.nomination])[:-1]), self.sheets[self.nomination]
        )

    @property
    def freedom(self) -> int:
        """Sheets less the means that are estimated freely; at least one, so that it can divide."""
        return max(len(self.score) - self.sectors, 1)

    @property
    def is_repeated(self) -> bool:
        """Whether chance can be told from merit: some dossier has two sheets, and some sector two dossiers."""
        return bool(self.sheets.max() > 1) and self.nominations > self.sectors

    def by_nomination(self, values: np.ndarray) -> np.ndarray:
        """Sums over each dossier's sheets; the last axis of `values` is the sheets."""
        return np.add.reduceat(values, self.starts, axis=-1)

    @cached_property
    def means(self) -> np.ndarray:
        return self.by_nomination(self.score) / self.sheets

    def sector_means(self, values: np.ndarray) -> np.ndarray:
        """Mean over each sector's dossiers, each counting once; the last axis of `values` is the dossiers."""
        counts = np.bincount(self.sector, minlength=self.sectors)
        flat = values.reshape(-1, self.nominations)
        sums = np.stack([np.bincount(self.sector, row, minlength=self.sectors) for row in flat])
        return (sums / counts).reshape(*values.shape[:-1], self.sectors)


@dataclass
class Fit:
    """The model at its most likely variances. `merit` and `severity` are multiples of the variance of the rest.

    `solution` holds the means of the sectors (above `Panel` scores' own), then the members divided by √severity;
    `inverse` is that of the Cholesky factor of its equations, `weights` are those of the sheets.
    """

    panel: Panel
    merit: float
    severity: float
    rest: float
    deviance: float
    solution: np.ndarray
    inverse: np.ndarray
    weights: np.ndarray

    @property
    def members(self) -> np.ndarray:
        """Points that each member gives more (or, below zero, less) than his colleagues."""
        return math.sqrt(self.severity) * self.solution[self.panel.sectors :]

    @cached_property
    def _shrink(self) -> tuple[np.ndarray, np.ndarray]:
        total = self.panel.by_nomination(self.weights)
        held = 1 + self.merit * total
        return self.merit / held, self.rest * self.merit / held

    def merits(self, means: np.ndarray, members: np.ndarray) -> np.ndarray:
        """Expected scores of the dossiers given means of sectors and members; the last axis of both is theirs."""
        panel = self.panel
        left = (panel.score - means[..., panel.of_sector] - members[..., panel.member]) * self.weights
        return means[..., panel.sector] + self._shrink[0] * panel.by_nomination(left)

    def mean_of(self, values: np.ndarray) -> np.ndarray:
        """Each dossier's mean over its sheets of what `values` has for each, wild sheets bounded."""
        return self.panel.by_nomination(values * self.weights) / self.panel.by_nomination(self.weights)

    @property
    def expected(self) -> np.ndarray:
        """Expected scores of the dossiers."""
        return self.merits(self.solution[: self.panel.sectors], self.members)

    def residuals(self) -> np.ndarray:
        """What the model leaves of each score, in standard deviations of what it should leave."""
        panel = self.panel
        expected = self.expected[panel.nomination] + self.members[panel.member]
        leverage = self._shrink[0][panel.nomination] * self.weights
        return (panel.score - expected) / np.sqrt(self.rest * np.maximum(1 - leverage, 0.05))

    def draw(self, rng: np.random.Generator, count: int) -> np.ndarray:
        """`count` × dossiers: true scores as they may be, given the sheets and these variances."""
        panel = self.panel
        noise = rng.standard_normal((len(self.solution), count))
        drawn = self.solution + math.sqrt(self.rest) * (self.inverse.T @ noise).T
        means, members = drawn[:, : panel.sectors], drawn[:, panel.sectors :] * math.sqrt(self.severity)
        spread = np.sqrt(self._shrink[1])
        return self.merits(means, members) + spread * rng.standard_normal((count, panel.nominations))


class _Equations:
    """Henderson's equations of a panel with given weights, for any variances."""

    def __init__(self, panel: Panel, weights: np.ndarray):
        self.panel, self.weights = panel, weights
        self.total = panel.by_nomination(weights)
        weighted = weights * panel.score
        self.points = panel.by_nomination(weighted)
        self.squares = float(weighted @ panel.score)
        size = panel.members
        self.load = np.bincount(panel.member, weights, minlength=size)
        self.member_points = np.bincount(panel.member, weighted, minlength=size)
        left, right = panel.pairs
        self.cells = panel.member[left] * size + panel.member[right]
        self.pair_weights = weights[left] * weights[right]
        self.pair_nominations = panel.nomination[left]

    def deviance(self, merit: float, severity: float) -> float:
        """−2 log restricted likelihood, but for a constant, at the best variance of the rest."""
        return self._factored(merit, severity)[0]

    def solve(self, merit: float, severity: float) -> Fit:
        deviance, rest, root = self._factored(merit, severity)
        unknowns = self.panel.sectors + self.panel.members
        whole = np.eye(unknowns)
        whole[: len(root) - 1, : len(root) - 1] = root[:-1, :-1]
        right = np.zeros(unknowns)
        right[: len(root) - 1] = root[-1, :-1]
        inverse = np.linalg.inv(whole)
        solution = inverse.T @ right
        return Fit(self.panel, merit, severity, rest, deviance, solution, inverse, self.weights)

    def _factored(self, merit: float, severity: float) -> tuple[float, float, np.ndarray]:
        """Deviance, variance of the rest, and the Cholesky factor of the equations with their right side below.

        Its last diagonal element squared is what the equations leave of the scores' sum of squares.
        """
        panel, sectors = self.panel, self.panel.sectors
        held = 1 + merit * self.total
        shrink = merit / held
        size = sectors + (panel.members if severity else 0)
        matrix = np.zeros((size + 1, size + 1))
        own = np.arange(sectors)
        matrix[own, own] = np.bincount(panel.sector, self.total / held, minlength=sectors)
        matrix[-1, :sectors] = np.bincount(panel.sector, self.points / held, minlength=sectors)
        left = self.squares - float(shrink @ self.points**2)
        # At least the smallest variance is left, so that the factor exists when all sheets are equal.
        matrix[-1, -1] = max(left, 0) + NO_VARIANCE * panel.freedom
        if severity:
            self._add_members(matrix, held, shrink, severity)
        root = np.linalg.cholesky(matrix)
        rest = float(root[-1, -1]) ** 2 / panel.freedom
        deviance = panel.freedom * (math.log(rest) + 1) + float(np.log(held).sum())
        return deviance + 2 * float(np.log(np.diag(root)[:-1]).sum()), rest, root

    def _add_members(self, matrix: np.ndarray, held: np.ndarray, shrink: np.ndarray, severity: float) -> None:
        """The members' rows of the equations (numpy factors the lower triangle)."""
        panel, scale = self.panel, math.sqrt(severity)
        sectors, size = panel.sectors, panel.members
        shared = np.bincount(self.cells, shrink[self.pair_nominations] * self.pair_weights, minlength=size**2)
        matrix[sectors:-1, sectors:-1] = severity * (np.diag(self.load) - shared.reshape(size, size))
        each = np.arange(sectors, sectors + size)
        matrix[each, each] += 1
        mixed = np.bincount(
            panel.member * sectors + panel.of_sector,
            self.weights / held[panel.nomination],
            minlength=sectors * size,
        )
        matrix[sectors:-1, :sectors] = scale * mixed.reshape(size, sectors)
        pulled = np.bincount(
            panel.member, self.weights * (shrink * self.points)[panel.nomination], minlength=size
        )
        matrix[-1, sectors:-1] = scale * (self.member_points - pulled)


def fit(panel: Panel, *, with_members: bool) -> Fit:
    """The most likely model with or without members' severity, wild scores bounded.

    Where merit cannot be told from chance (one sheet for each dossier), they are taken to be equally large.
    """
    weights = np.ones(len(panel.score))
    found = most_likely(panel, weights, with_members=with_members)
    for _ in range(ROUNDS_OF_WEIGHTS):
        wild = np.abs(found.residuals())
        bounded = np.minimum(1, WILD / np.maximum(wild, WILD))
        if np.abs(bounded - weights).max() < 0.02:
            break
        weights = bounded
        found = most_likely(panel, weights, with_members=with_members, near=found)
    return found


def most_likely(panel: Panel, weights: np.ndarray, *, with_members: bool, near: Fit | None = None) -> Fit:
    """The model of least deviance for given weights of the sheets, looked for around `near` if there is one."""
    equations = _Equations(panel, weights)
    if not panel.is_repeated:
        return equations.solve(1.0, 0.0)
    step = FINE_STEP if near else FIRST_STEP
    merit = math.log(max(near.merit, SMALLEST)) if near else 0.0
    alone = _lowest(lambda x: equations.deviance(math.exp(x[0]), 0), [merit], step)
    if with_members and panel.members > 1:
        severity = math.log(max(near.severity, SMALLEST)) if near else math.log(0.1)
        both = _lowest(
            lambda x: equations.deviance(math.exp(x[0]), math.exp(x[1])), [alone[0], severity], step
        )
        found = equations.solve(_ratio(both[0]), _ratio(both[1]))
        if found.deviance < equations.deviance(_ratio(alone[0]), 0):
            return found
    return equations.solve(_ratio(alone[0]), 0)


def _ratio(logarithm: float) -> float:
    value = math.exp(logarithm)
    return value if value > SMALLEST * 1.01 else 0.0


def _lowest(cost: Callable[[list[float]], float], start: list[float], step: float) -> list[float]:
    """Compass search within the limits of the variances: step along each axis, halve the step when none helps."""
    low, high = math.log(SMALLEST), math.log(LARGEST)
    place = list(start)
    lowest = cost(place)
    while step > LAST_STEP:
        moved = False
        for axis in range(len(place)):
            for way in (step, -step):
                trial = list(place)
                trial[axis] = min(max(trial[axis] + way, low), high)
                value = cost(trial)
                if value < lowest - 1e-9:
                    place, lowest, moved = trial, value, True
                    break
        if not moved:
            step /= 2
    return place


def plain_severity(found: Fit) -> tuple[np.ndarray, np.ndarray]:
    """Points that each member gives more than the average member, and their standard errors.

    Least squares at the fit's merit, nothing drawn towards zero: what the sheets themselves say of a member, whether
    or not it is proved that members differ.
    """
    panel = found.panel
    free = _Equations(panel, found.weights).solve(found.merit, LARGEST)
    roots = math.sqrt(LARGEST) * free.inverse[:, panel.sectors :]
    centred = roots - roots.mean(axis=1, keepdims=True)
    points = free.members - free.members.mean()
    return points, np.sqrt(found.rest * (centred**2).sum(axis=0))


def severity_test(panel: Panel) -> tuple[Fit, float]:
    """The model with members, and how probable so much difference between them is by chance alone.

    The variance lies on the border of what it may be, so the ratio follows half a chi-square of no and half of
    one degree of freedom (Self and Liang, Journal of the American Statistical Association 82, 1987). The tail of
    the latter is erfc(√(x/2)).
    """
    full = fit(panel, with_members=True)
    if not full.severity:
        return full, 1.0
    without = most_likely(panel, full.weights, with_members=False, near=full)
    ratio = without.deviance - full.deviance
    return full, 0.5 * math.erfc(math.sqrt(ratio / 2)) if ratio > 0 else 1.0
