"""A page of the yearbook at the same moment from two sides, with real threads: PostgreSQL only."""

import pytest

from awards import actions
from awards.models import BookPage, PageReminder
from awards.reminding_book import remind
from awards.tests.book_pages import LEAD, STORY, approved, nominee, page_of, shown_proof, work, write
from awards.tests.book_pages import address as address_of
from dtportal.journal.models import Entry, Notice
from dtportal.states import ImpossibleMove
from nominations.models import Nomination
from nominations.tests.test_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def nomination(edition, cast) -> Nomination:
    return nominee(edition, cast)


@pytest.fixture
def lan(cast, sign_in):
    return sign_in(cast.lan)


def heard(deed):
    """A stale page is an answer like any other."""

    def ask():
        try:
            return deed()
        except actions.StalePage:
            return "stale"

    return ask


def seen(lan, nomination) -> str:
    write(lan, nomination, proof="1")
    work()
    return shown_proof(lan.get(address_of(nomination, "book_page_proof")).content.decode())


def test_two_representatives_approve_at_once_and_it_is_approved_once(cast, lan, nomination):
    proof, page = seen(lan, nomination), page_of(nomination)
    deed = heard(lambda: actions.approve_page(page, by=cast.lan, version=1, proof_hash=proof))
    results = at_once(deed, deed, deed)
    assert [type(result) for result in results] == [BookPage] * 3
    assert page_of(nomination).status == BookPage.Status.APPROVED
    assert Entry.objects.filter(verb="bookpage.approved").count() == 1


def test_approving_against_writing_never_approves_what_nobody_saw(cast, lan, nomination):
    proof, page = seen(lan, nomination), page_of(nomination)
    texts = {"lead": "Một câu khác hẳn.", "story": STORY}
    results = at_once(
        heard(lambda: actions.approve_page(page, by=cast.lan, version=1, proof_hash=proof)),
        heard(lambda: actions.save_page(nomination, texts=texts, figures=[], version=1, by=cast.lan)),
    )
    page = page_of(nomination)
    assert page.approved.get("texts", {}).get("lead", LEAD) == LEAD
    assert page.status == BookPage.Status.DRAFT
    assert page.texts["lead"] == "Một câu khác hẳn."
    assert isinstance(results[1], BookPage)
    assert isinstance(results[0], BookPage | ImpossibleMove) or results[0] == "stale"


def test_two_windows_that_begin_at_once_make_one_page(cast, nomination):
    def writing(words):
        texts = {"lead": words}
        return heard(lambda: actions.save_page(nomination, texts=texts, figures=[], version=0, by=cast.lan))

    results = at_once(writing("Một."), writing("Hai."))
    assert sorted(type(result).__name__ for result in results) == ["BookPage", "str"]
    assert BookPage.objects.count() == 1


def test_returning_against_proposing_is_one_of_them(cast, lan, nomination):
    page = approved(lan, nomination)
    better = {"lead": LEAD.replace("lô hàng", "kiện hàng")}
    at_once(
        lambda: actions.return_page(page, by=cast.minh, version=1, remark="Xin xem lại ảnh."),
        lambda: actions.propose_correction(page, by=cast.minh, version=1, texts=better, reason="Cách gọi."),
    )
    verbs = ["bookpage.returned", "bookpage.correction_proposed"]
    assert Entry.objects.filter(verb__in=verbs).count() == 1


def test_two_workers_remind_a_unit_once(edition, nomination):
    edition.pages_due = edition.clock_at.date()
    edition.save(update_fields=["pages_due"])
    at_once(*[lambda: remind(nomination)] * 3)
    assert PageReminder.objects.count() == 1
    assert Notice.objects.filter(template="book_page_reminded").count() == 1
