"""Reading the scores of closed rounds together: which sheets, for whom, and the worker's part.

Whatever is closed to a person (a conflict of interest, or a dossier he judges himself in an open round) is left out
before anything is computed, so that no number tells of it. Nothing of an open round is in.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from django.db.models import Count, Max, Q, QuerySet, Sum

from assessments import scoring
from assessments.advice import Advice, weigh
from assessments.bands import band, line_of
from assessments.conflicts import closed_ids
from assessments.models import Assignment, Round, ScorePaper, Scoresheet, Tally
from dtportal import sealing
from dtportal.accounts.models import User
from dtportal.celery import app
from dtportal.journal.recording import hurry
from dtportal.programme.models import Edition, Tier
from dtportal.roles import Can
from nominations.models import Nomination

# Raised whenever the result of the same inputs would be another one.
FORMAT = 1
# Tallies of an edition that are kept; whoever reads has one of the latest.
KEPT = 40


def hidden_from(user: Any, edition: Edition) -> QuerySet[Nomination]:
    """Dossiers whose scores are closed to a person: conflicts, and what he is judging himself just now."""
    judging = (
        Assignment.objects.active().open_rounds().filter(member__user=user, entry__round__edition=edition)
    )
    closed = Q(pk__in=closed_ids(user)) | Q(pk__in=judging.values("entry__nomination"))
    return Nomination.objects.filter(closed, edition=edition).order_by()


def hidden_ids(user: Any, edition: Edition) -> list[int]:
    return sorted(hidden_from(user, edition).values_list("pk", flat=True))


def sheets_of(edition: Edition, hidden: Iterable[int] | QuerySet[Nomination] = ()) -> QuerySet[Scoresheet]:
    """Valid sheets of closed rounds, of the dossiers that are still in, without the hidden ones."""
    found = Scoresheet.objects.valid().filter(
        assignment__entry__round__edition=edition,
        assignment__entry__round__status=Round.Status.CLOSED,
        assignment__entry__nomination__status=Nomination.Status.ACCEPTED,
    )
    if isinstance(hidden, QuerySet):
        return found.exclude(assignment__entry__nomination__in=hidden.values("pk"))
    hidden = list(hidden)
    return found.exclude(assignment__entry__nomination__in=hidden) if hidden else found


@dataclass(frozen=True)
class Inputs:
    """What a tally is about: a hash, and the number of sheets."""

    hash: str
    sheets: int


def inputs_of(edition: Edition, tiers: Iterable[Tier], hidden: list[int]) -> Inputs:
    """Changes with the sheets (those of a closed round never change), the lists and what is hidden."""
    entry = "assignment__entry"
    facts = sheets_of(edition, hidden).aggregate(
        sheets=Count("pk"),
        keys=Sum("pk"),
        versions=Sum("version"),
        last=Max("locked_at"),
        rounds=Sum(f"{entry}__round"),
        dossiers=Sum(f"{entry}__nomination"),
    )
    last = facts.pop("last")
    # Databases disagree whether a sum of keys is an integer.
    facts = {name: int(value or 0) for name, value in facts.items()}
    lists = sorted([tier.pk, tier.size, sorted(tier.groups)] for tier in tiers)
    found = {
        "format": FORMAT,
        "lists": lists,
        "floor": edition.pass_mark,
        "hidden": hidden,
        "last": str(last),
    }
    return Inputs(sealing.digest({**found, **facts}), facts["sheets"])


def order(edition: Edition, tiers: Iterable[Tier], hidden: list[int], *, by: Any) -> Tally | None:
    """The tally of these inputs: the one there is, or a new one for the worker; None where there is no sheet."""
    inputs = inputs_of(edition, tiers, hidden)
    if not inputs.sheets:
        return None
    task = app.signature("assessments.tasks.tally")  # by its name: tasks import what they call
    return Tally.order(
        {"edition": edition, "inputs": inputs.hash},
        lambda pk: hurry(task, pk),
        hidden=hidden,
        sheet_count=inputs.sheets,
        ordered_by=by,
    )


def order_for_readers(edition: Edition, *, by: Any) -> None:
    """What everybody will ask for who may read the scores, ordered when a round closes."""
    tiers = list(edition.tiers.all())
    for hidden in {
        tuple(hidden_ids(user, edition)) for user in User.objects.holding(Can.READ_SCORES, edition=edition)
    }:
        order(edition, tiers, list(hidden), by=by)


def run(tally_id: int) -> None:
    """The worker's part; a second call while one is at work, or after the end, changes nothing."""
    tally = Tally.take_up(tally_id, "edition", total=1)
    if tally is not None:
        finish(tally)


def finish(tally: Tally) -> None:
    """Compute and keep."""
    edition = tally.edition
    tally.result = compute(edition, list(edition.tiers.all()), tally.hidden)
    tally.finish()
    done = Tally.objects.filter(edition=edition, status=Tally.Status.DONE).order_by("-pk")
    old = list(done.values_list("pk", flat=True)[KEPT:])
    for paper in ScorePaper.objects.filter(tally__in=old).exclude(file=""):
        paper.file.delete(save=False)
    Tally.objects.filter(pk__in=old).delete()


