"""The way of a dossier from the draft to the result: what is behind it, what is next, when the rest is expected."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from dtportal.programme import calendar, clock
from dtportal.programme.models import Phase
from dtportal.programme.templatetags.programme import phase_dates
from nominations import intake
from nominations.models import Endorsement, Nomination
from nominations.queue import DEFAULT_DAYS
from nominations.timeline import Event

Status = Nomination.Status
ENDED = {Status.DECLINED: "nomination.declined", Status.WITHDRAWN: "nomination.withdrawn"}


@dataclass(frozen=True)
class Milestone:
    """`at`: when it was reached; `expected`: when it is, in words, until then. `is_end`: the way ended here."""

    label: str
    is_done: bool
    at: datetime | None = None
    expected: str = ""
    is_next: bool = False
    is_end: bool = False


def milestones(
    nomination: Nomination, endorsements: Iterable[Endorsement], events: Iterable[Event]
) -> list[Milestone]:
    """Received, endorsed, eligible, being appraised, result; a dossier that was declined or withdrawn ends earlier."""
    reached, endorsements = {event.verb: event.at for event in events}, list(endorsements)
    phases = {phase.kind: phase for phase in nomination.edition.phases.all()}
    given = [e for e in endorsements if e.is_endorsed]
    endorsed = [e.confirmed_at or e.decided_at for e in given if e.is_standing]
    is_received = bool(nomination.submitted_at) and nomination.status != Status.DRAFT
    has_result = bool(nomination.outcome)
    # Nothing is expected before the step that it follows.
    endorsed_by = _later(phases[Phase.Kind.INTAKE].ends_on, None if is_received else _last_day(nomination))
    eligible_by = examined_by(nomination)
    if eligible_by and not endorsed:
        eligible_by = _later(eligible_by, endorsed_by)
    until_then = None if nomination.accepted_at else eligible_by
    way = [
        Milestone(
            _("Received"),
            is_received,
            nomination.submitted_at if is_received else None,
            _by(_last_day(nomination)),
        ),
        Milestone(
            _("Endorsed"),
            bool(endorsed),
            min(endorsed, default=None),
            _confirmation(given) if given else _by(_ahead(nomination, endorsed_by)),
        ),
        Milestone(_("Eligible"), bool(nomination.accepted_at), nomination.accepted_at, _by(eligible_by)),
        Milestone(_("Being appraised"), has_result, None, _during(phases, Phase.Kind.APPRAISAL, until_then)),
        Milestone(
            _("Result"),
            has_result,
            reached.get("nomination.outcome"),
            _during(phases, Phase.Kind.ANNOUNCEMENT, until_then),
        ),
    ]
    if nomination.status in ENDED and not has_result:
        label = str(Status(nomination.status).label)
        end = Milestone(label, True, reached.get(ENDED[nomination.status]), is_end=True)
        return [*(milestone for milestone in way if milestone.is_done), end]
    following = next((milestone for milestone in way if not milestone.is_done), None)
    return [replace(milestone, is_next=milestone is following) for milestone in way]


def examined_by(nomination: Nomination) -> date | None:
    """The last day by which the secretariat means to have examined it; None when that day has passed."""
    days = timedelta(days=nomination.edition.screening.get("days", DEFAULT_DAYS))
    if nomination.submitted_at and nomination.status != Status.DRAFT:
        day = localtime(nomination.submitted_at, calendar.VIETNAM).date() + days
    else:
        last = _last_day(nomination)
        day = last + days if last else None
    return _ahead(nomination, day)


def _ahead(nomination: Nomination, day: date | None) -> date | None:
    """The day, unless it has passed: nobody is promised yesterday."""
    today = localtime(clock.now(nomination.edition), calendar.VIETNAM).date()
    return day if day and day >= today else None


def _later(*days: date | None) -> date | None:
    return max((day for day in days if day), default=None)


def _last_day(nomination: Nomination) -> date | None:
    end = intake.deadline(nomination.edition, nomination)
    return localtime(end, calendar.VIETNAM).date() if end else None


def _by(day: date | None) -> str:
    return _("expected by %(day)s") % {"day": date_format(day, "SHORT_DATE_FORMAT")} if day else ""


def _confirmation(given: Iterable[Endorsement]) -> str:
    """What an endorsement of an earlier version waits for."""
    number = max(e.latest_number or 1 for e in given)
    return _("waits for the body to confirm version %(number)s") % {"number": number}


def _during(phases: dict[str, Phase], kind: str, until_then: date | None) -> str:
    """The dates of a phase, unless it is over before the dossier is expected to reach it."""
    phase = phases.get(kind)
    if phase is None or (until_then and phase.ends_on and phase.ends_on < until_then):
        return ""
    return _("expected: %(dates)s") % {"dates": phase_dates(phase)}


def what_follows(nomination: Nomination, endorsements: Iterable[Endorsement]) -> str:
    """What happens next to a dossier that is out of its organisation's hands, in one sentence."""
    if nomination.outcome:
        return _("The result has been published. Thank you for taking part.")
    status, endorsements = Status(nomination.status), list(endorsements)
    if status == Status.SUBMITTED:
        if any(e.is_standing for e in endorsements):
            return _examination(nomination)
        if any(e.is_outdated for e in endorsements):
            return _("The nominating body is to confirm its endorsement of the new version.")
        return _("The nominating body is to endorse the dossier; then the secretariat examines it.")
    if status == Status.ACCEPTED:
        return _appraisal(nomination)
    texts = {
        Status.ON_HOLD: _("The examination is on hold; the secretariat will get in touch."),
        Status.DECLINED: _(
            "The dossier was found ineligible; the reason stands below, and the secretariat answers questions about it."
        ),
        Status.WITHDRAWN: _("The organisation has withdrawn the dossier; it is not considered any further."),
        Status.RETURNED: _("The organisation is adding what the secretariat has asked for."),
        Status.DRAFT: _("The organisation is writing; it submits the dossier as soon as nothing is missing."),
    }
    text = texts[status]
    if status in ENDED and intake.is_open(nomination.edition):
        text += " " + _("A new dossier can be started while the intake is open.")
    return text


def _examination(nomination: Nomination) -> str:
    day = examined_by(nomination)
    if day is None:
        return _("The secretariat examines the dossier. Nothing needs to be done.")
    return _("The secretariat examines the dossier, as a rule by %(day)s. Nothing needs to be done.") % {
        "day": date_format(day, "SHORT_DATE_FORMAT")
    }


def _appraisal(nomination: Nomination) -> str:
    phases = {phase.kind: phase for phase in nomination.edition.phases.all()}
    appraisal, announcement = phases.get(Phase.Kind.APPRAISAL), phases.get(Phase.Kind.ANNOUNCEMENT)
    now = clock.now(nomination.edition)
    if appraisal and now < calendar.start_of(appraisal.starts_on):
        return _("The council appraises the dossier (%(dates)s). Nothing needs to be done.") % {
            "dates": phase_dates(appraisal)
        }
    if announcement:
        return _(
            "The council appraises the dossier; the result is published with the announcement (%(dates)s). "
            "Nothing needs to be done."
        ) % {"dates": phase_dates(announcement)}
    return _("The council appraises the dossier. Nothing needs to be done.")
