"""What an edition examines, pure: its conditions of eligibility and its items of legal compliance, from its data.

`Edition.screening`: `days` of the secretariat's own deadline; `conditions`: `key`, `rule`, `text`, `is_optional`;
`compliance`: `key`, `text`, `source`; of both `groups` (absent: all), and the texts with `_en`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dtportal.questions import localized


@dataclass(frozen=True)
class Condition:
    """One line of the secretariat's checklist; `rule` names where it stands. An optional one stops no acceptance."""

    key: str
    text: str
    rule: str
    is_obligatory: bool = True


@dataclass(frozen=True)
class ComplianceItem:
    """One field of law on which an authority is asked; `source` says which authority answers as a rule."""

    key: str
    text: str
    source: str


def conditions_of(screening: Mapping[str, Any], group: str) -> list[Condition]:
    """Of one group of participants, in their order and in the language of the page (`Edition.screening`)."""
    return [
        Condition(
            row["key"], localized(row, "text"), localized(row, "rule"), not row.get("is_optional", False)
        )
        for row in screening.get("conditions", [])
        if group in row.get("groups", [group])
    ]


def endorsers_of(screening: Mapping[str, Any], group: str) -> list[str] | None:
    """Kinds of the bodies that endorse dossiers of a group; None when the edition leaves it to all."""
    return screening.get("endorsers", {}).get(group)


def items_of(screening: Mapping[str, Any], group: str) -> list[ComplianceItem]:
    """What authorities are asked about an organisation; `groups` absent means all."""
    return [
        ComplianceItem(row["key"], localized(row, "text"), localized(row, "source"))
        for row in screening.get("compliance", [])
        if group in row.get("groups", [group])
    ]


def cited(screening: Mapping[str, Any], group: str, keys: Iterable[str]) -> list[Condition]:
    """The conditions that a decision names, in the edition's order."""
    named = set(keys)
    return [condition for condition in conditions_of(screening, group) if condition.key in named]


def lacking(conditions: Iterable[Condition], met: Iterable[str]) -> list[Condition]:
    """The obligatory conditions that nobody has found met."""
    known = set(met)
    return [condition for condition in conditions if condition.is_obligatory and condition.key not in known]
