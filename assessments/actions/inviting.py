"""Invitations to a session: one mail a member, with the agenda as he may know it and an event for his calendar."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.actions.session import beat, locked
from assessments.calendar_files import calendar_of
from assessments.models import AgendaItem, CouncilMember, CouncilSession
from assessments.voters import bars, council
from dtportal.access import require
from dtportal.journal.recording import link_to, record, send
from dtportal.programme import clock
from dtportal.programme.calendar import VIETNAM
from dtportal.roles import Can
from dtportal.states import ImpossibleMove


@transaction.atomic
def invite(session: CouncilSession, *, by: Any) -> int:
    """Invite everybody who sits in the council; returns how many. A second time replaces the event in calendars.

    Raises ValidationError without a time, or with neither a place nor an address.
    """
    require(by, Can.PREPARE_SESSION, session)
    session = locked(session)
    if not session.is_planned:
        raise ImpossibleMove(_("The session has begun; nobody is invited any more."))
    if session.starts_at is None or not (session.place or session.link):
        raise ValidationError(
            _("Say first when the session begins, and where: a place or an address online.")
        )
    members = council(session)
    if not members:
        raise ValidationError(_("Nobody sits in the council yet."))
    session.invited_at, session.invited_by = clock.now(session.edition), by
    session.invitations = F("invitations") + 1
    session.save(update_fields=["invited_at", "invited_by", "invitations"])
    session.refresh_from_db(fields=["invitations"])
    items = list(session.items.all())
    closed = bars(items, members)
    for member in members:
        recused = {item.pk for item in items if member.pk in closed[item.pk].recused}
        _invite(session, member, items, recused)
    beat(session)
    record("session.invited", session, by=by, members=len(members), times=session.invitations)
    return len(members)


def _invite(
    session: CouncilSession, member: CouncilMember, items: list[AgendaItem], recused: set[int]
) -> None:
    user = member.user
    with override(user.language):
        page = reverse("assessments:session", args=[session.edition.slug, session.number])
        paper = reverse("assessments:invitation", args=[session.edition.slug, session.number])
        agenda = [
            f"{item.position}. "
            + (_("(closed to you: a conflict of interest)") if item.pk in recused else item.title)
            for item in items
        ]
        send(
            "session_invited",
            recipient=user,
            language=user.language,
            about=session,
            is_rehearsal=session.edition.is_rehearsal,
            key=f"session:{session.pk}:{session.invitations}:{user.pk}",
            context={
                "title": session.title,
                "starts": formats.date_format(session.starts_at.astimezone(VIETNAM), "H:i d/m/Y"),
                "place": session.place,
                "link": session.link,
                "agenda": agenda,
                "url": link_to(page),
                "paper": link_to(paper),
                "calendar": calendar_of(session, page).decode(),
            },
        )
