"""The conversation about a dossier: Lan asks, Minh answers, nobody else reads along."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from dtportal.demo.cast import create_person
from dtportal.journal.models import Entry
from nominations import actions
from nominations.models import Colleague, Message, Thread
from nominations.tests.helpers import draft, submitted
from nominations.tests.test_submission import mails

pytestmark = pytest.mark.django_db
QUESTION = "Có cần nộp bản giấy không?\nXin cảm ơn."


@pytest.fixture
def nomination(cast, organization, edition):
    return submitted(organization, by=cast.lan, edition=edition, body=cast.body)


@pytest.fixture
def desk(nomination) -> str:
    return f"/work/2023/nominations/{nomination.reference}/"


def today(browser) -> str:
    return browser.get("/work/").content.decode()


def test_lan_asks_minh_answers_and_both_are_told(nomination, desk, cast, sign_in):
    lan, minh, url = sign_in(cast.lan), sign_in(cast.minh), f"{nomination.get_absolute_url()}questions/"
    page = lan.get(nomination.get_absolute_url()).content.decode()
    assert 'name="text"' in page and "maxlength" not in page  # which would cut pasted words off in silence
    assert lan.post(url, {"text": QUESTION}).status_code == 302
    [(address, mail)] = mails("nomination.question_asked")
    assert address == cast.minh.email
    assert f"{desk}#questions" in mail and "bản giấy" not in mail
    assert "Câu hỏi của đơn vị chờ trả lời" in today(minh)
    queue = minh.get("/work/2023/nominations/?view=questions").content.decode()
    assert "CDS1-2023-GT-0001" in queue

    page = minh.get(desk).content.decode()
    assert "Có cần nộp bản giấy không?<br>Xin cảm ơn." in page
    answer = {"answer-text": "Không cần.", "answer-seen": Message.objects.get().pk}
    assert minh.post(f"{desk}answer/", answer).status_code == 302
    [(address, mail)] = mails("nomination.question_answered")
    assert address == cast.lan.email and url in mail and "Không cần." not in mail
    assert "Câu hỏi của đơn vị chờ trả lời" not in today(minh)
    assert "CDS1-2023-GT-0001" not in minh.get("/work/2023/nominations/?view=questions").content.decode()
    assert "Ban Thư ký đã viết về CDS1-2023-GT-0001" in today(lan)
    assert "Không cần." in lan.get(url).content.decode()
    assert "Ban Thư ký đã viết về" not in today(lan)
    assert not Entry.objects.filter(data__icontains="giấy").exists()


def test_an_impatient_click_does_not_double_the_question(nomination, cast, sign_in):
    lan, url = sign_in(cast.lan), f"{nomination.get_absolute_url()}questions/"
    for _click in range(3):
        lan.post(url, {"text": QUESTION})
    assert Message.objects.count() == 1
    assert len(mails("nomination.question_asked")) == 1


@pytest.mark.parametrize(("text", "sentence"), [("  \n", "Đề nghị nhập nội dung"), ("ố" * 2001, "quá dài")])
def test_bad_input_is_told_beside_the_field_and_kept(nomination, cast, sign_in, text, sentence):
    page = sign_in(cast.lan).post(f"{nomination.get_absolute_url()}questions/", {"text": text})
    assert page.status_code == 422
    assert sentence in page.content.decode() and text.strip() in page.content.decode()


def test_markup_is_shown_and_not_obeyed(nomination, desk, cast, sign_in):
    actions.ask(nomination, "<b>đậm</b>", by=cast.lan)
    assert "&lt;b&gt;đậm&lt;/b&gt;" in sign_in(cast.minh).get(desk).content.decode()


def test_a_question_that_came_while_minh_was_writing_goes_on_waiting(nomination, desk, cast, sign_in):
    first = actions.ask(nomination, "Một?", by=cast.lan)
    actions.ask(nomination, "Hai?", by=cast.lan)
    sign_in(cast.minh).post(f"{desk}answer/", {"answer-text": "Trả lời một.", "answer-seen": first.pk})
    assert Thread.objects.waiting().count() == 1
    sign_in(cast.minh).post(f"{desk}settle/", {"seen": Message.objects.last().pk})
    assert not Thread.objects.waiting().exists()


def test_an_empty_answer_comes_back_with_a_sentence(nomination, desk, cast, sign_in):
    page = sign_in(cast.minh).post(f"{desk}answer/", {"answer-text": " "})
    assert page.status_code == 422 and "Đề nghị nhập nội dung" in page.content.decode()


def test_whoever_looks_after_the_dossier_is_told_and_nobody_else(nomination, cast, edition):
    actions.entrust(nomination, cast.minh, by=cast.minh)
    nomination.refresh_from_db()
    actions.ask(nomination, QUESTION, by=cast.lan)
    assert [address for address, _mail in mails("nomination.question_asked")] == [cast.minh.email]


def test_nominating_bodies_and_strangers_do_not_read_along(nomination, cast, sign_in):
    actions.ask(nomination, QUESTION, by=cast.lan)
    url = f"{nomination.get_absolute_url()}questions/"
    for who in (cast.khoa, cast.tung, cast.hanh):
        assert sign_in(who).get(url).status_code == 404
        assert sign_in(who).post(url, {"text": "Tôi cũng hỏi"}).status_code == 404
    endorsement = nomination.endorsements.get()
    assert "bản giấy" not in sign_in(cast.khoa).get(f"/work/endorsements/{endorsement.pk}/").content.decode()
    thao = sign_in(cast.thao)
    assert "bản giấy" in thao.get(url).content.decode()
    assert thao.post(url, {"text": "Kiểm toán hỏi"}).status_code == 403
    assert Message.objects.count() == 1


@pytest.mark.parametrize(("section", "status"), [("", 302), ("results", 404)])
def test_a_colleague_of_the_whole_dossier_asks_too(nomination, cast, sign_in, section, status):
    colleague = create_person("phuc@example.org", "Đặng Hồng Phúc")
    Colleague.objects.create(
        nomination=nomination,
        email=colleague.email,
        section=section,
        invited_by=cast.lan,
        accepted_by=colleague,
        accepted_at=nomination.submitted_at,
    )
    answer = sign_in(colleague).post(f"{nomination.get_absolute_url()}questions/", {"text": QUESTION})
    assert answer.status_code == status
    page = sign_in(colleague).get(nomination.get_absolute_url()).content.decode()
    assert ("bản giấy" in page) == (section == "")
    if section == "":
        actions.answer(nomination, "Không cần.", by=cast.minh)
        assert sorted(address for address, _ in mails("nomination.question_answered")) == sorted(
            [cast.lan.email, colleague.email]
        )


def test_a_draft_says_where_to_ask_instead(cast, organization, edition, sign_in):
    nomination = draft(organization, by=cast.lan, edition=edition)
    page = sign_in(cast.lan).post(f"{nomination.get_absolute_url()}questions/", {"text": QUESTION})
    assert page.status_code == 422
    assert "sau khi hồ sơ được nộp" in page.content.decode()
    assert not Message.objects.exists()


def test_a_message_is_never_changed(nomination, cast):
    message = actions.ask(nomination, QUESTION, by=cast.lan)
    message.text = "Khác"
    with pytest.raises(TypeError):
        message.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        Message.objects.update(text="Khác")


@pytest.mark.parametrize(("who", "page"), [("lan", "questions"), ("lan", "home"), ("minh", "desk")])
def test_a_long_conversation_takes_no_more_queries(nomination, desk, cast, sign_in, who, page):
    url = {"questions": f"{nomination.get_absolute_url()}questions/", "home": nomination.get_absolute_url()}
    browser, counts = sign_in(getattr(cast, who)), []
    for many in (1, 3):
        for number in range(many):
            actions.ask(nomination, f"{many} {number}?", by=cast.lan)
        actions.answer(nomination, "Vâng.", by=cast.minh)
        browser.get(url.get(page, desk))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            browser.get(url.get(page, desk))
        counts.append(len(queries))
    assert counts[0] == counts[1]
