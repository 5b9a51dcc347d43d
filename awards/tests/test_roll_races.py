"""A roll at the same moment from several sides, with real threads: PostgreSQL only."""

from datetime import timedelta

import pytest

from awards import actions
from awards.models import Confidant, Honor, Roll
from dtportal.accounts import second_factor
from dtportal.journal.models import Entry, Notice
from dtportal.programme import clock
from nominations.tests.test_races import at_once, kinds

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_five_clicks_on_the_stage_publish_once(edition, cast, signed):
    results = at_once(*[lambda: actions.publish(edition, by=cast.oanh)] * 5)
    assert kinds(results) == ["list"] * 5
    assert Honor.objects.count() == 4
    assert Entry.objects.filter(verb="roll.published").count() == 1
    assert Notice.objects.filter(template="honor_conferred").count() == 3


def test_the_button_against_the_minute_publishes_once(edition, cast, signed):
    at = clock.now(edition) + timedelta(minutes=1)
    actions.set_embargo(signed, by=cast.oanh, until=at)
    edition.refresh_from_db()
    edition.clock_at = at
    edition.save()
    at_once(actions.publish_due, lambda: actions.publish(edition, by=cast.oanh), actions.publish_due)
    assert Honor.objects.count() == 4
    assert Roll.objects.get().status == Roll.Status.PUBLISHED
    assert not Notice.objects.filter(template="roll_not_published").exists()


def test_chair_and_auditor_at_the_same_moment_make_it_signed(cast, carried):
    def signing(user):
        code = second_factor.current_code(user)
        return lambda: actions.sign(carried, by=user, code=code)

    results = at_once(signing(cast.dung), signing(cast.thao))
    assert kinds(results) == ["Signature", "Signature"]
    assert Roll.objects.get().status == Roll.Status.SIGNED


def test_signing_against_refusing_leaves_a_signed_or_a_returned_roll(cast, carried):
    code = second_factor.current_code(cast.dung)
    actions.sign(carried, by=cast.dung, code=code)
    code = second_factor.current_code(cast.thao)
    at_once(
        lambda: actions.sign(carried, by=cast.thao, code=code),
        lambda: actions.refuse(carried, by=cast.thao, reason="Biên bản chưa ký."),
    )
    roll = Roll.objects.get()
    refused = roll.signatures.filter(is_refusal=True).exists()
    assert roll.status == (Roll.Status.RETURNED if refused else Roll.Status.SIGNED)
    assert roll.signatures.count() == 2


def test_two_secretaries_draw_one_roll(edition, cast, concluded):
    results = at_once(*[lambda: actions.draw_roll(edition, by=cast.minh)] * 2)
    assert kinds(results) == ["ImpossibleMove", "Roll"]
    assert Roll.objects.count() == 1


def test_a_person_named_twice_at_once_stands_on_the_list_once(edition, cast):
    naming = [lambda: actions.name_confidant(edition, by=cast.oanh, user=cast.binh, purpose="book")] * 3
    assert kinds(at_once(*naming)) == ["Confidant"] * 3
    assert Confidant.objects.count() == 1
