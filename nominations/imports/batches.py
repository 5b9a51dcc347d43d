"""An import as long work: a list is uploaded, previewed by the worker, and confirmed by whoever uploaded it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.files import XLSX, check_upload
from dtportal.journal.recording import hurry, record
from dtportal.programme.models import Body, Edition
from dtportal.roles import Can
from nominations import intake
from nominations.imports.reading import MAX_BYTES
from nominations.models import ImportBatch
from nominations.tasks import run_import


@transaction.atomic
def upload_list(edition: Edition, upload: File, *, by: User) -> ImportBatch:
    """Keep a workbook and have the worker look at it. Raises ValidationError for anything but an .xlsx."""
    require(by, Can.IMPORT, edition)
    intake.require_open(edition)
    checked = check_upload(upload, limit=MAX_BYTES, kinds=(XLSX,))
    batch = ImportBatch(edition=edition, body=_own_body(edition, by), name=checked.name, ordered_by=by)
    batch.file.save(checked.name, checked.file, save=False)
    batch.save()
    record("import.uploaded", batch, by=by, sha256=checked.sha256, size=checked.size)
    transaction.on_commit(lambda: hurry(run_import, batch.pk))
    return batch


def _own_body(edition: Edition, by: User) -> Body | None:
    """The body an officer imports for, when there is exactly one; rows are checked one by one either way."""
    bodies = [body_id for edition_id, body_id in by.bodies_where(Can.IMPORT) if edition_id == edition.pk]
    return Body.objects.get(pk=bodies[0]) if len(bodies) == 1 else None


@transaction.atomic
def confirm_import(batch: ImportBatch, *, by: User) -> ImportBatch:
    """Write what the preview showed. Only whoever uploaded the list may, and only a list without mistakes.

    A second click changes nothing.
    """
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    require(by, Can.IMPORT, batch)
    if batch.ordered_by_id != by.pk:
        raise PermissionDenied(_("Only the person who uploaded this list can import it."))
    if not batch.is_preview:
        return batch
    if not batch.can_confirm:
        raise ValidationError(
            _("This list cannot be imported yet: it is still being checked, or has mistakes.")
        )
    batch.is_preview = False
    _queue_again(batch)
    record("import.confirmed", batch, by=by)
    return batch


def _queue_again(batch: ImportBatch) -> None:
    batch.move(ImportBatch.Status.QUEUED)
    batch.done, batch.finished_at, batch.heartbeat_at = 0, None, timezone.now()
    batch.save()
    transaction.on_commit(lambda: hurry(run_import, batch.pk))
