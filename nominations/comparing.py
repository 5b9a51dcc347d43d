"""The dossiers that compete for one slot, side by side: who stands behind them, what was found, what they answer."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from dtportal.accounts.models import User
from nominations.conditions import Condition
from nominations.examining import Answer, Line, answers_by, checklists
from nominations.findings import Finding
from nominations.models import Dossier, Endorsement, Nomination
from nominations.noticing import findings_of
from nominations.reading import ReadAnswer, ReadSection, readings

FIGURES = ("number", "series", "table", "choice")


@dataclass(frozen=True)
class Candidate:
    """One of the dossiers, with everything that is compared."""

    nomination: Nomination
    dossier: Dossier | None
    endorsements: list[Endorsement]
    lines: list[Line]
    answers: list[Answer]
    findings: list[Finding]
    sections: list[ReadSection] = field(default_factory=list)

    @property
    def lacking(self) -> list[Condition]:
        """Conditions that keep it from being chosen."""
        return [line.condition for line in self.lines if line.is_lacking]

    @property
    def can_be_chosen(self) -> bool:
        return self.nomination.can_move(Nomination.Status.ACCEPTED)


@dataclass(frozen=True)
class ConditionRow:
    """One condition and what was found of it in each dossier: (number of the dossier, line)."""

    condition: Condition
    cells: list[tuple[str, Line]]


@dataclass(frozen=True)
class QuestionRow:
    """One question: (number of the dossier, answer); None where a dossier does not have it."""

    label: str
    cells: list[tuple[str, ReadAnswer | None]]


@dataclass(frozen=True)
class SectionRows:
    key: str
    title: str
    questions: list[QuestionRow]


def candidates_of(nominations: Iterable[Nomination], user: User) -> list[Candidate]:
    """In the given order; all of one edition. As many queries for two as for five."""
    rows = list(nominations)
    versions: dict[int, list[Dossier]] = {row.pk: [] for row in rows}
    for dossier in Dossier.objects.filter(nomination__in=rows).order_by("-number"):
        versions[dossier.nomination_id].append(dossier)
    newest = {pk: next(iter(dossiers), None) for pk, dossiers in versions.items()}
    endorsements: dict[int, list[Endorsement]] = {}
    for endorsement in Endorsement.objects.visible_to(user).filter(nomination__in=rows).for_listing():
        endorsements.setdefault(endorsement.nomination_id, []).append(endorsement)
    lines = checklists([(row, versions[row.pk]) for row in rows], user)
    answers = answers_by(rows, user)
    noticed = findings_of(
        rows, user=user, dossiers=newest, endorsements=endorsements, answers=answers, linked=True
    )
    read = readings(dossier for dossier in newest.values() if dossier)
    return [
        Candidate(
            row,
            newest[row.pk],
            endorsements.get(row.pk, []),
            lines[row.pk],
            answers[row.pk],
            noticed[row.pk],
            read.get(row.pk, []),
        )
        for row in rows
    ]


def condition_rows(candidates: list[Candidate]) -> list[ConditionRow]:
    """The conditions are the edition's, so all have the same."""
    numbers = _numbers(candidates)
    return [
        ConditionRow(lines[0].condition, list(zip(numbers, lines, strict=True)))
        for lines in zip(*(candidate.lines for candidate in candidates), strict=True)
    ]


def _numbers(candidates: list[Candidate]) -> list[str]:
    return [candidate.nomination.known_as for candidate in candidates]


def figure_rows(candidates: list[Candidate]) -> list[QuestionRow]:
    """Numbers, series and levels of all sections, where at least one dossier has them."""
    return [row for rows in _rows(candidates, figures=True) for row in rows.questions]


def section_rows(candidates: list[Candidate]) -> list[SectionRows]:
    """The other answers, section by section; consents, and what nobody answers, are left out."""
    return [rows for rows in _rows(candidates, figures=False) if rows.questions]


def _rows(candidates: list[Candidate], *, figures: bool) -> list[SectionRows]:
    titles: dict[str, str] = {}
    labels: dict[str, dict[str, str]] = {}
    given: list[dict[tuple[str, str], ReadAnswer]] = []
    for candidate in candidates:
        found = {}
        for section in candidate.sections:
            titles.setdefault(section.key, section.title)
            for answer in section.answers:
                if answer.kind != "consent" and (answer.kind in FIGURES) == figures:
                    labels.setdefault(section.key, {}).setdefault(answer.key, answer.label)
                    found[section.key, answer.key] = answer
        given.append(found)
    all_rows, numbers = [], _numbers(candidates)
    for section_key, title in titles.items():
        rows = [
            QuestionRow(
                label, [(n, found.get((section_key, key))) for n, found in zip(numbers, given, strict=True)]
            )
            for key, label in labels.get(section_key, {}).items()
        ]
        answered = [row for row in rows if any(cell and not cell.is_empty for _number, cell in row.cells)]
        all_rows.append(SectionRows(section_key, title, answered))
    return all_rows
