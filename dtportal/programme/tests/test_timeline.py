"""Where bars lie under the ruler of months."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from dtportal.programme.timeline import span, window

INTAKE = (date(2023, 2, 28), date(2023, 5, 30))
SUPPORT = (date(2023, 9, 1), None)


def test_the_drawing_holds_whole_months_and_one_more_for_what_goes_on():
    frame = window([INTAKE, SUPPORT])
    assert (frame.first, frame.last) == (date(2023, 2, 1), date(2023, 10, 31))
    assert len(frame.months()) == 9
    assert frame.months()[1] == date(2023, 3, 1)


def test_the_last_day_belongs_to_the_bar():
    frame = window([(date(2023, 9, 1), date(2023, 9, 30))])
    bar = span(frame, date(2023, 9, 1), date(2023, 9, 30), date(2023, 9, 30))
    assert (bar.x, bar.width) == (0, 100)
    assert round(bar.gone, 2) == round(100 * 29 / 30, 2)


def test_a_phase_without_an_end_reaches_the_edge():
    frame = window([INTAKE, SUPPORT])
    bar = span(frame, *SUPPORT, date(2030, 1, 1))
    assert bar.x + bar.width == 100
    assert bar.gone == bar.width


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(0, 800),
    st.dates(date(2019, 1, 1), date(2033, 1, 1)),
)
def test_bars_stay_inside_the_drawing(start, days, today):
    end = date.fromordinal(start.toordinal() + days)
    bar = span(window([(start, end)]), start, end, today)
    assert bar.x >= 0
    assert bar.width > 0
    assert bar.x + bar.width <= 100.0001
    assert 0 <= bar.gone <= bar.width
