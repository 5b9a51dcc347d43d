"""Working days: Tết, the two days in spring, days in lieu and exchanged Saturdays count as the Government has said."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtportal.programme.calendar import WorkingCalendar, add_working_days, working_days
from dtportal.programme.models import Holiday

days = st.dates(date(2023, 1, 1), date(2026, 12, 31))


@pytest.fixture
def announced(db) -> WorkingCalendar:
    return Holiday.objects.calendar()


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        # Tết 2023 took 20–26 January: nothing counts between Thursday 19 and Friday 27
        (date(2023, 1, 19), 1, date(2023, 1, 27)),
        (date(2023, 1, 18), 10, date(2023, 2, 8)),
        # 29 April–3 May 2023 with the days in lieu
        (date(2023, 4, 28), 1, date(2023, 5, 4)),
        (date(2023, 4, 21), 10, date(2023, 5, 10)),
        # 2024: Monday 29 April was exchanged for Saturday 4 May
        (date(2024, 4, 26), 1, date(2024, 5, 2)),
        (date(2024, 4, 26), 3, date(2024, 5, 4)),
        # Tết 2024, 2025, 2026
        (date(2024, 2, 7), 1, date(2024, 2, 15)),
        (date(2025, 1, 24), 1, date(2025, 2, 3)),
        (date(2026, 2, 13), 1, date(2026, 2, 23)),
        # National Day 2023 fell on a Saturday
        (date(2023, 8, 31), 1, date(2023, 9, 5)),
        # Hùng Kings' day 2026 fell on a Sunday
        (date(2026, 4, 24), 1, date(2026, 4, 28)),
        (date(2023, 5, 10), 10, date(2023, 5, 24)),
        (date(2023, 5, 10), 0, date(2023, 5, 10)),
    ],
)
def test_deadlines_as_an_office_counts_them(announced, start, count, end):
    assert add_working_days(start, count, announced) == end


def test_an_exchanged_saturday_is_worked_and_the_monday_is_off(announced):
    assert announced.is_working(date(2024, 5, 4))
    assert not announced.is_working(date(2024, 4, 29))
    assert working_days(date(2024, 4, 27), date(2024, 5, 5), announced) == 3


def test_a_holiday_is_announced_or_the_year_is_unknown(db):
    assert Holiday.objects.knows(date(2023, 5, 10), date(2026, 12, 31))
    assert not Holiday.objects.knows(date(2026, 12, 31), date(2027, 1, 4))


def test_every_exchanged_day_has_its_saturday(db):
    exchanged = Holiday.objects.filter(name__contains="hoán đổi").count()
    assert exchanged == Holiday.objects.filter(is_worked=True).count() == 4
    assert all(row.day.weekday() == 5 for row in Holiday.objects.filter(is_worked=True))


def test_working_days_are_never_counted_backwards():
    with pytest.raises(ValueError):
        add_working_days(date(2023, 5, 10), -1)


@given(start=days, count=st.integers(1, 40), off=st.frozensets(days, max_size=30))
def test_counting_and_adding_agree(start, count, off):
    working = WorkingCalendar(off=off)
    end = add_working_days(start, count, working)
    assert working.is_working(end)
    assert working_days(start + timedelta(days=1), end, working) == count
