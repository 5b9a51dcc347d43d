"""The eligibility check: properties of the pure part, over whatever anybody may answer."""

from hypothesis import given
from hypothesis import strategies as st

from nominations.eligibility import (
    BEFORE,
    CLOSED,
    ENDORSEMENT,
    FOUR_KINDS,
    KINDS,
    OPEN,
    STATE_BODY,
    TAX_CODE,
    Answers,
    Nominator,
    Point,
    Rules,
    State,
    check,
    group_of,
    whom_to_ask,
)

SECTORS, LOCALITIES, PAPERS = ["GT", "YT"], ["48-2008", "31-2008"], ["plan_file", "licence"]
AT_HAND = [TAX_CODE, ENDORSEMENT, *PAPERS]

rules = st.builds(
    Rules,
    sectors=st.just(frozenset(SECTORS)),
    localities=st.just(frozenset(LOCALITIES)),
    papers=st.sets(st.sampled_from(PAPERS)).map(lambda keys: tuple((key, key) for key in sorted(keys))),
    intake=st.sampled_from([BEFORE, OPEN, CLOSED]),
)
answers = st.builds(
    Answers,
    kind=st.sampled_from(KINDS),
    sector=st.sampled_from([*SECTORS, "", "XX"]),
    locality=st.sampled_from([*LOCALITIES, "", "99-2008"]),
    has=st.sets(st.sampled_from(AT_HAND)).map(frozenset),
)
nominators = st.lists(
    st.builds(
        Nominator,
        name=st.sampled_from(["Ủy ban nhân dân thành phố Đà Nẵng", "Sở Y tế", "Hiệp hội Minh Họa", "Bộ"]),
        kind=st.sampled_from([*FOUR_KINDS, "ministry"]),
        locality=st.sampled_from([*LOCALITIES, ""]),
    ),
    max_size=8,
)


@given(answers, rules)
def test_each_point_is_met_exactly_when_its_condition_holds(given_answers, demands):
    expected = {
        (Point.LOCALITY, ""): given_answers.locality in LOCALITIES,
        (Point.ENDORSEMENT, ""): ENDORSEMENT in given_answers.has,
        (Point.INTAKE, ""): demands.intake == OPEN,
    }
    if group_of(given_answers.kind) == "unit":
        expected[Point.SECTOR, ""] = given_answers.sector in SECTORS
    if given_answers.kind != STATE_BODY:
        expected[Point.TAX_CODE, ""] = TAX_CODE in given_answers.has
    for key, label in demands.papers:
        expected[Point.PAPER, label] = key in given_answers.has
    result = check(given_answers, demands)
    assert {(f.point, f.label): f.state == State.MET for f in result.findings} == expected
    assert result.is_ready == all(expected.values())


@given(answers, rules, st.sampled_from(AT_HAND))
def test_having_more_never_makes_it_worse(given_answers, demands, more):
    richer = Answers(
        given_answers.kind, given_answers.sector, given_answers.locality, given_answers.has | {more}
    )
    before, after = check(given_answers, demands), check(richer, demands)
    assert len(after.of(State.MISSING)) <= len(before.of(State.MISSING))
    assert after.of(State.BARRED) == before.of(State.BARRED)


@given(answers, rules)
def test_each_point_is_told_once_and_only_papers_bear_labels(given_answers, demands):
    findings = check(given_answers, demands).findings
    told = [(finding.point, finding.label) for finding in findings]
    assert len(told) == len(set(told))
    assert [f.label for f in findings if f.point == Point.PAPER] == [label for _key, label in demands.papers]


@given(answers, rules)
def test_what_can_still_be_had_never_bars(given_answers, demands):
    """Papers, tax code and endorsement can be fetched; sector, locality and a closed door cannot."""
    for finding in check(given_answers, demands).of(State.BARRED):
        assert finding.point in {Point.SECTOR, Point.LOCALITY, Point.INTAKE}


@given(answers, rules)
def test_a_state_body_needs_neither_sector_nor_tax_code(given_answers, demands):
    body = Answers(STATE_BODY, given_answers.sector, given_answers.locality, given_answers.has)
    points = {finding.point for finding in check(body, demands).findings}
    assert not points & {Point.SECTOR, Point.TAX_CODE}


@given(nominators, st.sampled_from(["unit", "state_body", "leader"]), st.sampled_from(LOCALITIES))
def test_bodies_are_those_of_the_locality_and_of_the_whole_country(known, group, locality):
    asked = whom_to_ask(known, group=group, locality=locality, committee="UBND", department="")
    assert sorted(kind.kind for kind in asked) == sorted(FOUR_KINDS)
    named = [body for kind in asked for body in kind.bodies]
    assert len(named) == len([body for body in known if body.locality in ("", locality)])
    assert all(body.locality in ("", locality) for body in named)
    for kind in asked:
        nationwide = [not body.locality for body in kind.bodies]
        assert nationwide == sorted(nationwide)  # the nearest first


def test_the_department_of_the_sector_comes_first_and_is_not_named_twice():
    known = [
        Nominator(f"{name} thành phố Đà Nẵng", "department", "48-2008")
        for name in ("Sở Công Thương", "Sở Y tế")
    ]
    department = {kind.kind: kind for kind in ask(known, "Sở Y tế thành phố Đà Nẵng")}["department"]
    assert [body.name.split(" thành")[0] for body in department.bodies] == ["Sở Y tế", "Sở Công Thương"]
    assert department.usual == ""


def test_a_department_that_is_not_on_the_portal_is_still_named():
    department = {kind.kind: kind for kind in ask([], "Sở Y tế thành phố Đà Nẵng")}["department"]
    assert (department.bodies, department.usual) == ((), "Sở Y tế thành phố Đà Nẵng")


def ask(known, department):
    return whom_to_ask(known, group="unit", locality="48-2008", committee="", department=department)
