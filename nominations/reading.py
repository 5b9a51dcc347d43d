"""A dossier as people read it. Upper stages use this and `templates/nominations/_dossier.html`, never the
inside of `Dossier.content`."""

from dataclasses import dataclass, field
from typing import Any

from dtportal.questions import localized
from nominations.freezing import content_of
from nominations.models import Dossier, Nomination
from nominations.sections import shown


@dataclass(frozen=True)
class ReadFile:
    """A file as it was frozen; `id` is the key of its `Evidence` row."""

    id: int
    name: str
    caption: str
    content_type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class ReadAnswer:
    key: str
    kind: str
    label: str
    text: str
    files: list[ReadFile] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.text and not self.files


@dataclass(frozen=True)
class ReadSection:
    """`criterion` is the code of the criterion the section speaks of, '' if of none."""

    key: str
    criterion: str
    title: str
    answers: list[ReadAnswer]

    @property
    def files(self) -> list[ReadFile]:
        return [file for answer in self.answers for file in answer.files]

    @property
    def is_empty(self) -> bool:
        return all(answer.is_empty for answer in self.answers)


def readable(dossier: Dossier) -> list[ReadSection]:
    """The sections of a dossier in their order, in the language of the page."""
    return [_section(data) for data in dossier.content["sections"]]


def _section(data: dict[str, Any]) -> ReadSection:
    files: dict[str, list[ReadFile]] = {}
    for row in data["evidence"]:
        kept = {name: row[name] for name in ("id", "name", "caption", "content_type", "size", "sha256")}
        files.setdefault(row["question"], []).append(ReadFile(**kept))
    answers = [
        ReadAnswer(
            key=question["key"],
            kind=question["kind"],
            label=localized(question, "label"),
            text=shown(question, data["answers"].get(question["key"])),
            files=files.get(question["key"], []),
        )
        for question in data["questions"]
    ]
    return ReadSection(data["key"], data["criterion"], localized(data, "title"), answers)


def present(nomination: Nomination) -> Dossier:
    """What a nomination says now: the frozen dossier, or, while its organisation writes, an unsaved one."""
    frozen = None if nomination.is_editable else nomination.current_dossier
    return frozen or Dossier(nomination=nomination, content=content_of(nomination))
