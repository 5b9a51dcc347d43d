"""The door of the intake: first day, inclusive last day, hidden grace, an extension for one dossier."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dtportal.programme import calendar, clock
from dtportal.programme.models import Edition, Phase
from nominations.models import Nomination
from nominations.models.paper import paper_of


def deadline(edition: Edition, nomination: Nomination | None = None) -> datetime | None:
    """The announced end, without grace: the intake's last second, or the extension when it is later.

    A request for supplement has its own deadline, which may be the earlier one.
    """
    ends_on = edition.intake.ends_on
    if ends_on is None:
        return None
    announced = calendar.end_of(ends_on)
    extension = nomination.extended_until if nomination else None
    if extension and nomination.status == Nomination.Status.RETURNED:
        return extension
    return max(announced, extension) if extension else announced


def require_open(edition: Edition, nomination: Nomination | None = None) -> datetime:
    """The instant by the edition's clock, if the door is open; otherwise ValidationError with a sentence.

    Call it inside the transaction, with the edition read there: rehearsals move their clock. For a paper dossier that
    its unit confirms word by word the day counts on which the paper was received.
    """
    now, intake = clock.now(edition), edition.intake
    paper = paper_of(nomination) if nomination is not None else None
    if paper is not None and nomination.status == Nomination.Status.DRAFT and nomination.number is None:
        if paper.is_pending:
            raise ValidationError(
                _("This dossier came on paper: its organisation confirms it, or takes it over.")
            )
        if paper.is_confirmed and intake.contains(paper.received_on):
            return now
    is_supplement = (
        nomination is not None
        and nomination.status == Nomination.Status.RETURNED
        and nomination.extended_until
    )
    if (intake.is_open(now) and not is_supplement) or _is_extended(intake, nomination, now):
        return now
    if now < calendar.start_of(intake.starts_on):
        raise ValidationError(
            _("Dossiers are taken in from %(day)s.")
            % {"day": date_format(intake.starts_on, "SHORT_DATE_FORMAT")}
        )
    end = timezone.localtime(deadline(edition, nomination), calendar.VIETNAM)
    if is_supplement:
        raise ValidationError(
            _("The deadline of this supplement was %(moment)s.")
            % {"moment": date_format(end, "DATETIME_FORMAT")}
        )
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


def is_takable(nomination: Nomination) -> bool:
    """Whether a submitted dossier may still be taken back to be corrected: the secretariat has decided nothing of it
    and the announced deadline has not passed (the grace is for submitting)."""
    if nomination.status != Nomination.Status.SUBMITTED or nomination.screening_notes.exists():
        return False
    end = deadline(nomination.edition, nomination)
    return is_open(nomination.edition, nomination) and (end is None or clock.now(nomination.edition) <= end)
