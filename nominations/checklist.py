"""What a dossier still lacks, pure: sections, answers, files and endorsements in, a list of gaps out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dtportal.questions import is_answered, is_required

EMPTY, PARTIAL, COMPLETE = "empty", "partial", "complete"
# Where documents and the public guide show declarations and consents: the last part, after the sections.
CONSENTS_PART = "declaration"
Answers = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Gap:
    """One thing without which the dossier cannot be submitted; `section` is None for the endorsement."""

    section: dict[str, Any] | None
    question: dict[str, Any] | None

    @property
    def needs_endorsement(self) -> bool:
        return self.section is None


@dataclass(frozen=True)
class SectionState:
    """How far a section is: empty until something is answered, complete when nothing required is missing."""

    key: str
    answered: int
    asked: int
    required: int
    gaps: int

    @property
    def status(self) -> str:
        if not self.answered:
            return EMPTY
        return PARTIAL if self.gaps else COMPLETE


@dataclass(frozen=True)
class Checklist:
    gaps: list[Gap]
    states: dict[str, SectionState]

    @property
    def is_complete(self) -> bool:
        return not self.gaps

    @property
    def required(self) -> int:
        """How many things submission asks for, the endorsement among them."""
        return sum(state.required for state in self.states.values()) + 1

    @property
    def met(self) -> int:
        return self.required - len(self.gaps)


def check(
    sections: Iterable[dict[str, Any]],
    answers: Answers,
    files: Iterable[tuple[str, str]],
    *,
    has_endorsement: bool,
) -> Checklist:
    """`answers`: section key → question key → JSON value; `files`: (section key, question key) of each
    attached file; `has_endorsement`: whether a nominating body has been asked or has endorsed."""
    attached = set(files)
    gaps: list[Gap] = []
    states: dict[str, SectionState] = {}
    for section in sections:
        key, given = section["key"], dict(answers.get(section["key"], {}))
        answered = required = missing = 0
        for question in section["questions"]:
            there = (
                (key, question["key"]) in attached
                if question["kind"] == "file"
                else is_answered(question, given)
            )
            answered += there
            is_needed = is_required(question, given)
            required += is_needed
            if is_needed and not there:
                missing += 1
                gaps.append(Gap(section, question))
        states[key] = SectionState(key, answered, len(section["questions"]), required, missing)
    if not has_endorsement:
        gaps.append(Gap(None, None))
    return Checklist(gaps, states)
