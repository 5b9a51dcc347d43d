"""A session as each person may see it: whoever is recused from a motion sees only that he is."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from assessments.actions.session import QUORUM_DENOMINATOR, QUORUM_NUMERATOR
from assessments.actions.session import ready_to_conclude as ready
from assessments.conflicts import closed_to, pairs
from assessments.councils import seat_of, sitting
from assessments.models import AgendaEntry, AgendaItem, BallotPaper, Conclusion, CouncilMember, CouncilSession
from assessments.overview import SectorCount, by_sector
from dtportal.programme.models import Edition
from dtportal.roles import Can
from nominations.models import Nomination

Status = AgendaItem.Status


@dataclass
class Motion:
    """One motion of the agenda. `papers` and `eligible` say how many have voted, never how."""

    item: AgendaItem
    dossiers: int = 0
    papers: int = 0
    eligible: int = 0
    is_recused: bool = False
    has_voted: bool = False
    may_vote: bool = False
    concluded: int = 0
    recused_names: list[str] = field(default_factory=list)

    @property
    def needed(self) -> int:
        return -(-self.eligible * QUORUM_NUMERATOR // QUORUM_DENOMINATOR)

    @property
    def has_quorum(self) -> bool:
        return self.eligible > 0 and self.papers >= self.needed

    @property
    def is_voting(self) -> bool:
        return self.item.status == Status.VOTING

    @property
    def is_planned(self) -> bool:
        return self.item.status == Status.PLANNED

    @property
    def is_counted(self) -> bool:
        return self.item.status in {Status.CARRIED, Status.REJECTED}

    @property
    def waits_for_conclusion(self) -> bool:
        is_list = self.item.kind == AgendaItem.Kind.CONCLUSIONS
        return is_list and self.item.status == Status.CARRIED and not self.concluded


def motions(session: CouncilSession, user: Any) -> list[Motion]:
    """The agenda, in a number of queries that does not grow with it."""
    items = list(session.items.all())
    members = list(sitting(session.edition, Can.VOTE))
    about: dict[int, set[int]] = {item.pk: set() for item in items}
    for item, nomination in AgendaEntry.objects.filter(item__in=items).values_list("item", "nomination"):
        about[item].add(nomination)
    nominations = Nomination.objects.filter(agenda_entries__item__session=session).distinct()
    conflicts = pairs(members, nominations.only("pk", "organization"))
    closed = set(closed_to(user).filter(agenda_entries__item__session=session).values_list("pk", flat=True))
    papers = set(BallotPaper.objects.filter(item__in=items).values_list("item", "member"))
    returned = Counter(item for item, _member in papers)
    concluded = Counter(Conclusion.objects.filter(item__in=items).values_list("item", flat=True))
    seat = seat_of(user, session.edition_id)
    mine = seat.pk if seat and user.can(Can.VOTE, session.access_scope()) else None
    agenda = []
    for item in items:
        recused = [m for m in members if any((n, m.pk) in conflicts for n in about[item.pk])]
        able = {member.pk for member in members} - {member.pk for member in recused}
        has_voted = (item.pk, mine) in papers
        agenda.append(
            Motion(
                item,
                dossiers=len(about[item.pk]),
                papers=returned[item.pk],
                eligible=len(able),
                is_recused=bool(about[item.pk] & closed),
                has_voted=has_voted,
                may_vote=item.status == Status.VOTING and mine in able and not has_voted,
                concluded=concluded[item.pk],
                recused_names=[member.user.full_name for member in recused],
            )
        )
    return agenda


@dataclass(frozen=True)
class Seated:
    member: CouncilMember
    is_present: bool


def attendance(session: CouncilSession) -> list[Seated]:
    """The council in its order, with who is there."""
    present = set(session.attendances.values_list("member", flat=True))
    members = list(sitting(session.edition, Can.VOTE).order_by("user__name_sort_key"))
    known = {member.pk for member in members}
    # Who was there stays in the minutes, even if his appointment has ended since.
    former = CouncilMember.objects.filter(pk__in=present - known).select_related("user")
    return [Seated(member, member.pk in present) for member in [*members, *former]]


def ready_by_sector(edition: Edition, user: Any) -> list[SectorCount]:
    """Dossiers that can be put to the vote, by sector."""
    return by_sector(open_to(ready(edition), user))[1]


def open_to(nominations: QuerySet[Nomination], user: Any) -> QuerySet[Nomination]:
    """Without the dossiers closed to this person."""
    return nominations.exclude(pk__in=closed_to(user).values("pk"))
