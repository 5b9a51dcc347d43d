"""Numbers and days as a report writes them, pure."""

from datetime import date, datetime

from dtportal.official.content import Block
from dtportal.programme.calendar import VIETNAM
from dtportal.text import official_date


def table(header: list[str], rows: list[list[str]], widths: list[float], numbers: list[int]) -> Block:
    return Block("table", header=header, rows=rows, widths=widths, numbers=numbers)


def day(value: date) -> str:
    return f"{value:%d/%m/%Y}"


def moment(value: datetime) -> str:
    at = value.astimezone(VIETNAM)
    return f"{at:%H} giờ {at:%M}, {official_date(at.date())}"


def share(number: int, whole: int) -> str:
    """“76,1%”."""
    return f"{comma(100 * number / whole, 1)}%" if whole else "–"


def comma(value: float, places: int = 2) -> str:
    """With a decimal comma; a dash for what is not defined."""
    return "–" if value != value or abs(value) == float("inf") else f"{value:.{places}f}".replace(".", ",")
