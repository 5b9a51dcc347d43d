"""Who may learn nothing of which dossier: one member's answer and everybody's are always the same."""

import random
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from assessments import conflicts
from assessments.models import CouncilMember, Tie
from assessments.tests.worlds import random_world
from dtportal.accounts.models import Membership, User
from dtportal.programme.models import Edition
from nominations.models import Colleague


def compare(world: SimpleNamespace) -> set[tuple[int, int]]:
    """The one answer of `pairs`, after making sure that `closed_to` gives it, too."""
    together = conflicts.pairs(world.members, world.nominations)
    mine = {nomination.pk for nomination in world.nominations}
    one_by_one = {
        (pk, member.pk)
        for member in world.members
        for pk in conflicts.closed_to(User.objects.get(pk=member.user_id)).values_list("pk", flat=True)
        if pk in mine
    }
    assert one_by_one == together, one_by_one ^ together
    return together


class TheTwoAnswersAreOne(TestCase):
    @given(st.integers(0, 10_000))
    @settings(max_examples=12)
    def test_in_random_worlds(self, seed):
        world = random_world(seed)
        before = compare(world)
        # Another tie closes more and opens nothing.
        dice = random.Random(seed)
        member, nomination = dice.choice(world.members), dice.choice(world.nominations)
        Tie.objects.create(
            edition=world.edition,
            user=member.user,
            kind=Tie.Kind.ADVISER,
            organization=nomination.organization,
        )
        after = compare(world)
        assert before <= after
        assert (nomination.pk, member.pk) in after


@pytest.fixture
def one(cast, council, accepted):
    """An, his seat, and one dossier with which nothing ties him yet."""
    nomination = accepted(1)
    nomination.organization.tax_code = "0100233488"
    nomination.organization.email = "lien-he@don-vi.com.vn"
    nomination.organization.save()
    return SimpleNamespace(user=council.an, seat=council.seats[council.an.pk], nomination=nomination)


def is_closed(one) -> bool:
    user = User.objects.get(pk=one.user.pk)
    alone = conflicts.closed_to(user).filter(pk=one.nomination.pk).exists()
    together = bool(conflicts.pairs([CouncilMember.objects.get(pk=one.seat.pk)], [one.nomination]))
    assert alone is together
    return alone


def tie(one, edition, **values) -> Tie:
    values = {"kind": Tie.Kind.EMPLOYER, **values}
    return Tie.objects.create(edition=edition, user=one.user, **values)


def test_nothing_is_closed_without_a_tie(one):
    assert not is_closed(one)


@pytest.mark.parametrize(
    "named",
    [
        {"tax_code": "0100233488"},
        {"tax_code": "0100233488-001"},
        {"name": "CÔNG TY  Minh Họa số 1"},
    ],
)
def test_an_employer_is_recognised_by_tax_code_or_name(one, edition, named):
    found = tie(one, edition, **named)
    assert is_closed(one)
    found.ended_at, found.end_reason = timezone.now(), "Nhầm đơn vị."
    found.save()
    assert not is_closed(one)


@pytest.mark.parametrize("named", [{"tax_code": "0100233495"}, {"name": "Công ty Minh Họa số"}])
def test_another_organisation_closes_nothing(one, edition, named):
    tie(one, edition, **named)
    assert not is_closed(one)


def test_a_tie_of_another_edition_closes_nothing(one, edition):
    other = Edition.objects.create(ordinal=2, name="Kỳ hai", name_en="Two", slug="2024", year=2024)
    tie(one, other, organization=one.nomination.organization)
    assert not is_closed(one)


def test_a_body_for_which_one_acts_closes_what_it_endorsed(one, edition, cast):
    tie(one, edition, kind=Tie.Kind.BODY, body=cast.body)
    assert is_closed(one)


def test_a_mail_address_of_the_units_own_domain(one):
    EmailAddress.objects.create(user=one.user, email="an@Don-Vi.com.vn", verified=False)
    assert not is_closed(one)
    EmailAddress.objects.filter(user=one.user).update(verified=True)
    assert is_closed(one)


def test_a_representative_of_the_same_domain(one, cast):
    User.objects.filter(pk=one.user.pk).update(email="an@tap-doan.vn")
    one.user.refresh_from_db()
    assert not is_closed(one)
    User.objects.filter(pk=cast.lan.pk).update(email="lan@tap-doan.vn")
    Membership.objects.create(user=cast.lan, organization=one.nomination.organization)
    assert is_closed(one)


@pytest.mark.parametrize("domain", ["gmail.com", "Yahoo.com", "outlook.com", "example.org"])
def test_a_public_provider_is_no_tie(one, domain):
    User.objects.filter(pk=one.user.pk).update(email=f"an@{domain.lower()}")
    one.nomination.organization.email = f"don-vi@{domain}"
    one.nomination.organization.save()
    assert not is_closed(one)


def test_the_same_locality_only_where_the_edition_says_so(one, edition):
    CouncilMember.objects.filter(pk=one.seat.pk).update(province=one.nomination.province)
    assert not is_closed(one)
    Edition.objects.filter(pk=edition.pk).update(locality_is_conflict=True)
    assert is_closed(one)


def test_a_colleague_in_the_dossier(one, cast):
    Colleague.objects.create(
        nomination=one.nomination, email=one.user.email, section="", invited_by=cast.minh,
        accepted_by=one.user, accepted_at=timezone.now(),
    )  # fmt: skip
    assert is_closed(one)


def test_the_number_of_queries_does_not_grow(cast, council, accepted):
    nominations = [accepted(number) for number in range(1, 7)]
    seats = list(council.seats.values())
    for limit in (1, 6):
        with CaptureQueriesContext(connection) as captured:
            conflicts.pairs(seats, nominations[:limit])
        assert len(captured) <= 8
