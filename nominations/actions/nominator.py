"""What a nominating body says of a unit."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.programme import calendar, clock
from dtportal.roles import Can
from dtportal.text import nfc
from nominations.actions.shared import (
    facts,
    journal,
    locked_endorsement,
    members_of,
    reason_given,
    require_undecided,
)
from nominations.intake import deadline
from nominations.models import Endorsement, LetterScan


@transaction.atomic
def endorse(
    endorsement: Endorsement,
    *,
    by: User,
    letter_number: str,
    letter_date: date,
    scan: LetterScan | None = None,
) -> Endorsement:
    """Endorse a unit with the number, date and scan of the body's letter. Raises ValidationError by field."""
    require(by, Can.ENDORSE, endorsement)
    endorsement = locked_endorsement(endorsement)
    require_undecided(endorsement.nomination)
    _require_letter(endorsement, letter_number, letter_date)
    endorsement.move(Endorsement.Status.ENDORSED)
    endorsement.letter_number, endorsement.letter_date = nfc(letter_number), letter_date
    endorsement.scan, endorsement.reason = scan, ""
    _decide(endorsement, by)
    _tell("endorsement.endorsed", endorsement, by)
    return endorsement


@transaction.atomic
def decline_endorsement(endorsement: Endorsement, *, by: User, reason: str) -> Endorsement:
    """Refuse, or take back, the endorsement of a unit, with a reason that the unit reads."""
    require(by, Can.ENDORSE, endorsement)
    reason = reason_given(reason)
    endorsement = locked_endorsement(endorsement)
    require_undecided(endorsement.nomination)
    endorsement.move(Endorsement.Status.DECLINED)
    endorsement.reason = reason
    _decide(endorsement, by)
    _tell("endorsement.declined", endorsement, by)
    return endorsement


def _require_letter(endorsement: Endorsement, number: str, day: date) -> None:
    nomination = endorsement.nomination
    if not number.strip():
        raise ValidationError({"letter_number": _("Please give the number of the letter.")})
    if day > localtime(clock.now(nomination.edition), calendar.VIETNAM).date():
        raise ValidationError({"letter_date": _("The date of the letter lies in the future.")})
    end = deadline(nomination.edition, nomination)
    last_day = localtime(end, calendar.VIETNAM).date() if end else None
    if last_day and day > last_day:
        raise ValidationError(
            {
                "letter_date": _("The letter must be dated on or before %(day)s, the end of the intake.")
                % {"day": date_format(last_day, "SHORT_DATE_FORMAT")}
            }
        )


def _decide(endorsement: Endorsement, by: User) -> None:
    """The word belongs to the version that was submitted last; on a draft, to none yet."""
    endorsement.given_for = endorsement.latest_number
    endorsement.confirmed_at = endorsement.confirmed_by = None
    endorsement.decided_at, endorsement.decided_by = clock.now(endorsement.edition), by
    endorsement.save()


def _tell(verb: str, endorsement: Endorsement, by: User) -> None:
    nomination = endorsement.nomination
    context = facts(nomination, body=endorsement.body.name, reason=endorsement.reason)
    journal(verb, endorsement, by=by, tell=members_of(nomination.organization), context=context)
