"""Work of the worker: fetch, call."""

from celery import shared_task

from dtportal.accounts import claiming


@shared_task
def pass_claims_on() -> None:
    claiming.pass_unanswered_on()
