"""All certificates of a list in one archive, by the worker.

Each paper is kept as soon as it is drawn, under the fingerprint of its words: whoever goes on after a killed worker
finds those that are ready, and a correction of one name draws one paper anew.
"""

import hashlib
import zipfile
from tempfile import TemporaryFile

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from awards import certificates, honours
from awards.models import CertificateBatch, Honor, Roll
from dtportal.accounts.models import User
from dtportal.celery import app
from dtportal.journal.recording import hurry, record

# Progress is written after so many papers.
STEP = 10
EARLY = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # a member's date that says nothing, so that the same papers are the same archive
READY = (Roll.Status.SIGNED, Roll.Status.PUBLISHED)


def order(roll: Roll, *, by: User) -> CertificateBatch:
    """An archive of a signed or published version; who may have it, the caller has asked."""
    task = app.signature("awards.tasks.print_certificates")  # by its name: tasks import what they call
    is_new = (
        not CertificateBatch.objects.filter(roll=roll).exclude(status=CertificateBatch.Status.FAILED).exists()
    )
    batch = CertificateBatch.order({"roll": roll}, lambda pk: hurry(task, pk), ordered_by=by)
    if is_new:
        record("certificates.ordered", batch, by=by, roll=roll.pk)
    return batch


def honors_of(roll: Roll) -> list[Honor]:
    """Whose certificates they are, by number: honours that stand, or those that a signed roll will make."""
    edition = roll.edition
    if roll.status == Roll.Status.PUBLISHED:
        found = list(edition.honors.standing().for_listing())
    else:
        entries = roll.entries.filter(revoked_for="").select_related(
            "tier",
            "conclusion__dossier",
            "conclusion__nomination__sector",
            "conclusion__nomination__province",
        )
        found = honours.honors_of(edition, entries, None)
    for honor in found:
        honor.edition = edition
    return sorted(found, key=lambda honor: honor.certificate_number)


def build(batch_id: int) -> None:
    """Draw what is missing and pack it; a second call while one is at work, or after the end, changes nothing."""
    roll = Roll.objects.select_related("edition").filter(certificate_batch=batch_id).first()
    if roll is None:
        return
    batch = CertificateBatch.take_up(batch_id, "roll", "ordered_by", total=roll.entries.count() + 1)
    if batch is None:
        return
    if roll.status not in READY:
        _fail(batch, _("This version of the list is neither signed nor published."))
        return
    try:
        with TemporaryFile() as out:
            _pack(batch, roll, out)
            out.seek(0)
            sha256 = hashlib.file_digest(out, "sha256").hexdigest()
            out.seek(0)
            batch.file.save("archive.zip", File(out), save=False)
    except OSError as refusal:
        _fail(batch, _("The file could not be written: %(reason)s") % {"reason": refusal.strerror or refusal})
        return
    _finish(batch, sha256)


def _pack(batch: CertificateBatch, roll: Roll, out) -> None:
    signer = certificates.signer_of(roll)
    honors = honors_of(roll)
    batch.total = len(honors) + 1
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for number, honor in enumerate(honors, 1):
            with certificates.certificate(honor, signer) as paper:
                name = f"{honor.certificate_number.replace('/', '-')}-{honor.slug[:80]}.pdf"
                archive.writestr(zipfile.ZipInfo(name, EARLY), paper.read())
            if number % STEP == 0 or number == len(honors):
                batch.advance(number)


def _finish(batch: CertificateBatch, sha256: str) -> None:
    with transaction.atomic():
        locked = CertificateBatch.objects.select_for_update().get(pk=batch.pk)
        if locked.status != CertificateBatch.Status.RUNNING:
            return
        locked.file, locked.sha256, locked.total = batch.file.name, sha256, batch.total
        locked.finish()
        record("certificates.built", locked, by=None, sha256=sha256, certificates=batch.total - 1)


def _fail(batch: CertificateBatch, reason: str) -> None:
    with transaction.atomic(), override(batch.ordered_by.language):
        locked = CertificateBatch.objects.select_for_update().get(pk=batch.pk)
        if locked.status == CertificateBatch.Status.RUNNING:
            locked.fail(str(reason))
            record("certificates.failed", locked, by=None)
