"""Work of the worker: fetch, call."""

from celery import shared_task

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
