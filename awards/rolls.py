"""What a roll is made of: candidates, the rule as frozen, the fingerprint of the list."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from assessments.conflicts import closed_to
from assessments.models import Conclusion
from awards.models import Roll, RollEntry
from awards.ranking import Candidate, Placed, TierRule, rank
from dtportal import sealing
from dtportal.programme.models import Criterion, Edition
from nominations.models import Nomination

# At a cut, SHARED lets this criterion decide.
IMPACT = "impact"


def rule_of(edition: Edition) -> dict[str, Any]:
    """The edition's rule in canonical form: a stranger can rank again with nothing else."""
    criteria = sorted(edition.criteria.all(), key=lambda criterion: (-criterion.weight, criterion.position))
    order = list(dict.fromkeys(criterion.code for criterion in criteria))
    return {
        "tiers": [
            {"code": tier.code, "size": tier.size, "groups": tier.groups} for tier in edition.tiers.all()
        ],
        "sheets_per_dossier": edition.sheets_per_dossier,
        "tie_rule": edition.tie_rule,
        "tie_order": [IMPACT] if edition.tie_rule == Edition.TieRule.SHARED else order,
        "means_as": "share of the criterion's maximum",
        "finally": "dossier number",
    }


def conclusions_of(edition: Edition, *, without: QuerySet[Nomination] | None = None) -> list[Conclusion]:
    """Conclusions on dossiers that are still in: neither withdrawn nor put on hold since."""
    found = Conclusion.objects.filter(
        nomination__edition=edition, nomination__status=Nomination.Status.ACCEPTED
    ).for_listing()
    if without is not None:
        found = found.exclude(nomination__in=without.values("pk"))
    return list(found)


def candidates(conclusions: Iterable[Conclusion], criteria: Iterable[Criterion]) -> list[Candidate]:
    weights = {(criterion.group, criterion.code): criterion.weight for criterion in criteria}
    return [_candidate(conclusion, weights) for conclusion in conclusions]


def _candidate(conclusion: Conclusion, weights: dict[tuple[str, str], int]) -> Candidate:
    nomination = conclusion.nomination
    means = {
        code: Fraction(top, bottom) / weights[nomination.group, code]
        for code, (top, bottom) in conclusion.criterion_means.items()
        if (nomination.group, code) in weights
    }
    return Candidate(
        key=nomination.reference,
        group=nomination.group,
        score=conclusion.score,
        means=means,
        sheets=conclusion.sheet_count,
        proposed=conclusion.verdict == Conclusion.Verdict.OUTSTANDING,
    )


def placed_by(rule: dict[str, Any], entries: list[Candidate]) -> list[Placed]:
    """The ranking under a rule as `rule_of` wrote it."""
    return rank(
        entries,
        [TierRule(tier["code"], tier["size"], tuple(tier["groups"])) for tier in rule["tiers"]],
        rule["tie_order"],
        min_sheets=rule["sheets_per_dossier"],
        share_equal_scores=rule["tie_rule"] == Edition.TieRule.SHARED,
    )


def entries_of(roll: Roll, conclusions: Iterable[Conclusion]) -> list[RollEntry]:
    """The lines that the roll's rule makes of these conclusions, in the roll's order; not saved."""
    known = {found.nomination.reference: found for found in conclusions}
    tiers = {tier.code: tier for tier in roll.edition.tiers.all()}
    places = placed_by(roll.rule, candidates(known.values(), roll.edition.criteria.all()))
    places.sort(key=lambda place: (tiers[place.tier].position, place.position))
    return [
        RollEntry(
            roll=roll,
            conclusion=known[place.key],
            tier=tiers[place.tier],
            rank=place.rank,
            score_numerator=place.score.numerator,
            score_denominator=place.score.denominator,
        )
        for place in places
    ]


def entries_as_if_without(roll: Roll, user: Any) -> list[RollEntry] | None:
    """The roll as the rule would make it if the dossiers closed to this person did not exist; None if none is closed.

    A line left out would show as a gap in the ranks, and as a list with one name too few. This tells nothing of what
    is closed, because it is made of everything else only; whether it stands on the roll makes no difference.
    """
    closed = closed_to(user).filter(edition=roll.edition_id)
    if not closed.exists():
        return None
    open_ones = conclusions_of(roll.edition, without=closed)
    return entries_of(roll, open_ones)


def fingerprint(roll: Roll, entries: Iterable[RollEntry]) -> str:
    """SHA-256 over rule and list; `entries` in the roll's order, with tier and conclusion.nomination loaded."""
    lines = [
        [
            entry.tier.code,
            entry.rank,
            entry.conclusion.nomination.reference,
            entry.score_numerator,
            entry.score_denominator,
        ]
        for entry in entries
    ]
    return sealing.digest(
        {"edition": roll.edition.slug, "version": roll.version, "rule": roll.rule, "list": lines}
    )


def stored_fingerprint(roll: Roll) -> str:
    """The same over what the database holds now; whoever signs or publishes compares it with `roll.sha256`."""
    return fingerprint(roll, roll.entries.select_related("tier", "conclusion__nomination"))
