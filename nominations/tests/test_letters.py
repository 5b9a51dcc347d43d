"""One letter for many units, its scan, and who may see it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from dtportal.accounts.models import Appointment
from dtportal.demo.cast import create_person, give_second_factor, nominating_body
from dtportal.programme.models import Body
from nominations import actions
from nominations.models import Endorsement, LetterScan, Nomination
from nominations.tests import files
from nominations.tests.helpers import draft, pdf, submitted, unit

pytestmark = pytest.mark.django_db

LETTER = {"letter_number": "45/UBND-KSTT", "letter_date": "09/05/2023"}
NAMES = ["Bệnh viện Số Minh Họa", "Phòng khám Sao Mai Minh Họa", "Trung tâm Y tế Biển Xanh Minh Họa"]
PAGE = "/work/2023/letter/"


@pytest.fixture
def asking(cast, edition) -> list[Nomination]:
    return [
        submitted(unit(name, cast.lan, "YT"), by=cast.lan, edition=edition, body=cast.body) for name in NAMES
    ]


def row_of(nomination: Nomination) -> Endorsement:
    return Endorsement.objects.get(nomination=nomination)


def test_one_letter_endorses_those_that_are_ticked(cast, asking, sign_in):
    khoa = sign_in(cast.khoa)
    assert all(name in khoa.get(PAGE).content.decode() for name in NAMES)
    ticked = [row_of(nomination).pk for nomination in asking[:2]]
    page = khoa.post(PAGE, {**LETTER, "unit": ticked, "scan": pdf("45", "van-ban-45.pdf")}, follow=True)
    assert "Đã đề cử 2 đơn vị." in page.content.decode()
    scan = LetterScan.objects.get()
    assert [row_of(nomination).scan for nomination in asking] == [scan, scan, None]
    assert [row_of(nomination).letter_number for nomination in asking] == ["45/UBND-KSTT"] * 2 + [""]
    page = khoa.get(PAGE).content.decode()
    assert NAMES[2] in page and NAMES[0] not in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"unit": []}, "Đề nghị chọn ít nhất một đơn vị."),
        ({"letter_date": "11/05/2023"}, "Ngày văn bản không được sau ngày hôm nay."),
        ({"scan": pdf(name="danh-sach.png")}, "tệp"),
        ({"scan": files.upload("van-ban.docx", files.office())}, "Chỉ nhận tệp PDF, JPEG và PNG."),
        ({"letter_date": "hôm qua"}, "Đề nghị ghi ngày theo mẫu 31/12/2022."),
    ],
)
def test_a_letter_that_cannot_be_is_refused_beside_its_field_and_keeps_the_ticks(
    cast, asking, sign_in, change, sentence
):
    ticked = [row_of(asking[0]).pk]
    answer = sign_in(cast.khoa).post(PAGE, {**LETTER, "unit": ticked, **change})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page and 'value="45/UBND-KSTT"' in page
    assert page.count(" checked>") == len(change.get("unit", ticked))
    assert not LetterScan.objects.exists()
    assert not Endorsement.objects.endorsed().exists()


def test_one_that_cannot_be_endorsed_does_not_stop_the_others(cast, asking):
    rows = [row_of(nomination) for nomination in asking]
    actions.withdraw(asking[0], by=cast.lan, reason="Đổi kế hoạch.")
    day = date(2023, 5, 9)
    outcome = actions.endorse_by_letter(rows, by=cast.khoa, letter_number="45", letter_date=day)
    assert [row.pk for row in outcome.done] == [row.pk for row in rows[1:]]
    [(refused, sentence)] = outcome.refused
    assert refused == rows[0] and asking[0].reference in sentence
    with pytest.raises(ValidationError):
        actions.endorse_by_letter(rows[:1], by=cast.khoa, letter_number="45", letter_date=day, scan=pdf())
    assert not LetterScan.objects.exists()


def test_a_scan_that_comes_later_goes_to_every_endorsement_by_this_letter(cast, asking, sign_in):
    rows = [row_of(nomination) for nomination in asking]
    day = date(2023, 5, 9)
    actions.endorse_by_letter(rows[:2], by=cast.khoa, letter_number="45", letter_date=day)
    actions.endorse_by_letter(rows[2:], by=cast.khoa, letter_number="46", letter_date=day)
    khoa = sign_in(cast.khoa)
    url = f"/work/endorsements/{rows[0].pk}/"
    assert "Bổ sung bản quét văn bản" in khoa.get(url).content.decode()
    assert khoa.post(f"{url}scan/", {"scan": pdf()}).status_code == 302
    assert [bool(row_of(nomination).scan_id) for nomination in asking] == [True, True, False]
    assert khoa.post(f"{url}scan/", {"scan": pdf("zwei")}).status_code == 422


def test_the_scan_is_for_the_body_and_the_secretariat_not_for_units(cast, edition, asking, sign_in):
    """It names whom else the body puts forward."""
    rows = [row_of(nomination) for nomination in asking]
    day = date(2023, 5, 9)
    actions.endorse_by_letter(rows, by=cast.khoa, letter_number="45", letter_date=day, scan=pdf())
    url = f"/work/letters/{LetterScan.objects.get().pk}/"
    other = create_person("phuong@example.org", "Đặng Thu Phương")
    body = nominating_body("Hiệp hội Doanh nghiệp Số Minh Họa", Body.Kind.ASSOCIATION, None)
    Appointment.objects.create(user=other, role="officer", edition=edition, body=body)
    give_second_factor(other)
    answers = {
        user.given_name: sign_in(user).get(url).status_code
        for user in (cast.khoa, cast.minh, cast.thao, cast.lan, cast.tung, other)
    }
    assert answers == {"Khoa": 200, "Minh": 200, "Thảo": 200, "Lan": 404, "Tùng": 404, "Phương": 404}
    screen = sign_in(cast.minh).get(f"/work/2023/nominations/{asking[0].reference}/").content.decode()
    assert url in screen
    assert url not in sign_in(cast.lan).get(asking[0].get_absolute_url()).content.decode()


def test_the_secretariat_does_not_see_a_letter_for_drafts_only(cast, edition, organization, sign_in):
    nomination = draft(organization, by=cast.lan, edition=edition)
    row = actions.request_endorsement(nomination, cast.body, by=cast.lan)
    day = date(2023, 5, 9)
    actions.endorse_by_letter([row], by=cast.khoa, letter_number="45", letter_date=day, scan=pdf())
    assert sign_in(cast.minh).get(f"/work/letters/{LetterScan.objects.get().pk}/").status_code == 404
