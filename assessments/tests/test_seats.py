"""Seats: tenure, and who takes the chair's place."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from assessments import actions, councils
from assessments.leading import Lead
from assessments.models import CouncilMember
from dtportal.roles import Can


def council_url(edition) -> str:
    return f"/work/{edition.slug}/council/"


def test_minh_names_the_deputies_in_their_order_and_changes_it(cast, council, edition, session, sign_in):
    browser = sign_in(cast.minh)
    an, bao = council.seats[council.an.pk], council.seats[council.bao.pk]
    browser.post(f"{council_url(edition)}deputies/", {"first": an.pk, "second": bao.pk})
    assert Lead(session).deputies == [an, bao]
    browser.post(f"{council_url(edition)}deputies/", {"first": bao.pk, "third": an.pk})
    assert Lead(session).deputies == [bao, an]
    form = browser.get(council_url(edition)).context["deputies_form"]
    assert [form[name].value() for name in ("first", "second", "third")] == [bao.pk, an.pk, None]


def test_the_chair_is_nobodys_deputy_and_nobody_is_named_twice(cast, council, edition, session, sign_in):
    an, dung = council.seats[council.an.pk], council.seats[cast.dung.pk]
    browser = sign_in(cast.minh)
    for wrong in ({"first": dung.pk}, {"first": an.pk, "second": an.pk}):
        assert browser.post(f"{council_url(edition)}deputies/", wrong).status_code == 422
    for wrong in ([dung], [an, an]):
        with pytest.raises(ValidationError):
            actions.name_deputies(edition, wrong, by=cast.minh)
    assert not Lead(session).deputies
    with pytest.raises(PermissionDenied):
        actions.name_deputies(edition, [an], by=cast.hanh)


def test_a_deputy_whose_tenure_is_over_is_passed_by(cast, council, edition, session):
    an, bao = council.seats[council.an.pk], council.seats[council.bao.pk]
    actions.name_deputies(edition, [an, bao], by=cast.minh)
    today = edition.clock_at.date()
    CouncilMember.objects.filter(pk=an.pk).update(serves_until=today - timedelta(days=1))
    assert Lead(session).deputies == [bao]


def test_outside_of_the_tenure_nobody_sits_by_the_editions_own_clock(council, edition):
    an = council.seats[council.an.pk]
    today = edition.clock_at.date()
    sits = {
        (None, None): True,
        (today, today): True,
        (today + timedelta(days=1), None): False,
        (None, today - timedelta(days=1)): False,
        (today - timedelta(days=9), today + timedelta(days=9)): True,
    }
    for (first, last), expected in sits.items():
        CouncilMember.objects.filter(pk=an.pk).update(serves_from=first, serves_until=last)
        assert (an in councils.sitting(edition, Can.APPRAISE)) is expected, (first, last)
        assert (councils.seat_of(council.an, edition.pk) == an) is expected
