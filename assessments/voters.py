"""Who may vote on what: sitting members without a conflict of interest in the dossiers of a motion, nor, where it
settles the order of a sector, in any dossier of that sector."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, Subquery

from assessments.conflicts import Units, pairs
from assessments.councils import sitting
from assessments.models import AgendaEntry, AgendaItem, Attendance, CouncilMember, CouncilSession
from dtportal.accounts.models import User
from dtportal.roles import Can
from nominations.models import Nomination

Kind = AgendaItem.Kind
# Motions that settle how the dossiers of a sector stand to each other.
ORDERING = (Kind.CONCLUSIONS, Kind.MOVE)


@dataclass
class Bar:
    """Members, by id, that a motion is closed to, and those who may follow it but not vote on it."""

    recused: set[int] = field(default_factory=set)
    barred: set[int] = field(default_factory=set)

    @property
    def everybody(self) -> set[int]:
        return self.recused | self.barred


def bars(items: Iterable[AgendaItem], members: Iterable[CouncilMember]) -> dict[int, Bar]:
    """For each item (by id) of one edition, in a number of queries that does not grow with them."""
    items = {item.pk: item for item in items}
    about: dict[int, set[int]] = {pk: set() for pk in items}
    sectors: dict[int, set[int | None]] = {pk: set() for pk in items}
    entries = AgendaEntry.objects.filter(item__in=items)
    for item, nomination, sector in entries.values_list("item", "nomination", "nomination__sector"):
        about[item].add(nomination)
        if items[item].kind in ORDERING:
            sectors[item].add(sector)
    edition = next((item.session.edition_id for item in items.values()), None)
    touched = Q(agenda_entries__item__in=items)
    if any(sectors.values()):
        ordered = set().union(*sectors.values())
        of_sectors = Q(sector__in=ordered - {None})
        if None in ordered:  # state bodies and leaders stand in an order of their own
            of_sectors |= Q(sector=None)
        touched |= Q(of_sectors, edition=edition, round_entries__isnull=False)
    concerned = Units(Nomination.objects.filter(touched).distinct())
    by_sector: dict[int | None, set[int]] = defaultdict(set)
    for nomination, sector in concerned.sector.items():
        by_sector[sector].add(nomination)
    conflicts: dict[int, set[int]] = defaultdict(set)
    for nomination, member in pairs(members, concerned):
        conflicts[nomination].add(member)
    found = {}
    for pk in items:
        own = set().union(*(conflicts[nomination] for nomination in about[pk]))
        around = {nomination for sector in sectors[pk] for nomination in by_sector[sector]}
        found[pk] = Bar(own, set().union(*(conflicts[nomination] for nomination in around)) - own)
    return found


def recused(item: AgendaItem, members: Iterable[CouncilMember]) -> set[int]:
    """Members, by id, with a conflict of interest in a dossier of one motion: `bars` without its order of a sector."""
    about = Units(Nomination.objects.filter(agenda_entries__item=item))
    return {member for _nomination, member in pairs(members, about)}


def council(session: CouncilSession) -> list[CouncilMember]:
    """Everybody who sits and votes now, in the order of a list of people.

    `presides` marks the chair; `presence` is what the attendance of this session says of each, None for nothing yet.
    """
    chairs = User.objects.holding(Can.RUN_SESSION, edition=session.edition).order_by()
    said = Attendance.objects.filter(session=session, member=OuterRef("pk")).values("status")
    members = sitting(session.edition, Can.VOTE).annotate(
        presides=Exists(chairs.filter(pk=OuterRef("user"))), presence=Subquery(said)
    )
    return list(members.order_by("user__name_sort_key"))


def electorate(item: AgendaItem) -> list[CouncilMember]:
    """Who may vote on a motion, present or not."""
    members = council(item.session)
    barred = bars([item], members)[item.pk].everybody
    return [member for member in members if member.pk not in barred]
