"""A submitted version as a PDF: made by the worker, or for whoever asks first; the same bytes each time."""

import subprocess

import pytest
from django.core.files.base import ContentFile

from dtportal.sealing import sha256
from nominations import actions, papers
from nominations.models import DossierPaper
from nominations.tasks import render_paper
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
    content = papers.render(dossier)
    text = text_of(content)
    file = dossier.content["sections"][0]["evidence"][0]
    for words in (
        "CDS1-2023-GT-0001",
        "09:00, ngày 10 tháng 5 năm 2023",
        "Ba bước: số hóa quy trình, tích hợp nền tảng, đổi mới mô hình.",
        "Hội đồng thẩm định xử lý dữ liệu trong hồ sơ",
        "ke-hoach.pdf",
        "DỮ LIỆU MINH HỌA",
        f"/work/nominations/{nomination.reference}/versions/1/",
    ):
        assert words in text, words
    packed = text.replace(" ", "")
    assert dossier.sha256 in packed and file["sha256"] in packed
    assert papers.render(nomination.current_dossier) == content


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


def test_the_worker_makes_it_once_and_whoever_asks_first_does_not_wait_for_the_worker(
    nomination, cast, sign_in, monkeypatch
):
    dossier = nomination.current_dossier
    render_paper(dossier.pk)
    made = DossierPaper.objects.get()
    monkeypatch.setattr(papers, "render", lambda _dossier: pytest.fail("made twice"))
    render_paper(dossier.pk)
    answer = sign_in(cast.lan).get(f"{nomination.get_absolute_url()}versions/1/pdf/")
    assert sha256(b"".join(answer.streaming_content)) == made.sha256
    assert "ho-so-cds1-2023-gt-0001-phien-ban-1.pdf" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    render_paper(987654)  # wiped in the meantime


def test_a_lost_file_is_made_anew(nomination, cast):
    paper = papers.paper_of(nomination.current_dossier)
    paper.file.storage.delete(paper.file.name)
    again = papers.paper_of(nomination.current_dossier)
    assert again.file.storage.exists(again.file.name) and again.sha256 == paper.sha256
    assert DossierPaper.objects.count() == 1


def test_of_two_who_make_it_at_once_one_is_kept(nomination, monkeypatch, settings):
    dossier = nomination.current_dossier
    real = papers.render

    def meanwhile(asked):
        monkeypatch.setattr(papers, "render", real)
        papers.paper_of(asked)
        return real(asked)

    monkeypatch.setattr(papers, "render", meanwhile)
    papers.paper_of(dossier)
    assert DossierPaper.objects.count() == 1
    assert len([path for path in (settings.MEDIA_ROOT / "papers").rglob("*.pdf")]) == 1


@pytest.mark.parametrize(
    ("who", "status"),
    [("lan", 200), ("khoa", 200), ("minh", 200), ("thao", 200), ("hanh", 404), ("tung", 404)],
)
def test_whoever_may_see_the_dossier_may_have_the_paper(nomination, cast, sign_in, monkeypatch, who, status):
    DossierPaper.objects.create(
        dossier=nomination.current_dossier, file=ContentFile(b"%PDF-1.7", name="a.pdf")
    )
    url = f"{nomination.get_absolute_url()}versions/1/pdf/"
    assert sign_in(getattr(cast, who)).get(url).status_code == status


def test_the_receipt_and_its_mail_lead_to_the_paper(nomination, cast, sign_in):
    url = f"{nomination.get_absolute_url()}versions/1/pdf/"
    assert url in sign_in(cast.lan).get(f"{nomination.get_absolute_url()}receipt/").content.decode()
    [(_address, mail)] = mails("nomination.receipt")
    assert url in mail
