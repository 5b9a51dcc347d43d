"""The iCalendar file of a session (RFC 5545): the same event again replaces the older one in a member's calendar."""

from datetime import UTC, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from assessments.models import CouncilSession
from dtportal.journal.recording import link_to

# Nobody says beforehand how long a council will sit; a calendar wants an end.
USUAL_LENGTH = timedelta(hours=3)


def calendar_of(session: CouncilSession, path: str) -> bytes:
    """The bytes of an .ics file; `path` is the session's page. The agenda is not in it: calendars are shared."""
    calendar = Calendar()
    calendar.add("prodid", "-//dtportal//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    event = Event()
    event.add("uid", f"session-{session.edition.slug}-{session.number}@dtportal")
    event.add("sequence", session.invitations)
    event.add("dtstamp", timezone.now())
    event.add("summary", session.title)
    event.add("dtstart", session.starts_at.astimezone(UTC))
    event.add("dtend", (session.starts_at + USUAL_LENGTH).astimezone(UTC))
    event.add("location", session.place or session.link)
    if session.edition.is_rehearsal:
        event.add("description", _("Illustrative data"))
    event.add("url", link_to(path))
    event.add("status", "CONFIRMED")
    calendar.add_component(event)
    return calendar.to_ical()
