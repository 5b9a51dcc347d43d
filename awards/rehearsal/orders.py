"""Wipe and refill as ordered work: the row first, then the worker."""

from django.db import transaction

from awards.models import RehearsalRun
from awards.rehearsal.fill import fill, prepare
from awards.rehearsal.wipe import wipe
from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.programme.models import Edition
from dtportal.roles import Can


@transaction.atomic
def order_run(edition: Edition, *, by: User, count: int) -> RehearsalRun:
    """Order a rehearsal to be emptied and, unless `count` is 0, filled with as many invented nominations.

    The caller wakes the worker (`hurry(tasks.run_rehearsal, run.pk)`); the sweep finds the row otherwise.

    Raises ValidationError for a live edition. While a run is under way the same one is returned.
    """
    require(by, Can.MANAGE_EDITION, edition)
    prepare(edition)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    waiting = edition.rehearsal_runs.filter(status__in=RehearsalRun.UNFINISHED).first()
    if waiting:
        return waiting
    run = RehearsalRun.objects.create(edition=edition, ordered_by=by, count=count, total=max(1, count))
    return run


def run(pk: int) -> None:
    """Wipe and refill; begun anew when a worker was killed half-way (the wipe makes that safe)."""
    job = RehearsalRun.objects.select_related("edition", "ordered_by").get(pk=pk)
    if job.finished:
        return
    job.start(max(1, job.count))
    wipe(job.edition, by=job.ordered_by)
    if job.count:
        fill(
            job.edition, count=job.count, report=lambda _stage, done, total: job.advance(min(done, job.total))
        )
    job.finish()
