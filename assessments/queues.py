"""A member's list: what is to declare, to score, in progress and done."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments import pace
from assessments.clearance import council_editions
from assessments.models import Assignment, Inquiry, Mark, PaperSheet, Scoresheet
from assessments.reading import assignments_of
from dtportal.programme.models import Criterion, Phase, Sector
from dtportal.text import fold

Status = Assignment.Status
TO_DECLARE, TO_SCORE, DONE = "declare", "score", "done"
STATUS_OF = {TO_DECLARE: Status.OFFERED, TO_SCORE: Status.READING, DONE: Status.SCORED}
# Two seconds of layout; more come as parts.
SHEETS_AT_ONCE = 15
ORDER = {Status.READING: 0, Status.OFFERED: 1, Status.SCORED: 2}


@dataclass
class Row:
    """One dossier of the list; `marked` of `criteria` have a mark, `points` is their sum; due on `due`, if ever."""

    assignment: Assignment
    marked: int
    criteria: int
    points: int
    due: date | None = None
    # Addresses of the sheet and of stepping back.
    url: str = ""
    recuse_url: str = ""

    @property
    def due_text(self) -> str:
        return _due_text(self.due, get_language() or "")

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

    @property
    def place(self) -> tuple:
        """In the list: begun first, then by due date; what is only to be declared stands after what is open."""
        return (ORDER[self.assignment.status], not self.is_begun, self.due or date.max, self.assignment.pk)


@lru_cache(maxsize=256)
def _due_text(day: date, language: str) -> str:
    """Most dossiers of a list are due on the same day."""
    return _("until 23:59 on %(day)s") % {"day": date_format(day, "SHORT_DATE_FORMAT")}


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


def with_paper(assignments: Any) -> Any:
    """Annotates `waits_on_paper`: a signed sheet has been keyed in and waits for the member's word."""
    asked = PaperSheet.objects.pending().filter(status=PaperSheet.Status.ASKED, assignment=OuterRef("pk"))
    return assignments.annotate(waits_on_paper=Exists(asked))


def with_saving(assignments: Any) -> Any:
    """Annotates `saved`: when the sheet was last saved, if it is locked."""
    locked = Scoresheet.objects.valid().filter(assignment=OuterRef("pk")).values("updated_at")[:1]
    return assignments.annotate(saved=Subquery(locked))


