"""Who still has what to score, by when, and the mails about it: one a member and day at most."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Min, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments import turns
from assessments.allotment import due_day
from assessments.conflicts import closed_ids
from assessments.models import Assignment, CouncilMember, ReadingReminder, Round
from assessments.queues import Queue
from dtportal.journal.recording import link_to, record, send, unhurried
from dtportal.programme import calendar, clock
from dtportal.programme.models import Edition

Status = Assignment.Status
UNFINISHED = (Status.OFFERED, Status.READING)


@dataclass(frozen=True)
class Left:
    """What a member has left in open rounds: so many dossiers, the first of them due on a day, assigned since."""

    member: CouncilMember
    count: int
    due: date | None
    since: datetime
    reminded_on: date | None = None

    def days_left(self, today: date) -> int | None:
        return (self.due - today).days if self.due else None


def today_of(edition: Edition) -> date:
    return localtime(clock.now(edition), calendar.VIETNAM).date()


def left(edition: Edition, rounds: Iterable[Round] | None = None, *, reader: Any = None) -> list[Left]:
    """Members who have something to score in open rounds (or in these), the most urgent first.

    A `reader` is told nothing of dossiers that are closed to him.
    """
    open_ones = list(rounds if rounds is not None else edition.rounds.filter(status=Round.Status.OPEN))
    due = {round.pk: due_day(round) for round in open_ones}
    rows = Assignment.objects.filter(entry__round__in=due, status__in=UNFINISHED, member__is_active=True)
    if reader is not None:
        rows = rows.exclude(entry__nomination__in=closed_ids(reader))
    found: dict[int, list[tuple[int, date | None, datetime]]] = {}
    for member, round, count, since in (
        rows.order_by()
        .values_list("member", "entry__round")
        .annotate(n=Count("pk"), since=Min("assigned_at"))
    ):
        found.setdefault(member, []).append((count, due[round], since))
    members = CouncilMember.objects.filter(pk__in=found).select_related("user", "edition")
    members = members.annotate(reminded_on=Max("reading_reminders__on"))
    lines = [
        Left(
            member,
            sum(count for count, _due, _since in found[member.pk]),
            min((day for _count, day, _since in found[member.pk] if day), default=None),
            min(since for _count, _due, since in found[member.pk]),
            member.reminded_on,
        )
        for member in members
    ]
    return sorted(lines, key=lambda row: (row.due or date.max, -row.count, row.member.user.name_sort_key))


def sweep() -> int:
    """Remind in every edition whose morning has come; returns how many members were reminded."""
    editions = Edition.objects.filter(Q(rounds__status=Round.Status.OPEN)).distinct()
    return sum(remind_edition(edition) for edition in editions)


def remind_edition(edition: Edition) -> int:
    now = localtime(clock.now(edition), calendar.VIETNAM)
    if now.time() < turns.MORNING:
        return 0
    today, reminded = now.date(), 0
    with unhurried():
        for row in left(edition):
            planned = turns.turn(row.due, today) if row.due else None
            if planned is None or (row.reminded_on and row.reminded_on >= planned[1]):
                continue
            # Whoever was given dossiers on the day of a reminder or later knows the last day from there.
            if localtime(row.since, calendar.VIETNAM).date() >= planned[1]:
                continue
            reminded += remind(row.member, days=planned[0]) is not None
    return reminded


@transaction.atomic
def remind(member: CouncilMember, *, days: int | None = None, by: Any = None) -> ReadingReminder | None:
    """One mail about everything a member has left; None when he was reminded today or has nothing left.

    `days` before the last day when the calendar reminds, `by` when somebody does.
    """
    queue = Queue(member.user)
    waiting = [row for row in queue.every_row if not row.is_done and row.assignment.entry.round.is_open]
    waiting = [row for row in waiting if row.assignment.member_id == member.pk]
    if not waiting:
        return None
    today = today_of(member.edition)
    try:
        with transaction.atomic():
            reminder = ReadingReminder.objects.create(member=member, on=today, days=days, by=by)
    except IntegrityError:
        return None
    record("council.reminded", member, by=by, dossiers=len(waiting), reminder=reminder.pk)
    first = waiting[0].assignment
    page = (
        reverse("assessments:score", args=[first.pk])
        if first.status == Status.READING
        else reverse("assessments:declare")
    )
    due = min((row.due for row in waiting if row.due), default=None)
    with override(member.user.language):
        context = {
            "count": len(waiting),
            "time": queue.time_left,
            "until": date_format(due, "DATE_FORMAT") if due else "",
            "left": _in_words((due - today).days) if due else "",
            "url": link_to(page),
        }
    send(
        "reading_reminded",
        recipient=member.user,
        language=member.user.language,
        is_rehearsal=member.edition.is_rehearsal,
        about=member,
        key=f"reading:{reminder.pk}",
        context=context,
    )
    return reminder


def _in_words(days: int) -> str:
    if days > 0:
        return _("days left: %(count)s") % {"count": days}
    if days == 0:
        return _("today is the last day")
    return _("days late: %(count)s") % {"count": -days}
