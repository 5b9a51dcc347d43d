"""The worker's part of an import: check, show what was understood, and after confirmation write it."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from dtportal.jobs import SILENT_AFTER
from nominations.imports.drafts import Draft
from nominations.imports.reading import Unreadable
from nominations.imports.writing import Outcome, import_workbook, preview_workbook
from nominations.models import ImportBatch

logger = logging.getLogger(__name__)
SHOWN_ROWS = 20
KEPT_MISTAKES = 2000


def run(batch_id: int) -> None:
    """The worker's part; a second call while one is at work, or after the end, changes nothing."""
    batch = _take_up(batch_id)
    if batch is None:
        return
    with translation.override(batch.ordered_by.language):
        try:
            _work(batch)
        except (Unreadable, PermissionDenied) as error:
            batch.fail(str(error))
        except ValidationError as error:
            batch.fail(" ".join(error.messages))
        except (IntegrityError, DataError):
            # Somebody else wrote the same unit or number between our check and our writing; all is undone.
            logger.exception("import %s could not be written", batch.pk)
            batch.refresh_from_db()
            batch.fail(_("The list could not be written; nothing was imported. Please upload it again."))


@transaction.atomic
def _take_up(batch_id: int) -> ImportBatch | None:
    batch = (
        ImportBatch.objects.select_for_update(of=["self"])
        .select_related("edition", "ordered_by")
        .get(pk=batch_id)
    )
    at_work = batch.status == ImportBatch.Status.RUNNING
    if batch.finished or (at_work and timezone.now() - batch.heartbeat_at < SILENT_AFTER):
        return None
    batch.start(batch.total)
    return batch


def _work(batch: ImportBatch) -> None:
    def progress(done: int, total: int) -> None:
        batch.total = total
        batch.advance(done)

    with batch.file.open("rb") as file:
        content = file.read()
    outcome = preview_workbook(batch.edition, content, by=batch.ordered_by, progress=progress)
    if batch.is_preview or outcome.mistakes:
        _note(batch, outcome)
        batch.finish()
        return
    # In one transaction: either everything is written and the batch says so, or nothing and it is taken up again.
    with transaction.atomic():
        _note(batch, import_workbook(batch.edition, content, by=batch.ordered_by))
        batch.finish()


def _note(batch: ImportBatch, outcome: Outcome) -> None:
    batch.result = {
        **outcome.counts,
        "mistakes": len(outcome.mistakes),
        "ignored": outcome.ignored,
        "rows": [_shown(draft) for draft in outcome.drafts[:SHOWN_ROWS]],
    }
    batch.mistakes = [mistake.as_json() for mistake in outcome.mistakes[:KEPT_MISTAKES]]


def _shown(draft: Draft) -> dict[str, Any]:
    """A row as it was understood, for the preview."""
    return {
        "row": draft.row.number,
        "name": draft.name,
        "tax_code": draft.facts["tax_code"],
        "sector": draft.sector.code if draft.sector else "",
        "group": draft.group,
        "province": draft.province.name,
        "body": draft.body_name,
        "letter": draft.letter_number,
        "letter_date": draft.letter_date.isoformat() if draft.letter_date else "",
        "does": draft.does,
        "reference": draft.nomination.known_as if draft.nomination else "",
    }