class Queue:
    """`show`, `sector` (a code) and `text` (a search without diacritics) narrow the rows, never the counts."""

    def __init__(self, user: Any, show: str = "", *, sector: str = "", text: str = ""):
        self.user = user
        self.show = show if show in STATUS_OF else ""
        self.sector, self.text = sector, " ".join(text.split())[:80]

    @cached_property
    def mine(self) -> QuerySet[Assignment]:
        """`assignments_of`, made once: whoever asks for one of them starts from here too."""
        return assignments_of(self.user)

    @cached_property
    def _facts(self) -> dict[int, tuple[str, datetime | None]]:
        """By assignment: its status, and when its sheet was last saved if it is locked; at most one query."""
        if "every_row" in self.__dict__:
            return {
                row.assignment.pk: (row.assignment.status, row.assignment.saved) for row in self.every_row
            }
        rows = with_saving(self.mine).order_by().values_list("pk", "status", "saved")
        return {pk: (status, saved) for pk, status, saved in rows}

    def assignment(self, pk: int) -> Assignment | None:
        """One of the list, with what its page shows; conflicts are asked for once, for the list and for it."""
        if pk not in self._facts:
            return None
        rows = Assignment.objects.select_related(
            "entry__nomination__organization",
            "entry__nomination__sector",
            "entry__nomination__province",
            "entry__round",
            "entry__dossier",
        )
        asked = Inquiry.objects.filter(assignment=OuterRef("pk"))
        found = (
            with_paper(rows)
            .annotate(has_answer=Exists(asked.unread()), has_question=Exists(asked.waiting()))
            .order_by()
            .get(pk=pk)
        )
        # Read with his office already.
        found.entry.round.edition = council_editions(self.user)[found.entry.round.edition_id]
        return found

    @cached_property
    def counts(self) -> dict[str, int]:
        """Numbers of the whole list; what a conflict has closed is not even counted."""
        found = Counter(status for status, _saved in self._facts.values())
        return {"all": len(self._facts)} | {name: found[status] for name, status in STATUS_OF.items()}

    @cached_property
    def minutes_left(self) -> int:
        """For everything that is not done, by the member's own pace."""
        saved = [moment for _status, moment in self._facts.values() if moment]
        return pace.minutes_left(saved, self.left)

    @property
    def time_left(self) -> str:
        return in_words(self.minutes_left)

    @cached_property
    def every_row(self) -> list[Row]:
        """The whole list in its order."""
        found = list(with_paper(with_saving(with_progress(self.mine.for_listing()))))
        criteria = rubric_sizes()
        url, recuse_url = (reverse(f"assessments:{name}", args=[0]) for name in ("score", "recuse"))
        ends = Phase.objects.filter(kind=Phase.Kind.APPRAISAL).values_list("edition", "ends_on")
        due = dict(ends.filter(edition__in={row.entry.nomination.edition_id for row in found}))
        rows = [
            Row(
                assignment,
                assignment.marked or 0,
                criteria.get((assignment.entry.nomination.edition_id, assignment.entry.nomination.group), 0),
                assignment.points or 0,
                due_of(assignment, due),
                url.replace("/0/", f"/{assignment.pk}/"),
                recuse_url.replace("/0/", f"/{assignment.pk}/"),
            )
            for assignment in found
        ]
        return sorted(rows, key=lambda row: row.place)

    @cached_property
    def rows(self) -> list[Row]:
        """What the filters leave of it."""
        wanted = STATUS_OF.get(self.show)
        words = fold(self.text).split()
        return [
            row
            for row in self.every_row
            if (not wanted or row.assignment.status == wanted)
            and (not self.sector or self.sector == _sector_code(row))
            and all(word in row.assignment.entry.nomination.search_text for word in words)
        ]

    @property
    def left(self) -> int:
        return self.counts[TO_SCORE] + self.counts[TO_DECLARE]

    @property
    def paper_parts(self) -> list[dict[str, int]]:
        """Score sheets to print, some at a time: the number of each part, its first and its last sheet."""
        waiting = self.counts[TO_SCORE]
        starts = range(0, waiting, SHEETS_AT_ONCE)
        return [
            {"number": number, "first": start + 1, "last": min(start + SHEETS_AT_ONCE, waiting)}
            for number, start in enumerate(starts, 1)
        ]

    @property
    def to_do(self) -> list[Row]:
        return [row for row in self.rows if not row.is_done]

    @property
    def done(self) -> list[Row]:
        return [row for row in self.rows if row.is_done]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.show or self.sector or self.text)

    @cached_property
    def sectors(self) -> list[Sector]:
        """Those of the list, in the order of the programme."""
        found = {
            row.assignment.entry.nomination.sector_id: row.assignment.entry.nomination.sector
            for row in self.every_row
            if row.assignment.entry.nomination.sector_id
        }
        return sorted(found.values(), key=lambda sector: sector.position)

    @cached_property
    def due(self) -> date | None:
        """The nearest end of what is not done."""
        return min((row.due for row in self.every_row if row.due and not row.is_done), default=None)

    @cached_property
    def next(self) -> Assignment | None:
        """The dossier to open next: one that is begun, else the first to score."""
        return next(
            (row.assignment for row in self.every_row if row.assignment.status == Status.READING), None
        )

    def after(self, assignment: Assignment) -> Assignment | None:
        """The dossier to score after this one, around the end of the list; None if it is the last."""
        open_ones = [row.assignment for row in self.every_row if row.assignment.status == Status.READING]
        keys = [row.pk for row in open_ones]
        start = keys.index(assignment.pk) + 1 if assignment.pk in keys else 0
        around = [*open_ones[start:], *open_ones[:start]]
        return next((row for row in around if row.pk != assignment.pk), None)


def _sector_code(row: Row) -> str:
    sector = row.assignment.entry.nomination.sector
    return sector.code if sector else ""


def due_of(assignment: Assignment, phase_ends: dict[int, date | None]) -> date | None:
    """The last day for a dossier: its round's, if it has one, else that of the appraisal."""
    return assignment.entry.round.due_on or phase_ends.get(assignment.entry.nomination.edition_id)


def in_words(minutes: int) -> str:
    """“2 giờ 10 phút”."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": rest}
    if not rest:
        return _("%(hours)s h") % {"hours": hours}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}


def rubric_sizes() -> dict[tuple[int, str], int]:
    """Number of criteria by edition and group."""
    rows = Criterion.objects.order_by().values_list("edition", "group").annotate(n=Count("pk"))
    return {(edition, group): n for edition, group, n in rows}
