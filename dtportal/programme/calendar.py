"""Days and deadlines, pure. All instants are aware; days are days in Asia/Ho_Chi_Minh (UTC+7, no DST)."""

from calendar import monthrange
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


def add_working_days(day: date, count: int) -> date:
    """The date `count` working days (Monday to Friday) after `day`; public holidays are not known here."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day
