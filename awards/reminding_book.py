"""Reminders to nominees who have not approved a page of the yearbook; the worker's deed, by nobody.

Whose turn it is, is asked of the due day and of the edition's clock each time.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from awards.addresses import address_of
from awards.book_desk import REMINDED, due_at, in_vietnam, writers_of
from awards.models import BookPage, PageReminder
from awards.rolls import is_published
from dtportal.journal.recording import record, send, unhurried
from dtportal.programme import clock
from dtportal.programme.models import Edition
from nominations import reminding
from nominations.actions.shared import locked
from nominations.models import Nomination


def sweep() -> int:
    """Remind in every edition; returns how many nominees were reminded."""
    return sum(remind_edition(edition) for edition in Edition.objects.exclude(pages_due=None))


def remind_edition(edition: Edition) -> int:
    planned = _planned(edition)
    if planned is None:
        return 0
    reminded = 0
    with unhurried():
        for nomination in waiting(edition, planned):
            reminded += remind(nomination) is not None
    return reminded


def unapproved(edition: Edition):
    """Accepted nominees without an approved page."""
    approved = BookPage.objects.exclude(approved_at=None).filter(nomination=OuterRef("pk"))
    return Nomination.objects.filter(edition=edition).accepted().filter(~Exists(approved))


def waiting(edition: Edition, planned: reminding.Planned):
    """Those whose reminder has not gone out. Whoever was accepted after that morning reads the day on his page."""
    told = PageReminder.objects.filter(nomination=OuterRef("pk"), due=edition.pages_due, days=planned.days)
    since = Q(accepted_at__lte=planned.at) | Q(accepted_at=None)
    return unapproved(edition).filter(~Exists(told), since).order_by("pk")


@transaction.atomic
def remind(nomination: Nomination) -> PageReminder | None:
    """Tell the unit's people, if it is the turn of a reminder; a second call, or a second worker, changes nothing."""
    nomination = locked(nomination)
    edition = nomination.edition
    planned = _planned(edition)
    if planned is None or not unapproved(edition).filter(pk=nomination.pk).exists():
        return None
    now = clock.now(edition)
    try:
        with transaction.atomic():
            reminder = PageReminder.objects.create(
                nomination=nomination, due=edition.pages_due, days=planned.days, at=now
            )
    except IntegrityError:
        return None
    entry = record("bookpage.reminded", nomination, by=None, days=planned.days)
    for user in writers_of(nomination):
        with override(user.language):
            context = _context(nomination, now)
        send(
            "book_page_reminded",
            recipient=user,
            language=user.language,
            context=context,
            is_rehearsal=edition.is_rehearsal,
            about=nomination,
            key=f"{entry.pk}:{user.pk}",
        )
    return reminder


def _planned(edition: Edition) -> reminding.Planned | None:
    end = due_at(edition)
    if end is None or is_published(edition):
        return None
    return reminding.due(end, clock.now(edition), REMINDED)


def _context(nomination: Nomination, now: datetime) -> dict[str, str]:
    end = due_at(nomination.edition)
    days = reminding.days_left(end, now)
    return {
        "reference": nomination.known_as,
        "honoree": nomination.honoree_name,
        "until": in_vietnam(end),
        "left": _("days left: %(count)s") % {"count": days} if days else _("today is the last day"),
        "url": address_of("awards:book_page", None, nomination.reference),
    }
