"""Who leads a session, and who leads one of its items: the chair, or a deputy where he is away or in conflict.

That the chair is away is a fact stated in the attendance; that he is in conflict follows from his interests. Nothing
else lets a deputy act, and while it holds the chair himself does not act.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from assessments.models import AgendaItem, Attendance, CouncilMember, CouncilSession
from assessments.voters import council, recused
from dtportal.access import require
from dtportal.roles import Can


class Lead:
    """Chair and deputies of a session, read once: `who` is asked for the whole and for each item."""

    def __init__(self, session: CouncilSession, members: Iterable[CouncilMember] | None = None):
        """`members` is `voters.council` where it has been read already."""
        members = council(session) if members is None else members
        self.chairs = [member for member in members if member.presides]
        named = [member for member in members if member.deputy_rank and not member.presides]
        self.deputies = sorted(named, key=lambda member: member.deputy_rank)
        self.away = {member.pk for member in members if member.presence in Attendance.AWAY}
        self.here = {member.pk for member in members if member.presence == Attendance.Status.PRESENT}
        self.is_planned = session.is_planned

    def who(self, conflicted: Iterable[int] = ()) -> CouncilMember | None:
        """Who leads where these members (ids) are in conflict; None if nobody can."""
        out = self.away | set(conflicted)
        chair = next((member for member in self.chairs if member.pk not in out), None)
        if chair or not self.chairs:
            return chair
        # A deputy leads if he is there; before the opening it is he who comes to open.
        able = [member for member in self.deputies if member.pk not in out]
        return next((member for member in able if self.is_planned or member.pk in self.here), None)

    def conflicted(self, item: AgendaItem | None) -> set[int]:
        return recused(item, [*self.chairs, *self.deputies]) if item else set()


def leader_of(session: CouncilSession, item: AgendaItem | None = None) -> CouncilMember | None:
    """The member whose cursor, timer and ballots count now."""
    lead = Lead(session)
    return lead.who(lead.conflicted(item))


def is_led_by(session: CouncilSession, user: Any) -> bool:
    """Whether this person leads the session as a whole now, as its chair or in his place."""
    leader = leader_of(session)
    return leader is not None and leader.user_id == user.pk


def leads(user: Any, item: AgendaItem) -> bool:
    """Whether this person leads an item now."""
    if not user.can(Can.STAND_IN, item.access_scope()):
        return False
    leader = leader_of(item.session, item)
    return leader is not None and leader.user_id == user.pk


def require_lead(by: Any, session: CouncilSession, item: AgendaItem | None = None) -> CouncilMember:
    """Raise PermissionDenied unless `by` is the one who leads the session, or this item of it."""
    require(by, Can.STAND_IN, session)
    lead = Lead(session)
    conflicted = lead.conflicted(item)
    leader = lead.who(conflicted)
    if leader is not None and leader.user_id == by.pk:
        return leader
    own = next((member for member in lead.chairs if member.user_id == by.pk), None)
    if own is None:
        raise PermissionDenied(_("Only whoever leads the session does this."))
    if own.pk in conflicted:
        raise PermissionDenied(_("A conflict of interest recuses you from this item; your deputy leads it."))
    raise PermissionDenied(_("You are listed as away; say first that you are present."))
