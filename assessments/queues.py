"""A member's list: what is to declare, to score, in progress and done."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery, Sum
from django.utils.translation import gettext as _

from assessments.models import Assignment, Mark, Scoresheet
from assessments.reading import assignments_of
from dtportal.programme.models import Criterion

Status = Assignment.Status
TO_DECLARE, TO_SCORE, DONE = "declare", "score", "done"
STATUS_OF = {TO_DECLARE: Status.OFFERED, TO_SCORE: Status.READING, DONE: Status.SCORED}
ORDER = {Status.READING: 0, Status.OFFERED: 1, Status.SCORED: 2}


@dataclass
class Row:
    """One dossier of the list; `marked` of `criteria` have a mark, `points` is their sum."""

    assignment: Assignment
    marked: int
    criteria: int
    points: int

    @property
    def is_offered(self) -> bool:
        return self.assignment.status == Status.OFFERED

    @property
    def is_begun(self) -> bool:
        return self.assignment.status == Status.READING and self.marked > 0

    @property
    def is_done(self) -> bool:
        return self.assignment.status == Status.SCORED

    @property
    def begun_text(self) -> str:
        return _("%(marked)s/%(criteria)s criteria") % {
            "marked": self.marked,
            "criteria": self.criteria,
        }


def with_progress(assignments: Any) -> Any:
    """Annotates `marked` and `points` from the sheet that counts."""
    marks = (
        Mark.objects.filter(scoresheet__assignment=OuterRef("pk"), value__isnull=False)
        .exclude(scoresheet__status=Scoresheet.Status.VOID)
        .order_by()
        .values("scoresheet__assignment")
    )
    return assignments.annotate(
        marked=Subquery(marks.annotate(n=Count("pk")).values("n"), output_field=IntegerField()),
        points=Subquery(marks.annotate(n=Sum("value")).values("n"), output_field=IntegerField()),
    )


class Queue:
    def __init__(self, user: Any, show: str = ""):
        self.user = user
        self.show = show if show in STATUS_OF else ""

    @cached_property
    def counts(self) -> dict[str, int]:
        """Numbers of the whole list; what a conflict has closed is not even counted."""
        return assignments_of(self.user).aggregate(
            all=Count("pk"),
            declare=Count("pk", filter=Q(status=Status.OFFERED)),
            score=Count("pk", filter=Q(status=Status.READING)),
            done=Count("pk", filter=Q(status=Status.SCORED)),
        )

    @cached_property
    def rows(self) -> list[Row]:
        chosen = with_progress(assignments_of(self.user).for_listing())
        if self.show:
            chosen = chosen.filter(status=STATUS_OF[self.show])
        criteria = rubric_sizes()
        rows = [
            Row(
                assignment,
                assignment.marked or 0,
                criteria.get((assignment.entry.nomination.edition_id, assignment.entry.nomination.group), 0),
                assignment.points or 0,
            )
            for assignment in chosen
        ]
        return sorted(
            rows, key=lambda row: (ORDER[row.assignment.status], not row.is_begun, row.assignment.pk)
        )

    @cached_property
    def next(self) -> Assignment | None:
        """The dossier to open next: one that is begun, else the first to score."""
        return next((row.assignment for row in self.rows if row.assignment.status == Status.READING), None)


def rubric_sizes() -> dict[tuple[int, str], int]:
    """Number of criteria by edition and group."""
    rows = Criterion.objects.order_by().values_list("edition", "group").annotate(n=Count("pk"))
    return {(edition, group): n for edition, group, n in rows}
