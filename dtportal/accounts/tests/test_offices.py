"""Appointments: made, handed over and ended by Oanh; the first organiser by the operator."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dtportal.accounts import actions
from dtportal.accounts.models import Appointment, User
from dtportal.demo.cast import create_person
from dtportal.journal.models import Entry, Notice
from dtportal.journal.outbox import compose
from dtportal.roles import Can

PAGE = "/work/2023/appointments/"


def test_oanh_appoints_a_member_who_is_told_by_mail(cast, edition, sign_in):
    mai = create_person("mai@example.org", "Lý Thanh Mai")
    page = sign_in(cast.oanh).post(PAGE, {"email": "mai@example.org", "role": "member"}, follow=True)
    assert "Đã phân công Lý Thanh Mai" in page.content.decode()
    assert mai.can(Can.APPRAISE, edition.access_scope())
    subject, body = compose(Notice.objects.get(recipient=mai))
    assert subject == "Thông báo phân công nhiệm vụ: Ủy viên Hội đồng" or "nhiệm vụ" in subject
    assert "Kính gửi Ông/Bà Lý Thanh Mai," in body and "&" not in body
    assert "Dữ liệu minh họa" in body, "a rehearsal says so in every mail"


def test_an_officer_needs_his_body(cast, sign_in):
    browser = sign_in(cast.oanh)
    refused = browser.post(PAGE, {"email": "tung@example.org", "role": "officer"})
    assert "Cán bộ đề cử phải thuộc một cơ quan đề cử" in refused.content.decode()
    browser.post(PAGE, {"email": "tung@example.org", "role": "officer", "body": cast.body.pk})
    assert cast.tung.can(Can.ENDORSE)


def test_nobody_is_appointed_twice_or_without_an_account(cast, sign_in):
    browser = sign_in(cast.oanh)
    again = browser.post(PAGE, {"email": "hanh@example.org", "role": "member"})
    assert "đang giữ nhiệm vụ này" in again.content.decode()
    unknown = browser.post(PAGE, {"email": "khong.ai@example.org", "role": "member"})
    assert "Không có tài khoản nào dùng địa chỉ này." in unknown.content.decode()


def test_an_ended_office_gives_nothing_more(cast, sign_in):
    office = Appointment.objects.get(user=cast.hanh)
    sign_in(cast.oanh).post(f"{PAGE}{office.pk}/end/")
    assert not User.objects.get(pk=cast.hanh.pk).can(Can.APPRAISE)
    assert Entry.objects.filter(
        verb="appointment.ended", subject_id=office.pk, actor_id=cast.oanh.pk
    ).exists()
    again = sign_in(cast.oanh).post(f"{PAGE}{office.pk}/end/")
    assert again.status_code == 404


def test_an_office_is_handed_over_at_once(cast, edition, sign_in):
    office = Appointment.objects.get(user=cast.khoa)
    browser = sign_in(cast.oanh)
    assert "Ủy ban nhân dân thành phố Đà Nẵng" in browser.get(f"{PAGE}{office.pk}/replace/").content.decode()
    browser.post(f"{PAGE}{office.pk}/replace/", {"email": "tung@example.org"})
    assert not User.objects.get(pk=cast.khoa.pk).can(Can.ENDORSE)
    successor = Appointment.objects.active().get(user=cast.tung)
    assert (successor.role, successor.body) == ("officer", cast.body)
    assert Notice.objects.filter(recipient__in=[cast.khoa, cast.tung]).count() == 2


def test_an_edition_is_never_without_an_organiser(cast, sign_in):
    office = Appointment.objects.get(user=cast.oanh)
    browser = sign_in(cast.oanh)
    refused = browser.post(f"{PAGE}{office.pk}/end/")
    assert refused.status_code == 400
    assert "Một kỳ không thể thiếu Ban Tổ chức" in refused.content.decode()
    browser.post(f"{PAGE}{office.pk}/replace/", {"email": "tung@example.org"})
    assert cast.tung.can(Can.APPOINT) and not User.objects.get(pk=cast.oanh.pk).can(Can.APPOINT)


def test_only_whoever_appoints_sees_or_changes_offices(cast, edition, sign_in):
    for person in (cast.lan, cast.khoa, cast.minh, cast.hanh, cast.dung, cast.binh, cast.tung):
        assert sign_in(person).get(PAGE).status_code == 403
    assert Client().get(PAGE).status_code == 302
    with pytest.raises(PermissionDenied):
        actions.appoint(edition, by=cast.minh, user=cast.tung, role="member")


def test_the_page_asks_the_same_number_of_queries_for_one_and_three(cast, edition, sign_in):
    browser = sign_in(cast.oanh)
    browser.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        browser.get(PAGE)
    for number in (1, 2):
        person = create_person(f"uy.vien.{number}@example.org", f"Ủy Viên {number}")
        Appointment.objects.create(user=person, role="officer", edition=edition, body=cast.body)
    with CaptureQueriesContext(connection) as three:
        browser.get(PAGE)
    assert len(one) == len(three) <= 14


def test_the_operator_makes_the_first_organiser(edition):
    out = StringIO()
    call_command(
        "bootstrap", "--email", "chu.tri@example.org", "--name", "Lê Chủ Trì", "--print-link", stdout=out
    )
    person = User.objects.get(email="chu.tri@example.org")
    assert person.can(Can.APPOINT, edition.access_scope())
    browser = Client()
    path = out.getvalue().strip().removeprefix("http://localhost:8000")
    form = browser.get(path, follow=True).redirect_chain[-1][0]
    browser.post(form, {"password1": "mot-mat-khau-dai-2023", "password2": "mot-mat-khau-dai-2023"})
    browser.post("/accounts/login/", {"login": person.email, "password": "mot-mat-khau-dai-2023"})
    assert browser.get("/work/").url == "/accounts/2fa/totp/activate/"
    assert not Authenticator.objects.filter(user=person).exists()


def test_the_operator_makes_no_second_organiser(cast):
    with pytest.raises(CommandError, match="has an organiser already"):
        call_command("bootstrap", "--email", "chu.tri@example.org")
    with pytest.raises(CommandError, match="no edition"):
        call_command("bootstrap", "--email", "chu.tri@example.org", "--edition", "1999")
    with pytest.raises(CommandError, match="not an e-mail address"):
        call_command("bootstrap", "--email", "chu trì")


def test_the_first_organiser_gets_a_mail(edition):
    call_command("bootstrap", "--email", "chu.tri@example.org", stdout=StringIO())
    notice = Notice.objects.get()
    assert notice.sent_at and not notice.context, "the link is not kept once sent"
