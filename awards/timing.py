"""What the calendar says against drawing up or publishing a result now, in sentences.

A live edition is held to it; the clock of a rehearsal is its players' to move, so there it is a warning only.
"""

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from awards.models import PublicNotice
from dtportal.programme import clock
from dtportal.programme.calendar import VIETNAM
from dtportal.programme.models import Edition, Phase


def objections(edition: Edition, *, to_publish: bool = False) -> list[str]:
    """Intake still open (a dossier that arrives later could not be ranked), public comments still taken; publication
    before its phase."""
    now = clock.now(edition)
    phases = {phase.kind: phase for phase in edition.phases.all()}
    found = []
    intake = phases[Phase.Kind.INTAKE]
    if intake.is_open(now):
        found.append(
            _("Dossiers are taken in until %(day)s; whoever submits after the list is drawn up is not on it.")
            % {"day": date_format(intake.ends_on, "SHORT_DATE_FORMAT") if intake.ends_on else "…"}
        )
    notice = PublicNotice.objects.filter(edition=edition).first()
    if notice and notice.is_open(now):
        found.append(
            _(
                "Everybody may comment on the accepted units until %(day)s; what is said belongs before the council."
            )
            % {"day": date_format(localtime(notice.closes_at, VIETNAM), "SHORT_DATE_FORMAT")}
        )
    announcement = phases.get(Phase.Kind.ANNOUNCEMENT)
    if to_publish and announcement and now.date() < announcement.starts_on:
        found.append(
            _("The announcement begins on %(day)s by the calendar of the edition.")
            % {"day": date_format(announcement.starts_on, "SHORT_DATE_FORMAT")}
        )
    return found


def require_time(edition: Edition, *, to_publish: bool = False) -> None:
    """Raises ValidationError with the objections, in a live edition."""
    found = objections(edition, to_publish=to_publish)
    if found and not edition.is_rehearsal:
        raise ValidationError(found)
