"""Where overlapping phases lie under one ruler of months, pure. Positions are percent of the drawing's width."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dtportal.programme.calendar import last_of_month


@dataclass(frozen=True)
class Window:
    """Whole months from the first day of one to the last day of another."""

    first: date
    last: date

    def at(self, day: date) -> float:
        """Position of a day's beginning, 0–100, kept inside the drawing."""
        share = (day - self.first).days / ((self.last - self.first).days + 1)
        return 100 * min(max(share, 0.0), 1.0)

    def contains(self, day: date) -> bool:
        return self.first <= day <= self.last

    def months(self) -> list[date]:
        months, month = [], self.first
        while month <= self.last:
            months.append(month)
            month = last_of_month(month) + timedelta(days=1)
        return months


@dataclass(frozen=True)
class Span:
    """A phase's bar: where it begins, how wide it is, and how much of it is behind us."""

    x: float
    width: float
    gone: float


def window(ranges: Iterable[tuple[date, date | None]]) -> Window:
    """The months all ranges touch; one more when a range has no end, so that it can be seen to go on."""
    ranges = list(ranges)
    first = min(start for start, _ in ranges).replace(day=1)
    last = last_of_month(max(end or start for start, end in ranges))
    if any(end is None for _, end in ranges):
        last = last_of_month(last + timedelta(days=1))
    return Window(first, last)


def span(frame: Window, start: date, end: date | None, today: date) -> Span:
    """The bar of one phase; `today` itself still lies ahead."""
    left = frame.at(start)
    right = 100.0 if end is None else frame.at(end + timedelta(days=1))
    return Span(left, right - left, min(max(frame.at(today) - left, 0.0), right - left))
