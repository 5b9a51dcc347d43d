"""What a roll is made of: candidates, the rule as frozen, the fingerprint of the list."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from assessments.conflicts import closed_to
from assessments.models import Conclusion, ListMove
from awards.choosing import Bound
from awards.effects import Effect, effects
from awards.models import Roll, RollEntry
from awards.ranking import Candidate, Move, Ranking, TierRule, ranking
from dtportal import sealing
from dtportal.programme.models import Criterion, Edition
from nominations.models import Nomination

FORMAT = 2
# At a cut, SHARED lets this criterion decide.
IMPACT = "impact"


def is_published(edition: Edition) -> bool:
    """Whether everybody may read a list of the edition."""
    return edition.rolls.published().exists()


def rule_of(edition: Edition) -> dict[str, Any]:
    """The edition's rule in canonical form: a stranger can rank again with nothing else."""
    criteria = sorted(edition.criteria.all(), key=lambda row: (-row.weight, row.position, row.code))
    order = list(dict.fromkeys(criterion.code for criterion in criteria))
    return {
        "format": FORMAT,
        "tiers": [
            {"code": tier.code, "size": tier.size, "groups": tier.groups} for tier in edition.tiers.all()
        ],
        "sheets_per_dossier": edition.sheets_per_dossier,
        "tie_rule": edition.tie_rule,
        "tie_order": [IMPACT] if edition.tie_rule == Edition.TieRule.SHARED else order,
        "quotas": edition.quotas,
        "means_as": "share of the criterion's maximum",
        "finally": "dossier number",
    }


def moves_of(edition: Edition) -> list[dict[str, Any]]:
    """What the council has carried across a line, each with its reason, in canonical form."""
    carried = ListMove.objects.carried(edition).select_related("item", "tier", "nomination")
    return [
        {
            "key": move.nomination.reference,
            "tier": move.tier.code,
            "direction": move.direction,
            "item": move.item_id,
            "reason": move.item.text,
        }
        for move in carried
    ]


def is_overtaken(roll: Roll) -> bool:
    """Whether the council has carried a move since the roll was drawn up. A correction names its own."""
    return roll.corrects_id is None and roll.moves != moves_of(roll.edition)


def conclusions_of(edition: Edition, *, without: QuerySet[Nomination] | None = None) -> list[Conclusion]:
    """Conclusions on dossiers that are still in: neither withdrawn nor put on hold since. Without the dossiers."""
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
        sector=nomination.sector.code if nomination.sector_id else "",
        province=nomination.province.uid,
    )


def ranked_by(rule: dict[str, Any], moves: list[dict[str, Any]], entries: list[Candidate]) -> Ranking:
    """The ranking under a rule as `rule_of` wrote it and moves as `moves_of` did."""
    return ranking(entries, tiers_of(rule), rule["tie_order"], **_options(rule, moves))


def effects_of(roll: Roll, conclusions: Iterable[Conclusion]) -> list[Effect]:
    """What floors, caps and the council's moves changed on each list of the roll."""
    entries = candidates(conclusions, roll.edition.criteria.all())
    return effects(entries, tiers_of(roll.rule), roll.rule["tie_order"], **_options(roll.rule, roll.moves))


def tiers_of(rule: dict[str, Any]) -> list[TierRule]:
    return [
        TierRule(
            tier["code"],
            tier["size"],
            tuple(tier["groups"]),
            tuple(
                Bound(quota["by"], quota["key"], quota.get("least"), quota.get("most"))
                for quota in rule.get("quotas", [])
                if quota["tier"] == tier["code"]
            ),
        )
        for tier in rule["tiers"]
    ]


def _options(rule: dict[str, Any], moves: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "min_sheets": rule["sheets_per_dossier"],
        "share_equal_scores": rule["tie_rule"] == Edition.TieRule.SHARED,
        "moves": [
            Move(move["key"], move["tier"], move["direction"] == ListMove.Direction.INTO) for move in moves
        ],
    }


def entries_of(roll: Roll, conclusions: Iterable[Conclusion]) -> list[RollEntry]:
    """The lines that the roll's rule and moves make of these conclusions, in the roll's order; not saved, and nothing
    printed on them yet (`honours.prepare`)."""
    known = {found.nomination.reference: found for found in conclusions}
    tiers = {tier.code: tier for tier in roll.edition.tiers.all()}
    made = ranked_by(roll.rule, roll.moves, candidates(known.values(), roll.edition.criteria.all()))
    places = sorted(made.placed, key=lambda place: (tiers[place.tier].position, place.position))
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
    """SHA-256 over rule, moves and list; `entries` in the roll's order, with tier and conclusion.nomination loaded."""
    lines = [
        [
            entry.tier.code,
            entry.rank,
            entry.conclusion.nomination.reference,
            entry.name,
            entry.detail,
            entry.certificate_number,
            entry.revoked_for,
            entry.score_numerator,
            entry.score_denominator,
        ]
        for entry in entries
    ]
    return sealing.digest(
        {
            "edition": roll.edition.slug,
            "version": roll.version,
            "rule": roll.rule,
            "moves": roll.moves,
            "corrects": roll.corrects.sha256 if roll.corrects else "",
            "changes": roll.changes,
            "list": lines,
        }
    )


def stored_fingerprint(roll: Roll) -> str:
    """The same over what the database holds now; whoever signs or publishes compares it with `roll.sha256`."""
    return fingerprint(roll, roll.entries.select_related("tier", "conclusion__nomination"))
