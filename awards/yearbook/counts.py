"""An edition in numbers, as the book prints them: counts by sector, kind, list and locality, and of nobody by name."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from assessments.models import Conclusion, CouncilSession, Scoresheet
from awards.models import Roll
from dtportal.programme.models import Edition, Group
from nominations.models import Nomination

STATE_BODIES, LEADERS = "CQ", "LD"  # keys of the chapters that are no sector's


@dataclass(frozen=True)
class Row:
    """Dossiers of one sector or group: put forward, accepted, honoured, of these on the narrowest list."""

    key: str
    name: str
    received: int = 0
    accepted: int = 0
    honoured: int = 0
    gold: int = 0


@dataclass(frozen=True)
class Place:
    """A locality: `uid` is its place on the map of tiles."""

    uid: str
    name: str
    received: int = 0
    honoured: int = 0


@dataclass(frozen=True)
class Statistics:
    """Counts only. `lists` are (name, honoured), the narrowest first; `appraised`: concluded upon by the council."""

    received: int = 0
    accepted: int = 0
    appraised: int = 0
    honoured: int = 0
    sheets: int = 0
    members: int = 0
    sessions: int = 0
    sectors: tuple[Row, ...] = ()
    groups: tuple[Row, ...] = ()
    lists: tuple[tuple[str, int], ...] = ()
    places: tuple[Place, ...] = ()

    @property
    def places_received(self) -> int:
        return sum(place.received > 0 for place in self.places)

    @property
    def places_honoured(self) -> int:
        return sum(place.honoured > 0 for place in self.places)


def statistics_of(edition: Edition, roll: Roll, members: int) -> Statistics:
    """What is honoured are the lines of the roll that stand; the rest is counted as it is now."""
    received = list(
        edition.nominations.filter(submitted_at__isnull=False)
        .exclude(status=Nomination.Status.DRAFT)
        .values_list("group", "sector__code", "province__uid", "status")
    )
    honoured = list(
        roll.entries.filter(revoked_for="").values_list(
            "conclusion__nomination__group",
            "conclusion__nomination__sector__code",
            "conclusion__nomination__province__uid",
            "tier",
        )
    )
    tiers = list(edition.tiers.all())
    sized = sorted((tier for tier in tiers if tier.size), key=lambda tier: tier.size)
    narrow = sized[0].pk if len(sized) > 1 else None
    frames = [(sector.code, sector.name) for sector in edition.sectors.all()]
    frames += [(STATE_BODIES, str(Group.STATE_BODY.label)), (LEADERS, str(Group.LEADER.label))]
    per_list = Counter(row[3] for row in honoured)
    return Statistics(
        received=len(received),
        accepted=sum(row[3] == Nomination.Status.ACCEPTED for row in received),
        appraised=Conclusion.objects.filter(nomination__edition=edition).count(),
        honoured=len(honoured),
        sheets=Scoresheet.objects.filter(
            status=Scoresheet.Status.LOCKED, assignment__entry__round__edition=edition
        ).count(),
        members=members,
        sessions=CouncilSession.objects.filter(edition=edition, opened_at__isnull=False).count(),
        sectors=_rows(frames, received, honoured, narrow, _chapter_of),
        groups=_rows(
            [(group.value, str(group.label)) for group in Group],
            received,
            honoured,
            narrow,
            lambda row: row[0],
        ),
        lists=tuple((tier.name, per_list[tier.pk]) for tier in tiers if per_list[tier.pk]),
        places=_places(edition, received, honoured),
    )


def _chapter_of(row: tuple) -> str:
    """In which chapter of the book a dossier stands."""
    group, sector = row[0], row[1]
    if group == Group.LEADER:
        return LEADERS
    return STATE_BODIES if group == Group.STATE_BODY or sector is None else sector


def _rows(
    frames: Iterable[tuple[str, str]], received: list, honoured: list, narrow: int | None, key: Any
) -> tuple[Row, ...]:
    """Without those in which nobody took part."""
    came = Counter(key(row) for row in received)
    held = Counter(key(row) for row in received if row[3] == Nomination.Status.ACCEPTED)
    named = Counter(key(row) for row in honoured)
    gold = Counter(key(row) for row in honoured if row[3] == narrow)
    return tuple(
        Row(code, name, came[code], held[code], named[code], gold[code])
        for code, name in frames
        if came[code] or named[code]
    )


def _places(edition: Edition, received: list, honoured: list) -> tuple[Place, ...]:
    """Every locality of the edition's day, the empty ones too: the map shows them all."""
    came, named = Counter(row[2] for row in received), Counter(row[2] for row in honoured)
    return tuple(Place(row.uid, row.name, came[row.uid], named[row.uid]) for row in edition.localities())
