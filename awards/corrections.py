"""The lines of a corrected roll: the published version with what is changed of it, and nothing else.

Nobody moves up or down because somebody else was corrected: what was announced stands, unless a change names it.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Conclusion, ListMove
from awards import honours, rolls
from awards.models import Ground, Roll, RollEntry
from awards.ranking import TierRule, ranking
from dtportal.programme.models import Edition, Tier
from dtportal.text import nfc


class Kind(models.TextChoices):
    PLACED = "placed", gettext_lazy("Placed on a list by the council")
    RENAMED = "renamed", gettext_lazy("Printed name put right")
    REVOKED = "revoked", gettext_lazy("Honour revoked")


@dataclass(frozen=True)
class Change:
    """One change, as the roll keeps it in JSON. `key` is the dossier's reference; `tier` a code (placed), `name`,
    `name_en` and `detail` what is to be printed (renamed), `ground` of `Ground` (revoked), `item` the motion carried
    (placed)."""

    key: str
    kind: str
    reason: str
    tier: str = ""
    name: str = ""
    name_en: str = ""
    detail: str = ""
    ground: str = ""
    item: int | None = None

    def as_json(self) -> dict[str, Any]:
        return {key: value for key, value in asdict(self).items() if value not in ("", None)}

    @classmethod
    def of(cls, content: dict[str, Any]) -> Self:
        return cls(**content)


def carried_since(published: Roll) -> list[Change]:
    """What the council has moved onto a list since the roll was published, and no correction has taken up yet."""
    taken = {move["item"] for move in published.moves}
    version: Roll | None = published
    while version is not None:
        taken |= {change["item"] for change in version.changes if "item" in change}
        version = version.corrects
    moves = ListMove.objects.carried(published.edition).exclude(item__in=taken)
    found = []
    for move in moves.select_related("item", "tier", "nomination"):
        tier = move.tier if move.direction == ListMove.Direction.INTO else _next_wider(move.tier)
        if tier is not None:
            found.append(
                Change(
                    move.nomination.reference,
                    Kind.PLACED,
                    move.item.text,
                    tier=tier.code,
                    item=move.item_id,
                )
            )
    return found


def _next_wider(tier: Tier) -> Tier | None:
    """Where a dossier stands that is off a list: in the next one around it; None if there is none, so that its honour
    can only be revoked."""
    around = [
        other
        for other in tier.edition.tiers.all()
        if set(other.groups) & set(tier.groups)
        and tier.size is not None
        and (other.size is None or other.size > tier.size)
    ]
    return min(around, key=lambda other: (other.size is None, other.size or 0), default=None)


def entries_of(roll: Roll, changes: Sequence[Change]) -> list[RollEntry]:
    """The unsaved lines of `roll`, a correction of `roll.corrects`, in the order of lists and ranks.

    Raises ValidationError for a change that cannot be made, in a sentence that names the dossier.
    """
    before = roll.corrects.entries.for_listing().select_related("conclusion__dossier")
    lines = {row.conclusion.nomination.reference: _copy(row, roll) for row in before}
    tiers = {tier.code: tier for tier in roll.edition.tiers.all()}
    new = []
    for change in changes:
        line = lines.get(change.key)
        if change.kind == Kind.PLACED:
            if line is None:
                line = lines[change.key] = _newcomer(roll, change.key)
                new.append(line)
            line.tier, line.revoked_for = tiers[change.tier], ""
        elif line is None:
            raise ValidationError(_("%(key)s is not on the published list.") % {"key": change.key})
        elif change.kind == Kind.RENAMED:
            line.name, line.name_en, line.detail = nfc(change.name), nfc(change.name_en), nfc(change.detail)
        elif change.kind == Kind.REVOKED:
            if change.ground not in Ground.values:
                raise ValidationError(_("An honour is revoked on one of the four grounds of the law."))
            line.revoked_for = change.ground
    honours.prepare(roll.edition, new)
    return sorted(lines.values(), key=lambda line: (line.tier.position, line.rank, line.certificate_number))


PRINTED = ("rank", "score_numerator", "score_denominator", "name", "name_en", "detail", "revoked_for")


def _copy(row: RollEntry, roll: Roll) -> RollEntry:
    kept = {name: getattr(row, name) for name in (*PRINTED, *honours.KEPT)}
    return RollEntry(roll=roll, conclusion=row.conclusion, tier=row.tier, **kept)


def _newcomer(roll: Roll, key: str) -> RollEntry:
    """Somebody who was not on the list, with the rank that the rule gives among all who may enter."""
    conclusions = rolls.conclusions_of(roll.edition)
    open_tiers = [TierRule(tier.code, None, tier.groups) for tier in rolls.tiers_of(roll.rule)]
    made = ranking(
        rolls.candidates(conclusions, roll.edition.criteria.all()),
        open_tiers,
        roll.rule["tie_order"],
        min_sheets=roll.rule["sheets_per_dossier"],
        share_equal_scores=roll.rule["tie_rule"] == Edition.TieRule.SHARED,
    )
    place = next((place for place in made.placed if place.key == key), None)
    if place is None:
        raise ValidationError(
            _("%(key)s cannot enter a list: it was not proposed, or it has too few valid sheets.")
            % {"key": key}
        )
    conclusion = Conclusion.objects.for_listing().select_related("dossier").get(nomination__reference=key)
    return RollEntry(
        roll=roll,
        conclusion=conclusion,
        rank=place.rank,
        score_numerator=place.score.numerator,
        score_denominator=place.score.denominator,
    )
