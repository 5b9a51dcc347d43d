"""Who gets in: the intake's deadline, strangers, officers of other bodies, people without the function."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from dtportal.accounts.models import Appointment
from dtportal.demo.cast import create_person, give_second_factor, nominating_body
from dtportal.programme import calendar
from dtportal.programme.models import Body, Edition
from nominations import actions
from nominations.models import Dossier, Endorsement, Nomination
from nominations.tests.helpers import draft, pdf, stand_at, submitted, unit, written

pytestmark = pytest.mark.django_db


def test_a_dossier_is_taken_in_until_the_last_second_of_the_last_day(cast, organization, edition, sign_in):
    nomination = written(organization, by=cast.lan, edition=edition, body=cast.body)
    stand_at(edition, calendar.end_of(date(2023, 5, 30)))
    sign_in(cast.lan).post(f"{nomination.get_absolute_url()}submit/")
    assert Dossier.objects.exists()


def test_a_second_later_the_door_is_closed_and_says_when(cast, organization, edition, sign_in):
    nomination = written(organization, by=cast.lan, edition=edition, body=cast.body)
    stand_at(edition, calendar.start_of(date(2023, 5, 31)))
    page = sign_in(cast.lan).post(f"{nomination.get_absolute_url()}submit/", follow=True).content.decode()
    assert "Việc tiếp nhận hồ sơ đã kết thúc lúc 23:59 30/05/2023." in page
    assert not Dossier.objects.exists()


def test_the_hidden_grace_still_lets_a_late_click_in(cast, organization, edition):
    nomination = written(organization, by=cast.lan, edition=edition, body=cast.body)
    intake = edition.intake
    intake.grace_minutes = 15
    intake.save()
    stand_at(edition, calendar.start_of(date(2023, 5, 31)) + timedelta(minutes=15))
    with pytest.raises(ValidationError):
        actions.submit(nomination, by=cast.lan)
    stand_at(edition, calendar.start_of(date(2023, 5, 31)) + timedelta(minutes=14))
    assert actions.submit(nomination, by=cast.lan).number == 1


def test_an_extension_opens_the_door_for_one_dossier_only(cast, organization, edition):
    nomination = written(organization, by=cast.lan, edition=edition, body=cast.body)
    nomination.extended_until = calendar.end_of(date(2023, 6, 10))
    nomination.save()
    stand_at(edition, calendar.end_of(date(2023, 6, 10)) + timedelta(seconds=1))
    with pytest.raises(ValidationError, match="23:59 10/06/2023"):
        actions.submit(nomination, by=cast.lan)
    stand_at(edition, calendar.end_of(date(2023, 6, 10)))
    assert actions.submit(nomination, by=cast.lan)


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        (datetime(2023, 2, 27, 12, tzinfo=calendar.VIETNAM), "từ ngày 28/02/2023"),
        (datetime(2023, 6, 1, 12, tzinfo=calendar.VIETNAM), "23:59 30/05/2023"),
    ],
)
def test_a_dossier_is_started_only_while_the_intake_is_open(cast, organization, edition, moment, sentence):
    stand_at(edition, moment)
    with pytest.raises(ValidationError, match=sentence):
        draft(organization, by=cast.lan, edition=edition)


def test_an_organisation_has_one_dossier_of_a_kind(cast, organization, edition):
    first = draft(organization, by=cast.lan, edition=edition)
    with pytest.raises(ValidationError, match=first.reference):
        draft(organization, by=cast.lan, edition=edition)


def test_dossier_numbers_tell_the_group(cast, organization, edition):
    organization.org_type, organization.level = "state_body", "district"
    organization.save()
    common = {"edition": edition, "province": organization.province, "by": cast.lan}
    body = actions.start(organization, group="state_body", sector=None, **common)
    leader = actions.start(
        organization, group="leader", sector=None, person_name="Nguyễn  Văn Minh Họa", **common
    )
    assert (body.reference, leader.reference) == ("2023-CQ-0001", "2023-LD-0001")
    assert leader.honoree_name == "Nguyễn Văn Minh Họa"


def pages_of(nomination) -> list[str]:
    home = nomination.get_absolute_url()
    evidence = nomination.evidence.get()
    paths = ["", "sections/strategy/", "review/", "receipt/", "endorsement/", "withdraw/"]
    return [*(home + path for path in paths), f"/work/evidence/{evidence.pk}/"]


def test_a_stranger_learns_nothing_of_a_dossier(cast, organization, edition, sign_in):
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    tung = sign_in(cast.tung)
    for url in pages_of(nomination):
        assert tung.get(url).status_code == 404, url
    assert tung.post(f"{nomination.get_absolute_url()}submit/").status_code == 404
    assert nomination.reference not in tung.get("/work/nominations/").content.decode()
    assert tung.get("/work/2023/nominations/").status_code == 403
    assert tung.get("/work/endorsements/").status_code == 403


def test_an_officer_of_another_body_learns_nothing_of_it(cast, organization, edition, sign_in):
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    other = nominating_body("Hiệp hội Doanh nghiệp Số Minh Họa", Body.Kind.ASSOCIATION, None)
    officer = create_person("phuong@example.org", "Đặng Thu Phương")
    Appointment.objects.create(user=officer, role="officer", edition=edition, body=other)
    give_second_factor(officer)
    browser = sign_in(officer)
    endorsement = Endorsement.objects.get()
    assert browser.get("/work/endorsements/").status_code == 200
    letter = {"letter_number": "1", "letter_date": "09/05/2023"}
    assert browser.get(f"/work/endorsements/{endorsement.pk}/").status_code == 404
    assert browser.post(f"/work/endorsements/{endorsement.pk}/endorse/", letter).status_code == 404
    assert browser.post(f"/work/endorsements/{endorsement.pk}/decline/", {"reason": "a"}).status_code == 404
    for url in pages_of(nomination):
        assert browser.get(url).status_code == 404, url
    with pytest.raises(PermissionDenied):
        actions.endorse(endorsement, by=officer, letter_number="1", letter_date=date(2023, 5, 9))


def test_an_officer_reads_but_never_edits_what_his_body_was_asked(cast, organization, edition, sign_in):
    nomination = written(organization, by=cast.lan, edition=edition, body=cast.body)
    khoa = sign_in(cast.khoa)
    assert khoa.get(f"/work/evidence/{nomination.evidence.get().pk}/").status_code == 200
    home = nomination.get_absolute_url()
    assert khoa.get(f"{home}sections/strategy/").status_code == 404
    assert khoa.post(f"{home}sections/strategy/", {"strategy": "x", "version": 1}).status_code == 404
    assert khoa.get(home, follow=True).redirect_chain[-1][0].startswith("/work/endorsements/")


def test_the_secretariat_does_not_see_drafts(cast, organization, edition, sign_in):
    nomination = written(organization, by=cast.lan, edition=edition, body=cast.body)
    minh = sign_in(cast.minh)
    assert minh.get(f"/work/2023/nominations/{nomination.reference}/").status_code == 404
    assert nomination.reference not in minh.get("/work/2023/nominations/").content.decode()
    assert minh.get(f"/work/evidence/{nomination.evidence.get().pk}/").status_code == 404


def test_last_editions_secretary_is_nobody_in_this_one(cast, organization, edition, sign_in):
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    Appointment.objects.filter(user=cast.minh).update(ended_at=edition.clock_at, ended_by=cast.oanh)
    minh = sign_in(cast.minh)
    assert minh.get("/work/2023/nominations/").status_code == 403
    assert minh.get(nomination.get_absolute_url()).status_code == 404


def test_nobody_screens_the_dossier_of_his_own_organisation(cast, edition, sign_in):
    own = unit("Trường Trung học Minh Họa", cast.minh, "GD")
    nomination = submitted(own, by=cast.minh, edition=edition, body=cast.body)
    minh = sign_in(cast.minh)
    assert minh.post(f"/work/2023/nominations/{nomination.reference}/accept/").status_code == 403
    assert (
        minh.post(
            f"/work/2023/nominations/{nomination.reference}/decline/", {"decline-reason": "a"}
        ).status_code
        == 403
    )


@pytest.mark.parametrize("name", ["lan", "khoa", "minh", "hanh", "dung", "thao", "oanh", "binh", "tung"])
def test_only_the_secretariat_decides(cast, organization, edition, name, sign_in):
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    url = f"/work/2023/nominations/{nomination.reference}"
    answers = {
        sign_in(getattr(cast, name)).post(f"{url}/{verb}/", {f"{verb}-reason": "Lý do."}).status_code
        for verb in ("hold", "decline", "return", "accept")
    }
    nomination.refresh_from_db()
    if name == "minh":
        assert nomination.status != Nomination.Status.SUBMITTED
    else:
        assert answers == {403}
        assert nomination.status == Nomination.Status.SUBMITTED


def test_khoas_letter_is_dated_neither_tomorrow_nor_after_the_intake(cast, organization, edition, sign_in):
    submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    url = f"/work/endorsements/{Endorsement.objects.get().pk}/endorse/"
    khoa = sign_in(cast.khoa)
    page = khoa.post(url, {"letter_number": "12", "letter_date": "11/05/2023"})
    assert "Ngày văn bản không được sau ngày hôm nay." in page.content.decode()
    stand_at(edition, datetime(2023, 6, 20, 9, tzinfo=calendar.VIETNAM))
    page = khoa.post(url, {"letter_number": "12", "letter_date": "15/06/2023"})
    assert "không muộn hơn 30/05/2023" in page.content.decode()
    assert khoa.post(url, {"letter_number": "12", "letter_date": "30/05/2023"}).status_code == 302


def test_a_body_of_another_province_cannot_be_asked(cast, organization, edition):
    nomination = draft(organization, by=cast.lan, edition=edition)
    elsewhere = edition.localities().get(name="Hà Giang")
    body = nominating_body("Ủy ban nhân dân tỉnh Hà Giang", Body.Kind.PEOPLES_COMMITTEE, elsewhere)
    with pytest.raises(ValidationError):
        actions.request_endorsement(nomination, body, by=cast.lan)


def test_a_submitted_dossier_takes_no_more_files(cast, organization, edition, sign_in):
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    url = f"{nomination.get_absolute_url()}sections/strategy/evidence/"
    answer = sign_in(cast.lan).post(url, {"file": pdf("khác"), "question": "plan_file"})
    assert answer.status_code == 409
    assert nomination.evidence.count() == 1


def test_only_state_bodies_of_a_level_that_exists_start_as_such(cast, edition, organization, sign_in):
    lan = sign_in(cast.lan)
    wanted = {"organization": organization.pk, "group": "state_body", "province": organization.province_id}
    refused = lan.post("/work/nominations/start/", wanted)
    assert "Nhóm này chỉ dành cho cơ quan nhà nước." in refused.content.decode()
    organization.org_type, organization.level = "state_body", "district"
    organization.save()
    intake = edition.phases.filter(kind="intake")
    was = intake.values("starts_on", "ends_on").get()
    intake.update(starts_on=date(2026, 2, 1), ends_on=date(2026, 5, 30))
    edition.clock_at = datetime(2026, 3, 1, 9, tzinfo=calendar.VIETNAM)
    edition.save()
    province = Edition.objects.get(pk=edition.pk).localities().get(name="Đà Nẵng")
    gone = lan.post("/work/nominations/start/", wanted | {"province": province.pk})
    assert "không còn trong kỳ này" in gone.content.decode()
    intake.update(**was)
    edition.clock_at = datetime(2023, 5, 10, 9, tzinfo=calendar.VIETNAM)
    edition.save()
    assert lan.post("/work/nominations/start/", wanted).status_code == 302


def test_an_association_does_not_endorse_a_state_body(cast, edition, organization, sign_in):
    organization.org_type, organization.level = "state_body", "commune"
    organization.save()
    association = nominating_body("Hiệp hội Minh Họa", Body.Kind.ASSOCIATION, None)
    nomination = draft(organization, by=cast.lan, edition=edition, group="state_body")
    lan, url = sign_in(cast.lan), f"{nomination.get_absolute_url()}endorsement/"
    assert "Hiệp hội Minh Họa" not in lan.get(url).content.decode()
    with pytest.raises(ValidationError):
        actions.request_endorsement(nomination, association, by=cast.lan)
    as_unit = draft(organization, by=cast.lan, edition=edition)
    assert "Hiệp hội Minh Họa" in lan.get(f"{as_unit.get_absolute_url()}endorsement/").content.decode()
