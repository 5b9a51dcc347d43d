"""Who reads what, on plain arrays: promises that hold for every input."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.matching import Relax, Unservable, assign, reassign


@st.composite
def cases(draw, conflicts: float = 0.3, most: int = 12):
    """(affinity, demand, capacity, least loads); not all of them can be served."""
    rows, members = draw(st.integers(1, most)), draw(st.integers(1, 7))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    affinity = rng.random((rows, members))
    affinity[rng.random((rows, members)) < draw(st.floats(0, conflicts))] = -1
    demand = rng.integers(0, 4, rows)
    capacity = rng.integers(0, 13, members)
    least = np.minimum(rng.integers(0, 3, members), capacity)
    return affinity, demand, capacity, least


def loads(pairs, members: int) -> np.ndarray:
    return np.bincount([member for _, member in pairs], minlength=members)


def readers(pairs, rows: int) -> np.ndarray:
    return np.bincount([row for row, _ in pairs], minlength=rows)


def total(affinity, pairs) -> float:
    return sum(affinity[pair] for pair in pairs)


def sums(affinity, pairs) -> np.ndarray:
    return np.bincount([row for row, _ in pairs], [affinity[pair] for pair in pairs], len(affinity))


@given(cases())
@settings(max_examples=200, deadline=None)
def test_no_conflict_no_overload_and_everybody_served_or_named(case):
    affinity, demand, capacity, least = case
    try:
        pairs = assign(affinity, demand, capacity, least)
    except Unservable as error:
        assert error.nominations or error.members
        assert demand[error.nominations].all()
        assert least[error.members].all()
        return
    assert pairs == sorted(set(pairs))
    assert all(affinity[pair] >= 0 for pair in pairs)
    assert (loads(pairs, len(capacity)) <= capacity).all()
    assert (loads(pairs, len(capacity)) >= least).all()
    assert np.array_equal(readers(pairs, len(demand)), demand)


@given(cases(conflicts=0.6))
@settings(max_examples=200, deadline=None)
def test_each_remedy_alone_or_with_the_others_of_its_kind_makes_room(case):
    affinity, demand, capacity, least = case
    try:
        assign(affinity, demand, capacity, least)
        return
    except Unservable as error:
        shortage = error.shortage
    demand, capacity, least = demand.copy(), capacity.copy(), least.copy()
    amounts = {kind: remedy.amounts for kind, remedy in shortage.by_kind.items()}
    for member, amount in amounts.get(Relax.MIN_LOAD, ()):
        least[member] -= amount
    fewer, more = demand.copy(), capacity.copy()
    for row, amount in amounts.get(Relax.DEMAND, ()):
        fewer[row] -= amount
    for member, amount in amounts.get(Relax.CAPACITY, ()):
        more[member] += amount
    opened = affinity.copy()
    for row, amount in amounts.get(Relax.CONFLICT, ()):
        opened[row, np.flatnonzero(affinity[row] < 0)[:amount]] = 0.1
    # Fewer sheets always suffice; so do more room and lifted conflicts together, whoever's they are.
    fewest = np.zeros_like(least)
    assert np.array_equal(readers(assign(affinity, fewer, capacity, fewest), len(demand)), fewer)
    if (demand <= affinity.shape[1]).all():
        everybody = more + (sum(a for _, a in amounts.get(Relax.CONFLICT, ())))
        assert assign(opened, demand, everybody, fewest) is not None
    if not shortage.places:
        assert assign(affinity, demand, capacity, least) is not None


@given(cases())
@settings(max_examples=100, deadline=None)
def test_the_total_is_within_one_percent_of_the_greatest(case):
    affinity, demand, capacity, least = case
    affinity, demand = affinity[:4], np.minimum(demand[:4], 2)
    least = np.zeros_like(least)
    try:
        pairs = assign(affinity, demand, capacity, least)
    except Unservable:
        return
    choices = [
        [
            chosen
            for chosen in itertools.combinations(range(len(capacity)), need)
            if (row[list(chosen)] >= 0).all()
        ]
        for row, need in zip(affinity, demand, strict=True)
    ]
    best = max(
        total(affinity, found)
        for chosen in itertools.product(*choices)
        for found in [[(row, member) for row, members in enumerate(chosen) for member in members]]
        if (loads(found, len(capacity)) <= capacity).all()
    )
    assert total(affinity, pairs) >= 0.99 * best - 1e-6


@given(cases(), st.integers(0, 10**6))
@settings(max_examples=100, deadline=None)
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
    for solve in (
        lambda: assign(stricter, demand, capacity, least),
        lambda: reassign(stricter, demand, capacity, pairs, [], []),
        lambda: reassign(affinity, demand, capacity, pairs, [], [banned]),
    ):
        try:
            assert banned not in solve()
        except Unservable:
            continue


@given(cases(), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_other_labels_change_nothing(case, random):
    affinity, demand, capacity, least = case
    rows, members = list(range(len(demand))), list(range(len(capacity)))
    random.shuffle(rows)
    random.shuffle(members)
    try:
        pairs = assign(affinity, demand, capacity, least)
    except Unservable as error:
        with pytest.raises(Unservable) as other:
            assign(affinity[np.ix_(rows, members)], demand[rows], capacity[members], least[members])
        assert sorted(rows[row] for row in other.value.nominations) == error.nominations
        assert sorted(members[member] for member in other.value.members) == error.members
        return
    relabelled = assign(affinity[np.ix_(rows, members)], demand[rows], capacity[members], least[members])
    assert sorted((rows[row], members[member]) for row, member in relabelled) == pairs


def test_the_poorest_get_more_than_the_greatest_total_would_give_them():
    rng = np.random.default_rng(5)
    field = rng.integers(0, 6, 200)
    known = rng.integers(0, 4, (25, 6)) * (rng.random((25, 6)) < 0.5)
    affinity = 0.1 + 0.25 * known[:, field].T + rng.random((200, 25)) * 0.1
    full = np.full(25, 24)
    pairs = assign(affinity, 3, full, 0)
    # What the greatest total alone gives: a floor and a lift of nothing.
    from assessments.matching_flow import Places, cheapest

    places = Places(np.full(200, 3), full, np.zeros(25, int), np.full(25, -1))
    plain = np.argwhere(cheapest(np.rint(-affinity * 1e6).astype(int), affinity >= 0, places))
    plain = [tuple(pair) for pair in plain]
    assert sums(affinity, pairs).min() >= 1.15 * sums(affinity, plain).min()
    assert min(affinity[pair] for pair in pairs) >= min(affinity[pair] for pair in plain)
    assert total(affinity, pairs) >= 0.99 * total(affinity, plain)


def test_pruning_leaves_no_place_unfilled():
    """The best sixty of everybody are the same sixty; the others have to take what is left."""
    rng = np.random.default_rng(2)
    affinity = rng.random((300, 100)) * 0.1
    affinity[:, :60] += 0.9
    pairs = assign(affinity, 3, 9, 0)
    assert (loads(pairs, 100) == 9).all()
    assert (readers(pairs, 300) == 3).all()


def test_two_of_a_body_meet_only_where_there_is_no_other_way():
    affinity = np.array([[1.0, 0.9, 0.1], [1.0, 0.9, -1]])
    assert assign(affinity, 2, 2, 0, bodies=np.array([4, 4, -1])) == [(0, 0), (0, 2), (1, 0), (1, 1)]
    assert assign(affinity, [1, 0], 2, 0, bodies=np.array([4, 4, -1]), given=[(0, 0)]) == [(0, 2)]


@given(cases(conflicts=0.1), st.integers(0, 10**6))
@settings(max_examples=100, deadline=None)
def test_as_few_of_a_body_meet_as_can_be(case, seed):
    affinity, demand, capacity, least = case
    bodies = np.random.default_rng(seed).integers(-1, 2, len(capacity))
    try:
        pairs = assign(affinity, demand, capacity, least, bodies=bodies)
    except Unservable:
        with pytest.raises(Unservable):
            assign(affinity, demand, capacity, least)
        return
    assert np.array_equal(readers(pairs, len(demand)), demand)
    assert (loads(pairs, len(capacity)) <= capacity).all()
    assert (loads(pairs, len(capacity)) >= least).all()
    if demand.sum() <= 12 and not least.any() and (capacity >= len(demand)).all():
        # Nobody competes: each nomination can be looked at alone.
        for row, need in enumerate(demand):
            open_to = np.flatnonzero(affinity[row] >= 0)
            fewest = min(meetings(bodies, chosen) for chosen in itertools.combinations(open_to, need))
            assert meetings(bodies, [member for owner, member in pairs if owner == row]) == fewest


def meetings(bodies, chosen) -> int:
    seated = [bodies[member] for member in chosen if bodies[member] >= 0]
    return len(seated) - len(set(seated))


# --- what is refused ------------------------------------------------------------------------------


def test_the_greatest_total_wins_where_nobody_is_poorer_for_it():
    affinity = np.array([[0.9, 0.8], [0.8, 0.1]])
    assert assign(affinity, [1, 1], [1, 1], [0, 0]) == [(0, 1), (1, 0)]


def test_a_chain_of_moves_serves_whom_greed_would_leave_out():
    affinity = np.array([[1.0, 0.9, -1], [1.0, -1, 0.2], [0.5, -1, -1]])
    one = np.ones(3, int)
    assert assign(affinity, one, one, np.zeros(3, int)) == [(0, 1), (1, 2), (2, 0)]


def test_the_error_names_the_dossier_that_nobody_can_read():
    affinity = np.array([[1.0, 1.0], [-1, -1], [1.0, 1.0]])
    with pytest.raises(Unservable) as refusal:
        assign(affinity, np.ones(3, int), np.full(2, 5), np.zeros(2, int))
    assert refusal.value.nominations == [1]
    assert refusal.value.shortage.by_kind[Relax.CONFLICT].amounts == ((1, 1),)
    assert Relax.CAPACITY not in refusal.value.shortage.by_kind


def test_too_little_room_asks_for_just_so_much_more_of_everybody():
    with pytest.raises(Unservable) as refusal:
        assign(np.ones((4, 3)), 3, 3, 0)
    shortage = refusal.value.shortage
    assert refusal.value.nominations == [0, 1, 2, 3]
    assert shortage.by_kind[Relax.CAPACITY].amounts == ((0, 1), (1, 1), (2, 1))
    assert (shortage.places, shortage.uniform) == (3, 2)


def test_the_error_names_the_member_who_cannot_reach_the_minimum():
    affinity = np.array([[1.0, -1], [1.0, -1]])
    with pytest.raises(Unservable) as refusal:
        assign(affinity, np.ones(2, int), np.full(2, 5), np.array([0, 1]))
    assert refusal.value.members == [1]
    assert refusal.value.shortage.by_kind[Relax.MIN_LOAD].amounts == ((1, 1),)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"affinity": np.ones(3)}, "nominations × members"),
        ({"affinity": np.array([[1, np.nan], [1, 1]])}, "finite"),
        ({"demand": [1, 1, 1]}, "demand"),
        ({"demand": [-1, 1]}, "demand"),
        ({"demand": [0.5, 1]}, "whole"),
        ({"capacity": [[1, 1]]}, "capacity"),
        ({"capacity": ["a", "b"]}, "capacity"),
        ({"min_load": [0, np.nan]}, "min_load"),
    ],
)
def test_nonsense_is_refused_with_a_sentence(change, word):
    arguments = {"affinity": np.ones((2, 2)), "demand": 1, "capacity": 2, "min_load": 0} | change
    with pytest.raises(ValueError, match=word) as refusal:
        assign(**arguments)
    assert not isinstance(refusal.value, Unservable)


def test_pairs_outside_the_table_are_refused():
    with pytest.raises(ValueError, match="locked"):
        reassign(np.ones((2, 2)), 1, 2, [], [(2, 0)], [])


def test_without_members_everybody_is_short():
    with pytest.raises(Unservable) as refusal:
        assign(np.zeros((2, 0)), [1, 2], [], [])
    assert refusal.value.nominations == [0, 1]
    assert refusal.value.shortage.uniform == 0


def test_nothing_to_do_is_no_mistake():
    assert assign(np.zeros((0, 3)), [], [1, 1, 1], 0) == []
    assert assign(np.zeros((2, 0)), 0, [], []) == []
    assert assign(np.zeros((2, 2)), 2, 2, 0) == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_the_same_input_gives_the_same_pairs():
    affinity = np.random.default_rng(3).random((30, 7))
    arguments = affinity, np.full(30, 3), np.full(7, 20), np.zeros(7, int)
    assert assign(*arguments) == assign(*arguments)
