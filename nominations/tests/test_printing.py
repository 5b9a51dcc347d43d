"""A submitted version as a PDF: made by the worker, or for whoever asks first; the same bytes each time."""

import subprocess
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from dtportal.sealing import sha256
from nominations import actions, printing
from nominations.models import DossierPrint
from nominations.tasks import print_dossier
from nominations.tests.helpers import submitted
from nominations.tests.test_submission import mails

pytestmark = pytest.mark.django_db


@pytest.fixture
def nomination(cast, organization, edition):
    return submitted(organization, by=cast.lan, edition=edition, body=cast.body)


def text_of(content: bytes) -> str:
    """What a person reads, lines joined."""
    run = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    return " ".join(run.stdout.decode().split())


def test_the_paper_says_all_that_was_submitted_and_how_to_check_it(nomination):
    dossier = nomination.current_dossier
    dossier.content["organization"]["phone"] = "+84901234567"
    content = printing.render(dossier)
    text = text_of(content)
    file = dossier.content["sections"][0]["evidence"][0]
    for words in (
        "CDS1-2023-GT-0001",
        "09:00, ngày 10 tháng 5 năm 2023",
        "Ba bước: số hóa quy trình, tích hợp nền tảng, đổi mới mô hình.",
        "Hội đồng thẩm định xử lý dữ liệu trong hồ sơ",
        "ke-hoach.pdf",
        "0901 234 567",
        "DỮ LIỆU MINH HỌA",
        f"/work/nominations/{nomination.reference}/versions/1/",
    ):
        assert words in text, words
    packed = text.replace(" ", "")
    assert dossier.sha256 in packed and file["sha256"] in packed
    assert printing.render(dossier) == content


def test_an_old_version_keeps_its_words(nomination, cast, sign_in):
    lan, home = sign_in(cast.lan), nomination.get_absolute_url()
    actions.take_back(nomination, by=cast.lan)
    row = nomination.answers.get(section="results")
    actions.save_section(nomination, "results", {"results": "Giảm 35%."}, version=row.version, by=cast.lan)
    actions.submit(nomination, by=cast.lan)
    first = text_of(b"".join(lan.get(f"{home}versions/1/pdf/").streaming_content))
    second = text_of(b"".join(lan.get(f"{home}versions/2/pdf/").streaming_content))
    assert "Thời gian giao nhận giảm 31%." in first and "Giảm 35%." not in first
    assert "Giảm 35%." in second
    assert lan.get(f"{home}versions/3/pdf/").status_code == 404


def test_the_worker_makes_it_once_and_whoever_asks_gets_what_it_made(nomination, cast, sign_in):
    dossier = nomination.current_dossier
    print_dossier(dossier.pk)
    made = DossierPrint.objects.get()
    # Were it made anew for whoever asks, these bytes would be gone.
    path = Path(made.file.path)
    path.write_bytes(path.read_bytes() + b"%% made by the worker")
    print_dossier(dossier.pk)
    answer = sign_in(cast.lan).get(f"{nomination.get_absolute_url()}versions/1/pdf/")
    assert b"".join(answer.streaming_content).endswith(b"%% made by the worker")
    assert "ho-so-cds1-2023-gt-0001-phien-ban-1.pdf" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    print_dossier(987654)  # wiped in the meantime


def test_whoever_asks_before_the_worker_does_not_wait_for_it(nomination, cast, sign_in):
    answer = sign_in(cast.lan).get(f"{nomination.get_absolute_url()}versions/1/pdf/")
    assert sha256(b"".join(answer.streaming_content)) == DossierPrint.objects.get().sha256


def test_a_lost_file_is_made_anew(nomination, cast):
    made = printing.print_of(nomination.current_dossier)
    made.file.storage.delete(made.file.name)
    again = printing.print_of(nomination.current_dossier)
    assert again.file.storage.exists(again.file.name) and again.sha256 == made.sha256
    assert DossierPrint.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "status"),
    [("lan", 200), ("khoa", 200), ("minh", 200), ("thao", 200), ("hanh", 404), ("tung", 404)],
)
def test_whoever_may_see_the_dossier_may_have_the_paper(nomination, cast, sign_in, who, status):
    DossierPrint.objects.create(
        dossier=nomination.current_dossier, file=ContentFile(b"%PDF-1.7", name="a.pdf")
    )
    url = f"{nomination.get_absolute_url()}versions/1/pdf/"
    assert sign_in(getattr(cast, who)).get(url).status_code == status


def test_the_receipt_and_its_mail_lead_to_the_paper(nomination, cast, sign_in):
    url = f"{nomination.get_absolute_url()}versions/1/pdf/"
    assert url in sign_in(cast.lan).get(f"{nomination.get_absolute_url()}receipt/").content.decode()
    [(_address, mail)] = mails("nomination.receipt")
    assert url in mail
