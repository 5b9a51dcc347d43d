"""Work of the worker: fetch, call."""

from celery import shared_task

from awards.models import RehearsalRun
from awards.rehearsal import orders


@shared_task
def run_rehearsal(pk: int) -> None:
    orders.run(pk)


@shared_task
def sweep() -> None:
    """Take up what a broker or a worker has dropped."""
    for pk in RehearsalRun.objects.abandoned().values_list("pk", flat=True):
        orders.run(pk)
