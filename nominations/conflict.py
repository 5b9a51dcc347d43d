"""Two people, one section: what each of them wrote, question by question."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dtportal.questions import localized
from nominations.models import SectionAnswer
from nominations.sections import Section, clean, shown


@dataclass(frozen=True)
class Pair:
    """`mine` is what the later one tried to save, `theirs` what is stored; `is_text` if it can be copied over."""

    key: str
    label: str
    mine: str
    theirs: str
    is_text: bool


def differences(section: Section, data: Mapping[str, Any], current: SectionAnswer | None) -> list[Pair]:
    """`data` is valid input (the action has cleaned it before it found the save stale)."""
    mine, theirs = clean(section, data), current.data if current else {}
    pairs = []
    for question in section.questions:
        key = question["key"]
        if mine.get(key) != theirs.get(key):
            pairs.append(
                Pair(
                    key,
                    localized(question, "label"),
                    shown(question, mine.get(key)),
                    shown(question, theirs.get(key)),
                    question["kind"] in {"short", "long", "link"},
                )
            )
    return pairs
