"""The door of the intake: first day, inclusive last day, hidden grace, an extension for one dossier."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dtportal.programme import calendar, clock
from dtportal.programme.models import Edition, Phase
from nominations.models import Nomination


def deadline(edition: Edition, nomination: Nomination | None = None) -> datetime | None:
    """The announced end, without grace: the intake's last second, or the extension when it is later."""
    ends_on = edition.intake.ends_on
    if ends_on is None:
        return None
    announced = calendar.end_of(ends_on)
    extension = nomination.extended_until if nomination else None
    return max(announced, extension) if extension else announced


def require_open(edition: Edition, nomination: Nomination | None = None) -> datetime:
    """The instant by the edition's clock, if the door is open; otherwise ValidationError with a sentence.

    Call it inside the transaction, with the edition read there: rehearsals move their clock.
    """
    now, intake = clock.now(edition), edition.intake
    if intake.is_open(now) or _is_extended(intake, nomination, now):
        return now
    if now < calendar.start_of(intake.starts_on):
        raise ValidationError(
            _("Dossiers are taken in from %(day)s.")
            % {"day": date_format(intake.starts_on, "SHORT_DATE_FORMAT")}
        )
    end = timezone.localtime(deadline(edition, nomination), calendar.VIETNAM)
    raise ValidationError(
        _("The intake of dossiers ended at %(moment)s.") % {"moment": date_format(end, "DATETIME_FORMAT")}
    )


def _is_extended(intake: Phase, nomination: Nomination | None, now: datetime) -> bool:
    if nomination is None or nomination.extended_until is None:
        return False
    return now <= nomination.extended_until + timedelta(minutes=intake.grace_minutes)


def is_open(edition: Edition, nomination: Nomination | None = None) -> bool:
    """For pages; actions call `require_open`."""
    try:
        require_open(edition, nomination)
    except ValidationError:
        return False
    return True
