"""Impatient people through the front door, with real threads: PostgreSQL only."""

import pytest
from django.core.files.storage import default_storage

from dtportal.journal.models import Notice
from nominations import actions, printing
from nominations.models import Consent, Dossier, DossierPrint, Message, Nomination, Thread
from nominations.tests.helpers import ANSWERS, CONSENTS, draft, examined, pdf, submitted
from nominations.tests.test_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_twenty_clicks_on_the_button_make_one_submission_and_all_see_the_receipt(
    cast, organization, edition, sign_in
):
    nomination = draft(organization, by=cast.lan, edition=edition)
    for key, data in ANSWERS.items():
        actions.save_section(nomination, key, data, version=0, by=cast.lan)
    actions.attach(nomination, pdf(), section="strategy", question="plan_file", by=cast.lan)
    actions.request_endorsement(nomination, cast.body, by=cast.lan)
    home = nomination.get_absolute_url()
    ticked = {f"consent-{key}": "on" for key in CONSENTS}
    browsers = [sign_in(cast.lan) for _ in range(20)]
    answers = at_once(*[lambda lan=lan: lan.post(f"{home}submit/", ticked) for lan in browsers])
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, f"{home}receipt/")}
    assert Dossier.objects.count() == 1
    assert Notice.objects.filter(template="nomination.receipt").count() == 1
    assert sorted(Consent.objects.values_list("key", flat=True)) == sorted(CONSENTS)
    assert Nomination.objects.get().number == "CDS1-2023-GT-0001"


def test_withdrawing_and_accepting_at_the_same_moment_end_in_one_order_or_the_other(
    cast, organization, edition
):
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    endorsement = nomination.endorsements.get()
    actions.endorse(endorsement, by=cast.khoa, letter_number="1/UBND", letter_date=edition.clock_at.date())
    examined(nomination, by=cast.minh)
    at_once(
        lambda: actions.withdraw_consent(nomination, "may_appraise", by=cast.lan),
        lambda: actions.accept(nomination, by=cast.minh),
    )
    assert Consent.objects.filter(key="may_appraise", deed=Consent.Deed.WITHDRAWN).count() == 1
    nomination.refresh_from_db()
    assert nomination.status in {Nomination.Status.SUBMITTED, Nomination.Status.ACCEPTED}


def test_a_question_sent_by_many_clicks_is_asked_once(cast, organization, edition):
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    at_once(*[lambda: actions.ask(nomination, "Một câu hỏi?", by=cast.lan)] * 8)
    assert Message.objects.count() == 1
    assert Thread.objects.waiting().count() == 1


def test_the_worker_and_a_reader_print_it_at_once_and_one_is_kept(cast, organization, edition):
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    dossier = nomination.current_dossier
    made = at_once(*[lambda: printing.print_of(dossier)] * 3)
    assert len({row.file.name for row in made}) == 1
    assert DossierPrint.objects.count() == 1
    assert len(default_storage.listdir(f"prints/{nomination.pk}")[1]) == 1
