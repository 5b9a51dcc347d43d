"""The curve of submissions as lines of an SVG; its words are HTML, so that they stay readable on a phone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from nominations.dashboard import Day

# The drawing's own units; pages stretch it.
WIDTH, HEIGHT = 1000, 300


@dataclass(frozen=True)
class Drawing:
    """Points of the two lines and of the area under the second, and where the deadline and the grid are."""

    started: str
    submitted: str
    area: str
    top: int
    first: date
    last: date
    deadline: float | None
    grid: list[tuple[float, int]]
    width: int = WIDTH
    height: int = HEIGHT


def draw(days: Sequence[Day], ends_on: date | None) -> Drawing | None:
    """From the first day to the last that is drawn: the later of today and the intake's end. None without days."""
    if not days:
        return None
    first, last = days[0].day, max(days[-1].day, ends_on or days[-1].day)
    top = rounded_up(max(day.started for day in days))
    span = max((last - first).days, 1)

    def x(day: date) -> float:
        return (day - first).days / span * WIDTH

    def points(values: Iterable[tuple[date, int]]) -> str:
        return " ".join(f"{x(day):.1f},{HEIGHT - value / top * HEIGHT:.1f}" for day, value in values)

    submitted = points((day.day, day.submitted) for day in days)
    return Drawing(
        started=points((day.day, day.started) for day in days),
        submitted=submitted,
        area=f"0,{HEIGHT} {submitted} {x(days[-1].day):.1f},{HEIGHT}",
        top=top,
        first=first,
        last=last,
        deadline=round(x(ends_on), 1) if ends_on and first <= ends_on else None,
        grid=[(HEIGHT - HEIGHT * part / 4, top * part // 4) for part in range(5)],
    )


def rounded_up(value: int) -> int:
    """A top whose quarters are whole numbers: 4, 8, 20, 40, 80, 200, 400 …"""
    return next(step * 10**power for power in range(9) for step in (4, 8, 20) if step * 10**power >= value)
