"""All certificates of a list in one archive: ordered once, resumed after a killed worker, of signed lists too."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from awards import certificate_batches, certificates
from awards.actions import order_certificates
from awards.models import CertificateBatch, Ground, Honor, Roll
from awards.rehearsal.wipe import wipe
from awards.tasks import sweep
from dtportal.celery import app
from dtportal.journal.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker():
    """A worker that does at once what it is asked to."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


def desk(edition) -> str:
    return reverse("awards:certificates", args=[edition.slug])


def archive_of(batch: CertificateBatch) -> zipfile.ZipFile:
    batch.refresh_from_db()
    assert batch.status == CertificateBatch.Status.DONE, batch.failure
    with batch.file.open() as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def papers(edition) -> list[str]:
    return sorted(default_storage.listdir(f"certificates/{edition.pk}")[1])


def test_before_publication_nothing_is_ordered(edition, cast, signed, sign_in):
    with pytest.raises(ValidationError):
        order_certificates(edition, by=cast.oanh)
    browser = sign_in(cast.oanh)
    answer = browser.post(reverse("awards:certificates_order", args=[edition.slug]), follow=True)
    assert answer.status_code == 200 and not CertificateBatch.objects.exists()


def test_nobody_but_the_organiser_orders(edition, cast, published, sign_in):
    for user in (cast.minh, cast.dung, cast.thao, cast.lan, cast.tung):
        assert sign_in(user).get(desk(edition)).status_code == 403
        with pytest.raises(PermissionDenied):
            order_certificates(edition, by=user)


def test_two_clicks_order_one_archive(edition, cast, published, sign_in):
    browser = sign_in(cast.oanh)
    for _click in range(2):
        answer = browser.post(reverse("awards:certificates_order", args=[edition.slug]), follow=True)
    batch = CertificateBatch.objects.get()
    assert Entry.objects.filter(verb="certificates.ordered").count() == 1
    address = reverse("awards:certificates_progress", args=[edition.slug, batch.pk])
    assert address in answer.content.decode()
    part = browser.get(address).content.decode()
    assert "<html" not in part and "hx-get" in part


def test_the_archive_holds_each_certificate_under_its_number(edition, cast, published, sign_in):
    batch = order_certificates(edition, by=cast.oanh)
    certificate_batches.build(batch.pk)
    archive = archive_of(batch)
    assert archive.namelist()[0].startswith("001-GCN-2023-benh-vien") and len(archive.namelist()) == 4
    for name, honor in zip(archive.namelist(), Honor.objects.order_by("certificate_number"), strict=True):
        text = PdfReader(io.BytesIO(archive.read(name))).pages[0].extract_text()
        assert honor.certificate_number in text and honor.verification_code in text
    assert (batch.done, batch.total) == (5, 5)
    browser = sign_in(cast.oanh)
    assert "SHA-256" in browser.get(desk(edition)).content.decode()
    answer = browser.get(reverse("awards:certificates_file", args=[edition.slug, batch.pk]))
    assert answer["Content-Disposition"].startswith("attachment") and "no-store" in answer["Cache-Control"]


def test_the_same_list_is_the_same_archive(edition, cast, published):
    batch = order_certificates(edition, by=cast.oanh)
    certificate_batches.build(batch.pk)
    first = CertificateBatch.objects.get().sha256
    batch.delete()
    batch = order_certificates(edition, by=cast.oanh)
    certificate_batches.build(batch.pk)
    assert CertificateBatch.objects.get().sha256 == first


def test_a_killed_worker_is_followed_by_another_that_keeps_its_papers(edition, cast, published, worker):
    honors = certificate_batches.honors_of(Roll.objects.published().get())
    for honor in honors[:2]:
        certificates.certificate(honor).close()
    before = {
        name: default_storage.get_modified_time(f"certificates/{edition.pk}/{name}")
        for name in papers(edition)
    }
    killed = order_certificates(edition, by=cast.oanh)
    killed.start(5)
    CertificateBatch.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=10))
    sweep()
    assert len(archive_of(killed).namelist()) == 4
    after = {
        name: default_storage.get_modified_time(f"certificates/{edition.pk}/{name}")
        for name in papers(edition)
    }
    assert len(before) == 2 and before.items() <= after.items() and len(after) == 4


def test_an_archive_that_a_living_worker_is_at_is_left_alone(edition, cast, published):
    batch = order_certificates(edition, by=cast.oanh)
    batch.start(5)
    certificate_batches.build(batch.pk)
    batch.refresh_from_db()
    assert (batch.status, batch.done) == (CertificateBatch.Status.RUNNING, 0)


def test_of_a_signed_list_the_papers_are_those_of_its_publication(edition, cast, signed):
    """Printed ahead under embargo, they are the very papers that the public finds afterwards."""
    from awards import actions

    batch = certificate_batches.order(signed, by=cast.dung)
    certificate_batches.build(batch.pk)
    archive_of(batch)
    ahead = papers(edition)
    assert not Honor.objects.exists()
    actions.publish(edition, by=cast.oanh)
    for honor in Honor.objects.for_listing():
        certificates.certificate(honor).close()
    assert papers(edition) == ahead


