"""A sheet at the same moment from several sides, with real threads: PostgreSQL only."""

import pytest

from assessments import actions
from assessments.models import Assignment, Mark, Round, Scoresheet, SheetSecret, SheetVersion, Window
from assessments.tests.deeds import full_marks, score_sheet
from dtportal.journal.models import Entry
from nominations.tests.test_races import at_once, kinds

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
Status = Assignment.Status


@pytest.fixture
def last(assigned) -> Assignment:
    """The only assignment of a round that still waits; its sheet is complete."""
    assigned()
    *others, last = Assignment.objects.order_by("pk")
    for assignment in others:
        score_sheet(assignment)
    user = last.member.user
    actions.state_interest(last, by=user, has_conflict=False)
    actions.save_marks(last, by=user, marks=full_marks(), version=0)
    return last


def submitting(assignment: Assignment, **more):
    return lambda: actions.submit_sheet(assignment, by=assignment.member.user, **more)


def saving(assignment: Assignment, number: int, *, version: int = 1, mark: int = 11):
    window = Window(f"window-{number}", 1)
    marks, remarks = full_marks({"people": mark}), dict.fromkeys(full_marks(), "")
    return lambda: actions.save_marks(
        assignment,
        by=assignment.member.user,
        marks=marks,
        remarks=remarks,
        remark=f"Cửa sổ {number}",
        version=version,
        window=window,
    )


def test_ten_clicks_on_submit_seal_once(last):
    results = at_once(*[submitting(last)] * 10)
    assert kinds(results) == ["Scoresheet"] * 10
    version = SheetVersion.objects.get(sheet__assignment=last)
    assert SheetSecret.objects.filter(version=version).count() == 1
    assert Entry.objects.filter(verb="scoresheet.submitted", data__commitment=version.commitment).count() == 1


@pytest.mark.parametrize("_attempt", range(3))
def test_submitting_against_closing_leaves_a_sealed_sheet_or_an_open_round(last, cast, _attempt):
    round = last.entry.round
    results = at_once(submitting(last), lambda: actions.close_round(round, by=cast.minh))
    round.refresh_from_db()
    last.refresh_from_db()
    assert last.status == Status.SCORED
    assert SheetVersion.objects.filter(sheet__assignment=last).count() == 1
    assert round.is_open == (kinds(results) == ["Scoresheet", "ValidationError"])


def test_taking_back_against_closing_never_closes_over_a_draft(last, cast):
    sheet = submitting(last)()
    round = last.entry.round
    at_once(
        lambda: actions.take_back(sheet, by=last.member.user),
        lambda: actions.close_round(round, by=cast.minh),
    )
    round.refresh_from_db()
    sheet.refresh_from_db()
    assert (sheet.status == Scoresheet.Status.LOCKED) == (round.status == Round.Status.CLOSED)


@pytest.mark.parametrize("_attempt", range(3))
def test_what_is_sealed_is_what_the_sheet_says_whoever_comes_first(last, _attempt):
    """An autosave on its way while the sheet is submitted is in the version, or is refused."""
    results = at_once(saving(last, 1), submitting(last))
    version = SheetVersion.objects.get(sheet__assignment=last)
    marks = dict(Mark.objects.filter(scoresheet__assignment=last).values_list("criterion__code", "value"))
    assert version.marks == marks
    assert version.remark == Scoresheet.objects.get(assignment=last).remark
    assert (marks["people"] == 11) == (kinds(results) == ["Scoresheet"] * 2)
    assert version.is_as_sealed(bytes(version.secret.nonce))


def test_of_several_windows_one_saves_and_the_others_are_told(last):
    results = at_once(*[saving(last, number) for number in range(5)])
    assert kinds(results) == ["Scoresheet", *["StaleSheet"] * 4]
    assert Scoresheet.objects.get(assignment=last).version == 2


def test_one_request_that_arrives_five_times_is_taken_in_once(last):
    results = at_once(*[saving(last, 1)] * 5)
    assert kinds(results) == ["Scoresheet"] * 5
    assert Scoresheet.objects.get(assignment=last).version == 2


def test_a_first_change_that_arrives_twice_makes_one_sheet(assigned):
    assigned()
    assignment = Assignment.objects.first()
    actions.state_interest(assignment, by=assignment.member.user, has_conflict=False)
    results = at_once(*[saving(assignment, 1, version=0)] * 4)
    assert kinds(results) == ["Scoresheet"] * 4
    assert Scoresheet.objects.get(assignment=assignment).version == 1
