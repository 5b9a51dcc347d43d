"""From the first draft to an eligible dossier, through the front door: Lan, Khoa, Minh."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from dtportal.journal.models import Notice
from dtportal.journal.outbox import compose
from dtportal.programme import calendar
from dtportal.programme.models import Province, Sector
from nominations import actions
from nominations.models import Dossier, Endorsement, Nomination
from nominations.tests.helpers import (
    ANSWERS,
    CONSENTS,
    accepted,
    draft,
    endorsed,
    examined,
    pdf,
    submitted,
    unit,
    written,
)

pytestmark = pytest.mark.django_db


def mails_to(user) -> list[str]:
    return [compose(notice)[0] for notice in Notice.objects.filter(recipient=user).order_by("pk")]


def test_a_unit_goes_from_the_draft_to_eligible(cast, organization, edition, sign_in):
    lan, khoa, minh = sign_in(cast.lan), sign_in(cast.khoa), sign_in(cast.minh)

    page = lan.get("/work/nominations/start/")
    assert f'<option value="{organization.sector.pk}" selected>' in page.content.decode()
    choice = {
        "organization": organization.pk,
        "group": "unit",
        "sector": Sector.objects.get(code="GT").pk,
        "province": Province.objects.get(name="Đà Nẵng", valid_from__year=2008).pk,
    }
    page = lan.post("/work/nominations/start/", choice, follow=True)
    assert "2023-GT-0001" in page.content.decode()
    home = "/work/nominations/2023-GT-0001/"

    for key, answers in ANSWERS.items():
        page = lan.post(f"{home}sections/{key}/", {**answers, "version": 0, "next": 1})
        assert page.status_code == 302
    page = lan.post(f"{home}submit/", follow=True).content.decode()
    assert "Văn bản chiến lược hoặc kế hoạch" in page
    assert not Dossier.objects.exists()

    upload = {"file": pdf(), "question": "plan_file", "caption": "Kế hoạch 2021–2025"}
    page = lan.post(f"{home}sections/strategy/evidence/", upload, follow=True).content.decode()
    assert "Kế hoạch 2021–2025" in page
    lan.post(f"{home}endorsement/", {"body": cast.body.pk})
    assert any("2023-GT-0001" in mail or organization.name in mail for mail in mails_to(cast.khoa))

    ticked = {f"consent-{key}": "on" for key in CONSENTS}
    page = lan.post(f"{home}submit/", ticked, follow=True).content.decode()
    dossier = Dossier.objects.get()
    assert dossier.sha256 in page
    assert "09:00 10/05/2023" in page
    assert any("2023-GT-0001" in mail for mail in mails_to(cast.lan))
    assert any("2023-GT-0001" in mail for mail in mails_to(cast.minh))

    endorsement = Endorsement.objects.get()
    assert organization.name in khoa.get("/work/endorsements/").content.decode()
    page = khoa.get(f"/work/endorsements/{endorsement.pk}/").content.decode()
    assert "Thời gian giao nhận giảm 31%." in page
    letter = {"letter_number": "12/UBND-KSTT", "letter_date": "09/05/2023"}
    assert khoa.post(f"/work/endorsements/{endorsement.pk}/endorse/", letter).status_code == 302

    assert "2023-GT-0001" in minh.get("/work/2023/nominations/").content.decode()
    page = minh.get("/work/2023/nominations/next/", follow=True).content.decode()
    assert "12/UBND-KSTT" in page
    assert "Kế hoạch 2021–2025" in page
    page = minh.post("/work/2023/nominations/2023-GT-0001/accept/")
    assert page.status_code == 422 and "Tiêu chí 3" in page.content.decode()
    keys = ("sector_endorsed", "support", "strategy", "truthful", "lawful")
    found = {f"check-{key}": "met" for key in keys} | {"check-number": 1}
    minh.post("/work/2023/nominations/2023-GT-0001/checklist/", found)
    page = minh.post("/work/2023/nominations/2023-GT-0001/accept/", follow=True).content.decode()
    assert "Hợp lệ" in page or "Đã chấp nhận" in page

    nomination = Nomination.objects.get()
    assert (nomination.status, nomination.slot) == ("accepted", 1)
    story = lan.get(home).content.decode()
    assert story.index("Hồ sơ đã được nộp") < story.index("Ban Thư ký đã xác định hồ sơ hợp lệ")


def test_minh_returns_a_dossier_and_lan_submits_it_again(cast, organization, edition, sign_in):
    nomination = endorsed(organization, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    lan, minh = sign_in(cast.lan), sign_in(cast.minh)
    reason = {
        "return-reason": "Bổ sung số liệu về kết quả năm 2022.",
        "return-until": "05/06/2023",
        "return-item.results": "on",
    }
    minh.post(f"/work/2023/nominations/{nomination.reference}/return/", reason)
    home = nomination.get_absolute_url()
    assert "Bổ sung số liệu về kết quả năm 2022." in lan.get(home).content.decode()
    row = nomination.answers.get(section="results")
    lan.post(f"{home}sections/results/", {"results": "Giảm 31%; năm 2022: 28%.", "version": row.version})
    edition.clock_at = calendar.end_of(date(2023, 6, 5))
    edition.save()
    lan.post(f"{home}submit/")
    first, second = nomination.dossiers.all()
    assert "năm 2022: 28%" in str(second.content)
    assert "năm 2022: 28%" not in str(first.content)
    assert first.sha256 != second.sha256


def test_a_reason_is_demanded_and_shown_to_the_organisation(cast, organization, edition, sign_in):
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    minh = sign_in(cast.minh)
    url = f"/work/2023/nominations/{nomination.reference}/decline/"
    assert minh.post(url, {"decline-reason": "  "}).status_code == 422
    words = {"decline-reason": "Không thuộc lĩnh vực trọng điểm."}
    refused = minh.post(url, words)
    assert refused.status_code == 422
    assert (
        "Cần nêu căn cứ" in refused.content.decode() and "trọng điểm.</textarea>" in refused.content.decode()
    )
    minh.post(url, words | {"decline-rule": "Quy chế, khoản 2: các lĩnh vực trọng điểm."})
    page = sign_in(cast.lan).get(nomination.get_absolute_url()).content.decode()
    assert "Không thuộc lĩnh vực trọng điểm." in page
    [mail] = [
        compose(n)[1] for n in Notice.objects.filter(recipient=cast.lan, template="nomination.declined")
    ]
    for text in (page, mail):
        assert "Không thuộc lĩnh vực trọng điểm." in text
        assert "Quy chế, khoản 2: các lĩnh vực trọng điểm." in text


def test_accepting_without_an_endorsement_is_refused_with_a_sentence(cast, organization, edition, sign_in):
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    page = sign_in(cast.minh).post(f"/work/2023/nominations/{nomination.reference}/accept/")
    assert page.status_code == 422
    assert "Chưa có cơ quan nào đề cử hồ sơ này." in page.content.decode()


def test_a_second_unit_for_one_place_is_refused_with_the_name_of_the_first(
    cast, organization, edition, sign_in
):
    first = endorsed(organization, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    other = unit("Công ty TNHH Vận tải Sóng Xanh Minh Họa", cast.lan)
    second = endorsed(other, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    minh = sign_in(cast.minh)
    page = minh.get(f"/work/2023/nominations/{second.reference}/").content.decode()
    assert organization.name in page
    examined(second, by=cast.minh)
    accepted(first, by=cast.minh, reason="Kết quả rõ hơn.")
    page = minh.post(
        f"/work/2023/nominations/{second.reference}/accept/", {"accept-reason": "Kết quả rõ hơn."}
    )
    assert page.status_code == 422
    assert f"{organization.name} ({first.known_as})" in page.content.decode()
    actions.hold(first, by=cast.minh, reason="Chờ xác minh.")
    minh.post(f"/work/2023/nominations/{second.reference}/accept/", {"accept-reason": "Kết quả rõ hơn."})
    second.refresh_from_db()
    assert second.slot == 1


def test_a_repeated_submit_makes_no_second_dossier(cast, organization, edition, sign_in):
    nomination = written(organization, by=cast.lan, edition=edition, body=cast.body)
    lan = sign_in(cast.lan)
    answers = [lan.post(f"{nomination.get_absolute_url()}submit/") for _ in range(3)]
    assert [answer["Location"] for answer in answers] == [f"{nomination.get_absolute_url()}receipt/"] * 3
    assert Dossier.objects.count() == 1


def test_lan_withdraws_and_may_start_anew(cast, organization, edition, sign_in):
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    lan = sign_in(cast.lan)
    page = lan.post(
        f"{nomination.get_absolute_url()}withdraw/", {"reason": "Sáp nhập."}, follow=True
    ).content.decode()
    assert nomination.reference in page
    assert any(nomination.reference in mail for mail in mails_to(cast.minh))
    assert draft(organization, by=cast.lan, edition=edition).reference == "2023-GT-0002"


def test_the_outcome_is_written_down_by_whoever_publishes(cast, organization, edition, sign_in):
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    with pytest.raises(PermissionDenied):
        actions.record_outcome(nomination, by=cast.minh, outcome="TOP 100", outcome_en="TOP 100")
    for _ in range(2):
        actions.record_outcome(nomination, by=cast.oanh, outcome="TOP 100", outcome_en="TOP 100")
    assert "TOP 100" in sign_in(cast.lan).get("/work/nominations/").content.decode()


def test_wrong_choices_are_refused_beside_their_fields_and_stay_in_the_form(
    cast, organization, edition, sign_in
):
    lan = sign_in(cast.lan)
    choice = {"organization": organization.pk, "group": "leader", "person_name": "Trần Thị Minh Họa"}
    start = lan.post("/work/nominations/start/", choice | {"sector": "99999", "province": ""})
    page = start.content.decode()
    assert start.status_code == 422 and "Đề nghị chọn trong danh sách." in page
    assert "Trần Thị Minh Họa" in page and "---------" not in page
    assert not Nomination.objects.exists()

    url = f"{draft(organization, by=cast.lan, edition=edition).get_absolute_url()}endorsement/"
    assert '<option value="" selected>Chọn</option>' in lan.get(url).content.decode()
    ask = lan.post(url, {"body": "99999"})
    assert ask.status_code == 422 and "Đề nghị chọn trong danh sách." in ask.content.decode()
    assert not Endorsement.objects.exists()
