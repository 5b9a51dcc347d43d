"""Nobody opens a file before ClamAV has found it clean. The scanner is a real one, with a signature of our own."""

import io
from types import SimpleNamespace

import pikepdf
import pytest
from django.core.files.storage import default_storage

from dtportal import antivirus
from dtportal.journal.models import Notice
from nominations import actions
from nominations.freezing import checklist_of
from nominations.models import Evidence
from nominations.models.evidence import QUARANTINE
from nominations.tasks import scan_evidence, sweep_files
from nominations.tests import clam, files
from nominations.tests.helpers import draft, written

pytestmark = pytest.mark.django_db
NOWHERE = "tcp://127.0.0.1:1"


@pytest.fixture(scope="module")
def addresses():
    with clam.running() as found:
        yield found


@pytest.fixture
def scanner(addresses, settings):
    settings.CLAMAV_URL = addresses[0]


def poisoned_pdf() -> bytes:
    document = pikepdf.open(io.BytesIO(files.pdf_bytes("Bẫy")))
    document.pages[0].Extra = pikepdf.Stream(document, clam.POISON)
    out = io.BytesIO()
    document.save(out, compress_streams=False)
    return out.getvalue()


def attach(nomination, content: bytes, by, name: str = "ke-hoach.pdf") -> Evidence:
    upload = files.upload(name, content)
    return actions.attach(nomination, upload, section="strategy", question="plan_file", by=by)


@pytest.fixture
def case(cast, organization, edition, sign_in) -> SimpleNamespace:
    nomination = draft(organization, by=cast.lan, edition=edition)
    page = f"{nomination.get_absolute_url()}sections/strategy/"
    return SimpleNamespace(nomination=nomination, page=page, browser=sign_in(cast.lan))


def test_both_ways_to_the_scanner_tell_clean_from_infected(addresses, settings):
    for settings.CLAMAV_URL in addresses:
        assert antivirus.scan(io.BytesIO(b"nothing" * 300_000)) == ""
        assert clam.NAME in antivirus.scan(io.BytesIO(b"x" * 2_000_000 + clam.POISON))


def test_a_file_that_the_scanner_refuses_to_read_is_not_called_clean(addresses, settings):
    settings.CLAMAV_URL = addresses[0]
    with pytest.raises(antivirus.ScannerUnavailable):
        antivirus.scan(io.BytesIO(bytes(25 * 2**20)))


def test_nobody_opens_a_file_until_it_is_clean(cast, case, scanner):
    evidence = attach(case.nomination, files.pdf_bytes(), cast.lan)
    address = f"/work/evidence/{evidence.pk}/"
    waiting = case.browser.get(address)
    assert waiting.status_code == 409
    assert "đang được quét mã độc" in waiting.content.decode()
    page = case.browser.get(case.page).content.decode()
    assert "Đang quét mã độc" in page and f'href="{address}"' not in page
    scan_evidence(evidence.pk)
    assert case.browser.get(address).status_code == 200
    assert f'href="{address}"' in case.browser.get(case.page).content.decode()


def test_an_infected_file_is_locked_away_and_lan_is_told(cast, case, scanner):
    evidence = attach(case.nomination, poisoned_pdf(), cast.lan)
    before = evidence.file.name
    scan_evidence(evidence.pk)
    evidence.refresh_from_db()
    assert evidence.status == Evidence.Status.INFECTED
    assert evidence.file.name.startswith(QUARANTINE) and not default_storage.exists(before)
    assert case.browser.get(f"/work/evidence/{evidence.pk}/").status_code == 409
    page = case.browser.get(case.page).content.decode()
    assert clam.NAME in page and "Không ai mở được tệp này" in page
    notice = Notice.objects.get(template="nomination.evidence_infected")
    assert notice.recipient == cast.lan
    assert notice.context["url"].endswith(case.page)


def test_an_infected_file_proves_nothing_until_it_is_replaced(cast, case, scanner):
    evidence = attach(case.nomination, poisoned_pdf(), cast.lan)
    review = f"{case.nomination.get_absolute_url()}review/"
    assert "ke-hoach.pdf" in case.browser.get(review).content.decode()
    scan_evidence(evidence.pk)
    assert "ke-hoach.pdf" not in case.browser.get(review).content.decode()
    assert ("strategy", "plan_file") in gaps(case.nomination)
    actions.replace(evidence, files.upload("sach.pdf", files.pdf_bytes("Sạch")), by=cast.lan)
    sweep_files()
    assert "sach.pdf" in case.browser.get(review).content.decode()
    assert ("strategy", "plan_file") not in gaps(case.nomination)
    evidence.refresh_from_db()
    assert not evidence.file


def gaps(nomination) -> list[tuple[str, str]]:
    """Section and question of what submission still asks for."""
    found = checklist_of(nomination).gaps
    return [(gap.section["key"], gap.question["key"]) for gap in found if gap.section]


def test_a_virus_in_a_submitted_dossier_closes_the_file_to_everybody(
    cast, organization, edition, sign_in, settings, addresses
):
    """The scanner was silent until after the deadline: the file counts, and is open to nobody all the time."""
    settings.CLAMAV_URL = NOWHERE
    nomination = written(organization, by=cast.lan, edition=edition, body=cast.body)
    actions.replace(nomination.evidence.get(), files.upload("bay.pdf", poisoned_pdf()), by=cast.lan)
    actions.submit(nomination, by=cast.lan)
    evidence = Evidence.objects.attached().get()
    minh = sign_in(cast.minh)
    sweep_files()
    assert minh.get(f"/work/evidence/{evidence.pk}/").status_code == 409
    settings.CLAMAV_URL = addresses[0]
    sweep_files()
    assert minh.get(f"/work/evidence/{evidence.pk}/").status_code == 409
    page = minh.get(f"/work/2023/nominations/{nomination.reference}/").content.decode()
    assert "Đã cách ly: có mã độc" in page
    told = Notice.objects.filter(template="nomination.evidence_infected").values_list("recipient", flat=True)
    assert {cast.lan.pk, cast.minh.pk} <= set(told)


def test_a_silent_scanner_is_asked_again(cast, case, settings, addresses):
    settings.CLAMAV_URL = NOWHERE
    evidence = attach(case.nomination, files.pdf_bytes(), cast.lan)
    scan_evidence(evidence.pk)
    sweep_files()
    evidence.refresh_from_db()
    assert evidence.status == Evidence.Status.WAITING
    settings.CLAMAV_URL = addresses[1]
    sweep_files()
    evidence.refresh_from_db()
    assert evidence.status == Evidence.Status.CLEAN


def test_without_a_scanner_a_file_is_open_at_once(cast, case):
    evidence = attach(case.nomination, files.pdf_bytes(), cast.lan)
    assert case.browser.get(f"/work/evidence/{evidence.pk}/").status_code == 200


def test_a_second_verdict_changes_nothing(cast, case, scanner):
    evidence = attach(case.nomination, poisoned_pdf(), cast.lan)
    for _ in range(2):
        scan_evidence(evidence.pk)
    assert Notice.objects.filter(template="nomination.evidence_infected").count() == 1
