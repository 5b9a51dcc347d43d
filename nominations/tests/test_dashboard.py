"""The dashboard: counts that lead to what they count, whoever may read them, a handful of queries."""

from datetime import date, datetime

import pytest

from dtportal.programme import calendar
from nominations import actions
from nominations.dashboard import curve, funnels, heat_map
from nominations.drawing import draw, rounded_up
from nominations.tests.helpers import accepted, draft, endorsed, stand_at, submitted, unit
from nominations.tests.test_lists import many

pytestmark = pytest.mark.django_db
PAGE = "/work/2023/dashboard/"


def day(number: int, month: int = 5) -> datetime:
    return datetime(2023, month, number, 9, tzinfo=calendar.VIETNAM)


@pytest.fixture
def played(cast, organization, edition):
    """Đà Nẵng, transport: one accepted, one competing; health: one declined, one draft."""
    first = endorsed(organization, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    accepted(first, by=cast.minh)
    stand_at(edition, day(12))
    submitted(unit("Vận tải Sóng Xanh", cast.lan), by=cast.lan, edition=edition, body=cast.body)
    sent = submitted(unit("Bệnh viện Số", cast.lan, "YT"), by=cast.lan, edition=edition, body=cast.body)
    actions.decline(sent, by=cast.minh, reason="Không đủ điều kiện.", rule="Điều 4.")
    draft(unit("Phòng khám Sao Mai", cast.lan, "YT"), by=cast.lan, edition=edition)
    stand_at(edition, day(14))
    edition.refresh_from_db()


def cell(edition, user, sector: str):
    found = heat_map(edition, user)
    return next(c for c in found.cells if c.province.name == "Đà Nẵng" and c.sector.code == sector)


def test_a_cell_counts_its_dossiers_and_leads_to_them(played, cast, edition, sign_in):
    assert len(heat_map(edition, cast.thao).cells) == 8 * 63
    transport, health = cell(edition, cast.thao, "GT"), cell(edition, cast.thao, "YT")
    assert (transport.received, transport.competing, transport.accepted, transport.heat) == (2, 2, 1, 2)
    assert (health.received, health.competing, health.accepted, health.heat) == (1, 0, 0, 0)
    minh = sign_in(cast.minh)
    page = minh.get(PAGE).content.decode()
    url = f"/work/2023/nominations/?group=unit&sector={transport.sector.pk}&province={transport.province.pk}"
    assert f'<td class="heat-2 heat-won"><a href="{url.replace("&", "&amp;")}">2</a></td>' in page
    listed = minh.get(url).content.decode()
    assert "Vận tải Sóng Xanh" in listed and "Bệnh viện Số" not in listed


def test_the_curve_counts_first_submissions_day_by_day(played, cast, edition):
    days = {d.day: d for d in curve(edition, edition.clock_at, cast.thao)}
    assert max(days) == date(2023, 5, 14) and min(days) == date(2023, 2, 28)
    told = [(days[date(2023, 5, n)].new_submitted, days[date(2023, 5, n)].submitted) for n in range(9, 15)]
    assert told == [(0, 0), (1, 1), (0, 1), (2, 3), (0, 3), (0, 3)]
    assert days[date(2023, 5, 12)].started == 4


def test_a_day_is_a_day_in_vietnam(cast, organization, edition):
    stand_at(edition, datetime(2023, 5, 13, 0, 30, tzinfo=calendar.VIETNAM))
    submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    days = [d.day for d in curve(edition, day(14), cast.thao) if d.new_submitted]
    assert days == [date(2023, 5, 13)]


def test_the_funnel_of_each_group(played, cast, edition):
    units, bodies, leaders = funnels(edition, cast.thao)
    assert (units.started, units.submitted, units.endorsed, units.accepted) == (4, 3, 1, 1)
    assert bodies.started == leaders.started == 0


def test_the_drawing_has_the_tables_numbers(played, cast, edition):
    drawing = draw(curve(edition, edition.clock_at, cast.thao), date(2023, 5, 30))
    assert drawing.top == 4 and drawing.last == date(2023, 5, 30)
    points = drawing.submitted.split()
    assert len(points) == 76 and points[0] == "0.0,300.0" and points[-1].endswith(",75.0")
    assert [rounded_up(n) for n in (0, 4, 5, 9, 21, 412, 5000)] == [4, 4, 8, 20, 40, 800, 8000]


def test_who_may_not_open_dossiers_reads_numbers_without_links(played, cast, sign_in):
    for person in (cast.oanh, cast.dung, cast.thao):
        page = sign_in(person).get(PAGE).content.decode()
        assert '<td class="heat-2 heat-won">2</td>' in page and "/work/2023/nominations/?" not in page
    for person in (cast.lan, cast.khoa, cast.hanh, cast.tung):
        assert sign_in(person).get(PAGE).status_code == 403


def test_an_edition_before_its_intake_says_so(cast, edition, sign_in):
    stand_at(edition, day(1, month=2))
    page = sign_in(cast.minh).get(PAGE).content.decode()
    assert "Chưa đến thời gian tiếp nhận" in page


def test_the_dashboard_asks_as_much_for_seventy_as_for_one(
    cast, edition, sign_in, django_assert_max_num_queries
):
    minh = sign_in(cast.minh)
    submitted(unit("Bệnh viện Số", cast.lan, "YT"), by=cast.lan, edition=edition, body=cast.body)
    minh.get(PAGE)
    counts = []
    for number in (0, 70):
        many(edition, cast.lan, number)
        with django_assert_max_num_queries(15) as queries:
            page = minh.get(PAGE)
        counts.append(len(queries))
        assert len(page.content) <= 90_000
    assert counts[0] == counts[1]
