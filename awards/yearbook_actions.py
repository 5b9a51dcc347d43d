"""Ordering the yearbook."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from awards.models import Roll, Yearbook
from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.celery import app
from dtportal.journal.recording import hurry, record
from dtportal.programme.models import Edition
from dtportal.roles import Can


@transaction.atomic
def order_yearbook(edition: Edition, *, by: User) -> Yearbook:
    """Order a book of the published list; the order in hand, if there is one; a failed one is taken up again."""
    require(by, Can.BUILD_YEARBOOK, edition)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    roll = edition.rolls.filter(status=Roll.Status.PUBLISHED).first()
    if roll is None:
        raise ValidationError(
            _("The list is not published yet; the yearbook is printed from the published list.")
        )
    yearbook = edition.yearbooks.select_for_update().first()
    if yearbook is not None and not yearbook.finished:
        return yearbook
    if yearbook is not None and yearbook.status == Yearbook.Status.FAILED and yearbook.roll_id == roll.pk:
        yearbook.move(Yearbook.Status.QUEUED)
        yearbook.failure = ""
        yearbook.finished_at = None
        yearbook.heartbeat_at = timezone.now()
        yearbook.ordered_by = by
        yearbook.save()
    else:
        yearbook = Yearbook.objects.create(edition=edition, roll=roll, ordered_by=by)
    record("yearbook.ordered", yearbook, by=by, roll=roll.pk)
    # By its name: tasks import the actions they call.
    task = app.signature("awards.tasks.build_yearbook")
    transaction.on_commit(lambda: hurry(task, yearbook.pk))
    return yearbook
