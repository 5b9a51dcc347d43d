"""What changed between two frozen dossiers, pure: two contents in, changed fields and files out.

A field is told with its old and new text and, word by word, what was removed and what was added.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

SAME, REMOVED, ADDED = "same", "removed", "added"
RENAMED = "renamed"
Content = dict[str, Any]
# A question and its JSON value, in words.
Show = Callable[[dict[str, Any], Any], str]
# Comparing words is quadratic in the worst case: beyond this many, whole lines are compared.
MOST_WORDS = 6000


@dataclass(frozen=True)
class Piece:
    """A stretch of text: `kind` is same, removed or added."""

    kind: str
    text: str


@dataclass(frozen=True)
class FieldChange:
    """`section` and `question` are None for facts of the head, which `key` names."""

    section: dict[str, Any] | None
    question: dict[str, Any] | None
    key: str
    old: str
    new: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class FileChange:
    """`kind`: added, removed or renamed (same content, other name or caption); `file` as it is now, or was."""

    section: dict[str, Any]
    kind: str
    file: dict[str, Any]
    before: dict[str, Any] | None = None


@dataclass(frozen=True)
class Differences:
    fields: tuple[FieldChange, ...]
    files: tuple[FileChange, ...]

    def __bool__(self) -> bool:
        return bool(self.fields or self.files)


def differences(old: Content, new: Content, show: Show) -> Differences:
    """Everything a reader of `old` does not know of `new`, in the order of the dossier."""
    fields = [*_head(old, new), *_answers(old, new, show)]
    return Differences(tuple(fields), tuple(_files(old, new)))


# --- Fields ------------------------------------------------------------------------------------------


def _head(old: Content, new: Content) -> Iterator[FieldChange]:
    """Facts of the organisation, the person, sector and province."""
    before, after = _facts(old), _facts(new)
    for key in dict.fromkeys([*after, *before]):
        if before.get(key, "") != after.get(key, ""):
            yield _field(None, None, key, before.get(key, ""), after.get(key, ""))


def _facts(content: Content) -> dict[str, str]:
    facts = {key: _text(value) for key, value in (content.get("organization") or {}).items()}
    person = content.get("person") or {}
    facts |= {f"person_{key}": _text(value) for key, value in person.items()}
    for place in ("sector", "province"):
        facts[place] = (content.get(place) or {}).get("name", "")
    return facts


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _answers(old: Content, new: Content, show: Show) -> Iterator[FieldChange]:
    for before, after in _sections(old, new):
        section = after or before
        asked = {
            question["key"]: question for part in (before, after) if part for question in part["questions"]
        }
        for key, question in asked.items():
            if question["kind"] == "file":
                continue
            was = show(question, before["answers"].get(key)) if before else ""
            now = show(question, after["answers"].get(key)) if after else ""
            if was != now:
                yield _field(section, question, key, was, now)


def _sections(old: Content, new: Content) -> Iterator[tuple[dict | None, dict | None]]:
    """(old, new) of each section, new order first; None where a version lacks it."""
    before = {section["key"]: section for section in old["sections"]}
    after = {section["key"]: section for section in new["sections"]}
    for key in dict.fromkeys([*after, *before]):
        yield before.get(key), after.get(key)


def _field(section: dict | None, question: dict | None, key: str, old: str, new: str) -> FieldChange:
    return FieldChange(section, question, key, old, new, tuple(pieces(old, new)))


# --- Words -------------------------------------------------------------------------------------------


def pieces(old: str, new: str) -> list[Piece]:
    """Both texts as one: leaving the added pieces out gives `old`, leaving the removed ones out `new`."""
    a, b = words(old), words(new)
    if max(len(a), len(b)) > MOST_WORDS:
        a, b = old.splitlines(keepends=True), new.splitlines(keepends=True)
    found: list[Piece] = []
    for is_same, was, now in _stretches(a, b):
        if is_same:
            found.append(Piece(SAME, was))
            continue
        found += [Piece(kind, text) for kind, text in ((REMOVED, was), (ADDED, now)) if text]
    return found


def _stretches(a: list[str], b: list[str]) -> list[tuple[bool, str, str]]:
    """(same?, old, new) in turn; a mere space between two changes belongs to them, or phrases would fall apart."""
    codes = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    merged: list[tuple[bool, str, str]] = []
    for position, (tag, a1, a2, b1, b2) in enumerate(codes):
        was, now = "".join(a[a1:a2]), "".join(b[b1:b2])
        is_same = tag == "equal" and (bool(was.strip()) or not 0 < position < len(codes) - 1)
        if merged and merged[-1][0] == is_same:
            was, now = merged[-1][1] + was, merged[-1][2] + now
            merged.pop()
        merged.append((is_same, was, now))
    return merged


def words(text: str) -> list[str]:
    """Words, signs and the space between them; together they are the text. “31,5%” is a word and a sign."""
    return re.findall(r"\w+(?:[.,]\d+)*|\s+|[^\w\s]", text)


# --- Files -------------------------------------------------------------------------------------------


def _files(old: Content, new: Content) -> Iterator[FileChange]:
    """A file is its content: the same hash for the same question is the same file, whatever its row."""
    for before, after in _sections(old, new):
        section = after or before
        had, has = _by_content(before), _by_content(after)
        for key, file in has.items():
            twin = had.get(key)
            if twin is None:
                yield FileChange(section, ADDED, file)
            elif (twin["name"], twin["caption"]) != (file["name"], file["caption"]):
                yield FileChange(section, RENAMED, file, twin)
        for key, file in had.items():
            if key not in has:
                yield FileChange(section, REMOVED, file)


def _by_content(section: dict | None) -> dict[tuple[str, str], dict[str, Any]]:
    files = section["evidence"] if section else []
    return {(file["question"], file["sha256"]): file for file in files}
