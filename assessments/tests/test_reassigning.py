"""In the middle of a round: only what must change is changed, and never a scored pair."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.matching import Unservable, assign, reassign
from assessments.tests.test_matching import cases, loads, readers, total


@st.composite
def rounds(draw):
    """A small round in progress: some pairs scored, some banned, one member perhaps gone, perhaps one dossier new."""
    affinity, _, _, _ = draw(cases(conflicts=0.15, most=4))
    affinity = affinity[:, :5]
    rows, members = affinity.shape
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    demand = np.minimum(rng.integers(1, 3, rows), members)
    capacity = rng.integers(1, 5, members)
    try:
        current = assign(affinity, demand, capacity, 0)
    except Unservable:
        current = []
    if draw(st.booleans()):
        current = [pair for pair in current if pair[0]]
    locked = [pair for pair in current if rng.random() < 0.3]
    banned = [pair for pair in current if pair not in locked and rng.random() < 0.2]
    if draw(st.booleans()):
        capacity[rng.integers(members)] = 0
    return affinity, demand, capacity, current, locked, banned


@given(rounds())
@settings(max_examples=200, deadline=None)
def test_only_what_must_change_is_changed(case):
    affinity, demand, capacity, current, locked, banned = case
    feasible = list(_all_ways(affinity, demand, capacity, locked, banned))
    try:
        pairs = reassign(affinity, demand, capacity, current, locked, banned)
    except Unservable as error:
        assert not feasible
        assert error.nominations
        return
    assert pairs == sorted(set(pairs))
    assert set(locked) <= set(pairs)
    assert set(pairs) in [found for found in feasible]
    kept = len(set(current) & set(pairs))
    most = max(len(found & set(current)) for found in feasible)
    assert kept == most
    best = max(total(affinity, found) for found in feasible if len(found & set(current)) == most)
    assert total(affinity, pairs) >= best - 1e-4


def _all_ways(affinity, demand, capacity, locked, banned):
    """Every assignment that keeps the promises, by brute force."""
    rows, members = affinity.shape
    choices = []
    for row in range(rows):
        fixed = [member for owner, member in locked if owner == row]
        free = [
            m for m in range(members) if affinity[row, m] >= 0 and m not in fixed and (row, m) not in banned
        ]
        need = max(demand[row] - len(fixed), 0)
        choices.append([{(row, m) for m in (*fixed, *more)} for more in itertools.combinations(free, need)])
    limit = np.maximum(capacity, loads(locked, members))
    for chosen in itertools.product(*choices):
        found = set().union(*chosen)
        if (loads(found, members) <= limit).all():
            yield found


def test_who_leaves_half_way_loses_no_score():
    rng = np.random.default_rng(1)
    affinity = rng.random((60, 12))
    current = assign(affinity, 3, 20, 0)
    own = [pair for pair in current if pair[1] == 4]
    scored = own[: len(own) // 2]
    capacity = np.full(12, 20)
    capacity[4] = 0
    pairs = reassign(affinity, 3, capacity, current, scored, [(row, 4) for row in range(60)])
    assert set(current) - set(pairs) == set(own) - set(scored)
    assert len(pairs) == 180


def test_new_dossiers_are_taken_in_without_touching_the_others():
    rng = np.random.default_rng(1)
    affinity = rng.random((65, 12))
    current = assign(affinity[:60], 3, 20, 0)
    pairs = reassign(affinity, 3, 20, current, [], [])
    assert set(current) <= set(pairs)
    assert (readers(pairs, 65) == 3).all()


def test_where_nobody_else_has_room_a_chain_of_moves_serves_the_newcomer():
    affinity = np.array([[0.9, 0.8], [0.9, -1]])
    assert reassign(affinity, 1, 1, [(0, 0)], [], []) == [(0, 1), (1, 0)]
    with pytest.raises(Unservable) as refusal:
        reassign(affinity, 1, 1, [(0, 0)], [(0, 0)], [])
    assert refusal.value.nominations == [1]


def test_scored_pairs_stay_even_where_they_are_too_many():
    affinity = np.ones((3, 2))
    locked = {(0, 0), (1, 0), (2, 0)}
    assert reassign(affinity, [1, 1, 2], [1, 1], locked, locked, set()) == [(0, 0), (1, 0), (2, 0), (2, 1)]
