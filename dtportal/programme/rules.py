"""The rule of an edition: its rubrics, how scores become results in words, and the numbers the words stand on.

It may change until the first mark is saved; then `FrozenRule` keeps it (`assessments.actions.freeze_rule`).
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from dtportal.journal.wording import fill
from dtportal.programme.models import Criterion, Edition, FrozenRule, Group, RubricPart
from dtportal.programme.quotas import in_words

FORMAT = 1
# Fields of the edition that decide how scores become results; the database refuses to change them, once frozen
# (migration `rule_is_frozen`, which lists them again).
NUMBERS = ("sheets_per_dossier", "pass_mark", "tie_rule", "session_quorum", "ballot_quorum", "ballot_tie")
TEXTS = ("rule_text", "rule_text_en")


def rule_of(edition: Edition) -> dict[str, Any]:
    """The whole rule as JSON without floats: `edition`, `numbers`, `tiers`, `text` by language (filled), `rubrics`."""
    return {
        "format": FORMAT,
        "edition": edition.slug,
        "numbers": numbers_of(edition),
        "quotas": edition.quotas,
        "opening": edition.opening,
        "tiers": [
            {name: getattr(tier, name) for name in ("code", "name", "name_en", "size", "groups")}
            for tier in edition.tiers.all()
        ],
        "text": {language: shown_text(edition, language) for language in ("vi", "en")},
        "rubrics": rubrics_of(edition),
    }


def numbers_of(edition: Edition) -> dict[str, Any]:
    """The edition's numbers and choices by name of the field."""
    return {name: getattr(edition, name) for name in NUMBERS}


def rubrics_of(edition: Edition) -> dict[str, Any]:
    """Parts and criteria by group of participants, in their order."""
    parts = list(RubricPart.objects.filter(edition=edition))
    criteria = list(Criterion.objects.filter(edition=edition).select_related("part"))
    return {
        group: rubric_of(
            [part for part in parts if part.group == group], [row for row in criteria if row.group == group]
        )
        for group in Group.values
    }


def rubric_of(parts: list[RubricPart], criteria: list[Criterion]) -> dict[str, Any]:
    """One rubric as JSON: `parts` and `criteria`, each criterion naming its part by code ('' if none)."""
    return {
        "parts": [{"code": row.code, "name": row.name, "name_en": row.name_en} for row in parts],
        "criteria": [
            {
                "code": row.code,
                "part": row.part.code if row.part else "",
                "name": row.name,
                "name_en": row.name_en,
                "weight": row.weight,
                "sections": list(row.sections),
                "hint": row.hint,
                "hint_en": row.hint_en,
                "anchors": [
                    {"from": one["from"], "text": one["text"], "text_en": one.get("text_en", "")}
                    for one in row.anchors
                ],
            }
            for row in criteria
        ],
    }


def criteria_from(rubric: dict[str, Any], edition: Edition, group: str) -> list[Criterion]:
    """The criteria of a rubric as `rubric_of` writes it, unsaved, each with its part: for pages that draw a rubric."""
    mine = {"edition": edition, "group": group}
    parts = {
        row["code"]: RubricPart(**mine, **row, position=position)
        for position, row in enumerate(rubric["parts"], 1)
    }
    return [
        Criterion(**mine, **{**row, "part": parts.get(row["part"])}, position=position)
        for position, row in enumerate(rubric["criteria"], 1)
    ]


def words_of(edition: Edition, language: str) -> dict[str, str]:
    """What {{ names }} of the rule text stand for, in a language."""
    with override(language):
        tiers = [
            _("%(list)s: at most %(size)s") % {"list": tier.label, "size": tier.size}
            if tier.size
            else _("%(list)s: as many as the council proposes") % {"list": tier.label}
            for tier in edition.tiers.all()
        ]
        return {
            "sheets_per_dossier": str(edition.sheets_per_dossier),
            "pass_mark": str(edition.pass_mark),
            "tie_rule": str(edition.get_tie_rule_display()),
            "session_quorum": str(edition.get_session_quorum_display()),
            "ballot_quorum": str(edition.get_ballot_quorum_display()),
            "ballot_tie": str(edition.get_ballot_tie_display()),
            "tiers": "; ".join(tiers),
            "quotas": "; ".join(in_words(quota, edition) for quota in edition.quotas)
            or _("no floors or caps by sector or locality"),
        }


def shown_text(edition: Edition, language: str) -> str:
    """The rule text (Markdown) with the numbers of today filled in."""
    text = edition.rule_text_en if language == "en" else edition.rule_text
    return fill(text, words_of(edition, language))


def frozen_rule(edition: Edition) -> FrozenRule | None:
    return FrozenRule.objects.filter(edition=edition).first()


def is_frozen(edition: Edition | int) -> bool:
    return FrozenRule.objects.filter(edition=edition).exists()
