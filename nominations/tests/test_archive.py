"""The whole dossier as a ZIP: what is in it, what is left out and named, who may take it."""

import hashlib
import io
import json
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pypdf import PdfReader

from dtportal.journal.models import Entry
from nominations import actions
from nominations.models import Evidence, Nomination
from nominations.tests.helpers import draft, endorsed, pdf, submitted, unit, written

pytestmark = pytest.mark.django_db


def package(response) -> ZipFile:
    assert response.status_code == 200 and response["Content-Type"] == "application/zip"
    return ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def url(nomination: Nomination) -> str:
    return f"/work/nominations/{nomination.reference}/archive/"


def words(content: bytes) -> str:
    """What a cover sheet says, as one line."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


@pytest.fixture
def nomination(cast, edition, organization) -> Nomination:
    nomination = written(organization, by=cast.lan, edition=edition, body=cast.body)
    actions.attach(
        nomination,
        pdf("Số liệu", "Số liệu: ước tính (quý 2).pdf"),
        section="results",
        question="results",
        by=cast.lan,
    )
    actions.submit(nomination, by=cast.lan)
    nomination.refresh_from_db()
    return nomination


def test_the_package_holds_cover_data_evidence_and_checksums_that_fit(cast, nomination, sign_in):
    book = package(sign_in(cast.minh).post(url(nomination)))
    folder = nomination.number
    names = [name.removeprefix(f"{folder}/") for name in book.namelist()]
    assert "00-bia-ho-so.pdf" in names and "ho-so-phien-ban-1.json" in names
    assert any(name.startswith("minh-chung/") and name.endswith("01-ke-hoach.pdf") for name in names)
    assert any(name.endswith("01-so-lieu-uoc-tinh-quy-2.pdf") for name in names)
    sums = dict(
        reversed(line.split("  ")) for line in book.read(f"{folder}/SHA256SUMS").decode().splitlines()
    )
    assert set(sums) == set(names) - {"SHA256SUMS"}
    for name, expected in sums.items():
        assert hashlib.sha256(book.read(f"{folder}/{name}")).hexdigest() == expected
    dossier = nomination.current_dossier
    assert sums["ho-so-phien-ban-1.json"] == dossier.sha256
    assert json.loads(book.read(f"{folder}/ho-so-phien-ban-1.json")) == dossier.content


def test_the_cover_sheet_says_what_lies_in_the_package(cast, nomination, sign_in):
    book = package(sign_in(cast.minh).post(url(nomination)))
    text = words(book.read(f"{nomination.number}/00-bia-ho-so.pdf"))
    for expected in (
        nomination.number,
        nomination.organization.name,
        "9900000055",
        "Đà Nẵng",
        "Số liệu: ước tính (quý 2).pdf",
        nomination.current_dossier.sha256[:20],
    ):
        assert expected in text


def test_files_that_are_not_clean_are_left_out_and_named(cast, nomination, sign_in):
    waiting, infected = Evidence.objects.filter(nomination=nomination).order_by("pk")
    Evidence.objects.filter(pk=waiting.pk).update(status=Evidence.Status.WAITING)
    Evidence.objects.filter(pk=infected.pk).update(status=Evidence.Status.INFECTED, found="Test.Sample")
    book = package(sign_in(cast.minh).post(url(nomination)))
    assert not any("minh-chung" in name for name in book.namelist())
    text = words(book.read(f"{nomination.number}/00-bia-ho-so.pdf"))
    assert "ke-hoach.pdf" in text and "quét vi-rút" in text and "cách ly" in text
    entry = Entry.objects.get(verb="nomination.archive_exported")
    assert entry.actor_id == cast.minh.pk and entry.data["left_out"] == 2 and entry.data["files"] == 2


def test_a_file_that_was_changed_or_lost_in_the_storage_is_named_too(cast, nomination, sign_in):
    changed, lost = Evidence.objects.filter(nomination=nomination).order_by("pk")
    default_storage.delete(changed.file.name)
    default_storage.save(changed.file.name, ContentFile(b"%PDF-1.4 something else"))
    default_storage.delete(lost.file.name)
    book = package(sign_in(cast.minh).post(url(nomination)))
    assert not any("minh-chung" in name for name in book.namelist())
    text = words(book.read(f"{nomination.number}/00-bia-ho-so.pdf"))
    assert "không khớp" in text and "không còn" in text


def test_earlier_versions_keep_the_files_they_had(cast, nomination, sign_in):
    actions.take_back(nomination, by=cast.lan)
    plan = Evidence.objects.get(nomination=nomination, section="strategy")
    actions.replace(plan, pdf("Kế hoạch mới", "ke-hoach-moi.pdf"), by=cast.lan)
    actions.submit(nomination, by=cast.lan)
    names = package(sign_in(cast.lan).post(url(nomination))).namelist()
    assert any("/minh-chung/" in name and name.endswith("ke-hoach-moi.pdf") for name in names)
    assert any("/minh-chung-phien-ban-1/" in name and name.endswith("ke-hoach.pdf") for name in names)
    assert {"ho-so-phien-ban-1.json", "ho-so-phien-ban-2.json"} <= {name.split("/")[-1] for name in names}


def test_a_scan_of_the_letter_goes_to_the_secretariat_only(cast, edition, organization, sign_in):
    nomination = endorsed(organization, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    letter = ContentFile(pdf("Công văn").read(), name="công văn đề cử.pdf")
    actions.attach_scan(nomination.endorsements.get(), letter, by=cast.khoa)
    minhs = package(sign_in(cast.minh).post(url(nomination))).namelist()
    lans = package(sign_in(cast.lan).post(url(nomination))).namelist()
    assert f"{nomination.number}/van-ban-de-cu/01-cong-van-de-cu.pdf" in minhs
    assert not any("van-ban-de-cu" in name for name in lans)


def test_only_the_secretariat_and_the_organisation_take_it(cast, edition, nomination, sign_in):
    for name, expected in (("khoa", 403), ("thao", 403), ("hanh", 404), ("tung", 404)):
        assert sign_in(getattr(cast, name)).post(url(nomination)).status_code == expected
    assert sign_in(cast.lan).get(url(nomination)).status_code == 405
    page = sign_in(cast.lan).get(f"/work/nominations/{nomination.reference}/").content.decode()
    assert url(nomination) in page
    other = draft(unit("Đơn vị khác Minh Họa", cast.lan), by=cast.lan, edition=edition)
    assert url(other) not in sign_in(cast.lan).get(f"/work/nominations/{other.reference}/").content.decode()
    assert sign_in(cast.lan).post(url(other)).status_code == 302


def test_two_units_do_not_mix(cast, edition, nomination, sign_in):
    other = submitted(unit("Đơn vị khác Minh Họa", cast.lan), by=cast.lan, edition=edition, body=cast.body)
    names = package(sign_in(cast.minh).post(url(other))).namelist()
    assert all(name.startswith(f"{other.number}/") for name in names)
