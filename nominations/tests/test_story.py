"""From the first draft to an eligible dossier, through the front door."""

import io
from datetime import date

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dtportal.programme.models import Sector
from nominations import actions
from nominations.models import Nomination

ANSWERS = {
    "strategy": {"strategy": "Ba bước: số hóa quy trình, tích hợp nền tảng, đổi mới mô hình."},
    "results": {"results": "Thời gian giao nhận giảm 31%."},
    "support": {"support": "Đào tạo nhân lực và kết nối dữ liệu với cảng."},
    "declaration": {"is_true": "on", "is_lawful": "on", "may_appraise": "on", "may_publish": "on"},
}


def pdf(text: str = "a") -> SimpleUploadedFile:
    document = pikepdf.new()
    document.add_blank_page(page_size=(200, 200))
    document.docinfo["/Title"] = text
    out = io.BytesIO()
    document.save(out)
    return SimpleUploadedFile("ke-hoach.pdf", out.getvalue(), content_type="application/pdf")


def test_smoke(cast, organization, edition):
    lan = cast.lan
    n = actions.start(organization, edition=edition, group="unit", sector=organization.sector, province=organization.province, by=lan)
    assert n.reference == "2023-GT-0001"
    for key, data in ANSWERS.items():
        actions.save_section(n, key, data, version=0, by=lan)
    actions.attach(n, pdf(), section="strategy", question="plan_file", by=lan)
    e = actions.request_endorsement(n, cast.body, by=lan)
    d = actions.submit(n, by=lan)
    actions.endorse(e, by=cast.khoa, letter_number="12/UBND", letter_date=date(2023, 5, 9))
    n = actions.accept(n, by=cast.minh)
    assert n.slot == 1 and d.number == 1
