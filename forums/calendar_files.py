"""iCalendar files (RFC 5545): one event each, times in UTC, whole days where only the month is known."""

from datetime import UTC, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from dtportal.journal.recording import link_to
from dtportal.programme.calendar import VIETNAM
from forums.models import Forum


def calendar_of(forum: Forum) -> bytes:
    """The bytes of an .ics file. A date known by its month only becomes an all-day event, marked tentative."""
    calendar = Calendar()
    calendar.add("prodid", "-//dtportal//VI")
    calendar.add("version", "2.0")
    event = Event()
    event.add("uid", f"forum-{forum.edition.slug}-{forum.slug}@dtportal")
    event.add("dtstamp", timezone.now())
    event.add("summary", forum.label)
    if forum.edition.is_rehearsal:
        event.add("description", _("Dates and places on these pages are illustrative."))
    if forum.precision == Forum.Precision.MONTH:
        event.add("dtstart", forum.starts_at.astimezone(VIETNAM).date())
        event.add("dtend", forum.ends_at.astimezone(VIETNAM).date() + timedelta(days=1))
        event.add("status", "TENTATIVE")
    else:
        event.add("dtstart", forum.starts_at.astimezone(UTC))
        event.add("dtend", forum.ends_at.astimezone(UTC))
        event.add("status", "CANCELLED" if forum.status == Forum.Status.CANCELLED else "CONFIRMED")
    if forum.place:
        event.add("location", forum.place)
    event.add("url", link_to(forum.get_absolute_url()))
    calendar.add_component(event)
    return calendar.to_ical()
