"""The home page: what the programme is, where the edition stands, how to take part."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dtportal.access import public
from dtportal.programme import clock, timeline
from dtportal.programme.calendar import VIETNAM
from dtportal.programme.models import Edition, Group, Involvement, Phase, Post
from dtportal.programme.snapshots import MINUTE, snapshot
from dtportal.questions import localized


@public
@snapshot(fresh=MINUTE)
def home(request: HttpRequest) -> HttpResponse:
    edition = clock.current_edition()
    now = clock.now(edition)
    parts = _parts(edition)
    return render(
        request,
        "programme/home.html",
        {
            "edition": edition,
            "today": now.astimezone(VIETNAM).date(),
            "rows": phase_rows(list(edition.phases.all()), now),
            "ruler": ruler(list(edition.phases.all()), now),
            "sectors": edition.sectors.all(),
            "tiers": edition.tiers.all(),
            "weights": [
                (criterion.label, criterion.weight) for criterion in edition.criteria.filter(group=Group.UNIT)
            ],
            "directs": parts[Involvement.Part.DIRECTS],
            "organises": parts[Involvement.Part.ORGANISES],
            "coordinates": parts[Involvement.Part.COORDINATES],
            "appraises": parts[Involvement.Part.APPRAISES],
            "activities": [localized(activity, "label") for activity in edition.activities],
            "sponsors": parts[Involvement.Part.SPONSORS],
            "media": parts[Involvement.Part.MEDIA],
            "posts": Post.objects.published().filter(edition=edition)[:3],
        },
    )


def _parts(edition: Edition) -> dict[str, list[Involvement]]:
    """Who does what, in the order of the programme's text."""
    involvements = edition.involvements.select_related("body").prefetch_related("body__names")
    parts: dict[str, list[Involvement]] = {part: [] for part in Involvement.Part.values}
    for involvement in involvements:
        parts[involvement.part].append(involvement)
    return parts


# --- The timeline ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class PhaseRow:
    phase: Phase
    span: timeline.Span
    is_open: bool
    is_over: bool
    days_left: int | None
    days_ahead: int


@dataclass(frozen=True)
class Ruler:
    months: list[tuple[date, float]]
    today_at: float | None


def _frame(phases: list[Phase]) -> timeline.Window:
    return timeline.window((phase.starts_on, phase.ends_on) for phase in phases)


def phase_rows(phases: list[Phase], now: datetime) -> list[PhaseRow]:
    """A row per phase on the edition's clock, the last day included."""
    if not phases:
        return []
    frame, today = _frame(phases), now.astimezone(VIETNAM).date()
    return [
        PhaseRow(
            phase=phase,
            span=timeline.span(frame, phase.starts_on, phase.ends_on, today),
            is_open=phase.contains(today),
            is_over=phase.ends_on is not None and phase.ends_on < today,
            days_left=(phase.ends_on - today).days if phase.ends_on else None,
            days_ahead=(phase.starts_on - today).days,
        )
        for phase in phases
    ]


def ruler(phases: list[Phase], now: datetime) -> Ruler:
    """The months above the rows, and where we are among them (None outside the drawing)."""
    if not phases:
        return Ruler([], None)
    frame, today = _frame(phases), now.astimezone(VIETNAM).date()
    return Ruler(
        [(month, frame.at(month)) for month in frame.months()],
        frame.at(today) if frame.contains(today) else None,
    )
