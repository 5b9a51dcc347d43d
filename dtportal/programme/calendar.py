"""Days and deadlines, pure. All instants are aware; days are days in Asia/Ho_Chi_Minh (UTC+7, no DST)."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def start_of(day: date) -> datetime:
    """The first instant of a day in Vietnam."""
    return datetime.combine(day, time.min, VIETNAM)


def end_of(day: date) -> datetime:
    """The last second of an inclusive last day: 23:59:59."""
    return datetime.combine(day, time(23, 59, 59), VIETNAM)


def is_open(starts_on: date, ends_on: date | None, now: datetime, *, grace: timedelta = timedelta()) -> bool:
    """Whether a door with an inclusive last day is open; no last day means it stays open.

    `grace` is the hidden time after the deadline in which a late click still counts.
    """
    if now < start_of(starts_on):
        return False
    return ends_on is None or now < start_of(ends_on + timedelta(days=1)) + grace


def progress(starts_on: date, ends_on: date | None, now: datetime) -> int:
    """How much of a phase has passed, 0–100 percent; an open-ended phase counts 0 until it starts, then 100."""
    start = start_of(starts_on)
    if now <= start:
        return 0
    if ends_on is None:
        return 100
    whole = start_of(ends_on + timedelta(days=1)) - start
    return min(100, int((now - start) / whole * 100))


def last_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


@dataclass(frozen=True)
class WorkingCalendar:
    """Days on which offices are shut although it is no weekend, and Saturdays worked in exchange for another day."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        return day in self.worked or (day.weekday() < 5 and day not in self.off)


WEEKDAYS = WorkingCalendar()


def add_working_days(day: date, count: int, working: WorkingCalendar = WEEKDAYS) -> date:
    """The `count`-th working day after `day`; the day itself never counts (Civil Code 2015, article 147(2)).

    Raises ValueError for a negative count.
    """
    if count < 0:
        raise ValueError("working days are counted forward")
    while count:
        day += timedelta(days=1)
        count -= working.is_working(day)
    return day


def working_days(first: date, last: date, working: WorkingCalendar = WEEKDAYS) -> int:
    """How many working days there are from `first` to `last`, both included; 0 when `last` lies before `first`."""
    days = (last - first).days + 1
    return sum(working.is_working(first + timedelta(days=number)) for number in range(days))
