"""What is tied is read a second time, by others; the official score is the mean over all sheets."""

from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from assessments import actions
from assessments.models import Assignment, Conclusion, InterestStatement, Round
from assessments.standing import Band, bands
from assessments.tests.deeds import open_with, score_sheet
from assessments.tests.results import close, marks_of, score_round
from dtportal.journal.models import Entry
from nominations.models import Nomination

CLOSE = [[95, 94, 96], [84, 76, 80], [82, 77, 79], [81, 75, 83], [62, 64, 63]]


@pytest.fixture
def judged(assigned, cast, edition):
    """Five dossiers, of which the second, third and fourth are tied for the second place of two."""
    edition.tiers.filter(code="top100").update(size=2)
    return close(score_round(assigned(5), CLOSE), by=cast.minh)


def dossiers():
    return list(Nomination.objects.order_by("pk"))


def others(entry, council):
    """Seats that have not read a dossier yet."""
    read = Assignment.objects.filter(entry__nomination=entry.nomination).values_list("member", flat=True)
    return [seat for seat in council.seats.values() if seat.pk not in set(read)]


def test_only_what_is_tied_is_handed_over_again(judged, edition, cast):
    second = actions.open_second_reading(edition, by=cast.minh)
    assert second.reading == Round.Reading.SECOND and second.sheets_wanted == 2
    assert [entry.nomination for entry in second.entries.order_by("nomination_id")] == dossiers()[1:4]
    first = judged.entries.get(nomination=dossiers()[1])
    assert second.entries.get(nomination=dossiers()[1]).dossier == first.dossier
    entry = Entry.objects.get(verb="round.second_opened")
    assert entry.actor_id == cast.minh.pk and entry.data == {"entries": 3}


def test_the_official_score_is_the_mean_of_both_readings(judged, edition, cast, council):
    second = actions.open_second_reading(edition, by=cast.minh)
    for entry in second.entries.all():
        for seat, total in zip(others(entry, council)[:2], (70, 71), strict=True):
            score_sheet(actions.assign_member(entry, seat, by=cast.minh), marks_of(total))
    tied = dossiers()[1]
    assert bands(edition)[tied.pk].mean == 80  # sealed until the round is closed
    close(second, by=cast.minh)
    row = bands(edition)[tied.pk]
    assert row.mean == Fraction(84 + 76 + 80 + 70 + 71, 5)
    assert row.sheets == 5

    session = actions.plan_session(edition, by=cast.minh, title="Phiên họp")
    ready = list(actions.ready_to_conclude(edition))
    assert len(ready) == len(set(ready)) == 5
    item = actions.put_conclusions(session, ready, by=cast.minh, title="Kết luận")
    open_with(session, council.users, by=cast.dung)
    actions.open_ballot(item, by=cast.dung)
    for user in council.users:
        actions.vote(item, by=user, choice="for")
    actions.close_ballot(item, by=cast.dung)
    actions.conclude(item, by=cast.dung)
    conclusion = Conclusion.objects.get(nomination=tied)
    assert conclusion.score == row.mean and conclusion.sheet_count == 5
    assert Conclusion.objects.get(nomination=dossiers()[0]).sheet_count == 3


def test_the_second_readers_are_others(judged, edition, cast):
    second = actions.open_second_reading(edition, by=cast.minh)
    actions.assign(second, by=cast.minh)
    for entry in second.entries.all():
        again = set(entry.assignments.values_list("member", flat=True))
        before = Assignment.objects.filter(entry__round=judged, entry__nomination=entry.nomination)
        assert len(again) == 2
        assert not again & set(before.values_list("member", flat=True))


def test_nobody_is_read_a_third_time(judged, edition, cast, council):
    second = actions.open_second_reading(edition, by=cast.minh)
    for entry in second.entries.all():
        for seat in others(entry, council)[:2]:
            score_sheet(actions.assign_member(entry, seat, by=cast.minh), marks_of(80))
    close(second, by=cast.minh)
    assert Band.TIED in {row.band for row in bands(edition).values()}
    with pytest.raises(ValidationError, match=r"chấm lần hai|second time"):
        actions.open_second_reading(edition, by=cast.minh)


def test_the_line_has_to_stand_still(judged, assigned, edition, cast):
    assigned(1)
    with pytest.raises(ValidationError):
        actions.open_second_reading(edition, by=cast.minh)
    assert edition.rounds.filter(reading=Round.Reading.SECOND).count() == 0


def test_what_is_before_the_council_is_not_read_again(judged, edition, cast):
    session = actions.plan_session(edition, by=cast.minh, title="Phiên họp")
    actions.put_conclusions(session, dossiers()[1:2], by=cast.minh, title="Kết luận")
    second = actions.open_second_reading(edition, by=cast.minh)
    assert {entry.nomination for entry in second.entries.all()} == set(dossiers()[2:4])


def test_only_the_ties_of_the_chosen_list(judged, edition, cast):
    with pytest.raises(ValidationError):
        actions.open_second_reading(edition, by=cast.minh, lists=["top500"])
    assert actions.open_second_reading(edition, by=cast.minh, lists=["top100"]).entries.count() == 3


@pytest.mark.parametrize("who", ["hanh", "dung", "thao", "oanh", "lan"])
def test_only_the_secretariat_hands_over(judged, edition, cast, who):
    with pytest.raises(PermissionDenied):
        actions.open_second_reading(edition, by=getattr(cast, who))


@pytest.mark.parametrize("place", [0, 1])
def test_whoever_may_not_know_one_dossier_leaves_it_to_somebody_else(judged, edition, cast, place):
    """The refusal is the same whether the closed dossier is tied or not, so it tells nothing."""
    seat = actions.seat(edition, cast.minh)
    InterestStatement.objects.create(
        member=seat, nomination=dossiers()[place], has_conflict=True, reason="Họ hàng"
    )
    with pytest.raises(PermissionDenied):
        actions.open_second_reading(edition, by=cast.minh)
