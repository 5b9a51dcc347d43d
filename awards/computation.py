"""How the own result came about, for the unit it is about: the least that lets it be computed again.

Totals of its sheets without their members, in the order of size so that no order tells who; the mean as an exact
fraction; its rank if it is on a list. Of others only the line: the last mean on the widest list of its kind, and that
only where the edition opens all totals anyway (`Edition.opening`).
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Sum

from assessments.models import Conclusion, ListMove
from assessments.tallying import sheets_of
from awards.models import AppealExpert, Roll, RollEntry
from dtportal.programme import calendar
from dtportal.programme.models import Edition, Tier
from dtportal.roles import Can
from nominations.models import Nomination


@dataclass(frozen=True)
class Computation:
    totals: list[int]
    mean: Fraction | None
    needed: int
    tier: Tier | None
    rank: int | None
    line: Fraction | None
    line_tier: Tier | None
    # Of the council, about this dossier: what it decided, why.
    moves: list[dict[str, Any]] = field(default_factory=list)

    @property
    def has_enough_sheets(self) -> bool:
        return len(self.totals) >= self.needed


def published_roll(edition: Edition) -> Roll | None:
    return Roll.objects.published().filter(edition=edition).first()


def own_nominations(user: Any):
    """Nominations of one's organisations whose result is public; what an address of a result may lead to."""
    published = Roll.objects.published()
    found = Nomination.objects.visible_to(user).filter(organization__in=user.organization_ids)
    return found.accepted().filter(edition__in=published.values("edition"))


def computation_of(nomination: Nomination, roll: Roll) -> Computation:
    """Six queries at most."""
    conclusion = Conclusion.objects.filter(nomination=nomination).first()
    sheets = sheets_of(nomination.edition).filter(assignment__entry__nomination=nomination)
    totals = sheets.order_by().annotate(total=Sum("marks__value")).values_list("total", flat=True)
    entry = (
        RollEntry.objects.filter(roll=roll, conclusion__nomination=nomination).select_related("tier").first()
    )
    line, line_tier = _line(nomination, roll)
    return Computation(
        totals=sorted((total for total in totals if total is not None), reverse=True),
        mean=conclusion.score if conclusion else None,
        needed=roll.rule.get("sheets_per_dossier", nomination.edition.sheets_per_dossier),
        tier=entry.tier if entry else None,
        rank=entry.rank if entry else None,
        line=line,
        line_tier=line_tier,
        moves=_moves(nomination, roll),
    )


def _line(nomination: Nomination, roll: Roll) -> tuple[Fraction | None, Tier | None]:
    if nomination.edition.opening != Edition.Opening.OPEN:
        return None, None
    entries = RollEntry.objects.filter(roll=roll, conclusion__nomination__group=nomination.group)
    moved_in = [m["key"] for m in roll.moves if m["direction"] == ListMove.Direction.INTO]
    scored = entries.exclude(conclusion__nomination__reference__in=moved_in).select_related("tier")
    lowest = min(scored, key=lambda entry: entry.score, default=None)
    return (lowest.score, lowest.tier) if lowest else (None, None)


def _moves(nomination: Nomination, roll: Roll) -> list[dict[str, Any]]:
    own = [move for move in roll.moves if move["key"] == nomination.reference]
    tiers = {tier.code: tier for tier in nomination.edition.tiers.all()} if own else {}
    return [
        {
            "tier": tiers.get(move["tier"]),
            "into": move["direction"] == ListMove.Direction.INTO,
            "why": move["reason"],
        }
        for move in own
    ]


def appeals_end(roll: Roll) -> datetime:
    """The last second of the window: so many days after the day of publication, that day not counted."""
    day = roll.published_at.astimezone(calendar.VIETNAM).date()
    return calendar.end_of(day + timedelta(days=roll.edition.appeal_days))


def may_still_appeal(roll: Roll, now: datetime) -> bool:
    return int(now.timestamp()) <= int(appeals_end(roll).timestamp())


def may_open_results(user: Any, edition: Edition) -> bool:
    """Whether a person may have the sealed totals of a published edition opened: everybody, or the auditor and the
    experts whom he has admitted for an appeal."""
    if edition.opening == Edition.Opening.OPEN:
        return True
    if not user.is_authenticated:
        return False
    if user.can(Can.ADMIT_EXPERTS, edition.access_scope()):
        return True
    return AppealExpert.objects.admitted().filter(user=user, appeal__nomination__edition=edition).exists()
