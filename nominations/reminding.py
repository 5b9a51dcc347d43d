"""When people are reminded of a deadline, pure: instants in, days out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from dtportal.programme.calendar import VIETNAM

# Days before the last day, the farthest first; a reminder goes out in the morning of that day.
DISTANCES = (14, 3, 1)
MORNING = time(8)


@dataclass(frozen=True)
class Planned:
    """A reminder of one deadline: so many days before, from that instant on."""

    days: int
    at: datetime


def plan(deadline: datetime, distances: Sequence[int] = DISTANCES) -> list[Planned]:
    """The reminders of a deadline, the farthest first."""
    last_day = deadline.astimezone(VIETNAM).date()
    return [
        Planned(days, datetime.combine(last_day - timedelta(days=days), MORNING, VIETNAM))
        for days in distances
    ]


def due(deadline: datetime, now: datetime, distances: Sequence[int] = DISTANCES) -> Planned | None:
    """The one reminder whose turn it is: of several that were missed only the nearest, after the deadline none."""
    if now > deadline:
        return None
    reached = [planned for planned in plan(deadline, distances) if planned.at <= now]
    return reached[-1] if reached else None


def days_left(deadline: datetime, now: datetime) -> int:
    """Days between two dates in Vietnam; 0 on the last day."""
    return (deadline.astimezone(VIETNAM).date() - now.astimezone(VIETNAM).date()).days
