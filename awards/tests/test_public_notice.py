"""The accepted units are put up for ten working days: who is named, until when, who hears what is said."""

import re
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from awards import actions
from awards.models import Comment, PublicNotice
from awards.tests.making import conclude_on
from awards.timing import objections
from dtportal.accounts.models import Membership, User
from dtportal.journal.models import Notice
from dtportal.journal.outbox import deliver_waiting
from dtportal.programme.calendar import VIETNAM
from dtportal.programme.models import Edition, Group, Holiday
from dtportal.sealing import code as new_code
from dtportal.states import ImpossibleMove
from dtportal.todo import tasks_for
from nominations.models import Consent

pytestmark = pytest.mark.django_db
NAMED = "Bệnh viện Đa khoa Minh Họa Hải Âu"
UNNAMED = "Hợp tác xã Đồng Vàng Minh Họa"
SAID = "Đơn vị này đang nợ bảo hiểm xã hội"


def text_of(answer):
    return answer.content.decode()


def consent(nomination, deed=Consent.Deed.GIVEN):
    Consent.objects.create(
        nomination=nomination, key="may_name", deed=deed, version=1, title="t", title_en="t", text="x", text_en="x",
        sha256="0" * 64, at=nomination.submitted_at, by=nomination.created_by,
    )  # fmt: skip


@pytest.fixture
def units(edition, cast):
    made = [found.nomination for found in conclude_on(edition, cast, [91, 87], names=[NAMED, UNNAMED])]
    conclude_on(edition, cast, [80], names=["Công ty của lãnh đạo"], group=Group.LEADER)
    consent(made[0])
    return made


@pytest.fixture
def notice(edition, cast, units):
    return actions.put_up(edition, by=cast.minh)


def say(notice, **more):
    told = {"name": "Lê Hoàng An", "email": "an@example.org", "text": SAID, "code": new_code(16)} | more
    return actions.comment(notice, **told)


def set_clock(edition, at):
    Edition.objects.filter(pk=edition.pk).update(clock_at=at)


def test_only_whoever_agreed_is_named_the_others_are_counted(edition, notice):
    page = text_of(Client().get(reverse("awards:notice", args=["2023"])))
    assert NAMED in page
    assert UNNAMED not in page
    assert "Công ty của lãnh đạo" not in page
    assert notice.unnamed == 1
    assert [line.name for line in notice.lines.all()] == [NAMED]


def test_nothing_of_the_appraisal_shows(notice):
    page = text_of(Client().get(reverse("awards:notice", args=["2023"])))
    shown = re.sub(r"<[^>]+>", " ", page)
    assert NAMED in shown and not re.search(r"\b91\b", shown)
    assert not re.search(r"CDS1-2023-\w+", page)


def test_whoever_takes_the_consent_back_disappears_at_once(notice, units):
    consent(units[0], Consent.Deed.WITHDRAWN)
    page = text_of(Client().get(reverse("awards:notice", args=["2023"])))
    assert NAMED not in page
    line = notice.lines.get()
    assert Client().get(reverse("awards:comment", args=["2023", line.pk])).status_code == 404


def test_it_ends_with_the_last_second_of_the_tenth_working_day(edition, notice):
    # put up on Wednesday 10 May 2023
    assert notice.closes_at.astimezone(VIETNAM) == datetime(2023, 5, 24, 23, 59, 59, tzinfo=VIETNAM)
    set_clock(edition, notice.closes_at + timedelta(microseconds=999_999))
    say(notice)
    set_clock(edition, notice.closes_at + timedelta(seconds=1))
    with pytest.raises(ValidationError, match=r"24/0?5/2023"):
        say(notice, text="Muộn")
    assert Comment.objects.count() == 1
    page = Client().get(reverse("awards:comment", args=["2023"]))
    assert page.status_code == 200
    assert "<textarea" not in text_of(page)


def test_holidays_do_not_count(edition, cast, units):
    set_clock(edition, datetime(2023, 4, 21, 9, tzinfo=VIETNAM))
    made = actions.put_up(edition, by=cast.minh)
    assert made.closes_at.astimezone(VIETNAM).date().isoformat() == "2023-05-10"


def test_a_year_whose_holidays_nobody_knows_is_refused(edition, cast, units):
    Holiday.objects.all().delete()
    with pytest.raises(ValidationError):
        actions.put_up(edition, by=cast.minh)
    assert not PublicNotice.objects.exists()


def test_a_second_click_changes_nothing_and_the_list_is_frozen(edition, cast, notice, units):
    units[0].organization.name = "Tên khác"
    units[0].organization.save()
    assert actions.put_up(edition, by=cast.minh) == notice
    assert notice.lines.get().name == NAMED


def test_nobody_but_the_secretariat_puts_it_up(edition, cast, units):
    for user in (cast.thao, cast.oanh, cast.dung, cast.lan, cast.tung):
        with pytest.raises(PermissionDenied):
            actions.put_up(edition, by=user)


