"""A dossier as people read it. Upper stages use this and `templates/nominations/_dossier.html`, never the
inside of `Dossier.content`."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import F
from django.http import FileResponse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from dtportal import files
from dtportal.files import PREVIEWED
from dtportal.programme import calendar
from dtportal.programme.models import Criterion
from dtportal.questions import localized
from dtportal.states import ImpossibleMove
from nominations.checklist import CONSENTS_PART
from nominations.freezing import content_of
from nominations.models import Dossier, Evidence, Nomination
from nominations.sections import shown


@dataclass(frozen=True)
class ReadFile:
    """A file as it was frozen; `id` is the key of its `Evidence` row, `status` what the scanner says of it now,
    `proves` the criterion it was given to when that is not the one of its section."""

    id: int
    name: str
    caption: str
    content_type: str
    size: int
    sha256: str
    status: str = Evidence.Status.CLEAN
    proves: str = ""

    @property
    def is_open(self) -> bool:
        return self.status == Evidence.Status.CLEAN

    @property
    def is_previewed(self) -> bool:
        return self.is_open and self.content_type in PREVIEWED


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
    """`criteria` are the codes of the criteria it feeds, in the order of the rubric."""

    key: str
    criteria: tuple[str, ...]
    title: str
    answers: list[ReadAnswer]

    @property
    def criterion(self) -> str:
        """The first of them, '' if it feeds none."""
        return self.criteria[0] if self.criteria else ""

    @property
    def files(self) -> list[ReadFile]:
        return [file for answer in self.answers for file in answer.files]

    @property
    def is_empty(self) -> bool:
        return all(answer.is_empty for answer in self.answers)


@dataclass(frozen=True)
class PaperMark:
    """A dossier that came on paper: when, under which number, who typed it, who confirmed it for its organisation."""

    received_on: date
    archive_number: str
    keyed_in_by: str
    confirmed_by: str = ""


def paper_mark(dossier: Dossier) -> PaperMark | None:
    """None for a dossier that its organisation wrote itself."""
    paper = dossier.content.get("paper")
    if paper is None:
        return None
    return PaperMark(
        date.fromisoformat(paper["received_on"]),
        paper["archive_number"],
        paper["keyed_in_by"],
        paper.get("confirmed_by", ""),
    )


def readable(dossier: Dossier, rubric: list[Criterion] | None = None) -> list[ReadSection]:
    """The sections of a dossier in their order, in the language of the page; `rubric` if it has been read already."""
    return readings([dossier], rubric)[dossier.nomination_id]


def readings(
    dossiers: Iterable[Dossier], rubric: list[Criterion] | None = None
) -> dict[int, list[ReadSection]]:
    """Several dossiers of different nominations, by nomination id: one query for their rubrics, one for their files."""
    contents = {dossier.nomination_id: dossier.content for dossier in dossiers}
    with_files = [
        pk for pk, content in contents.items() if any(data["evidence"] for data in content["sections"])
    ]
    statuses: dict[int, str] = {}
    if with_files:
        files_of_all = Evidence.objects.filter(nomination__in=with_files)
        statuses = dict(files_of_all.values_list("pk", "status"))
    rubrics = _rubrics(contents.values()) if rubric is None else {}
    read = {}
    for pk, content in contents.items():
        criteria = rubrics.get(_rubric_key(content), rubric or [])
        sections = (_section(data, statuses, criteria) for data in content["sections"])
        read[pk] = [*sections, *_consents(content)]
    return read


def _rubrics(contents: Iterable[dict[str, Any]]) -> dict[tuple[str, str], list[Criterion]]:
    """By slug of the edition and group. A dossier is frozen before its rubric is, so the rubric of today counts."""
    keys = set(map(_rubric_key, contents))
    rubrics: dict[tuple[str, str], list[Criterion]] = {}
    slugs, groups = ({key[place] for key in keys} for place in (0, 1))
    criteria = Criterion.objects.filter(edition__slug__in=slugs, group__in=groups)
    for criterion in criteria.annotate(slug=F("edition__slug")):
        rubrics.setdefault((criterion.slug, criterion.group), []).append(criterion)
    return rubrics


def _rubric_key(content: dict[str, Any]) -> tuple[str, str]:
    return content.get("edition", {}).get("slug", ""), content.get("group", "")


def _consents(content: dict[str, Any]) -> list[ReadSection]:
    """What it was submitted with, as its last part; older dossiers have them among their sections."""
    answers = [
        ReadAnswer(
            key=row["key"],
            kind="consent",
            label=localized(row, "text"),
            text=_("version %(version)s of the text, given at %(moment)s")
            % {"version": row["version"], "moment": in_words(row["at"])},
        )
        for row in content.get("consents", [])
    ]
    title = _("Declarations and consents")
    return [ReadSection(key=CONSENTS_PART, criteria=(), title=title, answers=answers)] if answers else []


def in_words(moment: str) -> str:
    """A frozen moment as people read it, Viet Nam time."""
    return date_format(localtime(datetime.fromisoformat(moment), calendar.VIETNAM), "DATETIME_FORMAT")


def words_of(dossier: Dossier, key: str) -> list[str]:
    """What one section answers in words; its files are left alone, so nothing is asked of the database."""
    sections = (_section(data, {}, []) for data in dossier.content["sections"] if data["key"] == key)
    return [answer.text for section in sections for answer in section.answers]


def hand_out(evidence: Evidence, *, inline: bool) -> FileResponse:
    """The file, once the scanner found it clean; the caller has found the row for its reader.

    Raises ImpossibleMove with a sentence while it waits, and for ever when it is infected.
    """
    if evidence.status == Evidence.Status.WAITING:
        raise ImpossibleMove(_("This file is still being checked for viruses; please try again in a moment."))
    if not evidence.is_open:
        raise ImpossibleMove(_("This file is in quarantine: a virus was found in it, so nobody can open it."))
    return files.send(evidence.file, name=evidence.name, content_type=evidence.content_type, inline=inline)


def _section(data: dict[str, Any], statuses: dict[int, str], rubric: list[Criterion]) -> ReadSection:
    names = {criterion.code: criterion.label for criterion in rubric}
    attached: dict[str, list[ReadFile]] = {}
    for row in data["evidence"]:
        kept = {name: row[name] for name in ("id", "name", "caption", "content_type", "size", "sha256")}
        file = ReadFile(
            **kept,
            status=statuses.get(row["id"], Evidence.Status.CLEAN),
            proves=names.get(row.get("criterion", ""), ""),
        )
        attached.setdefault(row["question"], []).append(file)
    answers = [
        ReadAnswer(
            key=question["key"],
            kind=question["kind"],
            label=localized(question, "label"),
            text=shown(question, data["answers"].get(question["key"])),
            files=attached.get(question["key"], []),
        )
        for question in data["questions"]
    ]
    feeds = tuple(criterion.code for criterion in rubric if data["key"] in criterion.sections)
    return ReadSection(data["key"], feeds, localized(data, "title"), answers)


def present(nomination: Nomination) -> Dossier:
    """What a nomination says now: the frozen dossier, or, while its organisation writes, an unsaved one."""
    frozen = None if nomination.is_editable else nomination.current_dossier
    return frozen or Dossier(nomination=nomination, content=content_of(nomination))
