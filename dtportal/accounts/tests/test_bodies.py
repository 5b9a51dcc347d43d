"""Nominating bodies and their officers: added, invited by link, appointed and ended by Minh."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from dtportal.accounts import actions, officers
from dtportal.accounts.models import Appointment, OfficerInvitation, User
from dtportal.demo.cast import create_person, give_second_factor
from dtportal.journal.models import Notice
from dtportal.journal.outbox import compose
from dtportal.programme.models import Body
from dtportal.roles import Can

pytestmark = pytest.mark.django_db

PAGE = "/work/2023/bodies/"


@pytest.fixture
def body_page(cast) -> str:
    return f"{PAGE}{cast.body.pk}/"


def link_to(address: str) -> str:
    """The path of the link in the last mail to an address."""
    notice = Notice.objects.filter(address=address).last()
    return re.search(r"/work/invitations/officer/[\w-]+/", compose(notice)[1])[0]


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_minh_adds_a_body_and_units_can_ask_it_at_once(cast, edition, sign_in):
    minh = sign_in(cast.minh)
    da_nang = cast.body.province
    values = {
        "name": "Sở Khoa học và Công nghệ thành phố Đà Nẵng",
        "kind": "department",
        "province": da_nang.pk,
    }
    page = minh.post(f"{PAGE}new/", values, follow=True).content.decode()
    assert "được đề cử đơn vị" in page
    body = Body.objects.get(slug="so-khoa-hoc-va-cong-nghe-thanh-pho-da-nang")
    assert (body.kind, body.province, body.may_nominate) == ("department", da_nang, True)
    assert body.name in minh.get(f"{PAGE}?q=so khoa hoc&officers=none").content.decode()
    again = minh.post(f"{PAGE}new/", values)
    assert again.status_code == 422 and "Đã có cơ quan đề cử mang tên này." in again.content.decode()


def test_a_department_belongs_to_a_province_an_association_need_not(cast, sign_in):
    minh = sign_in(cast.minh)
    refused = minh.post(f"{PAGE}new/", {"name": "Sở Minh Họa", "kind": "department"})
    assert refused.status_code == 422 and "phải thuộc một tỉnh, thành phố" in refused.content.decode()
    minh.post(f"{PAGE}new/", {"name": "Hiệp hội Minh Họa Việt Nam", "kind": "association"})
    assert Body.objects.filter(slug="hiep-hoi-minh-hoa-viet-nam", province=None).exists()


def test_somebody_with_an_account_is_appointed_at_once(cast, sign_in, body_page):
    create_person("phuong@example.org", "Đặng Thu Phương")
    page = sign_in(cast.minh).post(body_page, {"email": "Phuong@Example.org"}, follow=True).content.decode()
    assert "Đặng Thu Phương" in page
    officer = User.objects.get(email="phuong@example.org")
    assert officer.bodies_where(Can.ENDORSE) == [
        (Appointment.objects.get(user=officer).edition_id, cast.body.pk)
    ]
    refused = sign_in(cast.minh).post(body_page, {"email": "phuong@example.org"})
    assert refused.status_code == 422


def test_somebody_without_an_account_takes_the_office_up_by_the_link(cast, sign_in, body_page):
    minh = sign_in(cast.minh)
    minh.post(body_page, {"email": "ha@example.org"})
    minh.post(body_page, {"email": "ha@example.org"})
    assert OfficerInvitation.objects.count() == 1, "a second invitation sends the same link"
    link = link_to("ha@example.org")
    assert "ha@example.org" in minh.get(body_page).content.decode()
    ha = create_person("ha@example.org", "Trịnh Thu Hà")
    browser = sign_in(ha)
    assert "Ủy ban nhân dân thành phố Đà Nẵng" in browser.get(link).content.decode()
    assert "làm cán bộ của một cơ quan đề cử" in browser.get("/work/").content.decode()
    assert browser.post(link).status_code == 302
    give_second_factor(ha)
    assert fresh(ha).can(Can.ENDORSE)
    made = Appointment.objects.get(user=ha)
    assert (made.appointed_by, made.body) == (cast.minh, cast.body)
    assert browser.post(link).status_code == 302, "a second click changes nothing"
    assert Appointment.objects.filter(user=ha).count() == 1


def test_the_link_is_for_the_address_it_went_to(cast, edition, sign_in):
    made = officers.invite_officer(edition, cast.body, "ha@example.org", by=cast.minh)
    link = f"/work/invitations/officer/{made.token}/"
    page = sign_in(cast.tung).get(link).content.decode()
    assert cast.body.name not in page and "địa chỉ khác" in page
    with pytest.raises(ValidationError):
        officers.accept_office(made, by=cast.tung)
    unverified = User.objects.create_user("ha@example.org", full_name="Trịnh Thu Hà")
    EmailAddress.objects.create(user=unverified, email="ha@example.org", verified=False)
    with pytest.raises(ValidationError):
        officers.accept_office(made, by=unverified)
    assert not fresh(unverified).can(Can.ENDORSE)


@pytest.mark.parametrize("ending", ["taken back", "expired", "inviter left"])
def test_a_link_that_does_not_hold_any_more_says_so(cast, edition, sign_in, ending):
    made = officers.invite_officer(edition, cast.body, "ha@example.org", by=cast.minh)
    ha = create_person("ha@example.org", "Trịnh Thu Hà")
    if ending == "taken back":
        sign_in(cast.minh).post(f"/work/2023/officer-invitations/{made.pk}/take-back/")
    elif ending == "expired":
        OfficerInvitation.objects.update(expires_at=timezone.now())
    else:
        Appointment.objects.filter(user=cast.minh).update(ended_at=timezone.now(), ended_by=cast.oanh)
    assert sign_in(ha).post(f"/work/invitations/officer/{made.token}/").status_code == 409
    assert not fresh(ha).can(Can.ENDORSE)


def test_minh_ends_an_officers_office_but_no_other(cast, edition, sign_in, body_page):
    minh = sign_in(cast.minh)
    assert "Trần Đăng Khoa" in minh.get(body_page).content.decode()
    khoas, hanhs = Appointment.objects.get(user=cast.khoa), Appointment.objects.get(user=cast.hanh)
    assert minh.post(f"/work/2023/officers/{hanhs.pk}/end/").status_code == 404
    with pytest.raises(PermissionDenied):
        actions.end_appointment(hanhs, by=cast.minh)
    assert minh.post(f"/work/2023/officers/{khoas.pk}/end/").status_code == 302
    assert not fresh(cast.khoa).can(Can.ENDORSE)
    with pytest.raises(PermissionDenied):
        actions.appoint(edition, by=cast.minh, user=cast.tung, role="member")


def test_nobody_is_secretary_and_officer_at_once(cast, edition, sign_in, body_page):
    refused = sign_in(cast.minh).post(body_page, {"email": cast.minh.email})
    assert refused.status_code == 422 and "không ai vừa là thành viên" in refused.content.decode().lower()
    with pytest.raises(ValidationError):
        actions.appoint(edition, by=cast.oanh, user=cast.khoa, role="secretary")


def test_the_list_asks_no_more_for_three_than_for_one(cast, edition, sign_in, django_assert_max_num_queries):
    minh = sign_in(cast.minh)

    def count() -> int:
        minh.get(PAGE)
        with django_assert_max_num_queries(12) as queries:
            assert minh.get(PAGE).status_code == 200
        return len(queries)

    before = count()
    for name in ("Hiệp hội Một", "Hiệp hội Hai"):
        officers.add_body(edition, by=cast.minh, name=name, kind="association", province=None)
    assert count() == before
