"""Bands: the mean decides, the drawings say how sure, and equal means are equal."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.bands import Band, band, is_wide, line_of


def fractions(*values):
    return [Fraction(value) for value in values]


def test_the_line_lies_between_the_last_inside_and_the_first_outside():
    assert line_of(fractions(90, 80, 70, 60), 2, 50) == (80, 70)


def test_nobody_below_the_pass_mark_is_counted():
    assert line_of(fractions(90, 80, 49), 3, 50) == (80, None)
    assert line_of(fractions(40, 30), 2, 50) == (None, None)


def test_a_list_without_a_size_takes_whoever_passes():
    assert line_of(fractions(90, 55, 20), None, 50) == (55, None)


@pytest.mark.parametrize(
    ("mean", "probability", "expected"),
    [
        (85, 0.95, Band.SURE),
        (85, 0.6, Band.TIED),
        (85, 0.05, Band.TIED),
        (75, 0.05, Band.OUT),
        (75, 0.4, Band.TIED),
        (75, 0.99, Band.TIED),
    ],
)
def test_mean_and_drawings_have_to_agree(mean, probability, expected):
    assert band(Fraction(mean), probability, Fraction(80), Fraction(78), 50) is expected


def test_equal_means_at_the_line_are_tied():
    assert band(Fraction(80), 1.0, Fraction(80), Fraction(80), 50) is Band.TIED


@given(st.lists(st.fractions(0, 100, max_denominator=6), min_size=1, max_size=30), st.integers(1, 20))
def test_sure_names_never_outnumber_the_list(means, size):
    inside, outside = line_of(means, size, 50)
    sure = [mean for mean in means if band(mean, 1.0, inside, outside, 50) is Band.SURE]
    assert len(sure) <= size


def test_a_wide_spread_is_more_than_chance():
    assert is_wide(50, 90, 8)
    assert not is_wide(60, 90, 8)
    assert not is_wide(70, 79, 1)
