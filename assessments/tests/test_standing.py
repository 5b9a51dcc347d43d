"""What the scores of closed rounds say, and of what they say nothing to whom."""

import pytest

from assessments import actions, tallying
from assessments.models import Assignment, CouncilMember, InterestStatement, Tally
from assessments.standing import Band, bands, tied
from assessments.tests.deeds import score_sheet
from assessments.tests.results import close, score_round, work
from dtportal.accounts.models import Membership
from nominations.models import Nomination

CLEAR = [[95, 94, 96], [93, 95, 94], [72, 70, 71], [71, 72, 70], [40, 42, 41]]


@pytest.fixture
def judged(assigned, cast, edition):
    """`judged(totals, size)` is a closed round of dossiers with these totals, and a TOP 100 of `size` names."""

    def make(totals, size=2):
        edition.tiers.filter(code="top100").update(size=size)
        return close(score_round(assigned(len(totals)), totals), by=cast.minh)

    return make


def in_order(found):
    return [found[key] for key in sorted(found)]


def test_what_is_clear_is_sure_or_out(judged, edition):
    judged(CLEAR)
    rows = in_order(bands(edition))
    assert [row.of_list("top100").band for row in rows] == [
        Band.SURE,
        Band.SURE,
        Band.OUT,
        Band.OUT,
        Band.OUT,
    ]
    assert [row.shown_mean for row in rows] == [95, 94, 71, 71, 41]
    # The TOP 500 has room for whoever reaches the pass mark.
    assert [row.of_list("top500").band for row in rows] == [Band.SURE] * 4 + [Band.OUT]


def test_what_is_close_is_tied(judged, edition):
    judged([[95, 94, 96], [84, 76, 80], [82, 77, 79], [81, 75, 83], [62, 64, 63]])
    found = bands(edition)
    assert [row.band for row in in_order(found)] == [
        Band.SURE,
        Band.TIED,
        Band.TIED,
        Band.TIED,
        Band.SURE,
    ]
    assert tied(edition) == {key for key, row in found.items() if row.band is Band.TIED}
    row = in_order(found)[1]
    assert row.tier.code == "top100" and 0.1 < row.probability < 0.9


def test_scores_of_an_open_round_are_not_in(judged, assigned, edition):
    judged(CLEAR)
    score_round(assigned(1), [[99, 99, 99]])
    assert len(bands(edition)) == 5


def test_a_closed_round_changes_what_is_found(judged, assigned, edition, cast):
    judged(CLEAR)
    before = Tally.objects.count()
    close(score_round(assigned(1), [[99, 99, 99]]), by=cast.minh)
    assert len(bands(edition)) == 6
    assert Tally.objects.count() > before


def test_a_withdrawn_dossier_no_longer_competes(judged, edition):
    judged(CLEAR)
    first = Nomination.objects.order_by("pk").first()
    Nomination.objects.filter(pk=first.pk).update(status=Nomination.Status.WITHDRAWN, slot=None)
    assert first.pk not in bands(edition)


def test_numbers_are_computed_without_what_a_conflict_closes(judged, edition, cast, council):
    judged(CLEAR)
    best = Nomination.objects.order_by("pk").first()
    whole = bands(edition, cast.dung)
    InterestStatement.objects.update_or_create(
        member=council.seats[cast.dung.pk],
        nomination=best,
        defaults={"has_conflict": True, "reason": "Họ hàng"},
    )
    found = bands(edition, cast.dung)
    assert best.pk not in found and len(found) == len(whole) - 1
    # The line has moved: it is computed without the dossier, not merely shown without it.
    second = sorted(found)[0]
    assert found[second].of_list("top100").probability == 1
    third = sorted(found)[1]
    assert found[third].of_list("top100").band is Band.TIED


def test_nobody_learns_the_scores_of_his_own_organisation(judged, edition, cast):
    judged(CLEAR)
    best = Nomination.objects.order_by("pk").first()
    Membership.objects.create(user=cast.minh, organization=best.organization)
    vars(cast.minh).pop("tied_organization_ids", None)
    vars(cast.minh).pop("organization_ids", None)
    assert best.pk not in bands(edition, cast.minh)
    assert best.pk in bands(edition, cast.thao)


def test_the_worker_finds_nothing_to_do_a_second_time(judged, edition, cast):
    judged(CLEAR)
    tally = Tally.objects.filter(hidden=[]).latest("pk")
    assert tally.status == Tally.Status.DONE
    finished = tally.finished_at
    tallying.run(tally.pk)
    tally.refresh_from_db()
    assert tally.finished_at == finished
    tiers = list(edition.tiers.all())
    assert tallying.order(edition, tiers, [], by=cast.minh) == tally


def test_a_failed_tally_is_ordered_again(judged, edition, cast):
    judged(CLEAR)
    tally = Tally.objects.filter(hidden=[]).latest("pk")
    Tally.objects.filter(pk=tally.pk).update(status="failed", failure="x")
    again = tallying.order(edition, list(edition.tiers.all()), [], by=cast.minh)
    assert again.pk == tally.pk and again.status == Tally.Status.QUEUED
    work()
    tally.refresh_from_db()
    assert tally.status == Tally.Status.DONE and not tally.failure


def test_an_edition_without_closed_rounds_has_no_bands(edition, cast):
    assert bands(edition) == {}


def test_who_judges_a_dossier_learns_nothing_of_its_scores(judged, edition, cast):
    """A chair who reads a dossier in the second round sees what others gave only when that round has closed."""
    judged(CLEAR)
    entry = edition.rounds.get().entries.first()
    seat = CouncilMember.objects.get(user=cast.dung, edition=edition)
    second = edition.rounds.create(number=2, reading=2, sheets_wanted=1, opened_by=cast.minh)
    again = second.entries.create(nomination=entry.nomination, dossier=entry.dossier, reading=2)
    own = Assignment.objects.create(entry=again, member=seat, assigned_by=cast.minh)
    assert entry.nomination_id not in bands(edition, cast.dung)
    score_sheet(own)
    assert entry.nomination_id not in bands(edition, cast.dung)
    actions.close_round(second, by=cast.minh)
    assert bands(edition, cast.dung)[entry.nomination_id].scores == (70, 94, 95, 96)
