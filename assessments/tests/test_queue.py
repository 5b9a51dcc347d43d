"""A member's list: its order, its search, the time that is left; his own marks; his sheets on paper."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from assessments import actions, pace
from assessments.models import Assignment
from assessments.own_marks import histogram
from assessments.tests.deeds import full_marks, score_sheet

START = datetime(2023, 6, 1, 9, tzinfo=UTC)


@pytest.fixture
def mine(cast, council, edition, accepted) -> list[Assignment]:
    """Four dossiers of Hạnh's: offered, open, begun, scored, in the order of their keys."""
    names = ["Xí nghiệp Đầu Tiên", "Công ty Thứ Hai", "Công ty Thứ Ba", "Bệnh viện Thứ Tư"]
    nominations = [
        accepted(number, sector="YT" if number == 4 else "GT", name=name)
        for number, name in enumerate(names, 1)
    ]
    round = actions.open_round(edition, nominations, by=cast.minh)
    seat = council.seats[cast.hanh.pk]
    entries = round.entries.order_by("pk")
    rows = [actions.assign_member(entry, seat, by=cast.minh) for entry in entries]
    for row in rows[1:]:
        actions.state_interest(row, by=cast.hanh, has_conflict=False)
    actions.save_marks(rows[2], by=cast.hanh, marks={"strategy": 12}, version=0)
    score_sheet(rows[3])
    return rows


def names_of(rows) -> list[str]:
    return [row.assignment.entry.nomination.organization.name for row in rows]


def test_what_is_begun_comes_first_and_what_is_done_last(cast, mine, sign_in):
    page = sign_in(cast.hanh).get("/work/appraisal/")
    queue = page.context["queue"]
    assert names_of(queue.to_do) == ["Công ty Thứ Ba", "Công ty Thứ Hai", "Xí nghiệp Đầu Tiên"]
    assert names_of(queue.done) == ["Bệnh viện Thứ Tư"]
    assert queue.counts == {"all": 4, "declare": 1, "score": 2, "done": 1}
    text = page.content.decode()
    assert text.index("Công ty Thứ Ba") < text.index("Công ty Thứ Hai") < text.index("Bệnh viện Thứ Tư")
    assert text.count("Chấm tiếp") == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "thu hai"}, ["Công ty Thứ Hai"]),
        ({"q": "GT-0003"}, ["Công ty Thứ Ba"]),
        ({"q": "xi nghiep dau"}, ["Xí nghiệp Đầu Tiên"]),
        ({"q": "khong co"}, []),
        ({"sector": "YT"}, ["Bệnh viện Thứ Tư"]),
        ({"show": "done"}, ["Bệnh viện Thứ Tư"]),
        ({"show": "score", "q": "cong ty"}, ["Công ty Thứ Ba", "Công ty Thứ Hai"]),
        ({"show": "nonsense", "sector": "nonsense"}, []),
    ],
)
def test_the_list_is_narrowed_and_the_counts_stay(cast, mine, sign_in, query, found):
    queue = sign_in(cast.hanh).get("/work/appraisal/", query).context["queue"]
    assert names_of(queue.rows) == found
    assert queue.counts["all"] == 4


def test_later_leads_to_the_next_one_around_the_list(cast, mine, sign_in):
    answer = sign_in(cast.hanh).post(f"/work/appraisal/{mine[2].pk}/", {"version": 1, "do": "next"})
    assert answer.url == f"/work/appraisal/{mine[1].pk}/"


@pytest.mark.parametrize(
    ("minutes", "per_sheet"),
    [
        ([], pace.START),
        ([0, 10, 20], pace.START),  # two gaps say nothing yet
        ([0, 10, 30, 42], 12),
        ([0, 10, 30, 42, 42.2, 400], 12),  # a click and a night are no reading
    ],
)
def test_the_time_left_follows_the_members_own_pace(minutes, per_sheet):
    moments = [START + timedelta(minutes=minute) for minute in reversed(minutes)]
    assert pace.minutes_per_sheet(moments) == per_sheet


def test_minutes_left_are_rounded_up_to_what_one_can_say():
    assert pace.minutes_left([], 0) == 0
    assert pace.minutes_left([], 1) == 15
    gaps = [START + timedelta(minutes=7 * number) for number in range(4)]
    assert pace.minutes_left(gaps, 2) == 14
    assert pace.minutes_left(gaps, 3) == 25


