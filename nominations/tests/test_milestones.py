"""Where a dossier stands, in words and dates: never silence."""

import re
from datetime import date, timedelta

import pytest

from dtportal.programme import calendar
from nominations import actions
from nominations.models import Nomination
from nominations.supplements import Asked
from nominations.tests.helpers import draft, endorsed, examined, stand_at, submitted, written
from nominations.tests.test_versions import submitted_again

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(cast, organization, edition, sign_in):
    """What Lan's page says: the milestones, one a line, and the sentence about the next step."""

    def read(nomination: Nomination) -> tuple[list[str], str]:
        page = sign_in(cast.lan).get(nomination.get_absolute_url()).content.decode()
        way = re.search(r'<ol class="milestones".*?</ol>', page, re.DOTALL)[0]
        plain = [
            re.sub(r"\s+", " ", re.sub(r"<svg.*?</svg>|<[^>]+>", " ", row)).strip()
            for row in way.split("<li")[1:]
        ]
        sentence = re.search(r"Việc tiếp theo</b><br>(.*?)(<br>|</div>)", page, re.DOTALL)[1]
        return [row.partition("> ")[2] or row for row in plain], " ".join(sentence.split())

    return read


def everything(cast, organization, edition):
    return {"by": cast.lan, "edition": edition, "body": cast.body}


def test_a_draft_knows_every_date_that_lies_ahead(story, cast, organization, edition):
    way, sentence = story(draft(organization, by=cast.lan, edition=edition))
    text = " | ".join(way)
    for words in (
        "Đã tiếp nhận dự kiến chậm nhất ngày 30/05/2023",
        "Hợp lệ dự kiến chậm nhất ngày 09/06/2023",
        "Đang thẩm định dự kiến: 15/03/2023–30/06/2023",
        "Kết quả dự kiến: Tháng 9/2023",
    ):
        assert words in text
    assert "nội dung bắt buộc" in sentence


def test_a_complete_draft_is_told_to_submit(story, cast, organization, edition):
    _way, sentence = story(written(organization, by=cast.lan, edition=edition, body=cast.body))
    assert "nộp" in sentence


def test_received_waits_for_the_body_then_for_the_secretariat(story, cast, organization, edition):
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    way, sentence = story(nomination)
    assert way[0].startswith("Đã tiếp nhận 10/05/2023")
    assert "Chờ cơ quan đề cử xác nhận" in sentence
    endorsement = nomination.endorsements.get()
    actions.endorse(endorsement, by=cast.khoa, letter_number="1/UBND", letter_date=edition.clock_at.date())
    way, sentence = story(nomination)
    assert "10/05/2023" in way[1]
    assert "chậm nhất ngày 20/05/2023" in way[2] and "chậm nhất ngày 20/05/2023" in sentence
    # Whoever is late promises no day that has passed.
    stand_at(edition, edition.clock_at + timedelta(days=15))
    way, sentence = story(nomination)
    assert "20/05/2023" not in way[2] + sentence
    assert "Ban Thư ký" in sentence


def test_no_step_is_expected_before_the_one_it_follows(story, cast, organization, edition):
    way, _sentence = story(submitted(organization, by=cast.lan, edition=edition, body=cast.body))
    assert "Đã đề cử dự kiến chậm nhất ngày 30/05/2023" in way[1]
    assert "Hợp lệ dự kiến chậm nhất ngày 30/05/2023" in way[2]


def test_more_time_for_a_draft_moves_what_follows(story, cast, organization, edition):
    nomination = draft(organization, by=cast.lan, edition=edition)
    until = calendar.end_of(date(2023, 6, 25))
    actions.extend(nomination, by=cast.minh, until=until, reason="Sáp nhập.")
    nomination.refresh_from_db()
    way, _sentence = story(nomination)
    assert "25/06/2023" in way[0] and "25/06/2023" in way[1] and "05/07/2023" in way[2]
    assert "30/06/2023" not in way[3], "the appraisal is over by then"


def test_an_endorsement_of_an_earlier_version_is_not_reached(story, cast, organization, edition):
    nomination = endorsed(organization, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    stand_at(edition, edition.clock_at + timedelta(days=2))
    submitted_again(nomination, cast)
    nomination.refresh_from_db()
    way, sentence = story(nomination)
    assert "Đã đề cử chờ cơ quan đề cử xác nhận phiên bản 2" in way[1] and "(xong)" not in way[1]
    assert "xác nhận" in sentence
    actions.confirm_endorsement(nomination.endorsements.get(), by=cast.khoa, number=2)
    way, _sentence = story(nomination)
    assert "Đã đề cử 12/05/2023" in way[1]


def test_accepted_then_published(story, cast, organization, edition):
    nomination = endorsed(organization, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    actions.accept(examined(nomination, by=cast.minh), by=cast.minh)
    way, sentence = story(nomination)
    assert way[2].startswith("Hợp lệ 10/05/2023")
    assert "kết quả được công bố" in sentence and "Tháng 9/2023" in sentence
    stand_at(edition, edition.clock_at.replace(month=9))
    actions.record_outcome(nomination, by=cast.oanh, outcome="TOP 100", outcome_en="TOP 100")
    way, sentence = story(nomination)
    assert way[-1].startswith("Kết quả 10/09/2023")
    assert "Kết quả đã được công bố" in sentence


@pytest.mark.parametrize(
    ("deed", "words", "end"),
    [
        ("return", "Ban Thư ký đã yêu cầu bổ sung", ""),
        ("hold", "tạm dừng", ""),
        ("decline", "không đủ điều kiện", "Không hợp lệ 10/05/2023"),
        ("withdraw", "Đơn vị đã rút hồ sơ", "Đã rút 10/05/2023"),
    ],
)
def test_whatever_becomes_of_it_is_said(story, cast, organization, edition, deed, words, end):
    nomination = endorsed(organization, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    deeds = {
        "return": lambda: actions.return_for_additions(
            nomination, by=cast.minh, reason="Bổ sung.", items=[Asked("strategy")]
        ),
        "hold": lambda: actions.hold(nomination, by=cast.minh, reason="Chờ xác minh."),
        "decline": lambda: actions.decline(
            nomination, by=cast.minh, reason="Ngoài lĩnh vực.", rule="Điều 4."
        ),
        "withdraw": lambda: actions.withdraw(nomination, by=cast.lan, reason="Sáp nhập."),
    }
    deeds[deed]()
    nomination.refresh_from_db()
    way, sentence = story(nomination)
    assert words.lower() in sentence.lower()
    if end:
        assert way[-1] == end
        assert not any("dự kiến" in row for row in way)
    else:
        assert len(way) == 5


def test_the_auditor_reads_where_it_stands_too(cast, organization, edition, sign_in):
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    page = sign_in(cast.thao).get(nomination.get_absolute_url()).content.decode()
    assert 'class="milestones"' in page and "Chờ cơ quan đề cử xác nhận" in page
