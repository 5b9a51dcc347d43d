"""An edition's intake in numbers: where dossiers come from, how they came day by day, how far each group is.

Nothing but counts, so whoever may read an edition's progress may read them, without those that are closed to him; a
handful of queries whatever the size.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, DateField, Exists, Func, OuterRef, Q, QuerySet

from dtportal.programme.calendar import VIETNAM
from dtportal.programme.models import Edition, Group, Province, Sector
from nominations.closing import countable
from nominations.models import Dossier, Endorsement, Nomination

# From so many competing units on a cell is as dark as it gets.
DARKEST = 3


@dataclass(frozen=True)
class Cell:
    """A sector in a locality: dossiers received, units still competing for its place, units accepted."""

    sector: Sector
    province: Province
    received: int = 0
    competing: int = 0
    accepted: int = 0

    @property
    def heat(self) -> int:
        return min(self.competing, DARKEST)


@dataclass(frozen=True)
class Row:
    province: Province
    cells: list[Cell]

    @property
    def received(self) -> int:
        return sum(cell.received for cell in self.cells)


@dataclass(frozen=True)
class HeatMap:
    sectors: list[Sector]
    rows: list[Row]

    @property
    def cells(self) -> list[Cell]:
        return [cell for row in self.rows for cell in row.cells]

    @property
    def received(self) -> int:
        return sum(row.received for row in self.rows)

    @property
    def empty(self) -> int:
        """Cells for which nobody competes."""
        return sum(not cell.competing for cell in self.cells)

    def crowded(self, slots: int) -> int:
        """Cells in which more units compete than there are places."""
        return sum(cell.competing > slots for cell in self.cells)

    @property
    def totals(self) -> list[int]:
        """Dossiers received by sector."""
        return [sum(row.cells[index].received for row in self.rows) for index in range(len(self.sectors))]


def heat_map(edition: Edition, user: Any) -> HeatMap:
    """Units of every sector in every locality of the edition, in three queries."""
    units = Nomination.objects.filter(edition=edition, group=Group.UNIT).beyond_draft()
    units = countable(units, user).order_by()
    counted = units.values_list("sector_id", "province_id").annotate(
        received=Count("pk"),
        competing=Count("pk", filter=Q(status__in=Nomination.COMPETING)),
        accepted=Count("pk", filter=Q(status=Nomination.Status.ACCEPTED)),
    )
    numbers = {(sector, province): counts for sector, province, *counts in counted}
    sectors, provinces = list(edition.sectors.all()), list(edition.localities())
    rows = [
        Row(
            province,
            [Cell(sector, province, *numbers.get((sector.pk, province.pk), ())) for sector in sectors],
        )
        for province in provinces
    ]
    return HeatMap(sectors, rows)


@dataclass(frozen=True)
class Day:
    """How many dossiers had been started and submitted by the end of a day, and how many of them on it."""

    day: date
    started: int
    submitted: int
    new_started: int
    new_submitted: int


class DayInVietnam(Func):
    """The day of a moment. Django's own truncation calls Python for every row on SQLite: thousands of times a page."""

    output_field = DateField()
    template = f"(%(expressions)s AT TIME ZONE '{VIETNAM.key}')::date"

    def as_sqlite(self, compiler, connection, **extra):
        # Vietnam has kept UTC+7 since 1975.
        return self.as_sql(compiler, connection, template="date(%(expressions)s, '+7 hours')", **extra)


def curve(edition: Edition, now: datetime, user: Any) -> list[Day]:
    """Every day from the first of the intake, or of the first dossier, to today, in two queries.

    A dossier counts on the day it was submitted first; that it was taken back or supplemented changes nothing.
    """
    own = countable(Nomination.objects.filter(edition=edition), user).order_by()
    first = Dossier.objects.filter(nomination__in=own.values("pk"), number=1).order_by()
    started, submitted = _by_day(own, "created_at"), _by_day(first, "frozen_at")
    today = now.astimezone(VIETNAM).date()
    begun = min([edition.intake.starts_on, *started, *submitted])
    days, so_far_started, so_far_submitted = [], 0, 0
    for offset in range((today - begun).days + 1):
        day = begun + timedelta(days=offset)
        so_far_started += started.get(day, 0)
        so_far_submitted += submitted.get(day, 0)
        days.append(Day(day, so_far_started, so_far_submitted, started.get(day, 0), submitted.get(day, 0)))
    return days


def _by_day(rows: QuerySet, moment: str) -> dict[date, int]:
    """How many rows have their moment on a day in Vietnam."""
    days = rows.annotate(day=DayInVietnam(moment)).values_list("day")
    return dict(days.annotate(Count("pk")))


@dataclass(frozen=True)
class Funnel:
    """How far the dossiers of a group have come; each number is part of the one before it, but for `started`."""

    group: Group
    started: int
    submitted: int
    endorsed: int
    accepted: int


def funnels(edition: Edition, user: Any) -> list[Funnel]:
    """One for each group of participants, in one query."""
    endorsed = Endorsement.objects.filter(nomination=OuterRef("pk"), status=Endorsement.Status.ENDORSED)
    received = ~Q(status=Nomination.Status.DRAFT) & Q(submitted_at__isnull=False)
    counted = (
        countable(Nomination.objects.filter(edition=edition), user)
        .order_by()
        .annotate(is_endorsed=Exists(endorsed))
        .values_list("group")
        .annotate(
            started=Count("pk"),
            submitted=Count("pk", filter=received),
            endorsed=Count("pk", filter=received & Q(is_endorsed=True)),
            accepted=Count("pk", filter=Q(status=Nomination.Status.ACCEPTED)),
        )
    )
    numbers = {group: counts for group, *counts in counted}
    return [Funnel(group, *numbers.get(group, (0, 0, 0, 0))) for group in Group]
