"""Stepping back is one click with a reason, at any time; the sheet no longer counts, and its record stays."""

import pytest

from assessments import actions
from assessments.models import Assignment, InterestStatement, Scoresheet
from assessments.tests.deeds import score_sheet
from dtportal.accounts.models import Membership
from dtportal.journal.models import Notice

Status = Assignment.Status


@pytest.fixture
def mine(cast, council, assigned, give_to) -> Assignment:
    return give_to(cast.hanh, assigned())


@pytest.mark.parametrize("ground", ["employer", "body", "adviser", "family"])
def test_one_click_before_anything_was_read(cast, mine, sign_in, ground):
    browser = sign_in(cast.hanh)
    page = browser.get(f"/work/appraisal/{mine.pk}/recuse/").content.decode()
    assert f'value="{ground}"' in page
    browser.post(f"/work/appraisal/{mine.pk}/recuse/", {"ground": ground})
    mine.refresh_from_db()
    assert mine.status == Status.RECUSED
    assert InterestStatement.objects.get().ground == ground
    assert browser.get(f"/work/appraisal/{mine.pk}/").status_code == 404


def test_another_reason_needs_words_and_detected_is_no_word_of_a_person(cast, mine, sign_in):
    browser = sign_in(cast.hanh)
    for wrong in ({"ground": "other"}, {"ground": "detected"}, {"ground": "x", "reason": "Có."}):
        assert browser.post(f"/work/appraisal/{mine.pk}/recuse/", wrong).status_code == 422
    assert not InterestStatement.objects.exists()


def test_after_the_round_has_closed_the_sheet_is_void_and_stays(cast, mine, council, sign_in):
    for assignment in Assignment.objects.active():
        score_sheet(assignment)
    round = mine.entry.round
    actions.close_round(round, by=cast.minh)
    before = sign_in(cast.minh).get("/work/2023/rounds/1/").context["rows"][0]
    sign_in(cast.hanh).post(f"/work/appraisal/{mine.pk}/recuse/", {"ground": "adviser"})
    sheet = Scoresheet.objects.get(assignment=mine)
    assert sheet.status == Scoresheet.Status.VOID
    assert sheet.marks.count() == 6
    assert Scoresheet.objects.valid().filter(assignment__entry=mine.entry).count() == len(before.readers) - 1
    told = Notice.objects.filter(template="recused").get()
    assert told.recipient == cast.minh
    assert told.context["is_open"] is False


def test_from_a_session_without_having_read_it(cast, council, edition, scored, sign_in):
    round = scored(1)
    nomination = round.entries.get().nomination
    outsider = next(
        user for user in council.users
        if user != cast.dung and not Assignment.objects.filter(member__user=user).exists()
    )  # fmt: skip
    session = actions.plan_session(edition, by=cast.minh, title="Phiên 1")
    item = actions.put_conclusions(session, [nomination], by=cast.minh, title="Danh sách")
    for user in council.users:
        actions.attend(session, by=user)
    actions.open_session(session, by=cast.dung)
    actions.open_ballot(item, by=cast.dung)
    browser = sign_in(outsider)
    url = f"/work/appraisal/dossiers/{nomination.reference}/recuse/"
    assert url in browser.get(f"/work/motions/{item.pk}/").content.decode()
    answer = browser.post(url, {"ground": "family", "next": "/work/2023/sessions/1/"})
    assert answer["Location"] == "/work/2023/sessions/1/"
    assert browser.get(f"/work/motions/{item.pk}/").status_code == 404
    assert browser.get(f"/work/appraisal/dossiers/{nomination.reference}/").status_code == 404
    assert browser.post(f"/work/motions/{item.pk}/vote/", {"choice": "for"}).status_code == 404
    page = browser.get("/work/2023/sessions/1/").content.decode()
    assert nomination.organization.name not in page
    # Back to a foreign page leads nobody.
    other = sign_in(cast.dung)
    assert (
        other.post(url, {"ground": "family", "next": "https://evil.example/"})["Location"]
        == "/work/appraisal/"
    )


def test_a_stranger_recuses_from_nothing(cast, council, accepted, sign_in):
    nomination = accepted(1)
    url = f"/work/appraisal/dossiers/{nomination.reference}/recuse/"
    assert sign_in(cast.hanh).post(url, {"ground": "family"}).status_code == 404
    assert not InterestStatement.objects.exists()


def test_a_tie_that_nobody_noticed_counts_before_the_round_is_closed(cast, mine, council):
    for assignment in Assignment.objects.active():
        score_sheet(assignment)
    Membership.objects.create(user=cast.hanh, organization=mine.entry.nomination.organization)
    with pytest.raises(Exception, match=mine.entry.nomination.reference):
        actions.close_round(mine.entry.round, by=cast.minh)
    mine.refresh_from_db()
    assert mine.status == Status.RECUSED
    assert Scoresheet.objects.get(assignment=mine).status == Scoresheet.Status.VOID
    assert InterestStatement.objects.get(member__user=cast.hanh, has_conflict=True).ground == "detected"
