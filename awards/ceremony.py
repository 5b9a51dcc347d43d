"""Who is called on stage, in which order, and who sits where: the roll's lines as the ceremony needs them.

Before publication only whoever may read the roll gets them, and only as far as he may (`RollEntry.visible_to`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from assessments.conflicts import closed_to
from awards.models import Introduction, Roll, RollEntry
from dtportal.programme.models import Edition, Tier
from dtportal.programme.models.bilingual import in_page_language
from dtportal.roles import Can
from dtportal.text import stored_sort_key
from nominations.models import Nomination


@dataclass
class Line:
    """One honoree; `seat` counts from 1 in the order of seats, 0 before they are given."""

    nomination: Nomination
    tier: Tier
    name: str
    name_en: str
    detail: str
    sort_key: str
    introduction: Introduction | None = None
    seat: int = 0

    @property
    def label(self) -> str:
        return in_page_language(self, "name")

    @property
    def spoken(self) -> str:
        return self.introduction.spoken if self.introduction else ""

    @property
    def protocol_rank(self) -> int | None:
        return self.introduction.protocol_rank if self.introduction else None

    @property
    def order(self) -> tuple:
        """By list, then protocol rank, then the Vietnamese order of names."""
        rank = self.protocol_rank
        return (self.tier.position, rank is None, rank or 0, self.sort_key, self.nomination.pk)


def roll_of(edition: Edition) -> Roll | None:
    """The version that counts or is to count; of two the one that is public."""
    rolls = list(Roll.objects.alive().filter(edition=edition).order_by("version"))
    public = [roll for roll in rolls if roll.status == Roll.Status.PUBLISHED]
    return (public or rolls or [None])[-1]


def is_public(roll: Roll | None) -> bool:
    return roll is not None and roll.status == Roll.Status.PUBLISHED


def may_see(user: Any, roll: Roll | None) -> bool:
    """After publication whoever prepares the ceremony or reads rolls; before, whoever sees any line of this one and has
    no conflict of interest in the edition: a list with one name too few would tell who is on it."""
    if roll is None:
        return False
    scope = roll.access_scope()
    if is_public(roll):
        return user.can(Can.PREPARE_CEREMONY, scope) or user.can(Can.READ_ROLL, scope)
    if closed_to(user).filter(edition=roll.edition_id).exists():
        return False
    return _open_lines(roll, user).exists()


def _open_lines(roll: Roll, user: Any):
    """Under embargo: what he reads by office, or as a named person of the need-to-know list."""
    by_office = RollEntry.objects.visible_to(user).filter(roll=roll)
    named = RollEntry.objects.known_to(user).filter(roll=roll)
    return RollEntry.objects.filter(Q(pk__in=by_office.values("pk")) | Q(pk__in=named.values("pk")))


def lines_of(roll: Roll, user: Any) -> list[Line]:
    """The honorees in the order of their seats; two queries."""
    entries = RollEntry.objects.filter(roll=roll) if is_public(roll) else _open_lines(roll, user)
    entries = list(entries.filter(revoked_for="").for_listing())
    said = {
        row.nomination_id: row for row in Introduction.objects.filter(nomination__edition=roll.edition_id)
    }
    found = [_line(entry, said.get(entry.conclusion.nomination_id)) for entry in entries]
    found.sort(key=lambda line: line.order)
    for seat, line in enumerate(found, 1):
        line.seat = seat
    return found


def _line(entry: RollEntry, introduction: Introduction | None) -> Line:
    return Line(
        nomination=entry.conclusion.nomination,
        tier=entry.tier,
        name=entry.name,
        name_en=entry.name_en,
        detail=entry.detail,
        sort_key=stored_sort_key(entry.name),
        introduction=introduction,
    )


def by_tier(lines: Iterable[Line]) -> list[tuple[Tier, list[Line]]]:
    found: dict[int, tuple[Tier, list[Line]]] = {}
    for line in lines:
        found.setdefault(line.tier.pk, (line.tier, []))[1].append(line)
    return list(found.values())
