"""Who reads what, on plain arrays: promises that hold for every input."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.matching import Unservable, assign


@st.composite
def cases(draw, conflicts: float = 0.3):
    rows, members = draw(st.integers(1, 12)), draw(st.integers(1, 7))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    affinity = rng.random((rows, members))
    affinity[rng.random((rows, members)) < draw(st.floats(0, conflicts))] = -1
    demand = rng.integers(0, 4, rows)
    capacity = rng.integers(0, 13, members)
    return affinity, demand, capacity, np.zeros(members, int)


def loads(pairs, members: int) -> np.ndarray:
    return np.bincount([member for _, member in pairs], minlength=members)


@given(cases())
@settings(max_examples=200, deadline=None)
def test_no_conflict_no_overload_and_everybody_served_or_named(case):
    affinity, demand, capacity, least = case
    try:
        pairs = assign(affinity, demand, capacity, least)
    except Unservable as error:
        assert error.nominations
        assert demand[error.nominations].all()
        return
    assert len(set(pairs)) == len(pairs)
    assert all(affinity[pair] >= 0 for pair in pairs)
    assert (loads(pairs, len(capacity)) <= capacity).all()
    assert np.array_equal(np.bincount([row for row, _ in pairs], minlength=len(demand)), demand)


@given(st.integers(1, 20), st.integers(3, 9), st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_without_conflicts_loads_differ_by_one_at_most(rows, members, seed):
    affinity = np.random.default_rng(seed).random((rows, members))
    full = np.full(members, 100)
    taken = loads(assign(affinity, np.full(rows, 3), full, np.zeros(members, int)), members)
    assert taken.max() - taken.min() <= 1


@given(st.integers(2, 12), st.integers(3, 6), st.data())
@settings(max_examples=60, deadline=None)
def test_who_carries_much_already_gets_less(rows, members, data):
    before = np.array(data.draw(st.lists(st.integers(0, 4), min_size=members, max_size=members)))
    pairs = assign(
        np.ones((rows, members)),
        np.ones(rows, int),
        np.full(members, 99),
        np.zeros(members, int),
        load=before,
    )
    after = before + loads(pairs, members)
    gained = after > before
    assert after[gained].max() <= after.min() + 1


@given(cases(), st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_adding_a_conflict_never_leaves_a_conflicted_pair(case, seed):
    affinity, demand, capacity, least = case
    try:
        pairs = assign(affinity, demand, capacity, least)
    except Unservable:
        return
    if not pairs:
        return
    banned = pairs[seed % len(pairs)]
    stricter = affinity.copy()
    stricter[banned] = -1
    try:
        assert banned not in assign(stricter, demand, capacity, least)
    except Unservable:
        return


def test_the_total_affinity_is_the_greatest_among_equal_loads():
    affinity = np.array([[0.9, 0.8], [0.8, 0.1]])
    one = np.array([1, 1])
    assert assign(affinity, one, one, np.zeros(2, int)) == [(0, 1), (1, 0)]


def test_a_chain_of_moves_serves_whom_greed_would_leave_out():
    affinity = np.array([[1.0, 0.9, -1], [1.0, -1, 0.2], [0.5, -1, -1]])
    one = np.ones(3, int)
    assert assign(affinity, one, one, np.zeros(3, int)) == [(0, 1), (1, 2), (2, 0)]


def test_the_error_names_the_dossier_that_nobody_can_read():
    affinity = np.array([[1.0, 1.0], [-1, -1], [1.0, 1.0]])
    with pytest.raises(Unservable) as refusal:
        assign(affinity, np.ones(3, int), np.full(2, 5), np.zeros(2, int))
    assert refusal.value.nominations == [1]


def test_the_error_names_the_member_who_cannot_reach_the_minimum():
    affinity = np.array([[1.0, -1], [1.0, -1]])
    with pytest.raises(Unservable) as refusal:
        assign(affinity, np.ones(2, int), np.full(2, 5), np.array([0, 1]))
    assert refusal.value.members == [1]


def test_the_same_input_gives_the_same_pairs():
    affinity = np.random.default_rng(3).random((30, 7))
    arguments = affinity, np.full(30, 3), np.full(7, 20), np.zeros(7, int)
    assert assign(*arguments) == assign(*arguments)


def test_a_whole_edition_is_shared_out_evenly():
    rng = np.random.default_rng(1)
    affinity = np.where(rng.random((504, 60)) < 0.3, 1.0, 0.4) + rng.random((504, 60)) * 0.01
    affinity[rng.random((504, 60)) < 0.03] = -1
    pairs = assign(affinity, np.full(504, 3), np.full(60, 60), np.zeros(60, int))
    assert set(loads(pairs, 60)) <= {25, 26}
