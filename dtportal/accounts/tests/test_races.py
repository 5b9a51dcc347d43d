"""Two people at one organisation at the same moment, with real threads: PostgreSQL only."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from dtportal.accounts import claiming, membership
from dtportal.accounts.models import Claim, Membership
from dtportal.accounts.tests.test_claims import again, asked
from dtportal.demo.cast import create_person
from dtportal.journal.models import Entry
from dtportal.states import ImpossibleMove

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def at_once(*deeds: Callable) -> list[str]:
    """The kinds of what the deeds returned or raised, in order; all start together, each on its own connection."""
    barrier, results = Barrier(len(deeds)), [None] * len(deeds)

    def run(index: int, deed: Callable) -> None:
        barrier.wait()
        try:
            results[index] = deed()
        except (ValidationError, ImpossibleMove) as error:
            results[index] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(type(result).__name__ for result in results)


def test_two_claims_allowed_at_once_put_one_person_in_charge(cast, organization):
    Membership.objects.all().delete()
    first = asked(cast.tung)
    second = asked(create_person("mai@example.org", "Trịnh Thanh Mai"))
    kinds = at_once(
        *[
            lambda claim=claim: claiming.decide(claim, by=again(cast.minh), allow=True, reason="Đúng.")
            for claim in (first, second)
        ]
    )
    assert kinds == ["Claim", "Claim"]
    assert Membership.objects.count() == 2 and Membership.objects.filter(is_owner=True).count() == 1


def test_one_claim_decided_twice_is_decided_once(cast, organization):
    claim = asked(cast.tung)
    kinds = at_once(
        lambda: claiming.answer(claim, by=again(cast.lan), allow=True),
        lambda: claiming.answer(claim, by=again(cast.lan), allow=False, reason="Không."),
    )
    assert kinds == ["Claim", "ImpossibleMove"]
    claim.refresh_from_db()
    assert Membership.objects.filter(user=cast.tung).exists() == claim.is_allowed
    assert Entry.objects.filter(verb__in=["claim.allowed", "claim.refused"]).count() == 1


def test_two_clicks_make_one_request(cast, organization):
    assert at_once(*[lambda: asked(cast.tung)] * 3) == ["Claim"] * 3
    assert Claim.objects.count() == 1


def test_an_invitation_accepted_twice_makes_one_member(cast, organization):
    invitation = membership.invite(organization, cast.tung.email, by=cast.lan)
    at_once(*[lambda: membership.accept_invitation(invitation, by=again(cast.tung))] * 3)
    assert Membership.objects.filter(user=cast.tung).count() == 1
    assert Entry.objects.filter(verb="invitation.accepted").count() == 1


def test_two_in_charge_who_remove_each_other_leave_one(cast, organization):
    phuc = create_person("phuc@example.org", "Đặng Hồng Phúc")
    other = Membership.objects.create(user=phuc, organization=organization, is_owner=True)
    own = Membership.objects.get(user=cast.lan)
    kinds = at_once(
        lambda: membership.remove_member(own, by=again(cast.lan)),
        lambda: membership.remove_member(other, by=again(phuc)),
    )
    assert kinds == ["NoneType", "ValidationError"]
    assert Membership.objects.filter(is_owner=True).count() == 1
