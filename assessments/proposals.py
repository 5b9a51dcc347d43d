"""What the secretariat may put on the agenda: lists that are ready, and single dossiers that deserve a word."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from assessments.actions.motions import ready_to_conclude
from assessments.conflicts import closed_ids
from assessments.overview import SectorCount, by_sector
from assessments.standing import Band, BandRow, bands
from dtportal.programme.models import Edition, Group
from nominations.models import Nomination


@dataclass(frozen=True)
class Flagged:
    """A dossier with the reasons for which the council should look at it by itself."""

    nomination: Nomination
    reasons: list[str]
    is_tied: bool
    spread: int


def open_to(nominations: QuerySet[Nomination], user: Any) -> QuerySet[Nomination]:
    """Without the dossiers closed to this person."""
    return nominations.exclude(pk__in=closed_ids(user))


def ready_by_sector(edition: Edition, user: Any) -> list[SectorCount]:
    """Dossiers that can be put to the vote, by sector."""
    return by_sector(open_to(ready_to_conclude(edition), user))[1]


def ready_by_group(edition: Edition, user: Any) -> list[tuple[str, str, int]]:
    """Those without a sector: (group, its name, how many)."""
    rows = open_to(ready_to_conclude(edition), user).filter(sector=None).order_by()
    counts = rows.values_list("group").annotate(number=Count("pk"))
    return [(group, str(Group(group).label), number) for group, number in counts]


def flagged(edition: Edition, user: Any) -> list[Flagged]:
    """Dossiers ready for a conclusion that are tied at a line, whose sheets lie apart, or are too few of; those at a
    line first, then the widest."""
    ready = set(open_to(ready_to_conclude(edition), user).values_list("pk", flat=True))
    if not ready:
        return []
    rows = {pk: row for pk, row in bands(edition, user).items() if pk in ready}
    reasons: dict[int, list[str]] = defaultdict(list)
    for pk in ready:
        row = rows.get(pk)
        if row is not None and row.band == Band.TIED:
            reasons[pk].append(_("tied at the line of %(list)s") % {"list": row.tier.label})
        if row is not None and row.is_wide:
            reasons[pk].append(_("sheets %(spread)s points apart") % {"spread": row.high - row.low})
        count = row.sheets if row is not None else 0
        if count < edition.sheets_per_dossier:
            reasons[pk].append(_("only %(count)s valid sheets") % {"count": count})
    found = Nomination.objects.filter(pk__in=reasons).select_related("organization", "sector", "province")
    flags = [
        Flagged(one, reasons[one.pk], is_tied(rows.get(one.pk)), spread(rows.get(one.pk))) for one in found
    ]
    # Whoever is tied is not ranked by anything.
    return sorted(flags, key=lambda f: (not f.is_tied, 0 if f.is_tied else -f.spread, f.nomination.known_as))


def is_tied(row: BandRow | None) -> bool:
    return row is not None and row.band == Band.TIED


def spread(row: BandRow | None) -> int:
    return row.high - row.low if row is not None else 0
