"""The council as the secretariat sees it: who sits for whom, what he knows, how much he reads, how far he is."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef

from assessments.conflicts import closed_ids
from assessments.councils import sitting
from assessments.models import (
    Assignment,
    CouncilInvitation,
    CouncilMember,
    Expertise,
    InterestDeclaration,
    ReadingStop,
    Undertaking,
)
from dtportal.accounts.models import User
from dtportal.programme.models import Edition, Sector
from dtportal.roles import Can


@dataclass(frozen=True)
class Known:
    """What a member says he knows of one sector: 0 nothing to 3 expert."""

    sector: Sector
    level: int

    @property
    def words(self) -> str:
        return str(Expertise.Level(self.level).label)


@dataclass(frozen=True)
class Seat:
    """`load` counts the dossiers that the reader of the page may know of; `sits` asks appointment and tenure."""

    member: CouncilMember
    load: int
    sits: bool
    is_chair: bool
    has_signed: bool
    has_declared: bool
    matrix: list[Known]
    stop: ReadingStop | None = None

    @property
    def is_ready(self) -> bool:
        return self.has_signed and self.has_declared


def seats(edition: Edition, reader: Any) -> list[Seat]:
    """Every seat of an edition, in a number of queries that does not grow with them."""
    signed = Undertaking.objects.current().filter(edition=edition, user=OuterRef("user"))
    declared = InterestDeclaration.objects.filter(edition=edition, user=OuterRef("user"))
    chairs = User.objects.holding(Can.SIGN_AS_CHAIR, edition=edition).order_by()
    rows = edition.council.select_related("user", "body", "province", "reading_stop").annotate(
        sits=Exists(sitting(edition, Can.APPRAISE).filter(pk=OuterRef("pk"))),
        is_chair=Exists(chairs.filter(pk=OuterRef("user"))),
        has_signed=Exists(signed),
        has_declared=Exists(declared),
    )
    loads, sectors = loads_known_to(edition, reader), list(edition.sectors.all())
    return [
        Seat(
            member,
            loads.get(member.pk, 0),
            member.sits,
            member.is_chair,
            member.has_signed or not edition.undertaking,
            member.has_declared,
            _matrix(member, sectors),
            getattr(member, "reading_stop", None),
        )
        for member in rows.prefetch_related("expertise", "body__names")
    ]


def _matrix(member: CouncilMember, sectors: list[Sector]) -> list[Known]:
    levels = {row.sector_id: row.level for row in member.expertise.all()}
    return [Known(sector, levels.get(sector.pk, 0)) for sector in sectors]


def loads_known_to(edition: Edition, reader: Any) -> dict[int, int]:
    """Dossiers by member id, without those that are closed to the reader: a difference would tell who reads them."""
    rows = Assignment.objects.active().filter(entry__round__edition=edition)
    rows = rows.exclude(entry__nomination__in=closed_ids(reader))
    return dict(rows.order_by().values_list("member").annotate(n=Count("pk")))


def coverage(seats: list[Seat]) -> list[tuple[Sector, int]]:
    """How many sitting members know each sector well; a sector without any is where the next invitation goes."""
    counts: dict[int, tuple[Sector, int]] = {}
    for seat in seats:
        for known in seat.matrix:
            sector, count = counts.get(known.sector.pk, (known.sector, 0))
            good = seat.sits and known.level >= Expertise.Level.GOOD
            counts[known.sector.pk] = (sector, count + good)
    return list(counts.values())


def open_answers(edition: Edition, reader: Any) -> list[CouncilInvitation]:
    """Invitations that wait, and those that were declined: what the council's list shows of them."""
    rows = CouncilInvitation.objects.visible_to(reader).filter(
        edition=edition, revoked_at=None, accepted_at=None
    )
    return list(rows.for_listing())
