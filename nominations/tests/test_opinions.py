"""What authorities answer about an organisation's compliance with the law, with document, date and scan."""

import pytest
from django.core.exceptions import PermissionDenied

from dtportal.accounts.models import User
from nominations import actions
from nominations.models import ComplianceOpinion, Nomination
from nominations.tests.helpers import endorsed, pdf, submitted, unit

pytestmark = pytest.mark.django_db
ANSWER = {
    "outcome": "in_order",
    "authority": "Cục Thuế",
    "document_number": "15/CT",
    "document_date": "03/05/2023",
}


@pytest.fixture
def dossier(cast, organization, edition) -> Nomination:
    return endorsed(organization, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)


def address(nomination: Nomination, item: str = "tax") -> str:
    return f"/work/2023/nominations/{nomination.reference}/compliance/{item}/"


def test_minh_records_an_answer_with_its_scan(cast, dossier, sign_in):
    minh = sign_in(cast.minh)
    page = minh.get(f"/work/2023/nominations/{dossier.reference}/").content.decode()
    assert "Nghĩa vụ thuế và tài chính" in page and "Chưa có ý kiến của cơ quan quản lý" in page
    assert 'value="Cơ quan thuế"' in minh.get(address(dossier)).content.decode()
    scan = pdf("Thuế", "thue-2023.pdf")
    answer = minh.post(f"{address(dossier)}?view=mine", ANSWER | {"scan": scan})
    assert answer.url == f"/work/2023/nominations/{dossier.reference}/?view=mine#compliance"
    page = minh.get(answer.url).content.decode()
    assert "Không vi phạm" in page and "số 15/CT ngày 03/05/2023" in page
    assert "chưa trả lời về: Bảo hiểm xã hội" in page
    opinion = ComplianceOpinion.objects.get()
    assert opinion.recorded_by == cast.minh and opinion.scan_name == "thue-2023.pdf"
    shown = {
        name: sign_in(getattr(cast, name)).get(f"/work/opinions/{opinion.pk}/scan/").status_code
        for name in ("minh", "thao", "lan", "khoa", "hanh", "oanh", "tung")
    }
    assert {name for name, status in shown.items() if status == 200} == {"minh", "thao"}
    assert set(shown.values()) == {200, 404}
    assert "15/CT" in sign_in(cast.thao).get(dossier.get_absolute_url()).content.decode()
    assert "15/CT" not in sign_in(cast.lan).get(dossier.get_absolute_url()).content.decode()


def test_one_answer_serves_every_dossier_of_the_organisation(cast, dossier, organization, edition, sign_in):
    actions.record_opinion(
        dossier, "insurance", by=cast.minh, outcome="violation", authority="BHXH thành phố",
        document_number="7", document_date=edition.intake.starts_on,
    )  # fmt: skip
    leader = actions.start(
        organization, edition=edition, group="leader", sector=None, province=organization.province,
        by=cast.lan, person_name="Phan Minh Họa",
    )  # fmt: skip
    Nomination.objects.filter(pk=leader.pk).update(
        status="submitted", submitted_at=edition.clock_at, submitted_by=cast.lan, number="CDS1-2023-LD-0009"
    )
    page = sign_in(cast.minh).get(f"/work/2023/nominations/{leader.reference}/").content.decode()
    assert "Cơ quan quản lý cho biết có vi phạm: Bảo hiểm xã hội" in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"outcome": ""}, "Đề nghị chọn nội dung trả lời"),
        ({"authority": " "}, "Đề nghị ghi tên cơ quan trả lời"),
        ({"document_number": ""}, "đề nghị ghi số văn bản"),
        ({"document_date": ""}, "đề nghị ghi ngày văn bản"),
        ({"document_date": "11/05/2023"}, "không được sau ngày hôm nay"),
        ({"document_date": "32/05/2023"}, "ngày"),
        ({"scan": pdf(name="thue.png")}, "tệp"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_beside_its_field(cast, dossier, sign_in, change, sentence):
    data = ANSWER | {"note": "Đã gọi điện."} | change
    answer = sign_in(cast.minh).post(address(dossier), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page and "Đã gọi điện.</textarea>" in page
    assert not ComplianceOpinion.objects.exists()


def test_an_authority_that_has_not_answered_needs_no_document(cast, dossier, sign_in):
    data = {"outcome": "waiting", "authority": "Cục Thuế"}
    assert sign_in(cast.minh).post(address(dossier), data).status_code == 302
    assert ComplianceOpinion.objects.get().document_date is None


def test_the_slower_of_two_reads_what_the_other_recorded(cast, dossier, sign_in):
    minh = sign_in(cast.minh)
    minh.post(address(dossier), ANSWER | {"scan": pdf("Thuế")})
    late = ANSWER | {"outcome": "violation", "document_number": "16/CT"}
    refused = minh.post(address(dossier), late)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "15/CT" in page and 'value="16/CT"' in page and 'name="version" value="1"' in page
    minh.post(address(dossier), late | {"version": 1})
    opinion = ComplianceOpinion.objects.get()
    assert (opinion.outcome, opinion.document_number) == ("violation", "16/CT")
    assert opinion.scan_name == "ke-hoach.pdf", "the scan stays unless another is given"


def test_nobody_records_about_his_own_organisation(cast, edition, sign_in):
    own = submitted(unit("Trường Minh Họa", cast.minh, "GD"), by=cast.minh, edition=edition, body=cast.body)
    assert sign_in(cast.minh).post(address(own), ANSWER).status_code == 403
    with pytest.raises(PermissionDenied):
        minh = User.objects.get(pk=cast.minh.pk)
        actions.record_opinion(own, "tax", by=minh, outcome="waiting", authority="Cục Thuế")


def test_an_item_that_the_edition_does_not_have_is_not_found(cast, dossier, sign_in):
    assert sign_in(cast.minh).get(address(dossier, "nonsense")).status_code == 404
