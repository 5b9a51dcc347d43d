"""The ranking is fair whatever comes in: properties over invented candidates."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from awards.ranking import Candidate, TierRule, rank

TIERS = [
    TierRule("top3", 3, ("unit", "state_body")),
    TierRule("top8", 8, ("unit", "state_body")),
    TierRule("leaders", None, ("leader",)),
]
ORDER = ["impact", "strategy"]

marks = st.integers(0, 6).map(lambda number: Fraction(number, 6))


@st.composite
def fields(draw) -> list[Candidate]:
    """Up to 25 candidates with few distinct values, so that ties are the rule."""
    count = draw(st.integers(0, 25))
    return [
        Candidate(
            key=f"{number:04d}",
            group=draw(st.sampled_from(["unit", "state_body", "leader"])),
            score=draw(st.integers(60, 66).map(lambda points: Fraction(points * 10, 3))),
            means={"impact": draw(marks), "strategy": draw(marks)},
            sheets=draw(st.integers(2, 4)),
            proposed=draw(st.booleans()),
        )
        for number in range(count)
    ]


def ranked(candidates, **options):
    return rank(candidates, TIERS, ORDER, min_sheets=3, **options)


def merit(candidate):
    return (candidate.score, candidate.means["impact"], candidate.means["strategy"])


@given(fields())
def test_nobody_stands_above_a_better_one(candidates):
    by_key = {candidate.key: candidate for candidate in candidates}
    for ladder in ({"top3", "top8"}, {"leaders"}):
        order = [by_key[place.key] for place in ranked(candidates) if place.tier in ladder]
        assert [merit(candidate) for candidate in order] == sorted(map(merit, order), reverse=True)


@given(fields())
def test_only_proposed_dossiers_with_enough_sheets_enter(candidates):
    by_key = {candidate.key: candidate for candidate in candidates}
    for place in ranked(candidates):
        assert by_key[place.key].proposed
        assert by_key[place.key].sheets >= 3


@given(fields())
def test_lists_are_full_when_they_can_be_and_never_padded(candidates):
    places = ranked(candidates)
    able = [c for c in candidates if c.proposed and c.sheets >= 3 and c.group != "leader"]
    leaders = [c for c in candidates if c.proposed and c.sheets >= 3 and c.group == "leader"]
    assert sum(place.tier == "top3" for place in places) == min(3, len(able))
    assert sum(place.tier in {"top3", "top8"} for place in places) == min(8, len(able))
    assert sum(place.tier == "leaders" for place in places) == len(leaders)


@given(fields())
def test_the_narrow_list_stands_at_the_head_of_the_wide_one(candidates):
    wide = [place for place in ranked(candidates) if place.tier != "leaders"]
    assert [place.position for place in wide] == list(range(1, len(wide) + 1))
    assert all(place.tier == "top3" for place in wide[:3])
    assert all(place.tier == "top8" for place in wide[3:])


@given(fields())
def test_a_rank_is_shared_by_equals_and_by_nobody_else(candidates):
    by_key = {candidate.key: candidate for candidate in candidates}
    wide = [place for place in ranked(candidates) if place.tier != "leaders"]
    for left in wide:
        for right in wide:
            assert (left.rank == right.rank) == (merit(by_key[left.key]) == merit(by_key[right.key]))
        assert left.rank == 1 + sum(merit(by_key[o.key]) > merit(by_key[left.key]) for o in wide)


@given(fields(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(candidates, random):
    shuffled = list(candidates)
    random.shuffle(shuffled)
    assert ranked(shuffled) == ranked(candidates)


def unit(key, score, impact, group="unit", **means):
    return Candidate(key, group, Fraction(score), {"impact": Fraction(impact), **means}, 3)


def test_equal_scores_are_told_apart_by_the_heaviest_criterion():
    places = rank([unit("b", 80, 1), unit("a", 80, 2)], TIERS, ["impact"])
    assert [(place.key, place.rank) for place in places] == [("a", 1), ("b", 2)]


def test_the_other_rule_lets_equal_scores_share_the_rank_and_only_the_cut_looks_at_impact():
    field = [unit("a", 80, 1), unit("b", 80, 3), unit("c", 80, 2), unit("d", 80, 4)]
    places = rank(field, TIERS, ["impact"], share_equal_scores=True)
    assert [(place.key, place.rank, place.tier) for place in places] == [
        ("d", 1, "top3"),
        ("b", 1, "top3"),
        ("c", 1, "top3"),
        ("a", 1, "top8"),
    ]


def test_equals_at_the_cut_stand_in_the_order_of_their_dossier_numbers():
    places = rank([unit(key, 80, 1) for key in "dcba"], TIERS, ["impact"])
    assert [(place.key, place.tier, place.rank) for place in places] == [
        ("a", "top3", 1),
        ("b", "top3", 1),
        ("c", "top3", 1),
        ("d", "top8", 1),
    ]


def test_a_criterion_that_only_one_of_two_rubrics_has_decides_nothing():
    field = [
        unit("a", 80, 1, services=Fraction(0)),
        unit("b", 80, 1, group="state_body", people=Fraction(1)),
    ]
    places = rank(field, TIERS, ["people", "services", "impact"])
    assert [place.rank for place in places] == [1, 1]


def test_a_third_of_a_point_is_never_rounded_away():
    near = Candidate("a", "unit", Fraction(200, 3), {}, 3)
    nearer = Candidate("b", "unit", Fraction(6667, 100), {}, 3)
    assert [place.key for place in rank([near, nearer], TIERS, [])] == ["b", "a"]
