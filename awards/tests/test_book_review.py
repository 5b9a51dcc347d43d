"""The secretariat returns a page or proposes a correction; the unit answers, signed in or by the link in its mail."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from awards import actions
from awards.models import BookPage, YearbookPart
from awards.tests.book_pages import (
    LEAD,
    STORY,
    address,
    approve,
    approved,
    desk,
    nominee,
    page_of,
    shown_proof,
    work,
    write,
)
from awards.yearbook.writing import BY_KEY
from dtportal.accounts.models import Membership
from dtportal.journal.models import Entry, Notice
from dtportal.programme import clock
from dtportal.programme.calendar import VIETNAM
from nominations.models import Nomination

BETTER = LEAD.replace("lô hàng", "kiện hàng")


@pytest.fixture
def nomination(edition, cast) -> Nomination:
    return nominee(edition, cast)


@pytest.fixture
def lan(cast, sign_in):
    return sign_in(cast.lan)


@pytest.fixture
def minh(cast, sign_in):
    return sign_in(cast.minh)


@pytest.fixture
def proposed(lan, minh, nomination) -> BookPage:
    approved(lan, nomination)
    assert propose(minh, nomination).status_code == 302
    work()
    return page_of(nomination)


def propose(browser, nomination, **changed):
    said = {"version": 1, "lead": BETTER, "story": STORY, "reason": "Thống nhất cách gọi.", **changed}
    return browser.post(desk(nomination, "book_page_propose"), said)


def give_back(browser, nomination, **changed):
    said = {"version": 1, "remark": "Ảnh chụp người khi chưa hỏi ý kiến.", **changed}
    return browser.post(desk(nomination, "book_page_return"), said)


def link() -> str:
    notice = Notice.objects.filter(template="invitation/book_correction").latest("pk")
    return re.sub(r"^https?://[^/]+", "", notice.context["link"])


def text_of(response) -> str:
    return response.content.decode()


def set_due(edition, days: int) -> None:
    edition.pages_due = (clock.now(edition).astimezone(VIETNAM) + timedelta(days=days)).date()
    edition.save(update_fields=["pages_due"])


# --- The list ----------------------------------------------------------------------------------------


def test_the_list_names_every_accepted_nominee_with_its_state(edition, cast, lan, minh, nomination):
    silent = nominee(edition, cast, name="Bệnh viện Đa khoa Minh Họa Hải Âu", member=cast.tung)
    approved(lan, nomination)
    url = reverse("awards:book_pages", args=[edition.slug])
    html = text_of(minh.get(url))
    assert nomination.honoree_name in html and silent.honoree_name in html
    assert "Hải Âu" in text_of(minh.get(url, {"q": "benh vien da khoa"}))
    assert "Cánh Buồm" not in text_of(minh.get(url, {"q": "benh vien da khoa"}))
    assert "Hải Âu" not in text_of(minh.get(url, {"state": "approved"}))
    assert "Hải Âu" in text_of(minh.get(url, {"state": "none"}))
    assert minh.get(url, {"state": "no such", "sector": "x"}).status_code == 200


def test_the_list_asks_as_often_for_six_nominees_as_for_one(
    edition, cast, minh, nomination, django_assert_max_num_queries
):
    url = reverse("awards:book_pages", args=[edition.slug])
    minh.get(url)
    with django_assert_max_num_queries(12) as one:
        minh.get(url)
    for number in range(5):
        nominee(edition, cast, name=f"Đơn vị Minh Họa {number}")
    with django_assert_max_num_queries(12) as six:
        minh.get(url)
    assert len(six) == len(one)


def test_a_secretary_does_not_act_on_the_page_of_his_own_organisation(cast, lan, minh, nomination):
    approved(lan, nomination)
    Membership.objects.create(user=cast.minh, organization=nomination.organization)
    assert minh.get(desk(nomination)).status_code == 404
    assert give_back(minh, nomination).status_code == 404
    assert page_of(nomination).status == BookPage.Status.APPROVED


def test_the_secretary_reads_the_proof_and_others_do_not(cast, lan, minh, nomination, sign_in):
    approved(lan, nomination)
    html = text_of(minh.get(desk(nomination)))
    file = re.search(r'src="([^"]+\?file=\w+)', html)[1]
    assert b"".join(minh.get(file).streaming_content).startswith(b"%PDF")
    for other in ("oanh", "thao", "hanh"):
        assert sign_in(getattr(cast, other)).get(file).status_code == 403


# --- Returning ---------------------------------------------------------------------------------------


def test_a_returned_page_does_not_stand_until_the_unit_approves_again(lan, minh, nomination, cast):
    approved(lan, nomination)
    assert give_back(minh, nomination).status_code == 302
    page = page_of(nomination)
    assert (page.status, page.approved, page.approved_at) == (BookPage.Status.RETURNED, {}, None)
    mail = Notice.objects.get(template="book_page_returned")
    assert mail.recipient == cast.lan
    assert "chưa hỏi ý kiến" in mail.context["remark"]
    assert "chưa hỏi ý kiến" in text_of(lan.get(address(nomination)))
    write(lan, nomination, version=1, lead=BETTER)
    html = text_of(minh.get(desk(nomination)))
    assert re.search(r"<del>.*lô", html) and re.search(r"<ins>.*kiện", html)
    approve(lan, nomination)
    assert page_of(nomination).approved["texts"]["lead"] == BETTER


def test_a_returned_page_may_be_approved_as_it_is(lan, minh, nomination):
    approved(lan, nomination)
    give_back(minh, nomination)
    approve(lan, nomination)
    assert page_of(nomination).status == BookPage.Status.APPROVED


def test_nothing_is_returned_without_a_remark_or_when_the_unit_has_changed_it(lan, minh, nomination):
    approved(lan, nomination)
    assert give_back(minh, nomination, remark=" ").status_code == 422
    write(lan, nomination, version=1, lead=BETTER)
    approve(lan, nomination)
    response = give_back(minh, nomination, version=1)
    assert response.status_code == 409
    assert "chưa hỏi ý kiến" in text_of(response)
    assert page_of(nomination).status == BookPage.Status.APPROVED


def test_nothing_is_returned_when_the_unit_could_not_answer_in_time(edition, lan, minh, nomination):
    approved(lan, nomination)
    set_due(edition, 2)
    assert give_back(minh, nomination).status_code == 409
    assert page_of(nomination).status == BookPage.Status.APPROVED
    assert propose(minh, nomination).status_code == 302


def test_a_draft_is_neither_returned_nor_corrected(lan, minh, nomination):
    write(lan, nomination)
    assert give_back(minh, nomination).status_code == 409
    assert propose(minh, nomination).status_code == 409
    assert page_of(nomination).status == BookPage.Status.DRAFT


# --- Correcting --------------------------------------------------------------------------------------


def test_a_proposal_changes_nothing_until_the_unit_confirms_it(lan, nomination, proposed):
    assert proposed.status == BookPage.Status.PROPOSED
    assert proposed.texts["lead"] == proposed.approved["texts"]["lead"] == LEAD
    html = text_of(lan.get(address(nomination)))
    assert re.search(r"<ins>.*kiện", html)
    assert write(lan, nomination, version=1, lead="Khác.").status_code == 409
    sent = {"answer": "confirm", "proof": shown_proof(html)}
    assert lan.post(address(nomination, "book_page_answer"), sent).status_code == 302
    page = page_of(nomination)
    assert page.status == BookPage.Status.APPROVED
    assert page.texts["lead"] == page.approved["texts"]["lead"] == BETTER
    assert page.texts["story"] == STORY
    assert YearbookPart.objects.filter(variant="print").count() == 2
    assert Notice.objects.get(template="book_page_answered").context["is_confirmed"] is True


def test_whoever_declines_keeps_the_approved_page(lan, nomination, proposed):
    lan.post(address(nomination, "book_page_answer"), {"answer": "decline"})
    page = page_of(nomination)
    assert (page.status, page.texts["lead"], page.proposal) == (BookPage.Status.APPROVED, LEAD, {})
    assert page.approved["texts"]["lead"] == LEAD
    assert Notice.objects.get(template="book_page_answered").context["is_confirmed"] is False


def test_the_link_of_the_mail_answers_without_signing_in_and_only_once(client, cast, nomination, proposed):
    url = link()
    html = text_of(client.get(url))
    assert re.search(r"<ins>.*kiện", html) and cast.lan.full_name in html
    proof = shown_proof(html)
    assert b"".join(client.get(f"{url}?file={proof}").streaming_content).startswith(b"%PDF")
    assert client.post(url, {"answer": "confirm", "proof": proof}).status_code == 200
    page = page_of(nomination)
    assert (page.status, page.approved_by) == (BookPage.Status.APPROVED, cast.lan)
    assert Entry.objects.get(verb="bookpage.correction_confirmed").actor_id == cast.lan.pk
    for response in (client.get(url), client.post(url, {"answer": "decline"})):
        assert response.status_code == 404
    assert page_of(nomination).texts["lead"] == BETTER


def test_a_wrong_link_says_so(client, nomination, proposed):
    for wrong in ("abc", link().split("/")[-2][:-3]):
        response = client.get(reverse("awards:book_correction", args=[wrong]))
        assert response.status_code == 404
        assert "<h1>" in text_of(response)


def test_the_link_of_somebody_who_left_the_unit_is_dead(client, cast, nomination, proposed):
    url = link()
    Membership.objects.filter(user=cast.lan, organization=nomination.organization).delete()
    assert client.post(url, {"answer": "decline"}).status_code == 404
    assert page_of(nomination).status == BookPage.Status.PROPOSED


def test_an_earlier_link_does_not_answer_a_later_proposal(client, lan, minh, nomination, proposed):
    url = link()
    lan.post(address(nomination, "book_page_answer"), {"answer": "decline"})
    propose(minh, nomination)
    assert client.get(url).status_code == 404
    assert client.get(link()).status_code == 200


def test_the_secretary_cannot_read_the_link_in_the_ledger(edition, minh, proposed):
    notice = Notice.objects.get(template="invitation/book_correction")
    token = link().split("/")[-2]
    page = minh.get(reverse("accounts:mail", args=[edition.slug, notice.pk]))
    assert token not in text_of(page)


def test_the_secretary_cannot_answer_his_own_proposal(minh, nomination, proposed):
    response = minh.post(address(nomination, "book_page_answer"), {"answer": "confirm"})
    assert response.status_code == 404
    assert page_of(nomination).status == BookPage.Status.PROPOSED


def test_a_proposal_needs_a_change_a_reason_and_texts_that_fit(lan, minh, nomination):
    approved(lan, nomination)
    assert propose(minh, nomination, lead=LEAD).status_code == 422
    assert propose(minh, nomination, reason="").status_code == 422
    assert propose(minh, nomination, story="").status_code == 422
    too_long = "x" * (BY_KEY["lead"].limit + 1)
    response = propose(minh, nomination, lead=too_long)
    assert response.status_code == 422 and too_long in text_of(response)
    assert page_of(nomination).status == BookPage.Status.APPROVED


def test_a_proposal_is_confirmed_after_the_day_as_well(edition, lan, nomination, proposed):
    set_due(edition, -1)
    html = text_of(lan.get(address(nomination)))
    lan.post(address(nomination, "book_page_answer"), {"answer": "confirm", "proof": shown_proof(html)})
    assert page_of(nomination).texts["lead"] == BETTER


def test_nothing_is_confirmed_unseen(lan, nomination, proposed):
    lan.post(address(nomination, "book_page_answer"), {"answer": "confirm", "proof": "0" * 64})
    assert page_of(nomination).status == BookPage.Status.PROPOSED


def test_what_waits_stands_on_today(edition, lan, minh, nomination, proposed):
    set_due(edition, 10)
    assert address(nomination) in text_of(lan.get(reverse("work")))
    assert reverse("awards:book_pages", args=[edition.slug]) in text_of(minh.get(reverse("work")))


def test_after_publication_nothing_is_returned_or_corrected(edition, cast, lan, minh, signed):
    own = Nomination.objects.filter(organization__memberships__user=cast.lan, edition=edition).accepted()[0]
    approved(lan, own)
    actions.publish(edition, by=cast.oanh)
    assert give_back(minh, own).status_code == 409
    assert propose(minh, own).status_code == 409
    assert page_of(own).status == BookPage.Status.APPROVED
