"""Secretaries and representatives at the same moment, with real threads (PostgreSQL only)."""

import pytest

from dtportal.accounts.models import Appointment
from dtportal.demo.cast import create_person, give_second_factor
from dtportal.journal.models import Entry, Notice
from nominations import actions
from nominations.models import Colleague, Dossier, Endorsement, Nomination
from nominations.supplements import Asked
from nominations.tests.helpers import draft, endorsed, examined, submitted, unit, written
from nominations.tests.test_races import at_once, kinds

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def hoa(edition, cast):
    """Another secretary."""
    person = create_person("hoa@example.org", "Mai Thị Hoa")
    Appointment.objects.create(user=person, role="secretary", edition=edition)
    give_second_factor(person)
    return person


def test_of_two_secretaries_one_wins_the_place_and_the_other_is_told_who(cast, organization, edition, hoa):
    first = endorsed(organization, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    other = unit("Công ty TNHH Vận tải Sóng Xanh Minh Họa", cast.lan)
    second = endorsed(other, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    for nomination in (first, second):
        examined(nomination, by=cast.minh)
    results = at_once(
        lambda: actions.accept(first, by=cast.minh, reason="Kết quả rõ hơn."),
        lambda: actions.accept(second, by=hoa, reason="Kết quả rõ hơn."),
    )
    assert kinds(results) == ["Nomination", "ValidationError"]
    winner = Nomination.objects.accepted().get()
    refused = next(result for result in results if not isinstance(result, Nomination))
    assert winner.known_as in refused.messages[0]
    assert winner.accepted_by.full_name in refused.messages[0]


def test_two_secretaries_and_one_dossier_make_one_decision(cast, organization, edition, hoa):
    nomination = endorsed(organization, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    examined(nomination, by=cast.minh)
    results = at_once(
        lambda: actions.accept(nomination, by=cast.minh),
        lambda: actions.decline(nomination, by=hoa, reason="Không đủ điều kiện.", rule="Điều 4."),
    )
    nomination.refresh_from_db()
    assert nomination.status in {Nomination.Status.ACCEPTED, Nomination.Status.DECLINED}
    assert sorted(kinds(results)) == ["ImpossibleMove", "Nomination"]
    decided = Entry.objects.filter(verb__in=["nomination.accepted", "nomination.declined"])
    assert decided.count() == 1


def test_a_submission_and_a_withdrawal_leave_no_half_of_either(cast, organization, edition):
    nomination = written(organization, by=cast.lan, edition=edition, body=cast.body)
    at_once(
        lambda: actions.submit(nomination, by=cast.lan),
        lambda: actions.withdraw(nomination, by=cast.lan, reason="Không tham gia nữa."),
    )
    nomination.refresh_from_db()
    assert nomination.status == Nomination.Status.WITHDRAWN
    assert Dossier.objects.count() == (1 if nomination.number else 0)


def test_a_last_change_is_either_in_the_dossier_or_refused(cast, organization, edition):
    """A colleague saves in the very moment of the submission."""
    nomination = written(organization, by=cast.lan, edition=edition, body=cast.body)
    row = nomination.answers.get(section="results")
    data = {"results": "Giảm 40%."}
    results = at_once(
        lambda: actions.submit(nomination, by=cast.lan),
        lambda: actions.save_section(nomination, "results", data, version=row.version, by=cast.lan),
    )
    frozen = {part["key"]: part["answers"] for part in Dossier.objects.get().content["sections"]}
    stored = nomination.answers.get(section="results").data
    assert frozen["results"] == stored
    assert ("SectionAnswer" in kinds(results)) == (stored == data)


@pytest.mark.parametrize("clicks", [5])
def test_impatient_clicks_start_ask_and_invite_once(cast, organization, edition, clicks):
    started = at_once(*[lambda: draft(organization, by=cast.lan, edition=edition)] * clicks)
    assert kinds(started) == ["Nomination", *["ValidationError"] * (clicks - 1)]
    nomination = Nomination.objects.get()
    at_once(*[lambda: actions.request_endorsement(nomination, cast.body, by=cast.lan)] * clicks)
    assert Endorsement.objects.count() == 1
    assert Notice.objects.filter(template="endorsement.requested").count() == 1
    invited = at_once(*[lambda: actions.invite_colleague(nomination, "an@example.org", by=cast.lan)] * clicks)
    assert kinds(invited) == ["Colleague"] * clicks
    assert Colleague.objects.count() == 1


def test_impatient_requests_for_a_supplement_ask_once(cast, organization, edition, hoa):
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    results = at_once(
        *[
            lambda by=by: actions.return_for_additions(
                nomination, by=by, reason="Bổ sung.", items=[Asked("results")]
            )
            for by in (cast.minh, cast.minh, hoa)
        ]
    )
    assert kinds(results) == ["ImpossibleMove", "ImpossibleMove", "Nomination"]
    assert nomination.screening_notes.count() == 1
