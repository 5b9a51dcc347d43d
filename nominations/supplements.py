"""A request for supplement: what it asks for, and what of the dossier it opens for writing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from dtportal.journal.models import Entry
from dtportal.questions import localized
from dtportal.states import ImpossibleMove
from nominations.freezing import content_of
from nominations.models import Dossier, Nomination, ScreeningNote
from nominations.sections import Section, sections_of, shown


@dataclass(frozen=True)
class Asked:
    """One part that is asked for: a whole section, or one question of it, and the secretariat's note."""

    section: str
    question: str = ""
    text: str = ""


@dataclass(frozen=True)
class Opening:
    """The parts of a dossier that may be written in; `parts` is None while all of it may."""

    parts: frozenset[tuple[str, str]] | None = None

    @property
    def is_partial(self) -> bool:
        return self.parts is not None

    def has_section(self, section: str) -> bool:
        return self.parts is None or any(key == section for key, _question in self.parts)

    def has(self, section: str, question: str) -> bool:
        return self.parts is None or bool(self.parts & {(section, ""), (section, question)})

    def narrowed(self, section: Section) -> Section:
        """The section with the questions that may be written in."""
        closed = self.closed(section)
        open_ones = [question for question in section.questions if question["key"] not in closed]
        return Section({**section.data, "questions": open_ones})

    def closed(self, section: Section) -> set[str]:
        """Questions of a section that may not be changed."""
        return {q["key"] for q in section.questions if not self.has(section.key, q["key"])}


@dataclass(frozen=True)
class Line:
    """One part that is asked for, in words, with its address."""

    section: str
    label: str
    text: str
    url: str


@dataclass(frozen=True)
class Kept:
    """An answer that stays as it was submitted."""

    label: str
    text: str


def request_of(nomination: Nomination) -> ScreeningNote | None:
    """The request that a returned dossier waits for; None for every other."""
    if nomination.status != Nomination.Status.RETURNED:
        return None
    asked = nomination.screening_notes.filter(decision=Nomination.Status.RETURNED)
    return asked.prefetch_related("items").first()


def opening_of(nomination: Nomination) -> Opening:
    """A draft is open as a whole; a returned dossier only where the secretariat asks for something."""
    request = request_of(nomination)
    if request is None:
        return Opening()
    return Opening(frozenset((item.section, item.question) for item in request.items.all()))


def require_open_part(nomination: Nomination, section: str, question: str) -> None:
    """Raise ImpossibleMove unless this question may be written in now."""
    if not opening_of(nomination).has(section, question):
        raise ImpossibleMove(_("Only what the secretariat has asked for can be changed now."))


def merged(
    section: Section, answers: Mapping[str, Any], stored: Mapping[str, Any], opening: Opening
) -> dict[str, Any]:
    """The answers to keep: what is closed stays as it is stored.

    Raises ImpossibleMove for a section nobody asked about, ValidationError by question for another answer to a closed
    one (pages do not send these; whoever does is told).
    """
    if not opening.has_section(section.key):
        raise ImpossibleMove(_("Only what the secretariat has asked for can be changed now."))
    closed = opening.closed(section)
    wrong = {key for key in closed if key in answers and answers[key] != stored.get(key)}
    if wrong:
        sentence = _("The secretariat has not asked for this answer; it cannot be changed now.")
        raise ValidationError({key: sentence for key in wrong})
    kept = {key: stored[key] for key in closed if key in stored}
    return {key: value for key, value in answers.items() if key not in closed} | kept


def checked(nomination: Nomination, items: Iterable[Asked]) -> list[Asked]:
    """What is asked for, in the order of the dossier. Raises ValidationError when there is nothing, or no such part."""
    wanted = {(item.section, item.question): item for item in items}
    known = [(part.key, key) for part in _sections(nomination) for key in ["", *_keys(part)]]
    if not wanted:
        raise ValidationError(
            {"items": _("Please choose at least one section or question to be supplemented.")}
        )
    unknown = wanted.keys() - set(known)
    if unknown:
        raise ValidationError({"items": _("The dossier has no such section or question.")})
    return [wanted[part] for part in known if part in wanted]


