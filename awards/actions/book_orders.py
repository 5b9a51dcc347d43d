"""Ordering a book, and stopping one."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from assessments.conflicts import closed_to
from awards.actions.confiding import note_look
from awards.models import Confidant, Roll, Variant, Yearbook
from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.celery import app
from dtportal.journal.recording import hurry, record
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.states import ImpossibleMove


def roll_to_print(edition: Edition, user: User) -> Roll | None:
    """The list that this person's book is made from: the signed one for whom the chair has approved to know it for
    the book, and who has no interest in a dossier of the edition; else the published one."""
    signed = edition.rolls.filter(status=Roll.Status.SIGNED).first()
    if signed is not None and _may_know(edition, user):
        return signed
    return edition.rolls.published().first()


def _may_know(edition: Edition, user: User) -> bool:
    named = edition.confidants.standing().filter(user=user, purpose=Confidant.Purpose.BOOK)
    return named.exists() and not closed_to(user).filter(edition=edition).exists()


@transaction.atomic
def order_yearbook(edition: Edition, *, by: User, variant: str = Variant.SCREEN) -> Yearbook:
    """Order a book for the screen or the printer: the order in hand, if there is one; one that failed or was stopped
    is taken up again. Raises ValidationError where there is no list to print."""
    require(by, Can.BUILD_YEARBOOK, edition)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    roll = roll_to_print(edition, by)
    if roll is None:
        raise ValidationError(
            _("The list is not published yet; the yearbook is printed from the published list.")
        )
    yearbook = edition.yearbooks.select_for_update().filter(roll=roll, variant=variant).first()
    if yearbook is not None and not yearbook.finished:
        if yearbook.is_being_cancelled:
            yearbook.cancelled_by = None
            yearbook.save(update_fields=["cancelled_by"])
        return yearbook
    if yearbook is not None and yearbook.status == Yearbook.Status.FAILED:
        yearbook.move(Yearbook.Status.QUEUED)
        yearbook.failure, yearbook.finished_at, yearbook.cancelled_by = "", None, None
        yearbook.heartbeat_at = timezone.now()
        yearbook.ordered_by = by
        yearbook.save()
    else:
        yearbook = Yearbook.objects.create(edition=edition, roll=roll, variant=variant, ordered_by=by)
    record("yearbook.ordered", yearbook, by=by, roll=roll.pk, variant=variant)
    note_look(roll, by=by, at="yearbook", takes_away=True)
    # By its name: tasks import the actions they call.
    task = app.signature("awards.tasks.build_yearbook")
    transaction.on_commit(lambda: hurry(task, yearbook.pk))
    return yearbook


@transaction.atomic
def cancel_yearbook(yearbook: Yearbook, *, by: User) -> Yearbook:
    """Stop a book: one that waits at once, one in work at its next page. What is ready of it is kept.

    Raises ImpossibleMove for one that is finished.
    """
    require(by, Can.BUILD_YEARBOOK, yearbook)
    row = Yearbook.objects.visible_to(by).select_for_update(of=["self"]).get(pk=yearbook.pk)
    if row.finished:
        raise ImpossibleMove(_("This book is finished already."))
    if row.is_being_cancelled:
        return row
    row.cancelled_by = by
    row.save(update_fields=["cancelled_by"])
    if row.status == Yearbook.Status.QUEUED:
        with translation.override(row.ordered_by.language):
            row.fail(_("Cancelled. The pages that are ready are kept."))
    record("yearbook.cancelled", row, by=by)
    return row
