"""A session from planning to closing: invitations, presence, quorum, and where the chair's cursor stands."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.actions.minutes import start_minutes
from assessments.councils import seat_of
from assessments.leading import require_lead
from assessments.models import AgendaItem, Attendance, CouncilMember, CouncilSession
from assessments.quorum import quorum_of
from assessments.voters import council
from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.journal.recording import link_to, record
from dtportal.programme import clock
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.states import ImpossibleMove
from nominations.models import Nomination

Here = Attendance.Status
LONGEST_TIMER = 4 * 3600


def locked(session: CouncilSession) -> CouncilSession:
    """The session's row, held until the transaction ends: whatever happens in a session happens one by one."""
    return CouncilSession.objects.select_for_update(of=("self",)).select_related("edition").get(pk=session.pk)


def locked_item(item: AgendaItem) -> AgendaItem:
    """An item together with its session, always in this order, so that two people never wait for each other."""
    CouncilSession.objects.select_for_update(of=("self",)).get(pk=item.session_id)
    items = AgendaItem.objects.select_for_update(of=("self",)).select_related("session__edition")
    return items.get(pk=item.pk)


def beat(session: CouncilSession) -> None:
    """Something on the screens has changed."""
    CouncilSession.objects.filter(pk=session.pk).update(pulse=F("pulse") + 1)


def refuse_finished(session: CouncilSession) -> None:
    if session.is_closed:
        raise ImpossibleMove(_("The session is closed; put this before the next one."))


# --- Planning ----------------------------------------------------------------------------------------


@transaction.atomic
def plan_session(
    edition: Edition,
    *,
    by: Any,
    title: str,
    place: str = "",
    link: str = "",
    starts_at: datetime | None = None,
) -> CouncilSession:
    """In a room, online at an address, or both."""
    require(by, Can.PREPARE_SESSION, edition)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    number = (edition.sessions.aggregate(last=Max("number"))["last"] or 0) + 1
    session = CouncilSession.objects.create(
        edition=edition, number=number, title=title, place=place, link=link, starts_at=starts_at
    )
    record("session.planned", session, by=by, number=number)
    return session


@transaction.atomic
def change_session(
    session: CouncilSession, *, by: Any, title: str, place: str, link: str, starts_at: datetime | None
) -> CouncilSession:
    """Another time or place, until the session is opened; whoever was invited should be invited again."""
    require(by, Can.PREPARE_SESSION, session)
    session = locked(session)
    if not session.is_planned:
        raise ImpossibleMove(_("The session has been opened; time and place stay as they are."))
    session.title, session.place, session.link, session.starts_at = title, place, link, starts_at
    session.save(update_fields=["title", "place", "link", "starts_at"])
    beat(session)
    record("session.changed", session, by=by)
    return session


# --- Who comes, who is there -------------------------------------------------------------------------


@transaction.atomic
def answer_invitation(session: CouncilSession, *, by: Any, is_coming: bool, reason: str = "") -> Attendance:
    """A member's answer to the invitation; whoever excuses himself says why."""
    require(by, Can.VOTE, session)
    session = locked(session)
    if not session.is_planned:
        raise ImpossibleMove(_("The session has begun; the answers are closed."))
    if not is_coming and not reason.strip():
        raise ValidationError(_("Say in a few words why you cannot come."))
    member = _seat(session, by)
    return _set_presence(session, member, Here.COMING if is_coming else Here.EXCUSED, by, reason)


@transaction.atomic
def attend(session: CouncilSession, *, by: Any) -> Attendance:
    """Say that one is there, from the gathering before the opening on; a second time changes nothing."""
    require(by, Can.VOTE, session)
    session = locked(session)
    if session.is_closed:
        raise ImpossibleMove(_("The session is closed."))
    return _set_presence(session, _seat(session, by), Here.PRESENT, by)


@transaction.atomic
def leave(session: CouncilSession, *, by: Any) -> Attendance:
    require(by, Can.VOTE, session)
    session = locked(session)
    if session.is_closed:
        raise ImpossibleMove(_("The session is closed."))
    return _set_presence(session, _seat(session, by), Here.LEFT, by)


@transaction.atomic
def state_presence(
    session: CouncilSession, member: CouncilMember, *, by: Any, status: str, reason: str = ""
) -> Attendance:
    """The secretary calls the roll: whoever sits in the room need not press anything himself.

    This is also how the chair's absence becomes a stated fact, which lets his deputy lead.
    """
    require(by, Can.PREPARE_SESSION, session)
    session = locked(session)
    if session.is_closed:
        raise ImpossibleMove(_("The session is closed."))
    if member.edition_id != session.edition_id or status not in Here.values:
        raise ValidationError(_("Choose a member from the list."))
    return _set_presence(session, member, status, by, reason)


def _seat(session: CouncilSession, by: Any) -> CouncilMember:
    member = seat_of(by, session.edition_id)
    if member is None:
        raise PermissionDenied(_("Only members with a seat in the council take part."))
    return member


def _set_presence(
    session: CouncilSession, member: CouncilMember, status: str, by: Any, reason: str = ""
) -> Attendance:
    found = Attendance.objects.filter(session=session, member=member).first()
    if found is not None and found.status == status and found.reason == reason.strip():
        return found
    now = clock.now(session.edition)
    if found is None:
        found = Attendance(session=session, member=member)
        if status == Here.LEFT:
            raise ImpossibleMove(_("Whoever leaves must have been there."))
    if found.status != status:
        found.move(status)
    if reason.strip() or status not in Attendance.AWAY:
        found.reason = reason.strip()[:300]
    if status == Here.PRESENT:
        found.arrived_at, found.left_at = found.arrived_at or now, None
    if status == Here.LEFT:
        found.left_at = now
    found.save()
    beat(session)
    record("session.attended", session, by=by, member=member.pk, status=status)
    return found