def test_an_archive_under_embargo_is_nobodys_by_his_office(edition, cast, signed, sign_in):
    batch = certificate_batches.order(signed, by=cast.dung)
    certificate_batches.build(batch.pk)
    address = reverse("awards:certificates_file", args=[edition.slug, batch.pk])
    for user in (cast.oanh, cast.minh, cast.dung, cast.thao, cast.lan, cast.hanh, cast.tung):
        assert sign_in(user).get(address).status_code in {403, 404}
    batch.refresh_from_db()
    for entry in signed.entries.all():
        assert entry.slug not in batch.file.name and edition.slug not in batch.file.name


def test_a_list_that_was_refused_is_not_printed(edition, cast, signed):
    batch = certificate_batches.order(signed, by=cast.dung)
    Roll.objects.filter(pk=signed.pk).update(status=Roll.Status.RETURNED)
    certificate_batches.build(batch.pk)
    batch.refresh_from_db()
    assert batch.status == CertificateBatch.Status.FAILED and batch.failure


def test_a_revoked_honour_is_not_printed(edition, cast, published):
    Honor.objects.filter(certificate_number="001/GCN-2023").update(
        revoked_at=timezone.now(), revoked_for=Ground.FRAUD
    )
    batch = order_certificates(edition, by=cast.oanh)
    certificate_batches.build(batch.pk)
    names = archive_of(batch).namelist()
    assert len(names) == 3 and not any(name.startswith("001") for name in names)


def test_a_full_disk_is_said_and_the_same_order_tried_again(
    edition, cast, published, settings, tmp_path, sign_in
):
    good, settings.MEDIA_ROOT = settings.MEDIA_ROOT, tmp_path / "a file where a folder should be"
    settings.MEDIA_ROOT.write_text("")
    batch = order_certificates(edition, by=cast.oanh)
    certificate_batches.build(batch.pk)
    batch.refresh_from_db()
    assert batch.status == CertificateBatch.Status.FAILED and "Không ghi được tệp" in batch.failure
    assert batch.failure in sign_in(cast.oanh).get(desk(edition)).content.decode()
    settings.MEDIA_ROOT = good
    assert order_certificates(edition, by=cast.oanh) == batch
    certificate_batches.build(batch.pk)
    assert len(archive_of(batch).namelist()) == 4


def test_a_wiped_rehearsal_leaves_no_paper(edition, cast, published, django_capture_on_commit_callbacks):
    batch = order_certificates(edition, by=cast.oanh)
    certificate_batches.build(batch.pk)
    batch.refresh_from_db()
    name = batch.file.name
    with django_capture_on_commit_callbacks(execute=True):
        wipe(edition, by=cast.oanh)
    assert papers(edition) == [] and not default_storage.exists(name)
    assert not CertificateBatch.objects.exists()


NAMES = [
    "Sở Y tế",
    "Công ty Trách nhiệm hữu hạn Một thành viên Đầu tư và Phát triển Hạ tầng Kỹ thuật số Quốc gia Minh Họa",
    ("Trung tâm Nghiên cứu Ứng dụng Chuyển giao Công nghệ và Phát triển Nguồn nhân lực Chuyển đổi số " * 3)[
        :250
    ],
    ("NGƯỜNGƯƠỠNG " * 21)[:250],
]


@pytest.mark.parametrize("name", NAMES)
def test_the_longest_name_fits_above_the_signature(published, name):
    """250 characters, with an English name as long and a leader's unit: one page, and nothing runs into the code."""
    honor = Honor.objects.for_listing().get(certificate_number="001/GCN-2023")
    honor.name = name.strip()
    honor.name_en = ("Centre for Research, Application, Technology Transfer and Digital Workforce " * 4)[:250]
    signer = certificates.signer_of(honor.entry.roll)
    reader = PdfReader(io.BytesIO(certificates.draw(honor, certificates.words_of(honor, signer))))
    assert len(reader.pages) == 1
    lowest: dict[str, float] = {}

    def visit(text, cm, matrix, _font, _size):
        """Baselines in points above the lower edge of the page."""
        if text.strip():
            y = matrix[4] * cm[1] + matrix[5] * cm[3] + cm[5]
            lowest[text.strip()] = min(lowest.get(text.strip(), 999), y)

    reader.pages[0].extract_text(visitor_text=visit)
    flat = " ".join(reader.pages[0].extract_text().split())
    assert honor.name in flat and "is honoured among" in flat
    conferred = [y for text, y in lowest.items() if "is honoured among" in text]
    office = [y for text, y in lowest.items() if text.startswith("Hà Nội, ")]
    assert min(conferred) > max(office) + 8