def lines_of(nomination: Nomination, request: ScreeningNote) -> list[Line]:
    """What a request asks for, in the language of the reader, with links to where it is written."""
    sections = {part.key: part for part in _sections(nomination)}
    lines = []
    for item in request.items.all():
        part = sections.get(item.section)
        if part is None:
            continue
        question = part.question(item.question) if item.question else None
        label = f"{part.title}: {localized(question, 'label')}" if question else part.title
        url = reverse("nominations:section", args=[nomination.reference, part.key])
        if question:
            url += "#evidence" if question["kind"] == "file" else f"#div_id_{question['key']}"
        lines.append(Line(part.key, label, item.text, url))
    return lines


def asked_of(nomination: Nomination) -> list[Line]:
    """What the request that the dossier waits for asks; nothing when it waits for none."""
    request = request_of(nomination)
    return lines_of(nomination, request) if request else []


@dataclass(frozen=True)
class Left:
    """A part that was asked for and is as it was: without any answer, or with the one submitted before."""

    line: Line
    is_empty: bool


def left_now(nomination: Nomination) -> list[Left]:
    """What of the request that the dossier waits for is still as it was submitted."""
    request, dossier = request_of(nomination), nomination.current_dossier
    if request is None or dossier is None:
        return []
    return _left(nomination, request, dossier.content, content_of(nomination))


def left_by_last(nomination: Nomination, dossiers: Sequence[Dossier]) -> list[Left]:
    """What of the last request its answer has left as it was; `dossiers` newest first. Nothing before the answer."""
    request = nomination.screening_notes.filter(decision=Nomination.Status.RETURNED).first()
    if request is None or len(dossiers) < 2:
        return []
    # By the journal and not by the clock, which a rehearsal moves back.
    verbs = Entry.objects.filter(
        subject=nomination._meta.label_lower,
        subject_id=nomination.pk,
        verb__in=["nomination.returned", "nomination.submitted"],
    )
    if verbs.order_by("-pk").values_list("verb", flat=True).first() != "nomination.submitted":
        return []
    return _left(nomination, request, dossiers[1].content, dossiers[0].content)


def _left(
    nomination: Nomination, request: ScreeningNote, old: dict[str, Any], new: dict[str, Any]
) -> list[Left]:
    before, after = ({part["key"]: part for part in content["sections"]} for content in (old, new))
    sections = {part.key: part for part in _sections(nomination)}
    known = [item for item in request.items.all() if item.section in sections]
    found = []
    for item, line in zip(known, lines_of(nomination, request), strict=True):
        part = sections[item.section]
        questions = [
            q for q in part.questions if q["key"] in ([item.question] if item.question else _keys(part))
        ]
        was, now = (_given(side.get(item.section), questions) for side in (before, after))
        if was == now or not any(now):
            found.append(Left(line, is_empty=not any(now)))
    return found


def _given(part: dict[str, Any] | None, questions: list[dict[str, Any]]) -> list[Any]:
    """The answers to these questions in words, files by what they are; empty where there is none."""
    answers, files = (part["answers"], part["evidence"]) if part else ({}, [])
    return [
        sorted((f["sha256"], f["name"], f["caption"]) for f in files if f["question"] == question["key"])
        if question["kind"] == "file"
        else shown(question, answers.get(question["key"]))
        for question in questions
    ]


def is_supplemented(nomination: Nomination) -> bool:
    """Whether anything differs from what was submitted last."""
    dossier = nomination.current_dossier
    return dossier is None or content_of(nomination)["sections"] != dossier.content["sections"]


def closed_answers(nomination: Nomination, section: str, opening: Opening) -> list[Kept]:
    """The answers of a section that may only be read now, in words."""
    part = next(part for part in _sections(nomination) if part.key == section)
    closed = opening.closed(part)
    if not closed:
        return []
    row = nomination.answers.filter(section=section).first()
    stored = row.data if row else {}
    questions = [q for q in part.questions if q["key"] in closed and q["kind"] != "file"]
    return [Kept(localized(q, "label"), shown(q, stored.get(q["key"]))) for q in questions]


def _sections(nomination: Nomination) -> list[Section]:
    return sections_of(nomination.edition, nomination.group)


def _keys(part: Section) -> list[str]:
    return [question["key"] for question in part.questions if question["kind"] != "consent"]