# --- Opening and closing -----------------------------------------------------------------------------


@transaction.atomic
def open_session(session: CouncilSession, *, by: Any, waive: str = "") -> CouncilSession:
    """Open the session; the council is told where it sits. Whoever opens it is there.

    Raises ValidationError without the edition's quorum, unless `waive` gives a reason, which stands in the minutes.
    """
    session = locked(session)
    leader = require_lead(by, session)
    if leader is not None:
        _set_presence(session, leader, Here.PRESENT, by)
    members = {member.pk for member in council(session)}
    present = members & set(session.attendances.present().values_list("member", flat=True))
    needed = quorum_of(session.edition.session_quorum, len(members))
    has_quorum = len(present) >= needed
    if not has_quorum and not waive.strip():
        raise ValidationError(
            _("No quorum: %(present)s of %(size)s members are present, at least %(needed)s are needed.")
            % {"present": len(present), "size": len(members), "needed": needed}
        )
    session.move(CouncilSession.Status.OPEN)
    session.opened_at, session.opened_by = clock.now(session.edition), by
    session.council_size, session.present_at_opening = len(members), len(present)
    session.quorum_waived = "" if has_quorum else waive.strip()
    session.save()
    beat(session)
    address = reverse("assessments:session", args=[session.edition.slug, session.number])
    record(
        "session.opened",
        session,
        by=by,
        tell=User.objects.holding(Can.VOTE, edition=session.edition).exclude(pk=by.pk),
        notice="session_opened",
        context={"title": session.title, "place": session.place, "url": link_to(address)},
        present=len(present),
        size=len(members),
        quorum=has_quorum,
    )
    return session


@transaction.atomic
def close_session(session: CouncilSession, *, by: Any) -> CouncilSession:
    """End the session; its minutes get their number."""
    session = locked(session)
    require_lead(by, session)
    at_work = [AgendaItem.Status.VOTING, AgendaItem.Status.TIED]
    if session.items.filter(status__in=at_work).exists():
        raise ValidationError(_("A ballot is still open or undecided; close it first."))
    session.move(CouncilSession.Status.CLOSED)
    session.closed_at, session.closed_by = clock.now(session.edition), by
    session.cursor_item = session.cursor_nomination = session.timer_since = None
    session.save()
    beat(session)
    present = session.attendances.present().count()
    record("session.closed", session, by=by, present=present)
    start_minutes(session, by=by)
    return session


# --- Cursor, timer, notes ----------------------------------------------------------------------------


@transaction.atomic
def point_at(
    session: CouncilSession,
    *,
    by: Any,
    item: AgendaItem | None = None,
    nomination: Nomination | None = None,
) -> CouncilSession:
    """Everybody's screen goes to this item, or to one of its dossiers; to the agenda when there is none.

    Whoever leads the session may turn to any item, also to one closed to him; to a dossier only whoever leads the item.
    """
    session = locked(session)
    if nomination is None:
        _require_any_lead(by, session, item)
    else:
        require_lead(by, session, item)
    if not session.is_open:
        raise ImpossibleMove(_("The session is not open."))
    if item is not None and item.session_id != session.pk:
        raise ValidationError(_("Choose an item of this session's agenda."))
    if nomination is not None and not item.entries.filter(nomination=nomination).exists():
        raise ValidationError(_("Choose a dossier of this item."))
    session.cursor_item, session.cursor_nomination = item, nomination
    session.save(update_fields=["cursor_item", "cursor_nomination"])
    beat(session)
    return session


@transaction.atomic
def set_timer(
    session: CouncilSession, *, by: Any, running: bool, seconds: int | None = None
) -> CouncilSession:
    """Start or pause the clock on the wall; `seconds` sets it anew."""
    session = locked(session)
    item = session.cursor_item
    _require_any_lead(by, session, item)
    if not session.is_open:
        raise ImpossibleMove(_("The session is not open."))
    left = session.seconds_left if seconds is None else seconds
    session.timer_seconds = min(max(0, left), LONGEST_TIMER)
    session.timer_since = timezone.now() if running and session.timer_seconds else None
    session.save(update_fields=["timer_seconds", "timer_since"])
    beat(session)
    return session


def _require_any_lead(by: Any, session: CouncilSession, item: AgendaItem | None) -> None:
    """Whoever leads the session, or the item before it."""
    try:
        require_lead(by, session)
    except PermissionDenied:
        if item is None:
            raise
        require_lead(by, session, item)


@transaction.atomic
def write_notes(item: AgendaItem, *, by: Any, notes: str, version: int) -> AgendaItem:
    """The secretary writes down what is said; `version` is the one the words were typed upon.

    Raises ImpossibleMove when somebody has saved other words meanwhile: his words and these are both on the page.
    """
    require(by, Can.PREPARE_SESSION, item)
    item = locked_item(item)
    if item.entries.filter(nomination__organization__in=by.tied_organization_ids).exists():
        raise PermissionDenied(
            _("Somebody else must do this: one of the dossiers is of your own organisation.")
        )
    if not item.session.minutes_are_open:
        raise ImpossibleMove(_("The minutes are closed; nothing can be added."))
    if version != item.notes_version and notes != item.notes:
        raise ImpossibleMove(_("Somebody has changed these notes meanwhile. Compare and save again."))
    if notes != item.notes:
        item.notes, item.notes_version = notes, item.notes_version + 1
        item.save(update_fields=["notes", "notes_version"])
        beat(item.session)
        record("motion.noted", item, by=by)
    return item
