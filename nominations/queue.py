"""The secretariat's queue: what each saved view holds, how many there are, who comes before and after."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dtportal.accounts.models import User
from dtportal.programme import calendar
from dtportal.programme.models import Edition, Phase
from nominations.models import Endorsement, Nomination
from nominations.models.nomination import NominationQuerySet

Status = Nomination.Status
NEW, ENDORSED, ADDITIONS, OVERDUE = "new", "endorsed", "additions", "overdue"
CONFLICTS, ON_HOLD, MINE, QUESTIONS = "conflicts", "on_hold", "mine", "questions"
LABELS: dict[str, tuple[str | Promise, str]] = {
    NEW: (_("new, nobody's yet"), "info"),
    MINE: (_("mine"), ""),
    ENDORSED: (_("endorsed, to be decided"), "ok"),
    QUESTIONS: (_("questions to answer"), "warn"),
    ADDITIONS: (_("waiting for additions"), "warn"),
    OVERDUE: (_("overdue"), "danger"),
    CONFLICTS: (_("several for one place"), "warn"),
    ON_HOLD: (_("on hold"), "warn"),
}
DEFAULT_DAYS = 10


@dataclass(frozen=True)
class Tab:
    """A saved view with its number; `key` is empty for everything."""

    key: str
    label: str | Promise
    count: int
    tone: str
    is_current: bool


@dataclass(frozen=True)
class Desk:
    """An edition as one person sees it at one moment: what the saved views depend on."""

    edition: Edition
    intake: Phase
    user: User
    now: datetime
    cells: Mapping[tuple[int, int], int]

    def condition(self, view: str) -> Q:
        """What a saved view holds, as a condition on nominations."""
        endorsed = Endorsement.objects.standing().filter(nomination=OuterRef("pk"))
        conditions = {
            NEW: Q(status=Status.SUBMITTED, owner=None),
            MINE: Q(owner=self.user),
            ENDORSED: Q(status=Status.SUBMITTED) & Q(Exists(endorsed)),
            QUESTIONS: Q(thread__waiting_since__isnull=False),
            ADDITIONS: Q(status=Status.RETURNED),
            OVERDUE: self._overdue(),
            ON_HOLD: Q(status=Status.ON_HOLD),
        }
        return conditions[view]

    def _overdue(self) -> Q:
        """Additions that did not come in time, and dossiers that the secretariat has let lie too long."""
        late, last_day = Q(extended_until__lt=self.now), self.intake.ends_on
        if last_day is not None:
            is_over = calendar.end_of(last_day) < self.now
            late = (late | Q(extended_until=None)) if is_over else Q(pk__in=[])
        days = timedelta(days=self.edition.screening.get("days", DEFAULT_DAYS))
        return Q(status=Status.RETURNED) & late | Q(status=Status.SUBMITTED, submitted_at__lt=self.now - days)

    def holds(self, rows: NominationQuerySet, view: str) -> NominationQuerySet:
        """The rows of a saved view; all of them for an unknown one."""
        if view == CONFLICTS:
            return rows.in_cells(self.cells)
        return rows.filter(self.condition(view)) if view in LABELS else rows

    def tabs(self, rows: NominationQuerySet, current: str) -> list[Tab]:
        """Every saved view with its number, in one query: by status and owner, and what these do not tell."""
        counted = rows.order_by().values_list("status", "owner")
        counted = counted.annotate(
            count=Count("pk"),
            **{view: Count("pk", filter=self.condition(view)) for view in (ENDORSED, QUESTIONS, OVERDUE)},
        )
        numbers = Counter({CONFLICTS: sum(self.cells.values())})
        for status, owner, count, endorsed, questions, overdue in counted:
            numbers += Counter(
                {
                    "": count,
                    NEW: count * (status == Status.SUBMITTED and owner is None),
                    MINE: count * (owner == self.user.pk),
                    ENDORSED: endorsed,
                    QUESTIONS: questions,
                    ADDITIONS: count * (status == Status.RETURNED),
                    OVERDUE: overdue,
                    ON_HOLD: count * (status == Status.ON_HOLD),
                }
            )
        tabs = [
            Tab(view, label, numbers[view], tone if numbers[view] else "", view == current)
            for view, (label, tone) in LABELS.items()
        ]
        return [Tab("", _("submitted in all"), numbers[""], "", current not in LABELS), *tabs]


def beside(rows: NominationQuerySet, here: Nomination | None, *, forwards: bool) -> Nomination | None:
    """The next or the previous of `rows` in the order of submission, starting over at the end.

    `here` may have left the rows by what was just decided on it; its moment of submission keeps its place.
    """
    side, order = ("gt", ["submitted_at", "pk"]) if forwards else ("lt", ["-submitted_at", "-pk"])
    ordered = rows.order_by(*order)
    if here is None or here.submitted_at is None:
        return ordered.first()
    further = Q(**{f"submitted_at__{side}": here.submitted_at})
    further |= Q(**{"submitted_at": here.submitted_at, f"pk__{side}": here.pk})
    return ordered.filter(further).first() or ordered.exclude(pk=here.pk).first()
