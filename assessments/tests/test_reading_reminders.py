"""Members are reminded before and after the last day: one mail a day with everything that is left."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from assessments import actions, reminders, turns
from assessments.models import Assignment, Round
from assessments.tests.deeds import score_sheet
from dtportal.journal.models import Notice
from dtportal.journal.outbox import compose
from dtportal.programme.calendar import VIETNAM

DUE = date(2023, 6, 20)


@pytest.fixture
def round(assigned) -> Round:
    made = assigned(2)
    made.due_on = DUE
    made.save()
    Assignment.objects.update(assigned_at=datetime(2023, 5, 10, 9, tzinfo=VIETNAM))
    return made


@pytest.fixture
def at(edition):
    """`at(day, hour)` moves the edition's clock and lets the sweep run."""

    def move(day: date, hour: int = 9) -> int:
        edition.clock_at = datetime.combine(day, time(hour), VIETNAM)
        edition.save()
        return reminders.sweep()

    return move


def told() -> list[Notice]:
    return list(Notice.objects.filter(template="reading_reminded").order_by("pk"))


def test_each_member_gets_one_mail_with_all_that_is_left_and_the_next_dossier(round, council, at):
    one = Assignment.objects.order_by("pk").first()
    user = one.member.user
    actions.state_interest(one, by=user, has_conflict=False)
    readers = set(Assignment.objects.values_list("member__user", flat=True))
    assert at(DUE - timedelta(days=7)) == len(readers)
    assert sorted(notice.recipient_id for notice in told()) == sorted(readers)
    mine = next(notice for notice in told() if notice.recipient_id == user.pk)
    subject, body = compose(mine)
    left = Assignment.objects.filter(member__user=user).count()
    assert str(left) in subject
    assert f"/work/appraisal/{one.pk}/" in body
    assert mine.context["time"] in body


def test_not_before_its_day_nor_before_the_morning_and_once(round, at):
    assert at(DUE - timedelta(days=8)) == 0
    assert at(DUE - timedelta(days=7), hour=6) == 0
    first = at(DUE - timedelta(days=7), hour=8)
    assert first > 0
    assert at(DUE - timedelta(days=7), hour=11) == 0
    assert at(DUE - timedelta(days=6)) == 0
    assert at(DUE - timedelta(days=3)) == first
    assert at(DUE + timedelta(days=1)) == first
    assert at(DUE + timedelta(days=2)) == 0
    assert at(DUE + timedelta(days=4)) == first


def test_a_missed_morning_is_made_up_for_once(round, at):
    assert at(DUE - timedelta(days=2)) > 0
    assert at(DUE - timedelta(days=2), hour=15) == 0


def test_who_is_done_hears_nothing(round, at):
    done = Assignment.objects.order_by("pk").first().member
    for assignment in Assignment.objects.filter(member=done):
        score_sheet(assignment)
    at(DUE - timedelta(days=3))
    assert done.user_id not in {notice.recipient_id for notice in told()}


def test_who_was_assigned_on_that_day_knows_it_from_there(round, at):
    Assignment.objects.update(assigned_at=datetime.combine(DUE - timedelta(days=7), time(7), VIETNAM))
    assert at(DUE - timedelta(days=7)) == 0
    assert at(DUE - timedelta(days=3)) > 0


def test_without_a_day_of_its_own_the_end_of_the_appraisal_counts(round, edition, at):
    Round.objects.update(due_on=None)
    end = edition.phases.get(kind="appraisal").ends_on
    assert at(end - timedelta(days=8)) == 0
    assert at(end - timedelta(days=7)) > 0


def test_minh_reminds_who_is_late_with_one_click_a_day(round, cast, edition, at, sign_in):
    url = f"/work/{edition.slug}/rounds/{round.number}/"
    at(DUE)
    before = len(told())
    browser = sign_in(cast.minh)
    assert not browser.get(url).context["late"]
    edition.clock_at = datetime.combine(DUE + timedelta(days=2), time(9), VIETNAM)
    edition.save()
    page = browser.get(url)
    late = page.context["to_remind"]
    assert late
    browser.post(f"{url}remind/")
    assert len(told()) == before + len(late)
    browser.post(f"{url}remind/")
    assert len(told()) == before + len(late)
    assert not browser.get(url).context["to_remind"]
    assert at(DUE + timedelta(days=2), hour=15) == 0


def test_only_the_secretariat_reminds(round, council):
    with pytest.raises(PermissionDenied):
        actions.remind_overdue(round, by=council.an)


@given(st.dates(date(2023, 1, 1), date(2024, 12, 31)), st.integers(-40, 60))
def test_the_turn_is_the_day_reached_last(due, offset):
    today = due + timedelta(days=offset)
    found = turns.turn(due, today)
    if found is None:
        assert offset < -7 or offset > 28
        return
    days, day = found
    assert day == due - timedelta(days=days)
    assert day <= today
    assert not any(day < due - timedelta(days=other) <= today for other in (7, 3, 1, -1, -4, -28))
