"""Agreement against published examples, and where it is not defined."""

import math

import numpy as np
import pytest

from assessments.scoring import agreement

# Krippendorff, “Computing Krippendorff's Alpha-Reliability” (2011), part C: four observers, twelve units.
KRIPPENDORFF = """
1 2 3 3 2 1 4 1 2 . . .
1 2 3 3 2 2 4 1 2 5 . 3
. 3 3 3 2 3 4 2 2 5 1 .
1 2 3 3 2 4 4 1 2 5 1 .
"""
# Shrout and Fleiss (1979), table 2: six targets, four judges.
SHROUT_AND_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def test_krippendorffs_worked_example():
    rows = [line.split() for line in KRIPPENDORFF.strip().splitlines()]
    sheets = [(unit, int(value)) for row in rows for unit, value in enumerate(row) if value != "."]
    alpha = agreement(*zip(*sheets, strict=True))[0]
    assert round(alpha, 3) == 0.849


def test_shrout_and_fleiss_table():
    sheets = [(target, score) for target, row in enumerate(SHROUT_AND_FLEISS) for score in row]
    _alpha, one, mean = agreement(*zip(*sheets, strict=True))
    assert (round(one, 2), round(mean, 2)) == (0.17, 0.44)


def test_different_numbers_of_scores():
    """True reliability of one score is 100 / (100 + 64) = .61; with three to five of them more than .8."""
    rng = np.random.default_rng(3)
    nomination = np.repeat(np.arange(800), rng.integers(1, 6, 800))
    score = rng.normal(60, 10, 800)[nomination] + rng.normal(0, 8, len(nomination))
    alpha, one, mean = agreement(nomination, score)
    assert alpha == pytest.approx(100 / 164, abs=0.04)
    assert one == pytest.approx(100 / 164, abs=0.04)
    k = (len(score) - (np.bincount(nomination) ** 2).sum() / len(score)) / 799
    assert mean == pytest.approx(k * one / (1 + (k - 1) * one))


def test_full_agreement_is_one():
    assert agreement([1, 1, 2, 2], [60, 60, 80, 80]) == (1, 1, 1)


def test_agreement_worse_than_chance_is_below_zero():
    assert all(value < 0 for value in agreement([1, 1, 2, 2], [0, 100, 100, 0]))


@pytest.mark.parametrize(
    ("nomination", "score"), [([], []), ([1], [50]), ([1, 2, 3], [50, 60, 70]), ([1, 1, 2, 2], [70] * 4)]
)
def test_nothing_to_compare_is_no_number(nomination, score):
    assert all(math.isnan(value) for value in agreement(nomination, score))


def test_one_dossier_alone_has_no_intraclass_correlation():
    alpha, one, mean = agreement([1, 1, 1], [50, 60, 70])
    assert not math.isnan(alpha)
    assert math.isnan(one) and math.isnan(mean)
