"""How far the members of a panel agree, pure numpy, for any number of scores per dossier.

Agreement is a property of panel and rubric together, never of one member.
"""

import math
from collections.abc import Sequence

import numpy as np


def agreement(nomination: Sequence[int], score: Sequence[float]) -> tuple[float, float, float]:
    """Krippendorff's alpha (interval), ICC(1) and ICC(1,k); one entry a sheet. NaN where a figure is not defined.

    1 is full agreement, 0 what chance alone would give; they may fall below.
    """
    return krippendorff(nomination, score), *intraclass(nomination, score)


def krippendorff(nomination: Sequence[int], score: Sequence[float]) -> float:
    """1 − observed / expected disagreement, where disagreement is the squared difference of two scores.

    Krippendorff, “Computing Krippendorff's Alpha-Reliability” (2011), part D. Dossiers with a single score cannot
    be compared and are left out. NaN when nothing can be compared, or when all scores are equal: then there is no
    difference on which agreement could show.
    """
    group, score = _groups(nomination, score)
    sheets = np.bincount(group, minlength=1)
    kept = sheets[group] > 1 if len(group) else np.zeros(0, bool)
    group, score = _groups(group[kept], score[kept])
    if not len(score):
        return math.nan
    # Sum of squared differences of all ordered pairs: 2(n Σx² − (Σx)²), taken about the mean.
    score = score - score.mean()
    sheets, sums = np.bincount(group), np.bincount(group, score)
    squares = np.bincount(group, score**2)
    within = 2 * (sheets * squares - sums**2)
    count = len(score)
    observed = (within / (sheets - 1)).sum() / count
    expected = 2 * (count * squares.sum() - score.sum() ** 2) / (count * (count - 1))
    return float(1 - observed / expected) if expected > 1e-12 else math.nan


def intraclass(nomination: Sequence[int], score: Sequence[float]) -> tuple[float, float]:
    """ICC(1), how reliable one score is, and ICC(1,k), how reliable the mean of a dossier's scores is.

    Shrout and Fleiss, “Intraclass correlations”, Psychological Bulletin 86 (1979), case 1; with different numbers
    of scores, k is (n − Σ nᵢ² / n) / (dossiers − 1) (Searle, Casella and McCulloch 1992, §3.6). NaN with fewer than
    two dossiers, without a second score anywhere, or when all scores are equal.
    """
    group, score = _groups(nomination, score)
    count, dossiers = len(score), len(np.unique(group))
    if dossiers < 2 or count == dossiers:
        return math.nan, math.nan
    sheets = np.bincount(group)
    score = score - score.mean()
    means = np.bincount(group, score) / sheets
    between = float((sheets * means**2).sum()) / (dossiers - 1)
    within = float(((score - means[group]) ** 2).sum()) / (count - dossiers)
    size = (count - float((sheets**2).sum()) / count) / (dossiers - 1)
    if between <= 1e-12:
        # All dossiers have one mean: nothing to tell apart, or less than chance would give.
        return (-1 / (size - 1), -math.inf) if within > 1e-12 else (math.nan, math.nan)
    return (between - within) / (between + (size - 1) * within), (between - within) / between


def _groups(nomination: Sequence[int], score: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    """Codes 0…n−1 of the dossiers, and scores as floats."""
    keys, score = np.asarray(nomination), np.asarray(score, float)
    if len(keys) != len(score):
        raise ValueError("nomination and score need one entry for each sheet")
    return np.unique(keys, return_inverse=True)[1] if len(keys) else np.zeros(0, int), score