def test_own_marks_are_counted_with_the_dossier_at_hand(cast, mine, sign_in):
    page = sign_in(cast.hanh).get(f"/work/appraisal/{mine[3].pk}/marks/")
    totals, strategy, *_others = page.context["histograms"]
    assert (totals.count, totals.here) == (1, 70)
    assert [(column.label, column.count) for column in totals.columns if column.count] == [("70–79", 1)]
    assert (strategy.count, strategy.here) == (2, 14)
    assert [column.count for column in strategy.columns] == [0, 1, 1, 0]
    assert [column.is_here for column in strategy.columns] == [False, False, True, False]


def test_nothing_of_others_is_in_it(cast, mine, council, sign_in):
    other = actions.assign_member(mine[3].entry, council.seats[council.an.pk], by=cast.minh)
    score_sheet(other, full_marks({"impact": 17}))
    assert sign_in(cast.hanh).get(f"/work/appraisal/{mine[3].pk}/marks/").context["histograms"][0].count == 1
    assert sign_in(cast.dung).get(f"/work/appraisal/{mine[3].pk}/marks/").status_code == 404


def test_a_recused_dossier_no_longer_counts(cast, mine, sign_in):
    actions.recuse(mine[3], by=cast.hanh, reason="Cùng cơ quan")
    page = sign_in(cast.hanh).get(f"/work/appraisal/{mine[2].pk}/marks/", {"criterion": "strategy"})
    assert [drawn.count for drawn in page.context["histograms"]] == [1]


def test_columns_cover_the_whole_scale():
    drawn = histogram("x", [0, 100, 50], [(0, 49), (50, 99), (100, 100)], 100)
    assert [column.count for column in drawn.columns] == [1, 1, 1]
    assert drawn.columns[2].label == "100"
    assert drawn.columns[2].x + drawn.columns[2].width <= 320


def text_of(response) -> tuple[str, int]:
    reader = PdfReader(BytesIO(b"".join(response.streaming_content)))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split()), len(reader.pages)


def test_an_empty_sheet_is_printed_with_anchors_and_no_mark(cast, mine, sign_in):
    answer = sign_in(cast.hanh).get(f"/work/appraisal/{mine[3].pk}/print/")
    assert answer.headers["Cache-Control"] == "private, no-store"
    text, pages = text_of(answer)
    assert "PHIẾU CHẤM ĐIỂM" in text
    assert "Bệnh viện Thứ Tư" in text
    assert "Chiến lược, kế hoạch chuyển đổi số" in text
    assert f"Mã phiếu {mine[3].pk}" in text
    assert not re.search(r"\b70\b", text.split("Tổng điểm")[1].replace(f"Mã phiếu {mine[3].pk}", ""))
    assert pages == 2


def test_a_filled_sheet_carries_the_own_marks(cast, mine, sign_in):
    text, _pages = text_of(sign_in(cast.hanh).get(f"/work/appraisal/{mine[3].pk}/print/?filled"))
    assert "70" in text.split("Tổng điểm")[1]


def test_all_open_sheets_come_in_one_file(cast, mine, sign_in):
    text, pages = text_of(sign_in(cast.hanh).get("/work/appraisal/print/"))
    assert pages == 4
    assert "Thứ Hai" in text
    assert "Thứ Ba" in text
    assert "Thứ Tư" not in text
    assert "Đầu Tiên" not in text
    assert sign_in(cast.hanh).get("/work/appraisal/print/?part=9").url == "/work/appraisal/"


def test_the_sheets_of_others_are_not_printed(cast, mine, sign_in):
    assert sign_in(cast.dung).get(f"/work/appraisal/{mine[3].pk}/print/").status_code == 404
    assert sign_in(cast.dung).get("/work/appraisal/print/").status_code == 302
    assert sign_in(cast.minh).get("/work/appraisal/print/").status_code == 403


def test_what_is_not_begun_says_so_and_the_filled_sheet_can_be_reached(cast, mine, sign_in):
    hanh = sign_in(cast.hanh)
    page = hanh.get("/work/appraisal/").content.decode()
    assert page.count("Chưa chấm") == 1 and "Đang chấm" not in page
    for assignment, has_marks in ((mine[1], False), (mine[2], True), (mine[3], True)):
        sheet = hanh.get(f"/work/appraisal/{assignment.pk}/").content.decode()
        address = f'href="/work/appraisal/{assignment.pk}/print/'
        assert (f'{address}?filled"' in sheet) is has_marks
        assert (f'{address}"' in sheet) is (assignment != mine[3]), "an empty one only while it can be scored"