def test_without_accepted_units_there_is_nothing_to_put_up(edition, cast):
    with pytest.raises(ValidationError):
        actions.put_up(edition, by=cast.minh)
    assert Client().get(reverse("awards:notice", args=["2023"])).status_code == 200


def test_after_publication_nothing_is_put_up(edition, cast, published):
    with pytest.raises(ValidationError):
        actions.put_up(edition, by=cast.minh)


def test_anybody_comments_and_secretariat_and_auditor_read_it(edition, cast, notice, sign_in):
    browser, address = Client(), reverse("awards:comment", args=["2023", notice.lines.get().pk])
    token = re.search(r'name="token" value="([^"]+)"', text_of(browser.get(address)))[1]
    told = {"name": "Lê Hoàng An", "email": "an@example.org", "text": SAID, "may_use": "on", "token": token}
    assert browser.post(address, told).status_code == 200
    browser.post(address, told)
    made = Comment.objects.get()
    assert made.line.name == NAMED
    assert made.keep_name_from_unit is False
    for who in (cast.minh, cast.thao):
        page = sign_in(who).get(reverse("awards:comment_one", args=["2023", made.pk]))
        assert SAID in text_of(page)
    for who in (cast.oanh, cast.dung, cast.hanh, cast.lan, cast.tung):
        answer = sign_in(who).get(reverse("awards:comment_one", args=["2023", made.pk]))
        assert answer.status_code == 403
    assert set(Notice.objects.filter(template="comment_received").values_list("recipient", flat=True)) == {
        cast.minh.pk,
        cast.thao.pk,
    }


def test_a_name_and_an_address_are_asked_for(notice):
    answer = Client().post(reverse("awards:comment", args=["2023"]), {"text": SAID})
    assert answer.status_code == 400
    assert {"name", "email", "may_use"} <= answer.context["form"].errors.keys()


def test_the_answer_goes_by_mail_and_stands_behind_the_code(cast, notice):
    code = new_code(16)
    made = say(notice, code=code)
    page = reverse("awards:comment_page", args=[code])
    assert SAID in text_of(Client().get(page))
    actions.answer_comment(made, text="Đã xác minh với cơ quan bảo hiểm.", by=cast.minh)
    deliver_waiting()
    assert "Đã xác minh" in text_of(Client().get(page))
    mail = Notice.objects.get(template="comment_answered")
    assert "Đã xác minh" in mail.sent_body
    # The mail with the code keeps nothing once it went.
    told = Notice.objects.get(template="invitation/comment")
    assert (told.context, told.sent_body) == ({}, "")
    assert Client().get(reverse("awards:comment_page", args=["AAAABBBBCCCCDDDD"])).status_code == 404


def test_two_answers_at_once_leave_the_first(cast, notice):
    made = say(notice)
    actions.answer_comment(made, text="Một.", by=cast.minh)
    actions.answer_comment(made, text="Một.", by=cast.minh)
    with pytest.raises(ImpossibleMove):
        actions.answer_comment(made, text="Hai.", by=cast.minh)
    with pytest.raises(PermissionDenied):
        actions.answer_comment(made, text="Một.", by=cast.thao)
    made.refresh_from_db()
    assert made.answer == "Một."
    assert Notice.objects.filter(template="comment_answered").count() == 1


def test_a_comment_on_the_own_organisation_is_closed_to_an_officer(edition, cast, notice, units):
    made = say(notice, line=notice.lines.get())
    Membership.objects.create(user=cast.minh, organization=units[0].organization)
    minh = User.objects.get(pk=cast.minh.pk)
    assert not Comment.objects.visible_to(minh).exists()
    with pytest.raises(PermissionDenied):
        actions.answer_comment(made, text="Không có gì.", by=minh)
    assert Comment.objects.visible_to(cast.thao).exists()


def test_whoever_answers_finds_it_on_today(cast, notice):
    say(notice)
    urls = {
        who: [task.url for task in tasks_for(User.objects.get(pk=who.pk))] for who in (cast.minh, cast.oanh)
    }
    assert reverse("awards:comments", args=["2023"]) in urls[cast.minh]
    assert reverse("awards:comments", args=["2023"]) not in urls[cast.oanh]


def test_search_ignores_diacritics(notice):
    address = reverse("awards:notice", args=["2023"])
    assert NAMED in text_of(Client().get(address, {"q": "benh vien hai au"}))
    assert NAMED not in text_of(Client().get(address, {"q": "khong co"})).split("<main")[1]


def test_the_public_list_loads_once(notice, django_assert_max_num_queries):
    address = reverse("awards:notice", args=["2023"])
    Client().get(address)
    with django_assert_max_num_queries(12):
        Client().get(address)


def test_a_live_roll_waits_until_everybody_has_had_a_say(edition, cast, units):
    notice = actions.put_up(edition, by=cast.minh)
    set_clock(edition, notice.closes_at)
    edition.refresh_from_db()
    assert any("24/05/2023" in sentence for sentence in objections(edition))
    set_clock(edition, notice.closes_at + timedelta(days=7))
    edition.refresh_from_db()
    assert objections(edition) == []
