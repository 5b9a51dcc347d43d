"""Advice beside the official score, pure numpy: what the scores say once severity and chance are allowed for.

The official score is the mean. Advice corrects for the severity of a dossier's readers only where the sheets prove
that members differ (likelihood ratio, p < .01) and only where the readings hang together; in every other case the
estimate *is* the mean. A sector's mean stays where the sheets put it, so that sectors read by panels of their own
are never set equal to each other, which is what standardising each member's scores would do.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from assessments.mixed_model import Fit, Panel, fit, plain_severity, severity_test

PROVEN = 0.01
DRAWS, AT_ONCE, SEED = 4000, 200, 20230228
# Half the width of an interval that holds 95 of 100 normal values.
TWO_SIDED_95 = 1.959964


@dataclass(frozen=True)
class Severity:
    """How many points more (or less) a member gives than the average member, with a 95% interval.

    `sector` is the code of the sector that this is about where sectors were looked at one by one, else None.
    """

    member: Any
    sheets: int
    points: float
    low: float
    high: float
    sector: Any = None

    @property
    def is_clear(self) -> bool:
        """Whether zero lies outside the interval."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class SectorAdvice:
    """What was found in one sector when the readings do not hang together."""

    sector: Any
    connected: bool
    p_value: float
    used_model: bool


@dataclass
class Advice:
    """`estimate` one entry a dossier, `probability` one row for each list and one entry a dossier.

    `used_model` says whether severity was corrected for anywhere; `p_value` is of the whole panel, or the smallest
    of the sectors where `connected` is False. Standard deviations in points; `merit_sd` within sectors.
    """

    estimate: np.ndarray
    probability: np.ndarray
    used_model: bool
    p_value: float
    connected: bool
    per_sector: list[SectorAdvice] = field(default_factory=list)
    severity: list[Severity] = field(default_factory=list)
    merit_sd: float = 0.0
    member_sd: float = 0.0
    rest_sd: float = 0.0


def advise(
    nomination: Sequence[int], member: Sequence[int], score: Sequence[int], sector: Sequence[int], top: int
) -> tuple[np.ndarray, np.ndarray]:
    """Estimates and probabilities of belonging to the list of `top`, one entry a dossier; see `weigh`."""
    found = weigh(nomination, member, score, sector, [top])
    return found.estimate, found.probability[0]


