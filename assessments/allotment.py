"""What an assignment is made from, read from the database as arrays; and the draft that the four steps make of it.

`gather` reads everything that decides who may read what and hashes it (`fingerprint`), so that a plan is carried
out only upon the data it was shown for. `drafting` draws; nothing here writes.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from django.db.models import Count, Q
from django.utils.timezone import localtime

from assessments.affinity import affinity, similarity
from assessments.beginnings import begun
from assessments.conflicts import pairs
from assessments.councils import limits_by_sector, sitting
from assessments.models import (
    Assignment,
    CouncilMember,
    Expertise,
    ReadingStop,
    Round,
    RoundEntry,
    Scoresheet,
)
from dtportal import sealing
from dtportal.programme import calendar, clock
from dtportal.programme.models import Edition, Phase
from dtportal.roles import Can
from nominations.models import Dossier
from nominations.reading import readings

BATCH = 100
Pair = tuple[int, int]
Status = Assignment.Status


@dataclass
class Material:
    """Dossiers × members as arrays; pairs are (position of the entry, position of the member)."""

    entries: list[RoundEntry]
    members: list[CouncilMember]
    demand: np.ndarray  # readers each dossier shall have, those it has included
    load: np.ndarray  # dossiers each member carries in other rounds of the edition
    limit: np.ndarray  # dossiers each agreed to carry in all; 0 for who takes none
    least: np.ndarray
    levels: np.ndarray  # expertise 0–3 of each member in each dossier's sector; −1 where there is no sector
    allowed: np.ndarray
    conflicts: np.ndarray  # pairs that only a conflict of interest forbids
    bodies: np.ndarray
    current: list[Pair]  # assigned and neither recused nor given back
    begun: list[Pair]  # of those, where a score sheet has been begun
    scored: list[Pair]  # of those, where one has been submitted at any time
    stops: dict[int, bool] = field(default_factory=dict)  # position of the member → whether he leaves
    fingerprint: str = ""

    @property
    def capacity(self) -> np.ndarray:
        """What each member may carry of these dossiers."""
        return np.maximum(self.limit - self.load, 0)

    def crossing(self, chosen: Iterable[Pair]) -> list[Pair]:
        """Pairs whose member says he knows the dossier's sector less than well."""
        return [pair for pair in chosen if 0 <= self.levels[pair] < Expertise.Level.GOOD]


def due_day(round: Round) -> date | None:
    """The last day of a round's score sheets: its own, else that of the appraisal; None if neither is set."""
    return round.due_on or due_default(round.edition_id)


def due_default(edition: Edition | int) -> date | None:
    """The end of the appraisal."""
    phases = Phase.objects.filter(edition=edition, kind=Phase.Kind.APPRAISAL)
    return phases.values_list("ends_on", flat=True).first()


def gather(edition: Edition, rounds: list[Round], *, leaving: CouncilMember | None = None) -> Material:
    """The dossiers of open rounds and everybody who could read them. `leaving` gives back what he has not scored."""
    found = RoundEntry.objects.filter(round__in=rounds).order_by("pk")
    entries = list(found.select_related("nomination__sector", "round"))
    sits = set(sitting(edition, Can.APPRAISE).order_by().values_list("pk", flat=True))
    holding = Assignment.objects.active().filter(entry__in=entries).order_by().values("member")
    seats = CouncilMember.objects.filter(Q(pk__in=sits) | Q(pk__in=holding)).order_by("pk")
    members = list(seats.select_related("body", "user").prefetch_related("expertise"))
    row_of = {entry.pk: row for row, entry in enumerate(entries)}
    column_of = {member.pk: column for column, member in enumerate(members)}
    stops = {
        column_of[pk]: leaves
        for pk, leaves in ReadingStop.objects.filter(member__in=members).values_list("member", "leaves")
    }
    if leaving is not None and leaving.pk in column_of:
        stops[column_of[leaving.pk]] = True
    assigned = list(
        Assignment.objects.filter(entry__in=entries, member__in=members)
        .order_by("pk")
        .values_list("entry", "member", "status")
    )
    current = [
        (row_of[entry], column_of[member])
        for entry, member, status in assigned
        if status not in (Status.RECUSED, Status.RELEASED)
    ]
    sheets = Scoresheet.objects.exclude(status=Scoresheet.Status.VOID).filter(assignment__entry__in=entries)
    scored = {
        (row_of[entry], column_of[member])
        for entry, member, status, versions in sheets.values_list(
            "assignment__entry", "assignment__member", "status"
        ).annotate(n=Count("versions"))
        if member in column_of and (status == Scoresheet.Status.LOCKED or versions)
    }
    begun_rows = begun(Assignment.objects.filter(entry__in=entries, member__in=members)).order_by()
    has_begun = {
        (row_of[entry], column_of[member]) for entry, member in begun_rows.values_list("entry", "member")
    }
    levels, allowed, conflicts = _who_may(edition, entries, members, assigned)
    readers = Counter(row for row, _ in current)
    load = _loads_elsewhere(edition, entries, members)
    limit = np.array([member.max_load for member in members], dtype=int)
    own = Counter(column for _, column in current)
    today = localtime(clock.now(edition), calendar.VIETNAM).date()
    last = max(filter(None, (due_day(round) for round in rounds)), default=None)
    for column, member in enumerate(members):
        if column in stops or member.pk not in sits or not _is_there(member, today, last):
            # He keeps what he has, and gets nothing new.
            limit[column] = load[column] + own[column]
            allowed[:, column] = False
            for row in [row for row, at in current if at == column and not stops.get(column)]:
                allowed[row, column] = True
    material = Material(
        entries,
        members,
        np.array(
            [max(entry.round.sheets_wanted, readers[row]) for row, entry in enumerate(entries)], dtype=int
        ),
        load,
        limit,
        np.array([min(member.min_load, member.max_load) for member in members], dtype=int),
        levels,
        allowed,
        conflicts,
        np.array([member.body_id or -1 for member in members], dtype=int),
        current,
        [pair for pair in current if pair in has_begun],
        [pair for pair in current if pair in scored],
        stops,
    )
    material.fingerprint = _fingerprint(material, edition, assigned)
    return material


