"""Floors, caps and moves: the list is the best there is, whatever comes in; and one can say what they changed."""

from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from awards.choosing import PROVINCE, SECTOR, Bound, choose
from awards.effects import effects
from awards.ranking import Candidate, Move, TierRule, rank, ranking

SECTORS, PROVINCES = ("health", "energy"), ("ha-noi", "da-nang", "hue")
bounds = st.lists(
    st.one_of(
        st.builds(
            Bound, st.just(SECTOR), st.sampled_from((*SECTORS, "*")), st.integers(0, 2), st.integers(1, 3)
        ),
        st.builds(
            Bound, st.just(PROVINCE), st.sampled_from((*PROVINCES, "*")), st.integers(0, 1), st.integers(1, 3)
        ),
    ),
    max_size=2,
    unique_by=lambda bound: (bound.by, bound.key),
)


@st.composite
def fields(draw):
    """Up to eight rows in the order of merit, a size, bounds, and a few who are moved."""
    count = draw(st.integers(1, 8))
    points = sorted((draw(st.integers(180, 190)) for _ in range(count)), reverse=True)
    rows = [
        (f"{number}", Fraction(score, 3), draw(st.sampled_from(SECTORS)), draw(st.sampled_from(PROVINCES)))
        for number, score in enumerate(points)
    ]
    keys = [row[0] for row in rows]
    wanted = set(draw(st.lists(st.sampled_from(keys), max_size=2)))
    barred = set(draw(st.lists(st.sampled_from(keys), max_size=2))) - wanted
    return rows, draw(st.integers(1, 6)), draw(bounds), wanted, barred


def of(bound, rows, chosen, key):
    place = 2 if bound.by == SECTOR else 3
    return sum(row[place] == key and row[0] in chosen for row in rows)


def limits(rows, given_bounds):
    """(by, key) -> (least, most): a bound with a name goes before the one for each."""
    found = {}
    for by, keys in ((SECTOR, SECTORS), (PROVINCE, PROVINCES)):
        for key in keys:
            mine = [bound for bound in given_bounds if bound.by == by and bound.key in (key, "*")]
            own = [bound for bound in mine if bound.key == key] or mine
            if own:
                least = max(bound.least or 0 for bound in own)
                most = min(bound.most for bound in own)
                found[by, key] = (min(least, most), most)
    return found


def by_trying_everything(rows, size, given_bounds, wanted, barred):
    """The best list of all there are: wishes, then floors, then length, then points, then the order of merit."""
    rules = limits(rows, given_bounds)
    best = None
    open_to = [row for row in rows if row[0] not in barred]
    for length in range(min(size, len(open_to)) + 1):
        for some in combinations(open_to, length):
            chosen = {row[0] for row in some}
            counts = {(by, key): of(Bound(by, key), rows, chosen, key) for by, key in rules}
            if any(counts[place] > most for place, (_least, most) in rules.items()):
                continue
            worth = (
                len(chosen & wanted),
                sum(min(counts[place], least) for place, (least, _most) in rules.items()),
                length,
                sum(row[1] for row in some),
                [row[0] in chosen for row in rows],
            )
            if best is None or worth > best[0]:
                best = (worth, chosen)
    return best[1]


@settings(max_examples=300, deadline=None)
@given(fields())
def test_nothing_is_better_than_what_is_chosen(field):
    rows, size, given_bounds, wanted, barred = field
    chosen = choose(rows, size=size, bounds=given_bounds, wanted=wanted, barred=barred).chosen
    assert chosen == by_trying_everything(rows, size, given_bounds, wanted, barred)


def candidate(key: str, score: int, sector: str = "health", province: str = "ha-noi", **more) -> Candidate:
    return Candidate(
        key, "unit", Fraction(score), {}, more.pop("sheets", 3), sector=sector, province=province
    )


UNITS = ("unit",)
FIELD = [
    candidate("a", 95),
    candidate("b", 90),
    candidate("c", 85, "energy"),
    candidate("d", 80, "energy", "hue"),
]


def tiers_of(made) -> dict[str, str]:
    return {place.key: place.tier for place in made}


def test_a_floor_lets_the_best_of_its_sector_in_and_says_what_that_costs():
    tiers = [
        TierRule("top2", 2, UNITS, (Bound(SECTOR, "energy", least=1),)),
        TierRule("top4", 4, UNITS),
    ]
    assert tiers_of(rank(FIELD, tiers, [])) == {"a": "top2", "c": "top2", "b": "top4", "d": "top4"}
    changed = effects(FIELD, tiers, [], min_sheets=3, share_equal_scores=False, moves=())
    assert (changed[0].in_by_bounds, changed[0].out_by_bounds, changed[0].cost_of_bounds) == (["c"], ["b"], 5)
    assert changed[1].is_empty


def test_a_cap_for_each_locality_holds_in_the_wider_list_too():
    tiers = [TierRule("top1", 1, UNITS), TierRule("top3", 3, UNITS, (Bound(PROVINCE, "*", most=1),))]
    assert tiers_of(rank(FIELD, tiers, [])) == {"a": "top1", "d": "top3"}


def test_a_floor_that_too_few_can_fill_is_told_and_nobody_is_invented():
    tiers = [TierRule("top3", 3, UNITS, (Bound(SECTOR, "energy", least=3),))]
    made = ranking(FIELD, tiers, [])
    assert tiers_of(made.placed) == {"c": "top3", "d": "top3", "a": "top3"}
    assert made.unmet == [("top3", Bound(SECTOR, "energy", least=3))]


def test_a_moved_dossier_takes_the_last_place_and_keeps_its_rank():
    tiers = [TierRule("top2", 2, UNITS), TierRule("top3", 3, UNITS)]
    made = rank(FIELD, tiers, [], moves=[Move("d", "top2", into=True)])
    assert tiers_of(made) == {"a": "top2", "d": "top2", "b": "top3"}
    assert {place.key: place.rank for place in made} == {"a": 1, "b": 2, "d": 4}
    changed = effects(
        FIELD, tiers, [], min_sheets=3, share_equal_scores=False, moves=[Move("d", "top2", True)]
    )
    assert (changed[0].in_by_moves, changed[0].out_by_moves, changed[0].cost_of_moves) == (["d"], ["b"], 10)
    assert (changed[1].in_by_moves, changed[1].out_by_moves) == (["d"], ["c"])


def test_off_the_wide_list_is_off_the_narrow_one_too():
    tiers = [TierRule("top2", 2, UNITS), TierRule("top3", 3, UNITS)]
    assert "a" not in tiers_of(rank(FIELD, tiers, [], moves=[Move("a", "top3", into=False)]))
    off_the_narrow_one = rank(FIELD, tiers, [], moves=[Move("a", "top2", into=False)])
    assert tiers_of(off_the_narrow_one) == {"b": "top2", "c": "top2", "a": "top3"}


def test_whoever_has_too_few_sheets_enters_by_no_move():
    field = [*FIELD, candidate("e", 99, sheets=2)]
    move = Move("e", "top2", into=True)
    made = ranking(field, [TierRule("top2", 2, UNITS)], [], min_sheets=3, moves=[move])
    assert tiers_of(made.placed) == {"a": "top2", "b": "top2"}
    assert made.idle == [move]


def test_more_wishes_than_places_leave_the_weaker_ones_idle():
    moves = [Move("c", "top1", into=True), Move("d", "top1", into=True)]
    made = ranking(FIELD, [TierRule("top1", 1, UNITS)], [], moves=moves)
    assert tiers_of(made.placed) == {"c": "top1"}
    assert made.idle == [moves[1]]