def weigh(
    nomination: Sequence[int],
    member: Sequence[int],
    score: Sequence[int],
    sector: Sequence[int],
    tops: Sequence[int],
    *,
    floor: float | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Advice:
    """Advice on scores: arrays with one entry a sheet, `sector` with one entry a dossier, sizes of lists.

    `nomination` holds codes 0…n−1 where n = len(sector); `member` and `sector` any keys that sort. Scores are points
    out of 100. Estimates are points; probabilities come from `draws` drawings of the posterior at the variances
    found, seeded, so that the same sheets give the same advice; where drawn scores are equal at the line, they share
    it. Nobody below `floor` (the pass mark) belongs to a list. A dossier without a sheet has its sector's mean as
    estimate (0 if there is no score at all) and probability 0.
    """
    nomination, member = np.asarray(nomination, int), np.asarray(member)
    score, sector = np.asarray(score, float), np.asarray(sector)
    if not len(nomination) == len(member) == len(score):
        raise ValueError("nomination, member and score need one entry for each sheet")
    if len(nomination) and not 0 <= nomination.min() <= nomination.max() < len(sector):
        raise ValueError("nomination holds a code that sector has no entry for")
    scored, code = np.unique(nomination, return_inverse=True)
    advice = Advice(np.zeros(len(sector)), np.zeros((len(tops), len(sector))), False, 1.0, True)
    if not len(scored):
        return advice
    kinds, kind = np.unique(sector, return_inverse=True)
    names, who = np.unique(member, return_inverse=True)
    parts = _parts(advice, code, who, score, kind[scored], kinds, names)
    estimate = np.zeros(len(scored))
    for chosen, found, corrected in parts:
        estimate[chosen] = _estimate(found) if corrected else found.panel.means
    advice.estimate = _with_unscored(estimate, scored, kind)
    advice.probability[:, scored] = _probabilities(parts, len(scored), tops, floor, draws, seed)
    return advice


# The dossiers a fit is about, the fit, and whether its members' severity is corrected for.
Part = tuple[np.ndarray, Fit, bool]


def _parts(
    advice: Advice,
    code: np.ndarray,
    who: np.ndarray,
    score: np.ndarray,
    kind: np.ndarray,
    kinds: np.ndarray,
    names: np.ndarray,
) -> list[Part]:
    """What is judged together, with its fit; writes into `advice` how it was found."""
    everything = np.arange(len(kind))
    panel = _panel(code, who, score, kind, everything)[0]
    advice.connected = is_connected(code, who)
    if advice.connected:
        full, advice.p_value = severity_test(panel)
        advice.severity = _severities(full, names)
        advice.used_model = advice.p_value < PROVEN
        chosen = full if advice.used_model else fit(panel, with_members=False)
        _note_deviations(advice, chosen, full)
        return [(everything, chosen, advice.used_model)]
    parts: list[Part] = []
    for sector in np.unique(kind):
        chosen = np.flatnonzero(kind == sector)
        part, members = _panel(code, who, score, kind, chosen)
        connected = is_connected(part.nomination, part.member)
        full, p_value = severity_test(part) if connected else (None, 1.0)
        used = p_value < PROVEN
        key = kinds[sector].item()
        advice.per_sector.append(SectorAdvice(key, connected, p_value, used))
        if full is not None:
            advice.severity += _severities(full, names[members], key)
        if used:
            parts.append((chosen, full, True))
    advice.p_value = min(found.p_value for found in advice.per_sector)
    advice.used_model = bool(parts)
    done = {int(key) for chosen, _fit, _used in parts for key in chosen}
    left = np.array([key for key in everything if key not in done], int)
    if len(left):
        parts.append((left, fit(_panel(code, who, score, kind, left)[0], with_members=False), False))
    _note_deviations(advice, parts[-1][1], None)
    return parts


def _panel(
    code: np.ndarray, who: np.ndarray, score: np.ndarray, kind: np.ndarray, chosen: np.ndarray
) -> tuple[Panel, np.ndarray]:
    """The sheets of some dossiers with codes of their own, and which members these are."""
    mine = np.isin(code, chosen)
    members, member = np.unique(who[mine], return_inverse=True)
    sector = np.unique(kind[chosen], return_inverse=True)[1]
    return Panel(np.searchsorted(chosen, code[mine]), member, score[mine], sector), members


def is_connected(nomination: np.ndarray, member: np.ndarray) -> bool:
    """Whether every dossier can be reached from every other through members who read both."""
    label = np.arange(nomination.max() + 1)
    while True:
        reached = np.full(member.max() + 1, len(label))
        np.minimum.at(reached, member, label[nomination])
        lower = label.copy()
        np.minimum.at(lower, nomination, reached[member])
        if (lower == label).all():
            return bool((label == 0).all())
        label = lower


def _severities(found: Fit, names: np.ndarray, sector: Any = None) -> list[Severity]:
    sheets = np.bincount(found.panel.member)
    points, errors = plain_severity(found)
    reach = TWO_SIDED_95 * errors
    return [
        Severity(name.item(), int(count), float(middle), float(middle - width), float(middle + width), sector)
        for name, count, middle, width in zip(names, sheets, points, reach, strict=True)
    ]


def _note_deviations(advice: Advice, chosen: Fit, full: Fit | None) -> None:
    advice.rest_sd = float(np.sqrt(chosen.rest))
    advice.merit_sd = float(np.sqrt(chosen.rest * chosen.merit))
    advice.member_sd = float(np.sqrt(full.rest * full.severity)) if full else 0.0


def _estimate(found: Fit) -> np.ndarray:
    """Means of the scores less their members' severity, wild ones bounded, each sector back at its raw mean."""
    corrected = found.mean_of(found.panel.score - found.members[found.panel.member])
    return corrected + _anchor(found, corrected)


def _anchor(found: Fit, values: np.ndarray) -> np.ndarray:
    """What to add to each dossier's value so that its sector's mean stays where the sheets put it."""
    panel = found.panel
    return (panel.sector_means(found.mean_of(panel.score)) - panel.sector_means(values))[panel.sector]


def _with_unscored(estimate: np.ndarray, scored: np.ndarray, kind: np.ndarray) -> np.ndarray:
    """Estimates of all dossiers: those without a sheet have the mean of their sector, or of everything."""
    count = np.bincount(kind[scored], minlength=kind.max() + 1)
    sums = np.bincount(kind[scored], estimate, minlength=kind.max() + 1)
    means = np.where(count > 0, sums / np.maximum(count, 1), estimate.mean())
    whole = means[kind]
    whole[scored] = estimate
    return whole


def _probabilities(
    parts: list[Part], size: int, tops: Sequence[int], floor: float | None, draws: int, seed: int
) -> np.ndarray:
    """Lists × dossiers: the share of drawings in which each belongs to each list."""
    rng = np.random.default_rng(seed)
    shifts = [_anchor(found, found.expected) if used else 0.0 for _chosen, found, used in parts]
    counts = np.zeros((len(tops), size))
    for start in range(0, draws, AT_ONCE):
        drawn = np.empty((min(AT_ONCE, draws - start), size))
        for (chosen, found, _corrected), shift in zip(parts, shifts, strict=True):
            drawn[:, chosen] = found.draw(rng, len(drawn)) + shift
        # So that scores equal but for the last bit are equal.
        drawn = drawn.round(9)
        for row, top in enumerate(tops):
            counts[row] += _shares(drawn, top, floor).sum(axis=0)
    return counts / draws


def _shares(drawn: np.ndarray, top: int, floor: float | None) -> np.ndarray:
    """1 for whoever stands above the line of a drawing, 0 below, and what is left shared by those upon it."""
    size = drawn.shape[1]
    if top <= 0:
        return np.zeros_like(drawn)
    if top >= size:
        share = np.ones_like(drawn)
    else:
        line = np.partition(drawn, size - top, axis=1)[:, [size - top]]
        above, upon = drawn > line, drawn == line
        room = (top - above.sum(axis=1, keepdims=True)) / upon.sum(axis=1, keepdims=True)
        share = above + upon * room
    return share if floor is None else share * (drawn >= floor)
