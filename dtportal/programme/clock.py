"""What time it is for an edition: real time when live; a clock of its own in a rehearsal."""

from datetime import datetime

from django.utils import timezone

from dtportal.programme.models import Edition


def now(edition: Edition) -> datetime:
    """The instant that every door of the edition reads. A rehearsal without a clock reads real time."""
    return edition.clock_at if edition.is_rehearsal and edition.clock_at else timezone.now()


def current_edition() -> Edition:
    """The edition the public site is about: the latest."""
    return Edition.objects.latest_first().prefetch_related("phases")[0]
