"""The sweep that reminds, and what the secretariat reads about it.

Whose turn it is, is asked of the calendar and of the edition's clock each time: a deadline that was moved, or a
rehearsal's clock, needs nothing further.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from dtportal.accounts.models import User
from dtportal.journal.recording import link_to, send, unhurried
from dtportal.programme import calendar, clock
from dtportal.programme.models import Edition
from nominations import intake, reminding
from nominations.actions.shared import facts, journal, locked, members_of
from nominations.freezing import checklist_of
from nominations.guide import gaps_of
from nominations.models import Nomination, PaperDossier, Reminder
from nominations.standing import represents, writable
from nominations.supplements import asked_of

# A mail lists so many missing things; the rest is counted.
LISTED = 12


@dataclass(frozen=True)
class Turn:
    """One reminder of the intake's deadline: when, how many dossiers got it, whether its time has come."""

    days: int
    at: datetime
    sent: int
    is_past: bool
    is_due: bool


def sweep() -> int:
    """Remind in every edition; returns how many dossiers were reminded."""
    return sum(remind_edition(edition) for edition in Edition.objects.all())


def remind_edition(edition: Edition) -> int:
    now, reminded = clock.now(edition), 0
    with unhurried():
        for nomination in waiting(edition, now):
            reminded += remind(nomination) is not None
    return reminded


def waiting(edition: Edition, now: datetime):
    """Open dossiers whose reminder is due and has not gone out. `remind` looks again, with the row locked."""
    announced = intake.deadline(edition)
    if announced is None:
        return
    open_ones = Nomination.objects.filter(edition=edition, status__in=Nomination.EDITABLE)
    # What the secretariat keys in from paper has been received already.
    open_ones = open_ones.exclude(pk__in=PaperDossier.objects.pending().values("nomination"))
    # A request for supplement has its own deadline, also when that is earlier than the intake's.
    own = Q(status=Nomination.Status.RETURNED, extended_until__isnull=False)
    planned = reminding.due(announced, now)
    if planned is not None:
        common = open_ones.filter(~own & (Q(extended_until=None) | Q(extended_until__lte=announced)))
        told = Reminder.objects.filter(nomination=OuterRef("pk"), deadline=announced, days=planned.days)
        yield from common.filter(~Exists(told), created_at__lte=planned.at)
    later = Q(extended_until__gt=max(announced, now)) | own & Q(extended_until__gt=now)
    for nomination in open_ones.filter(later):
        planned = reminding.due(nomination.extended_until, now)
        told = {"deadline": nomination.extended_until, "days": planned.days if planned else 0}
        if planned and not nomination.reminders.filter(**told).exists():
            yield nomination


@transaction.atomic
def remind(nomination: Nomination) -> Reminder | None:
    """Tell an open dossier's people what is missing, if the turn of a reminder has come; None if it has not.

    The worker's deed, by nobody. A second call, or a second worker, changes nothing.
    """
    nomination = locked(nomination)
    if not nomination.is_editable:
        return None
    now, end = clock.now(nomination.edition), intake.deadline(nomination.edition, nomination)
    planned = reminding.due(end, now) if end else None
    if planned is None or planned.at < _knows_since(nomination):
        return None
    try:
        with transaction.atomic():
            reminder = Reminder.objects.create(nomination=nomination, deadline=end, days=planned.days, at=now)
    except IntegrityError:
        return None
    entry = journal("nomination.reminded", nomination, by=None, reminder=reminder.pk, days=planned.days)
    for user in _writers(nomination):
        with override(user.language):
            context = _reminder(nomination, end, now, user)
        send(
            "nomination.reminded",
            recipient=user,
            language=user.language,
            context=context,
            is_rehearsal=nomination.edition.is_rehearsal,
            about=nomination,
            key=f"{entry.pk}:{user.pk}",
        )
    return reminder


def _knows_since(nomination: Nomination) -> datetime:
    """Whoever started, was given more time or was asked for a supplement after the morning of a reminder knows the
    deadline from there."""
    extended = nomination.extensions.order_by("-at").values_list("at", flat=True).first()
    asked = nomination.screening_notes.filter(decision=Nomination.Status.RETURNED).values_list(
        "at", flat=True
    )
    return max(filter(None, [nomination.created_at, extended, asked.first()]))


def _writers(nomination: Nomination) -> list[User]:
    """The representatives, and the colleagues who were invited to write."""
    colleagues = nomination.colleagues.at_work().values("accepted_by")
    invited = User.objects.filter(pk__in=colleagues, is_active=True).order_by("pk")
    return list(dict.fromkeys([*members_of(nomination.organization), *invited]))


def _reminder(nomination: Nomination, end: datetime, now: datetime, user: User) -> dict[str, Any]:
    """What the mail says, in the language that is active. Whoever writes some sections reads of these only."""
    asked = [(line.label, line.url) for line in asked_of(nomination)]
    gaps = [(gap.label, gap.url) for gap in gaps_of(nomination, checklist_of(nomination))]
    missing = [*asked, *(gap for gap in gaps if gap[1] not in {url for _label, url in asked})]
    if not represents(user, nomination):
        mine = [f"/sections/{key}/" for key in writable(user, nomination)]
        missing = [(label, url) for label, url in missing if any(part in url for part in mine)]
    lines = [f"- {label}\n  {link_to(url)}" for label, url in missing[:LISTED]]
    if len(missing) > LISTED:
        rest = len(missing) - LISTED
        lines.append(_("- and %(count)s more") % {"count": rest})
    days = reminding.days_left(end, now)
    left = _("days left: %(count)s") % {"count": days} if days else _("today is the last day")
    review = reverse("nominations:review", args=[nomination.reference])
    return facts(
        nomination,
        until=date_format(localtime(end, calendar.VIETNAM), "DATETIME_FORMAT"),
        left=left,
        missing="\n".join(lines),
        review=link_to(review),
    )


def turns(edition: Edition, deadline: datetime, now: datetime) -> list[Turn]:
    """The reminders of the announced deadline, the farthest first."""
    of_deadline = Reminder.objects.filter(nomination__edition=edition, deadline=deadline)
    sent = dict(of_deadline.values_list("days").annotate(Count("pk")))
    due = reminding.due(deadline, now)
    return [
        Turn(planned.days, planned.at, sent.get(planned.days, 0), planned.at <= now, planned == due)
        for planned in reminding.plan(deadline)
    ]
