"""Work of the worker: fetch, call."""

from contextlib import suppress

from celery import shared_task

from dtportal.antivirus import ScannerUnavailable
from nominations import printing, reminders, scanning
from nominations.actions.uploading import sweep_uploads
from nominations.imports import running
from nominations.models import ImportBatch


@shared_task
def run_import(batch_id: int) -> None:
    running.run(batch_id)


@shared_task
def sweep() -> None:
    """Take up what a broker or a worker has dropped."""
    for batch_id in ImportBatch.objects.abandoned().values_list("pk", flat=True):
        running.run(batch_id)


@shared_task
def remind() -> None:
    reminders.sweep()


@shared_task
def scan_evidence(evidence_id: int) -> None:
    """A scanner that does not answer now is asked again by the sweep."""
    with suppress(ScannerUnavailable):
        scanning.scan(evidence_id)


@shared_task
def sweep_files() -> None:
    scanning.sweep()
    sweep_uploads()


@shared_task
def print_dossier(dossier_id: int) -> None:
    printing.make(dossier_id)
