"""A member's own pins as his pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.models import Assignment, Pin
from dtportal.programme.models import Criterion
from nominations.reading import ReadSection, readable


@dataclass(frozen=True)
class Pinned:
    """One pin in words, and where it leads: the viewer at that page, or the answer in the dossier."""

    pin: Pin
    label: str
    url: str

    @property
    def is_answer(self) -> bool:
        return self.pin.evidence_id is None


@dataclass(frozen=True)
class Heap:
    """The pins of one criterion."""

    criterion: Criterion
    number: int
    pins: list[Pinned]


@dataclass(frozen=True)
class Board:
    assignment: Assignment
    heaps: list[Heap]

    @property
    def is_writable(self) -> bool:
        return self.assignment.status == Assignment.Status.READING and self.assignment.entry.round.is_open

    @property
    def count(self) -> int:
        return sum(len(heap.pins) for heap in self.heaps)

    def heap(self, code: str) -> Heap | None:
        return next((heap for heap in self.heaps if heap.criterion.code == code), None)

    def of_page(self, evidence: int, page: int) -> list[Pinned]:
        return [row for row in self._rows() if (row.pin.evidence_id, row.pin.page) == (evidence, page)]

    @property
    def answers(self) -> set[str]:
        """Pinned answers as “section:question”."""
        return {f"{row.pin.section}:{row.pin.question}" for row in self._rows() if row.is_answer}

    def _rows(self) -> list[Pinned]:
        return [row for heap in self.heaps for row in heap.pins]


def pins_of(
    assignment: Assignment,
    *,
    rubric: Sequence[Criterion] | None = None,
    sections: Sequence[ReadSection] | None = None,
) -> Board:
    """The board of an assignment that the caller has found among the member's own (`assignments_of`).

    `rubric` and `sections` where the caller has them already.
    """
    nomination = assignment.entry.nomination
    if rubric is None:
        rubric = list(Criterion.objects.filter(edition=nomination.edition_id, group=nomination.group))
    rows = list(assignment.pins.select_related("evidence").order_by("pk"))
    if sections is None:
        is_asked = any(row.evidence_id is None for row in rows)
        sections = readable(assignment.entry.dossier) if is_asked else []
    labels = {
        (section.key, answer.key): f"{section.title}: {answer.label}"
        for section in sections
        for answer in section.answers
    }
    page = reverse("assessments:score", args=[assignment.pk])
    heaps = {criterion.pk: Heap(criterion, number, []) for number, criterion in enumerate(rubric, 1)}
    for row in rows:
        if row.criterion_id in heaps:
            heaps[row.criterion_id].pins.append(_pinned(row, labels, page))
    return Board(assignment, list(heaps.values()))


def _pinned(row: Pin, labels: dict[tuple[str, str], str], page: str) -> Pinned:
    if row.evidence_id is None:
        label = labels.get((row.section, row.question), row.section)
        return Pinned(row, label, f"{page}#answer-{row.section}-{row.question}")
    url = f"{reverse('assessments:view', args=[row.evidence_id])}?page={row.page}"
    if row.evidence.content_type == "application/pdf":
        return Pinned(row, _("%(file)s, page %(page)s") % {"file": row.evidence.name, "page": row.page}, url)
    return Pinned(row, row.evidence.name, url)
