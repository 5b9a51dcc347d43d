"""The distribution of a member's own marks, so that he can keep his own measure; nothing of anybody else's.

Drawn as an SVG beside a table with the same numbers.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from assessments import scoring
from assessments.models import Assignment, Mark, Scoresheet
from assessments.reading import assignments_of
from dtportal.programme.models import Criterion

WIDTH, HEIGHT, FOOT, HEAD = 320, 96, 18, 14  # of a drawing, in its own units
STEP = 10  # points of a total in one column


@dataclass(frozen=True)
class Column:
    """Marks from `low` to `high`: how many sheets, whether the one at hand is among them, and where it is drawn."""

    low: int
    high: int
    count: int
    is_here: bool
    x: float = 0
    width: float = 0
    height: float = 0

    @property
    def label(self) -> str:
        return f"{self.low}–{self.high}" if self.low != self.high else f"{self.low}"

    @property
    def y(self) -> float:
        return round(HEAD + HEIGHT - self.height, 1)

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Histogram:
    """`here` is the value of the dossier at hand, None as long as it has none; it is counted with the others."""

    title: str
    columns: list[Column]
    count: int
    middle: float | None
    here: int | None

    @property
    def size(self) -> str:
        return f"0 0 {WIDTH} {HEAD + HEIGHT + FOOT}"

    @property
    def ground(self) -> int:
        return HEAD + HEIGHT

    @property
    def foot(self) -> int:
        return HEAD + HEIGHT + FOOT - 4


def histogram(
    title: str, values: Sequence[int], ranges: Iterable[tuple[int, int]], here: int | None
) -> Histogram:
    """Columns for `ranges` (both ends included); `values` hold the value at hand too."""
    bounds = list(ranges)
    counts = Counter(
        next((i for i, (low, high) in enumerate(bounds) if low <= value <= high)) for value in values
    )
    most = max(counts.values(), default=0)
    share = WIDTH / max(len(bounds), 1)
    columns = [
        Column(
            low,
            high,
            counts[place],
            here is not None and low <= here <= high,
            x=round(place * share + share * 0.08, 1),
            width=round(share * 0.84, 1),
            height=round(HEIGHT * counts[place] / most, 1) if most else 0,
        )
        for place, (low, high) in enumerate(bounds)
    ]
    return Histogram(title, columns, len(values), median(values) if values else None, here)


def own_histograms(
    user: Any, assignment: Assignment, rubric: Sequence[Criterion], total: str
) -> list[Histogram]:
    """Totals of complete sheets, then each criterion of the rubric, in one query.

    Only sheets of this edition and group that still count and that no conflict has closed since.
    """
    nomination = assignment.entry.nomination
    mine = assignments_of(user).filter(
        entry__nomination__edition=nomination.edition_id, entry__nomination__group=nomination.group
    )
    rows = (
        Mark.objects.filter(scoresheet__assignment__in=mine, value__isnull=False)
        .exclude(scoresheet__status=Scoresheet.Status.VOID)
        .values_list("scoresheet__assignment", "criterion", "value")
    )
    sheets: dict[int, dict[int, int]] = {}
    for sheet, criterion, value in rows:
        sheets.setdefault(sheet, {})[criterion] = value
    here = sheets.get(assignment.pk, {})
    complete = {pk: marks for pk, marks in sheets.items() if len(marks) == len(rubric)}
    tens = [(low, low + STEP - 1) for low in range(0, 100 - STEP, STEP)] + [(100 - STEP, 100)]
    sums = [sum(marks.values()) for marks in complete.values()]
    drawn = [histogram(total, sums, tens, sum(here.values()) if assignment.pk in complete else None)]
    for criterion in rubric:
        values = [marks[criterion.pk] for marks in sheets.values() if criterion.pk in marks]
        ranges = [(level.low, level.high) for level in scoring.levels(criterion.anchors, criterion.weight)]
        drawn.append(histogram(criterion.label, values, ranges, here.get(criterion.pk)))
    return drawn
