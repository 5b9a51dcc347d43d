"""An edition in numbers for report and brief: nothing but counts and averages, without the dossiers that are closed to
whoever reads them; a fixed number of queries whatever the size."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, Sum

from assessments.conflicts import closed_ids
from assessments.models import (
    Assignment,
    Conclusion,
    CouncilMember,
    CouncilSession,
    Minutes,
    Recommendation,
    Round,
    SiteVisit,
)
from assessments.tallying import sheets_of
from dtportal.programme import clock
from dtportal.programme.models import Edition, Group
from forums.models import Forum, Registration
from nominations.closing import countable
from nominations.dashboard import Day, Funnel, curve, funnels
from nominations.models import Nomination

Scored = Assignment.Status.SCORED
COUNTED = [Assignment.Status.OFFERED, Assignment.Status.READING, Scored]


@dataclass(frozen=True)
class Place:
    """A sector or a locality: dossiers received and accepted, and on how many localities or sectors they spread."""

    name: str
    received: int = 0
    accepted: int = 0
    spread: int = 0


@dataclass(frozen=True)
class RoundCount:
    name: str
    opened_at: datetime
    closed_at: datetime | None
    dossiers: int
    readers: int
    scored: int


@dataclass(frozen=True)
class Meeting:
    number: int
    title: str
    opened_at: datetime | None
    present: int
    council: int
    motions: int
    carried: int
    minutes: str
    has_scan: bool


@dataclass(frozen=True)
class Event:
    forum: Forum
    registered: int
    came: int


@dataclass
class Figures:
    """Computed when they are asked for; `user` is whoever reads them."""

    edition: Edition
    user: Any
    now: datetime = field(default=None)

    def __post_init__(self) -> None:
        self.now = self.now or clock.now(self.edition)

    @cached_property
    def funnels(self) -> list[Funnel]:
        return funnels(self.edition, self.user)

    @property
    def started(self) -> int:
        return sum(one.started for one in self.funnels)

    @property
    def submitted(self) -> int:
        return sum(one.submitted for one in self.funnels)

    @property
    def endorsed(self) -> int:
        return sum(one.endorsed for one in self.funnels)

    @property
    def accepted(self) -> int:
        return sum(one.accepted for one in self.funnels)

    @cached_property
    def days(self) -> list[Day]:
        return curve(self.edition, self.now, self.user)

    @cached_property
    def _cells(self) -> list[tuple[int | None, int, int, int]]:
        """(sector, province, received, accepted), of all groups."""
        rows = countable(Nomination.objects.filter(edition=self.edition).beyond_draft(), self.user)
        return list(
            rows.order_by()
            .values_list("sector", "province")
            .annotate(n=Count("pk"), a=Count("pk", filter=Q(status=Nomination.Status.ACCEPTED)))
        )

    @cached_property
    def sectors(self) -> list[Place]:
        """In the order of the sectors; last what belongs to none (State bodies, leaders)."""
        rows = [(sector.pk, sector.name) for sector in self.edition.sectors.all()]
        found = [self._place(pk, name, 0, 1) for pk, name in rows]
        rest = self._place(None, f"{Group.STATE_BODY.label}, {str(Group.LEADER.label).lower()}", 0, 1)
        return [*found, rest] if rest.received else found

    @cached_property
    def provinces(self) -> list[Place]:
        return [self._place(province.pk, province.name, 1, 0) for province in self.edition.localities()]

    def _place(self, pk: int | None, name: str, own: int, other: int) -> Place:
        mine = [cell for cell in self._cells if cell[own] == pk]
        received, accepted = sum(cell[2] for cell in mine), sum(cell[3] for cell in mine)
        return Place(name, received, accepted, len({cell[other] for cell in mine}))

    @property
    def covered(self) -> int:
        """Localities with a dossier."""
        return sum(1 for place in self.provinces if place.received)

    # --- Appraisal ---------------------------------------------------------------------------------

    @cached_property
    def members(self) -> int:
        return CouncilMember.objects.serving().filter(edition=self.edition).count()

    @cached_property
    def rounds(self) -> list[RoundCount]:
        rows = Assignment.objects.filter(entry__round__edition=self.edition, status__in=COUNTED)
        rows = rows.exclude(entry__nomination__in=closed_ids(self.user)).order_by()
        counts = {
            key: numbers
            for key, *numbers in rows.values_list("entry__round").annotate(
                dossiers=Count("entry", distinct=True),
                readers=Count("pk"),
                scored=Count("pk", filter=Q(status=Scored)),
            )
        }
        found = Round.objects.filter(edition=self.edition).order_by("number")
        return [
            RoundCount(
                row.name or f"Đợt {row.number}",
                row.opened_at,
                row.closed_at,
                *counts.get(row.pk, (0, 0, 0)),
            )
            for row in found
        ]

    @property
    def readers(self) -> int:
        return sum(one.readers for one in self.rounds)

    @property
    def scored(self) -> int:
        return sum(one.scored for one in self.rounds)

    @cached_property
    def recused(self) -> int:
        rows = Assignment.objects.filter(entry__round__edition=self.edition, status=Assignment.Status.RECUSED)
        return rows.exclude(entry__nomination__in=closed_ids(self.user)).count()

    @cached_property
    def scores(self) -> list[tuple[int, int]]:
        """(nomination, total) of every valid sheet of closed rounds."""
        hidden = Nomination.objects.filter(edition=self.edition, pk__in=closed_ids(self.user))
        rows = sheets_of(self.edition, hidden).order_by()
        return list(
            rows.values("pk")
            .annotate(total=Sum("marks__value"))
            .values_list("assignment__entry__nomination", "total")
        )

    @cached_property
    def visits(self) -> int:
        rows = SiteVisit.objects.filter(nomination__edition=self.edition, ends_at__lte=self.now)
        rows = rows.exclude(status=SiteVisit.Status.CANCELLED)
        return rows.exclude(nomination__in=closed_ids(self.user)).count()

    @cached_property
    def meetings(self) -> list[Meeting]:
        rows = CouncilSession.objects.filter(edition=self.edition).exclude(
            status=CouncilSession.Status.PLANNED
        )
        rows = rows.annotate(
            motions=Count("items"), carried=Count("items", filter=Q(items__status="carried"))
        ).order_by("number")
        kept = {one.session_id: one for one in Minutes.objects.filter(edition=self.edition).defer("content")}
        return [
            Meeting(
                row.number,
                row.title,
                row.opened_at,
                row.present_at_opening or 0,
                row.council_size or 0,
                row.motions,
                row.carried,
                kept[row.pk].label if row.pk in kept else "",
                row.pk in kept and kept[row.pk].is_closed,
            )
            for row in rows
        ]

    @cached_property
    def verdicts(self) -> Counter:
        rows = Conclusion.objects.filter(nomination__edition=self.edition)
        rows = rows.exclude(nomination__in=closed_ids(self.user)).order_by()
        return Counter(dict(rows.values_list("verdict").annotate(n=Count("pk"))))

    @cached_property
    def advice(self) -> list[tuple[str, int, int]]:
        """(kind of help, recommendations, units), of every conclusion."""
        rows = Recommendation.objects.filter(conclusion__nomination__edition=self.edition)
        rows = rows.exclude(conclusion__nomination__in=closed_ids(self.user)).order_by()
        counts = {
            kind: (number, units)
            for kind, number, units in rows.values_list("kind").annotate(
                n=Count("pk"), u=Count("conclusion", distinct=True)
            )
        }
        return [(str(label), *counts.get(kind, (0, 0))) for kind, label in Recommendation.Kind.choices]

    # --- Events ------------------------------------------------------------------------------------

    @cached_property
    def events(self) -> list[Event]:
        """What has been announced, in its order."""
        is_guest = Q(registrations__status=Registration.Status.CONFIRMED)
        rows = Forum.objects.public().filter(edition=self.edition).select_related("sector")
        rows = rows.annotate(
            guests=Count("registrations", filter=is_guest),
            came=Count("registrations", filter=is_guest & Q(registrations__checked_in_at__isnull=False)),
        ).order_by("starts_at", "pk")
        return [Event(row, row.guests, row.came) for row in rows]

    @property
    def held(self) -> int:
        """Events whose time is over."""
        return sum(1 for one in self.events if one.forum.ends_at <= self.now)

    @property
    def guests(self) -> int:
        return sum(one.registered for one in self.events)
