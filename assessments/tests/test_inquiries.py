"""A member asks the secretariat; the two of them read it, and nobody else."""

import pytest
from django.core.exceptions import PermissionDenied

from assessments import actions
from assessments.models import Assignment, Inquiry
from dtportal.accounts.models import Membership
from dtportal.journal.models import Entry, Notice
from dtportal.states import ImpossibleMove

WORDS = "Báo cáo kiểm toán là của năm nào?"


def test_hanh_asks_minh_answers_and_she_reads_it(cast, reading, edition, sign_in):
    hanh, minh = sign_in(cast.hanh), sign_in(cast.minh)
    hanh.post(f"/work/appraisal/{reading.pk}/questions/", {"text": f"  {WORDS} "})
    assert Notice.objects.get(template="inquiry_asked").recipient == cast.minh
    assert "Trả lời câu hỏi của ủy viên" in minh.get("/work/").content.decode()
    listed = minh.get(f"/work/{edition.slug}/council-questions/").content.decode()
    assert WORDS in listed
    assert reading.entry.nomination.number in listed
    inquiry = Inquiry.objects.get()
    minh.post(f"/work/{edition.slug}/council-questions/{inquiry.pk}/", {"text": "Năm 2022."})
    assert Notice.objects.get(template="inquiry_answered").recipient == cast.hanh
    assert "Đọc câu trả lời" in hanh.get("/work/").content.decode()
    assert "Năm 2022." in hanh.get(f"/work/appraisal/{reading.pk}/questions/").content.decode()
    assert "Đọc câu trả lời" not in hanh.get("/work/").content.decode()
    assert "Trả lời câu hỏi của ủy viên" not in minh.get("/work/").content.decode()


def test_the_mails_and_the_journal_hold_no_word_of_it(cast, reading):
    inquiry = actions.inquire(reading, WORDS, by=cast.hanh)
    actions.reply(inquiry, "Năm 2022.", by=cast.minh)
    for notice in Notice.objects.filter(template__startswith="inquiry"):
        assert WORDS not in str(notice.context)
        assert "2022." not in str(notice.context)
    assert WORDS not in str(list(Entry.objects.values_list("data", flat=True)))


@pytest.mark.parametrize("who", ["dung", "lan", "khoa", "thao", "oanh", "tung"])
def test_nobody_else_reads_it(cast, reading, edition, sign_in, who):
    inquiry = actions.inquire(reading, WORDS, by=cast.hanh)
    person, browser = getattr(cast, who), sign_in(getattr(cast, who))
    assert not Inquiry.objects.visible_to(person).exists()
    assert browser.get(f"/work/appraisal/{reading.pk}/questions/").status_code in {403, 404}
    assert browser.get(f"/work/{edition.slug}/council-questions/").status_code == 403
    answer = browser.post(f"/work/{edition.slug}/council-questions/{inquiry.pk}/", {"text": "x"})
    assert answer.status_code == 403


def test_the_unit_never_learns_of_it(cast, reading, sign_in):
    Membership.objects.create(user=cast.tung, organization=reading.entry.nomination.organization)
    actions.inquire(reading, WORDS, by=cast.hanh)
    browser = sign_in(cast.tung)
    reference = reading.entry.nomination.reference
    for path in (f"/work/nominations/{reference}/", f"/work/nominations/{reference}/questions/", "/work/"):
        assert WORDS not in browser.get(path).content.decode()


def test_a_secretary_of_the_unit_sees_nothing_of_it(cast, reading, edition, sign_in):
    inquiry = actions.inquire(reading, WORDS, by=cast.hanh)
    Membership.objects.create(user=cast.minh, organization=reading.entry.nomination.organization)
    browser = sign_in(cast.minh)
    page = browser.get(f"/work/{edition.slug}/council-questions/")
    assert WORDS not in page.content.decode()
    assert page.context["waiting"] == 0
    answer = browser.post(f"/work/{edition.slug}/council-questions/{inquiry.pk}/", {"text": "x"})
    assert answer.status_code == 404


def test_recusing_closes_the_thread_to_the_member_and_not_to_the_office(cast, reading):
    actions.inquire(reading, WORDS, by=cast.hanh)
    actions.recuse(reading, by=cast.hanh, reason="Cùng cơ quan")
    assert not Inquiry.objects.visible_to(cast.hanh).exists()
    assert Inquiry.objects.visible_to(cast.minh).exists()


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_no_words_or_too_many_are_refused_and_stay_on_the_page(cast, reading, sign_in, text):
    answer = sign_in(cast.hanh).post(f"/work/appraisal/{reading.pk}/questions/", {"text": text})
    assert answer.status_code == 422
    assert answer.context["typed"] == text
    assert not Inquiry.objects.exists()


def test_an_empty_answer_is_refused_beside_its_question(cast, reading, edition, sign_in):
    inquiry = actions.inquire(reading, WORDS, by=cast.hanh)
    page = sign_in(cast.minh).post(f"/work/{edition.slug}/council-questions/{inquiry.pk}/", {"text": " "})
    assert page.status_code == 422
    assert "Hãy viết câu trả lời" in page.content.decode()


def test_the_same_question_and_the_same_answer_count_once(cast, reading):
    first = actions.inquire(reading, WORDS, by=cast.hanh)
    assert actions.inquire(reading, WORDS, by=cast.hanh) == first
    actions.reply(first, "Năm 2022.", by=cast.minh)
    actions.reply(first, "Năm 2022.", by=cast.minh)
    with pytest.raises(ImpossibleMove):
        actions.reply(first, "Năm 2021.", by=cast.minh)
    assert Entry.objects.filter(verb="inquiry.answered").count() == 1
    assert Notice.objects.filter(template__startswith="inquiry").count() == 2


def test_nobody_asks_for_somebody_else_or_answers_without_the_office(cast, reading):
    other = Assignment.objects.exclude(member__user=cast.hanh).first()
    with pytest.raises(PermissionDenied):
        actions.inquire(other, WORDS, by=cast.hanh)
    inquiry = actions.inquire(reading, WORDS, by=cast.hanh)
    for person in (cast.hanh, cast.dung, cast.thao):
        with pytest.raises(PermissionDenied):
            actions.reply(inquiry, "x", by=person)
