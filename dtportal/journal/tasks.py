from celery import shared_task

from dtportal.journal import chain as chaining
from dtportal.journal import outbox


@shared_task
def post(notice_id: int) -> None:
    outbox.deliver(notice_id)


@shared_task
def post_waiting() -> None:
    outbox.deliver_waiting()


@shared_task
def chain() -> None:
    chaining.extend()
