"""Lists load once: as many queries for three rows as for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import actions
from assessments.models import Assignment, CouncilSession
from assessments.tests.deeds import open_with, score_sheet


@pytest.fixture
def queries():
    """`queries(browser, url)` is the number of queries of a warm page."""

    def count(browser, url: str) -> int:
        assert browser.get(url).status_code == 200, url
        with CaptureQueriesContext(
            connection,
        ) as captured:
            browser.get(url)
        return len(captured)

    return count


@pytest.mark.parametrize(
    ("who", "url", "limit"),
    [
        ("giang", "/work/appraisal/", 12),
        ("giang", "/work/appraisal/declare/", 12),
        ("minh", "/work/2023/rounds/1/", 12),
        ("thao", "/work/2023/rounds/1/", 12),
        ("minh", "/work/2023/council/", 12),
    ],
)
def test_lists_of_dossiers(cast, council, edition, accepted, sign_in, queries, who, url, limit):
    person = getattr(council, who, None) or getattr(cast, who)
    browser = sign_in(person)
    nominations = [accepted(number) for number in (1, 2, 3)]
    round = actions.open_round(edition, nominations[:1], by=cast.minh)
    seat = council.seats[council.giang.pk]
    actions.assign_member(round.entries.get(), seat, by=cast.minh)
    one = queries(browser, url)
    further = actions.open_round(edition, nominations[1:], by=cast.minh)
    for entry in further.entries.all():
        actions.assign_member(entry, seat, by=cast.minh)
        entry.round = round
        entry.save()
    assert queries(browser, url) == one <= limit


def test_the_rounds_and_what_waits(cast, council, edition, accepted, sign_in, queries):
    browser = sign_in(cast.minh)
    nominations = [accepted(number) for number in range(1, 7)]
    actions.open_round(edition, nominations[:1], by=cast.minh)
    one = queries(browser, "/work/2023/rounds/")
    for nomination in nominations[1:3]:
        actions.open_round(edition, [nomination], by=cast.minh)
    assert queries(browser, "/work/2023/rounds/") == one <= 12


def test_a_closed_round_with_its_scores(cast, scored, sign_in, queries):
    browser = sign_in(cast.dung)
    scored(1)
    scored(3)
    assert queries(browser, "/work/2023/rounds/1/") == queries(browser, "/work/2023/rounds/2/")


def test_the_agenda_and_the_sessions(cast, council, edition, scored, sign_in, queries):
    round = scored(4)
    nominations = [entry.nomination for entry in round.entries.select_related("nomination")]
    session = actions.plan_session(edition, by=cast.minh, title="Phiên 1")
    item = actions.put_conclusions(session, nominations[:1], by=cast.minh, title="Một")
    open_with(session, council.users, by=cast.dung)
    actions.open_ballot(item, by=cast.dung)
    browser, minh = sign_in(cast.hanh), sign_in(cast.minh)
    one = queries(browser, "/work/2023/sessions/1/")
    lists = queries(browser, "/work/2023/sessions/")
    asked = queries(minh, "/work/2023/sessions/1/")
    for nomination in nominations[1:3]:
        item = actions.put_conclusions(session, [nomination], by=cast.minh, title="Thêm")
        actions.open_ballot(item, by=cast.dung)
        actions.plan_session(edition, by=cast.minh, title="Phiên nữa")
    assert queries(browser, "/work/2023/sessions/1/") == one <= 24
    assert queries(browser, "/work/2023/sessions/") == lists <= 12
    assert queries(minh, "/work/2023/sessions/1/") == asked <= 24
    assert CouncilSession.objects.count() == 3


def test_the_dossiers_of_a_motion(cast, council, edition, scored, sign_in, queries):
    round = scored(4)
    nominations = [entry.nomination for entry in round.entries.select_related("nomination")]
    session = actions.plan_session(edition, by=cast.minh, title="Phiên 1")
    items = [
        actions.put_conclusions(session, chosen, by=cast.minh, title="Danh sách")
        for chosen in (nominations[:1], nominations[1:])
    ]
    browser = sign_in(cast.thao)
    counts = [queries(browser, f"/work/motions/{item.pk}/") for item in items]
    assert counts[0] == counts[1] <= 12


def test_the_scoring_page_and_autosave_are_cheap(cast, council, assigned, sign_in, queries):
    assigned()
    assignment = Assignment.objects.first()
    member = assignment.member.user
    score_sheet(assignment)
    actions.take_back(assignment.scoresheets.get(), by=member)
    browser = sign_in(member)
    assert queries(browser, f"/work/appraisal/{assignment.pk}/") <= 18
    with CaptureQueriesContext(connection) as captured:
        saved = browser.post(f"/work/appraisal/{assignment.pk}/draft/", {"version": 1, "mark-strategy": 20})
    assert saved.json()["version"] == 2
    assert len(captured) <= 20
