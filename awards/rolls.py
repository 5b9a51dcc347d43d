"""What a roll is made of: candidates, the rule as frozen, the fingerprint of the list."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

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


def conclusions_of(edition: Edition) -> list[Conclusion]:
    """Conclusions on dossiers that are still in: neither withdrawn nor put on hold since."""
    found = Conclusion.objects.filter(
        nomination__edition=edition, nomination__status=Nomination.Status.ACCEPTED
    )
    return list(found.select_related("nomination"))


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