@dataclass(frozen=True)
class Sheets:
    """Parallel lists, one entry a sheet; `groups` and `sectors` by nomination id."""

    nomination: list[int]
    member: list[int]
    total: list[int]
    groups: dict[int, str]
    sectors: dict[int, int]

    def of(self, wanted: Iterable[str]) -> "Sheets":
        """Only the dossiers of some groups of participants."""
        wanted = set(wanted)
        kept = [
            row
            for row in zip(self.nomination, self.member, self.total, strict=True)
            if self.groups[row[0]] in wanted
        ]
        columns = [list(column) for column in zip(*kept, strict=True)] or [[], [], []]
        return Sheets(*columns, self.groups, self.sectors)


def gather(edition: Edition, hidden: Iterable[int]) -> Sheets:
    nomination = "assignment__entry__nomination"
    rows = list(
        sheets_of(edition, hidden)
        .order_by(nomination, "assignment__member", "pk")
        .values_list(nomination, f"{nomination}__group", f"{nomination}__sector", "assignment__member", "pk")
        .annotate(total=Sum("marks__value"))
    )
    return Sheets(
        nomination=[row[0] for row in rows],
        member=[row[3] for row in rows],
        total=[row[5] or 0 for row in rows],
        groups={row[0]: row[1] for row in rows},
        # Groups without sectors are a sector each: codes below zero.
        sectors={row[0]: row[2] or -1 for row in rows},
    )


def compute(edition: Edition, tiers: list[Tier], hidden: Iterable[int]) -> dict[str, Any]:
    """Everything the pages show, as JSON: numbers of the whole, pools of dossiers that compete, dossiers."""
    sheets = gather(edition, hidden)
    totals: dict[int, list[int]] = {}
    for key, total in zip(sheets.nomination, sheets.total, strict=True):
        totals.setdefault(key, []).append(total)
    means = scoring.official(sheets.nomination, sheets.total)
    dossiers = {
        str(key): {
            "mean": [means[key].numerator, means[key].denominator],
            "scores": sorted(scores),
            "estimate": float(means[key]),
            "rest": 0.0,
            "lists": {},
        }
        for key, scores in totals.items()
    }
    pools = [_pool(edition, sheets, means, dossiers, groups, lists) for groups, lists in _pools(tiers)]
    return {
        "format": FORMAT,
        "dossiers": len(dossiers),
        "sheets": len(sheets.total),
        "members": len(set(sheets.member)),
        "agreement": [_figure(value) for value in scoring.agreement(sheets.nomination, sheets.total)],
        "pools": [pool for pool in pools if pool["dossiers"]],
        "by_dossier": dossiers,
    }


def _pools(tiers: list[Tier]) -> list[tuple[tuple[str, ...], list[Tier]]]:
    """Lists that take the same groups are drawn from one pool of dossiers."""
    found: dict[tuple[str, ...], list[Tier]] = {}
    for tier in tiers:
        found.setdefault(tuple(sorted(tier.groups)), []).append(tier)
    return list(found.items())


def _pool(
    edition: Edition,
    sheets: Sheets,
    means: dict[int, Fraction],
    dossiers: dict[str, dict[str, Any]],
    groups: tuple[str, ...],
    tiers: list[Tier],
) -> dict[str, Any]:
    """Advice on one pool; writes estimate, band and probability of each list into `dossiers`."""
    mine = sheets.of(groups)
    keys = sorted(set(mine.nomination))
    index = {key: position for position, key in enumerate(keys)}
    # A list without a size takes everybody who reaches the pass mark.
    sizes = [len(keys) if tier.size is None else tier.size for tier in tiers]
    advice = weigh(
        np.array([index[key] for key in mine.nomination], int),
        mine.member,
        mine.total,
        [sheets.sectors[key] for key in keys],
        sizes,
        floor=edition.pass_mark,
    )
    lists = [line_of([means[key] for key in keys], tier.size, edition.pass_mark) for tier in tiers]
    for position, key in enumerate(keys):
        row = dossiers[str(key)]
        row["estimate"] = round(float(advice.estimate[position]), 3)
        row["rest"] = round(advice.rest_sd, 3)
        for number, tier in enumerate(tiers):
            chance = float(advice.probability[number, position])
            found = band(means[key], chance, *lists[number], edition.pass_mark)
            row["lists"][tier.code] = [found.value, round(chance, 4)]
    return {
        "groups": list(groups),
        "dossiers": len(keys),
        "sheets": len(mine.total),
        "lists": [
            {"code": tier.code, "line": _fraction(inside), "next": _fraction(outside)}
            for tier, (inside, outside) in zip(tiers, lists, strict=True)
        ],
        **_found(advice),
    }


def _found(advice: Advice) -> dict[str, Any]:
    """How the advice was found."""
    return {
        "used_model": advice.used_model,
        "p_value": advice.p_value,
        "connected": advice.connected,
        "per_sector": [[row.sector, row.connected, row.p_value, row.used_model] for row in advice.per_sector],
        "severity": [
            [row.member, row.sheets, round(row.points, 3), round(row.low, 3), round(row.high, 3), row.sector]
            for row in advice.severity
        ],
        "merit_sd": round(advice.merit_sd, 3),
        "member_sd": round(advice.member_sd, 3),
        "rest_sd": round(advice.rest_sd, 3),
    }


def _figure(value: float) -> float | None:
    """A number that is defined, for JSON."""
    return round(value, 4) if math.isfinite(value) else None


def _fraction(value: Fraction | None) -> list[int] | None:
    return [value.numerator, value.denominator] if value is not None else None