def _is_there(member: CouncilMember, today: date, last: date | None) -> bool:
    """Whether a member can read something between today and the last day."""
    if member.available_until and member.available_until < today:
        return False
    return not (member.available_from and last and member.available_from > last)


def _who_may(edition, entries, members, assigned) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Levels of expertise, who may read what, and which pairs only a conflict forbids."""
    shape = len(entries), len(members)
    sectors = [entry.nomination.sector_id for entry in entries]
    levels = np.full(shape, -1)
    reach = np.ones(shape, bool)
    limits = limits_by_sector(edition)
    has_sector = np.array([sector is not None for sector in sectors], bool)
    for column, member in enumerate(members):
        known = {row.sector_id: row.level for row in member.expertise.all()}
        levels[:, column] = [known.get(sector, 0) if sector else -1 for sector in sectors]
        within = limits.get(member.user_id, set())
        if None not in within:
            reach[:, column] = ~has_sector | np.array([sector in within for sector in sectors], bool)
    row_of = {entry.pk: row for row, entry in enumerate(entries)}
    column_of = {member.pk: column for column, member in enumerate(members)}
    for entry, member, status in assigned:
        if status == Status.RECUSED:
            reach[row_of[entry], column_of[member]] = False
    # Nobody reads a dossier twice, in whichever reading.
    rows_of: dict[int, list[int]] = {}
    for row, entry in enumerate(entries):
        rows_of.setdefault(entry.nomination_id, []).append(row)
    before = Assignment.objects.filter(entry__nomination__in=rows_of, member__in=members)
    before = before.exclude(status=Status.RELEASED).exclude(entry__in=entries)
    for nomination, member in before.values_list("entry__nomination", "member"):
        reach[rows_of[nomination], column_of[member]] = False
    closed = np.zeros(shape, bool)
    for nomination, member in pairs(members, [entry.nomination for entry in entries]):
        closed[rows_of[nomination], column_of[member]] = True
    return levels, reach & ~closed, reach & closed


def _loads_elsewhere(edition, entries, members) -> np.ndarray:
    rows = Assignment.objects.active().filter(entry__round__edition=edition).exclude(entry__in=entries)
    counts = dict(rows.order_by().values_list("member").annotate(count=Count("pk")))
    return np.array([counts.get(member.pk, 0) for member in members], dtype=int)


def _fingerprint(material: Material, edition: Edition, assigned: list[tuple[int, int, str]]) -> str:
    """A hash of everything a plan rests on, also of who else has been given what."""
    return sealing.digest(
        {
            "edition": edition.pk,
            "entries": [
                [
                    entry.pk,
                    entry.round_id,
                    entry.round.sheets_wanted,
                    entry.round.crossing,
                    entry.is_reference,
                ]
                for entry in material.entries
            ],
            "members": [
                [member.pk, member.body_id, member.min_load, member.keywords] for member in material.members
            ],
            "limit": material.limit.tolist(),
            "load": material.load.tolist(),
            "levels": material.levels.tolist(),
            "allowed": np.packbits(material.allowed).tolist(),
            "assigned": sorted(
                [entry, member] for entry, member, status in assigned if status != Status.RELEASED
            ),
            "recused": sorted(
                [entry, member] for entry, member, status in assigned if status == Status.RECUSED
            ),
            "scored": sorted(list(pair) for pair in material.scored),
        }
    )


def weigh(material: Material, seed: int, *, texts: bool = True) -> np.ndarray:
    """Affinity of every pair, 0–1, with a little chance against ties; −1 where it must not be."""
    words = np.zeros(material.allowed.shape)
    if texts and any(member.keywords.strip() for member in material.members):
        words = similarity([member.keywords for member in material.members], _texts(material.entries))
    # Who has no sector to know about is as near as somebody who knows a little.
    levels = np.where(material.levels < 0, Expertise.Level.SOME, material.levels)
    chance = np.random.default_rng(seed).random(material.allowed.shape)
    found = affinity(levels, words) + 0.005 * chance
    return np.where(material.allowed, found, -1.0)


def _texts(entries: list[RoundEntry]) -> Iterable[str]:
    """What each dossier says, in the version that the council reads."""
    found: dict[int, str] = {}
    for start in range(0, len(entries), BATCH):
        batch = entries[start : start + BATCH]
        dossiers = Dossier.objects.filter(pk__in=[entry.dossier_id for entry in batch])
        for nomination, sections in readings(dossiers).items():
            found[nomination] = "\n".join(answer.text for section in sections for answer in section.answers)
    return [found.get(entry.nomination_id, "") for entry in entries]
