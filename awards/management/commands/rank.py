"""`manage.py rank EDITION --by EMAIL`: draw the roll up, as the button does, or show the one there is."""

import json
from typing import Any

from django.core.management.base import CommandParser

from awards import actions
from awards.management.base import OfficeCommand
from awards.models import Roll
from dtportal.roles import Can


class Command(OfficeCommand):
    help = "Draw the honour roll of an edition up (or show the one under way) and print it as JSON."
    can = Can.DRAW_ROLL

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--format", choices=["json"], default="json")

    def act(self, **options: Any) -> None:
        alive = Roll.objects.visible_to(self.by).filter(edition=self.edition).alive().first()
        roll = alive or actions.draw_roll(self.edition, by=self.by)
        self.stdout.write(json.dumps(as_data(roll), ensure_ascii=False, indent=1))


def as_data(roll: Roll) -> dict[str, Any]:
    """The roll with exact scores, as numerator and denominator."""
    return {
        "edition": roll.edition.slug,
        "version": roll.version,
        "status": roll.status,
        "sha256": roll.sha256,
        "rule": roll.rule,
        "entries": [
            {
                "rank": entry.rank,
                "tier": entry.tier.code,
                "reference": entry.conclusion.nomination.reference,
                "name": entry.conclusion.nomination.honoree_name,
                "score": [entry.score_numerator, entry.score_denominator],
            }
            for entry in roll.entries.for_listing()
        ],
    }
