"""More time for one dossier."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.programme import calendar, clock
from dtportal.roles import Can
from nominations.actions.shared import (
    facts,
    journal,
    locked,
    members_of,
    reason_given,
    require_editable,
)
from nominations.intake import deadline
from nominations.models import Extension, Nomination


@transaction.atomic
def extend(nomination: Nomination, *, by: User, until: datetime, reason: str) -> Extension:
    """Give one open dossier more time, with a reason that its organisation reads.

    Raises ValidationError by field (no reason, not later than the present deadline, already past), and
    ImpossibleMove for a dossier that is not open any more.
    """
    require(by, Can.SCREEN, nomination)
    reason = reason_given(reason)
    nomination = locked(nomination)
    require_editable(nomination)
    now = clock.now(nomination.edition)
    present = deadline(nomination.edition, nomination)
    if present is None:
        raise ValidationError({"until": _("The intake of this edition has no end.")})
    if until <= now:
        raise ValidationError({"until": _("This moment has passed already.")})
    if until <= present:
        raise ValidationError(
            {
                "until": _("The dossier may be submitted until %(moment)s already.")
                % {"moment": _moment(present)}
            }
        )
    nomination.extended_until = until
    nomination.save()
    extension = Extension.objects.create(nomination=nomination, until=until, reason=reason, at=now, by=by)
    journal(
        "nomination.extended",
        nomination,
        by=by,
        tell=members_of(nomination.organization),
        context=facts(nomination, until=_moment(until), reason=reason),
        extension=extension.pk,
        until=until.isoformat(),
    )
    return extension


def _moment(instant: datetime) -> str:
    return date_format(localtime(instant, calendar.VIETNAM), "DATETIME_FORMAT")
