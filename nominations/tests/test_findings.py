"""What the portal notices by itself: one sentence each, with the address of what it speaks of."""

from datetime import date

import pytest

from dtportal.programme.models import Edition, Phase
from nominations import actions
from nominations.findings import DOUBT, NOTE, STOPS, Facts, Firm, Letter, Sibling, core_of, findings, worst
from nominations.models import Endorsement, Nomination
from nominations.tests.helpers import endorsed, submitted, unit

FIRM = Firm("Công ty Cổ phần Cánh Buồm", "9900000055", "lan@canhbuom.vn")
STANDING = Letter("UBND thành phố", "standing", "12/UBND", date(2023, 4, 1))
QUESTIONS = [
    {"key": "strategy", "kind": "long", "label": "Chiến lược", "required": True},
    {"key": "plan_file", "kind": "file", "label": "Văn bản", "required": True},
]
PDF = {"question": "plan_file", "name": "a.pdf", "content_type": "application/pdf", "size": 90_000}


def section(text: str = "Ba bước. " * 20, files: tuple = (PDF,)) -> dict:
    answers = {"strategy": text} if text else {}
    return {
        "key": "strategy",
        "title": "Chiến lược, kế hoạch",
        "questions": QUESTIONS,
        "answers": answers,
        "evidence": list(files),
    }


def found(**facts) -> list[tuple[str, str, str]]:
    given = {"firm": FIRM, "needs_tax_code": True, "letters": [STANDING], "sections": [section()], **facts}
    given.setdefault("intake", (date(2023, 2, 28), date(2023, 5, 30)))
    return [(finding.severity, finding.text, finding.url) for finding in findings(Facts(**given))]


def test_nothing_is_said_of_a_dossier_in_order():
    assert found() == []
    assert worst([]) == ""


@pytest.mark.parametrize(
    ("facts", "severity", "words", "url"),
    [
        ({"letters": []}, STOPS, "Chưa có cơ quan nào đề cử", "#endorsements"),
        ({"letters": [Letter("Sở", "outdated", given_for=1, latest=2)]}, STOPS, "phiên bản 2 chưa", "#endorsements"),
        ({"letters": [STANDING, Letter("Hiệp hội", "declined")]}, DOUBT, "Hiệp hội không đồng ý", "#endorsements"),
        ({"letters": [Letter("Sở", "standing", "3", date(2023, 2, 27))]}, DOUBT, "trước khi bắt đầu", "#endorsements"),
        ({"letters": [Letter("Sở", "standing", "3", date(2023, 6, 1))]}, DOUBT, "sau khi kết thúc", "#endorsements"),
        ({"firm": Firm("Đơn vị", "9900000056")}, STOPS, "Mã số thuế 9900000056", "#organization"),
        ({"firm": Firm("Đơn vị")}, DOUBT, "không có mã số thuế", "#organization"),
        ({"sections": [section(text="")]}, STOPS, "Chiến lược", "#s-strategy"),
        ({"sections": [section(text="Có.")]}, DOUBT, "chỉ có 3 ký tự", "#s-strategy"),
        ({"sections": [section(files=({**PDF, "size": 500},))]}, DOUBT, "trang trống", "#s-strategy"),
        ({"opinions": [("Thuế", "violation")]}, STOPS, "có vi phạm: Thuế", "#compliance"),
        ({"opinions": [("Thuế", "waiting"), ("Đất đai", "")]}, NOTE, "Chưa có ý kiến", "#compliance"),
        ({"opinions": [("Thuế", "in_order"), ("Đất đai", "")]}, NOTE, "chưa trả lời về: Đất đai.", "#compliance"),
        ({"others": [Firm("Khác", "9900000055-001", url="/o/7/")]}, DOUBT, "9900000055-001", "/o/7/"),
        ({"others": [Firm("CTCP Canh Buom", url="/o/7/")]}, DOUBT, "trùng tên", "/o/7/"),
        ({"others": [Firm("Khác", email="a@canhbuom.vn", url="/o/7/")]}, NOTE, "canhbuom.vn", "/o/7/"),
    ],
)  # fmt: skip
def test_each_finding_is_one_sentence_with_its_address(facts, severity, words, url):
    [(given, text, address)] = found(**facts)
    assert (given, address) == (severity, url)
    assert words in text


