"""Arithmetic without a database: exact means, levels without gaps."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import scoring

WEIGHTS = {"strategy": 20, "people": 15, "data": 20, "impact": 25, "model": 15, "initiative": 5}
totals = st.lists(st.integers(0, 100), min_size=1, max_size=9)


@given(st.dictionaries(st.integers(1, 50), totals, min_size=1, max_size=20))
def test_the_score_is_the_exact_mean_of_the_sheets(sheets):
    owners = [key for key, values in sheets.items() for _ in values]
    points = [value for values in sheets.values() for value in values]
    official = scoring.official(owners, points)
    assert {key: score * len(sheets[key]) for key, score in official.items()} == {
        key: sum(values) for key, values in sheets.items()
    }


@given(totals, st.integers(0, 8), st.integers(1, 100))
def test_raising_a_mark_raises_the_score(values, position, more):
    position %= len(values)
    raised = [value + more * (index == position) for index, value in enumerate(values)]
    assert scoring.official([1] * len(values), raised)[1] > scoring.official([1] * len(values), values)[1]


def test_thirds_stay_thirds():
    assert scoring.official([7, 7, 7], [70, 70, 71]) == {7: Fraction(211, 3)}
    assert str(scoring.shown(Fraction(211, 3))) == "70.33"
    assert str(scoring.shown(Fraction(14133, 200))) == "70.67"  # 70.665: half up, not to even


@given(st.data())
def test_criterion_means_add_up_to_the_score(data):
    sheets = data.draw(st.integers(1, 6))
    marks = [
        (1, code, data.draw(st.integers(0, weight)))
        for _ in range(sheets)
        for code, weight in WEIGHTS.items()
    ]
    means = scoring.criterion_means(*zip(*marks, strict=True))[1]
    assert sum(means.values()) == Fraction(sum(value for _, _, value in marks), sheets)


@pytest.mark.parametrize("value", [-1, 21, 3.0, "7", True])
def test_a_mark_is_an_integer_within_the_weight(value):
    with pytest.raises(scoring.NotAMark):
        scoring.check_marks({"strategy": value}, WEIGHTS)


def test_an_unknown_criterion_is_refused():
    with pytest.raises(KeyError):
        scoring.check_marks({"beauty": 1}, WEIGHTS)


def test_missing_marks_come_in_the_order_of_the_rubric():
    assert scoring.missing({"people": 3, "impact": None, "strategy": 0}, WEIGHTS) == [
        "data",
        "impact",
        "model",
        "initiative",
    ]


def test_the_weakest_criteria_are_those_with_the_smallest_share_of_their_weight():
    means = {"strategy": 10, "people": 3, "data": 20, "impact": 5, "model": 15, "initiative": 5}
    assert scoring.weakest({code: Fraction(mean) for code, mean in means.items()}, WEIGHTS, 2) == [
        "impact",
        "people",
    ]


@given(st.integers(4, 100), st.data())
def test_levels_cover_the_scale_without_gaps(weight, data):
    starts = [0, *sorted(data.draw(st.sets(st.integers(1, weight), min_size=1, max_size=4)))]
    levels = scoring.levels([{"from": start, "text": str(start)} for start in starts], weight)
    covered = [mark for level in levels for mark in range(level.low, level.high + 1)]
    assert covered == list(range(weight + 1))
    assert all(level.low <= level.suggested <= level.high for level in levels)
