"""What the secretariat's pages show of rounds: progress, loads, readers; never a mark before a round closes."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from assessments import scoring
from assessments.conflicts import closed_ids
from assessments.models import Assignment, CouncilMember, Round, RoundEntry, Scoresheet
from assessments.reading import entries_open_to
from dtportal.accounts.models import User
from dtportal.programme.models import Edition, Sector
from dtportal.roles import Can
from nominations.models import Nomination

Status = Assignment.Status
ACTIVE = Q(assignments__status__in=[Status.OFFERED, Status.READING, Status.SCORED])
UNFINISHED = Q(assignments__status__in=[Status.OFFERED, Status.READING])
SHORT, WAITING = "short", "waiting"
# All that a row of a round's table says of its dossier.
SHOWN = [
    "reference",
    "number",
    "person_name",
    "organization__name",
    "sector__name",
    "sector__name_en",
    "province__name",
]


def waiting(edition: Edition, user: Any) -> QuerySet[Nomination]:
    """Accepted dossiers that are in no round yet, as far as this person may know of them."""
    visible = Nomination.objects.visible_to(user).accepted().filter(edition=edition, round_entries=None)
    return visible.exclude(pk__in=closed_ids(user)).order_by("reference")


@dataclass(frozen=True)
class SectorCount:
    sector: Sector
    count: int


def by_sector(nominations: QuerySet[Nomination]) -> tuple[int, list[SectorCount], set[str]]:
    """How many dossiers these are, how many each sector has of them, in the order of the sectors, and the groups of
    participants they belong to."""
    shown = ("id", "code", "name", "name_en")
    rows = nominations.order_by("sector__position").values_list(
        "group", *(f"sector__{field}" for field in shown)
    )
    counts: Counter[Sector | None] = Counter()
    groups = set()
    for group, *sector, number in rows.annotate(n=Count("pk")):
        counts[Sector(**dict(zip(shown, sector, strict=True))) if sector[0] else None] += number
        groups.add(group)
    found = [SectorCount(sector, number) for sector, number in counts.items() if sector]
    return counts.total(), found, groups


def unseated(edition: Edition) -> list[User]:
    """Appointed appraisers without a seat: nothing can be assigned to them."""
    seated = CouncilMember.objects.filter(edition=edition, is_active=True).values("user")
    return list(User.objects.holding(Can.APPRAISE, edition=edition).exclude(pk__in=seated))


@dataclass(frozen=True)
class Progress:
    dossiers: int
    to_declare: int
    to_score: int
    scored: int
    recused: int
    short: int
    unfinished: int


@dataclass(frozen=True)
class MemberRow:
    name: str
    body: str
    offered: int
    reading: int
    scored: int
    recused: int

    @property
    def left(self) -> int:
        return self.offered + self.reading

    @property
    def load(self) -> int:
        return self.left + self.scored


def rounds(edition: Edition, user: Any) -> list[tuple[Round, dict[str, int]]]:
    """Each round with its numbers: dossiers, readers, scored."""
    found = Round.objects.visible_to(user).filter(edition=edition)
    entries = entries_open_to(RoundEntry.objects.filter(round__in=found), user).order_by()
    counts = entries.values("round").annotate(
        dossiers=Count("pk", distinct=True),
        readers=Count("assignments", filter=ACTIVE),
        scored=Count("assignments", filter=Q(assignments__status=Status.SCORED)),
    )
    numbers = {row.pop("round"): row for row in counts}
    return [(row, numbers.get(row.pk, {"dossiers": 0, "readers": 0, "scored": 0})) for row in found]


def _count(rows: QuerySet, name: str) -> Counter[int]:
    return Counter(dict(rows.order_by().values_list(name).annotate(n=Count("pk"))))


def standing(round: Round, opened: QuerySet[RoundEntry]) -> tuple[Progress, list[MemberRow]]:
    """How far a round is: as a whole, and what each member has of it; of the dossiers in `opened`."""
    opened = opened.order_by()
    name, body = "member__user__full_name", "member__body__short_name"
    rows = Assignment.objects.filter(entry__in=opened.values("pk")).exclude(status=Status.RELEASED)
    rows = rows.order_by("member__user__name_sort_key", "member")
    counts: dict[tuple[int, str, str], Counter[str]] = {}
    for member, full_name, short_name, status, number in rows.values_list(
        "member", name, body, "status"
    ).annotate(n=Count("pk")):
        counts.setdefault((member, full_name, short_name or ""), Counter())[status] = number
    whole = sum(counts.values(), Counter())
    is_short = Q(active__lt=round.sheets_wanted)
    counted = _with_active(opened).annotate(left=Count("assignments", filter=UNFINISHED))
    dossiers = counted.aggregate(
        count=Count("pk"), short=Count("pk", filter=is_short), unfinished=Count("pk", filter=Q(left__gt=0))
    )
    progress = Progress(
        dossiers=dossiers["count"],
        to_declare=whole[Status.OFFERED],
        to_score=whole[Status.READING],
        scored=whole[Status.SCORED],
        recused=whole[Status.RECUSED],
        short=dossiers["short"],
        unfinished=dossiers["unfinished"],
    )
    return progress, [
        MemberRow(
            full_name,
            short_name,
            offered=count[Status.OFFERED],
            reading=count[Status.READING],
            scored=count[Status.SCORED],
            recused=count[Status.RECUSED],
        )
        for (_member, full_name, short_name), count in counts.items()
    ]


def short_of_readers(round: Round, user: Any) -> int:
    """Dossiers of a round that has been assigned which fewer read than its sheets ask for: somebody stepped back."""
    opened = entries_open_to(round.entries.order_by(), user)
    if not Assignment.objects.filter(entry__in=opened.values("pk")).exists():
        return 0
    return _with_active(opened).filter(active__lt=round.sheets_wanted).count()


def _with_active(rows: QuerySet[RoundEntry]) -> QuerySet[RoundEntry]:
    """Each dossier with `active`, the number of its readers who have not recused themselves."""
    return rows.annotate(active=Count("assignments", filter=ACTIVE))


def entries(round: Round, user: Any) -> QuerySet[RoundEntry]:
    """The dossiers of a round that this person may know of."""
    return entries_open_to(round.entries.all(), user).order_by("nomination__reference")


def narrowed(rows: QuerySet[RoundEntry], round: Round, show: str) -> QuerySet[RoundEntry]:
    """Those short of readers, those somebody still has to finish, or all."""
    if show == SHORT:
        return _with_active(rows).filter(active__lt=round.sheets_wanted)
    if show == WAITING:
        return rows.filter(UNFINISHED).distinct()
    return rows


@dataclass
class EntryRow:
    """A dossier with its readers; `mean` and the extremes only after the round has closed."""

    entry: RoundEntry
    readers: list[Assignment] = field(default_factory=list)
    mean: Decimal | None = None
    low: int | None = None
    high: int | None = None


def entry_rows(page: QuerySet[RoundEntry], round: Round, user: Any) -> list[EntryRow]:
    found = page.select_related("nomination__organization", "nomination__sector", "nomination__province")
    found = found.only("round", *(f"nomination__{name}" for name in SHOWN))
    rows = {entry.pk: EntryRow(entry) for entry in found}
    readers = Assignment.objects.filter(entry__in=rows).exclude(status=Status.RELEASED)
    readers = readers.select_related("member__user")
    readers = readers.only("entry_id", "status", "member__user__full_name")
    for assignment in readers.order_by("member__user__name_sort_key", "pk"):
        rows[assignment.entry_id].readers.append(assignment)
    if not round.is_open:
        for key, totals in _totals(rows, user).items():
            row = rows[key]
            row.mean = scoring.shown(scoring.official([key] * len(totals), totals)[key])
            row.low, row.high = min(totals), max(totals)
    return list(rows.values())


def _totals(entries: Iterable[int], user: Any) -> dict[int, list[int]]:
    """Totals of valid sheets by entry, of those that are unsealed for this person."""
    sheets = (
        Scoresheet.objects.visible_to(user)
        .valid()
        .filter(assignment__entry__in=list(entries), assignment__entry__round__status=Round.Status.CLOSED)
        .order_by()
        .values_list("assignment__entry", "pk")
        .annotate(total=Sum("marks__value"))
    )
    totals: dict[int, list[int]] = {}
    for entry, _pk, total in sheets:
        totals.setdefault(entry, []).append(total)
    return totals
