"""When a member is reminded of his score sheets, pure: days in, days out."""

from datetime import date, time, timedelta

# Days before the last day; after it every third day, as long as anybody may still be waiting for the sheets.
BEFORE = (7, 3, 1)
AFTER = tuple(range(1, 31, 3))
MORNING = time(8)


def turn(due: date, today: date) -> tuple[int, date] | None:
    """The reminder whose day was reached last: (days before the last day, below 0 after it; that day)."""
    days = [*BEFORE, *(-late for late in AFTER)]
    reached = [(left, due - timedelta(days=left)) for left in days if due - timedelta(days=left) <= today]
    if not reached or today > due + timedelta(days=AFTER[-1] + 3):
        return None
    return reached[-1]