def test_missing_evidence_is_both_a_gap_and_noticed():
    assert [severity for severity, _text, _url in found(sections=[section(files=())])] == [STOPS, DOUBT]


def test_public_mail_domains_prove_nothing():
    firm = Firm("Công ty Cánh Buồm", "9900000055", "lan@gmail.com")
    assert found(firm=firm, others=[Firm("Khác", email="khac@gmail.com")]) == []


def test_a_state_body_needs_no_tax_code():
    assert found(firm=Firm("Sở Công Thương"), needs_tax_code=False) == []


@pytest.mark.parametrize(
    ("here", "over", "severity", "words"),
    [(True, False, DOUBT, "nhóm khác"), (True, True, NOTE, "trong kỳ này"), (False, False, NOTE, "kỳ trước")],
)
def test_other_dossiers_of_the_organisation(here, over, severity, words):
    sibling = Sibling("2021-GT-0001", "Kỳ 0", here, "Lãnh đạo", "Đã nộp", over, "TOP 100", "/x/")
    [(given, text, url)] = found(siblings=[sibling])
    assert (given, url) == (severity, "/x/") and words in text and "2021-GT-0001" in text


@pytest.mark.parametrize(
    "name",
    [
        "Công ty TNHH Sóng Xanh",
        "CÔNG TY CỔ PHẦN SÓNG XANH",
        "Công ty TNHH MTV Song Xanh",
        "CTCP “Sóng Xanh”",
        "Sóng  Xanh",
    ],
)
def test_names_are_compared_without_signs_and_legal_form(name):
    assert core_of(name) == "song xanh"


@pytest.mark.django_db
def test_minh_sees_them_beside_the_dossier(cast, organization, edition, sign_in):
    nomination = endorsed(organization, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    Endorsement.objects.update(letter_date=date(2023, 1, 3))
    double = unit("Công ty TNHH Logistics Canh Buom Minh Hoa", cast.tung)
    leader = actions.start(
        organization, edition=edition, group="leader", sector=None, province=organization.province,
        by=cast.lan, person_name="Phan Minh Họa", person_position="Giám đốc",
    )  # fmt: skip
    Nomination.objects.filter(pk=leader.pk).update(
        status="submitted", submitted_at=edition.clock_at, submitted_by=cast.lan, number="CDS1-2023-LD-0009"
    )
    before = Edition.objects.create(ordinal=9, name="Kỳ thử", name_en="Trial", slug="2021", year=2021)
    Phase.objects.create(edition=before, kind="intake", name="a", name_en="a", starts_on=date(2021, 3, 1))
    earlier = Nomination.objects.create(
        edition=before, organization=organization, sector=organization.sector, province=organization.province,
        reference="2021-GT-0001", created_by=cast.lan, outcome="TOP 500", outcome_en="TOP 500",
    )  # fmt: skip
    page = sign_in(cast.minh).get(f"/work/2023/nominations/{nomination.reference}/").content.decode()
    assert "ban hành trước khi bắt đầu tiếp nhận" in page
    assert f'<a href="/work/organizations/{double.pk}/">{double.name} trùng tên' in page
    assert f'<a href="{leader.get_absolute_url()}">' in page and "CDS1-2023-LD-0009" in page
    assert earlier.reference in page and "TOP 500" in page
    assert f'<a href="{earlier.get_absolute_url()}">' not in page, "he held no office in that edition"


@pytest.mark.django_db
def test_a_dossier_with_nothing_written_still_opens(cast, edition, sign_in):
    nomination = submitted(unit("Đơn vị Minh Họa", cast.lan), by=cast.lan, edition=edition, body=cast.body)
    nomination.dossiers.update(content={"sections": []})
    assert sign_in(cast.minh).get(f"/work/2023/nominations/{nomination.reference}/").status_code == 200
