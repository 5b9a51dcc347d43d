"""More time for one dossier; reminders that go out once, by the edition's clock, and lead to what is missing."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from dtportal.accounts import editing
from dtportal.journal import outbox
from dtportal.journal.models import Entry, Notice
from dtportal.programme import calendar
from nominations import actions, reminders
from nominations.models import Extension, Reminder
from nominations.reminding import due, plan
from nominations.supplements import Asked
from nominations.tests.helpers import draft, stand_at, submitted, unit, written
from nominations.tests.test_races import at_once

pytestmark = pytest.mark.django_db
PAGE = "/work/2023/deadlines/"
END = calendar.end_of(date(2023, 5, 30))


def at(day: int, hour: int = 9, minute: int = 0, month: int = 5) -> datetime:
    return datetime(2023, month, day, hour, minute, tzinfo=calendar.VIETNAM)


def letters(template: str) -> list[Notice]:
    return list(Notice.objects.filter(template=template).order_by("pk"))


# --- More time for one dossier -----------------------------------------------------------------------


def test_minh_gives_one_draft_more_time_to_the_minute(cast, organization, edition, sign_in):
    nomination = written(organization, by=cast.lan, edition=edition, body=cast.body)
    form = {"reference": nomination.reference.lower(), "until": "17:00 02/06/2023", "reason": "Mất điện."}
    page = sign_in(cast.minh).post(PAGE, form, follow=True).content.decode()
    assert "Đã gia hạn hồ sơ" in page and "Mất điện." in page and "đến 17:00 02/06/2023" in page
    subject, body = outbox.compose(letters("nomination.extended")[0])
    assert "17:00 02/06/2023" in subject and "Mất điện." in body
    assert "Ban Thư ký gia hạn" in sign_in(cast.lan).get(nomination.get_absolute_url()).content.decode()
    assert Entry.objects.get(verb="nomination.extended").actor_id == cast.minh.pk
    stand_at(edition, at(2, 17, 1, month=6))
    with pytest.raises(ValidationError, match="17:00 02/06/2023"):
        actions.submit(nomination, by=cast.lan)
    stand_at(edition, at(2, 17, 0, month=6) + timedelta(seconds=59))
    assert actions.submit(nomination, by=cast.lan)


def test_a_bare_date_means_the_end_of_that_day(cast, organization, edition, sign_in):
    nomination = draft(organization, by=cast.lan, edition=edition)
    form = {"reference": nomination.reference, "until": "02/06/2023", "reason": "Mất điện."}
    sign_in(cast.minh).post(PAGE, form)
    assert Extension.objects.get().until == calendar.end_of(date(2023, 6, 2))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"until": "29/05/2023"}, "vốn được nộp đến 23:59 30/05/2023"),
        ({"until": "01/05/2023"}, "đã qua"),
        ({"reason": " "}, "bắt buộc"),
        ({"reference": "2023-GT-9999"}, "Không có hồ sơ nào mang mã số này"),
    ],
)
def test_what_cannot_be_extended_is_said_beside_the_field(
    cast, organization, edition, sign_in, changed, sentence
):
    nomination = draft(organization, by=cast.lan, edition=edition)
    form = {"reference": nomination.reference, "until": "02/06/2023", "reason": "Mất điện.", **changed}
    answer = sign_in(cast.minh).post(PAGE, form)
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert not Extension.objects.exists() and not letters("nomination.extended")


def test_nobody_extends_in_his_own_cause_or_without_office(cast, edition, organization, sign_in):
    own = draft(unit("Trường Trung học Minh Họa", cast.minh, "GD"), by=cast.minh, edition=edition)
    later = {"until": at(5, month=6), "reason": "Mất điện."}
    for person in (cast.minh, cast.oanh, cast.khoa, cast.tung):
        with pytest.raises(PermissionDenied):
            actions.extend(own, by=person, **later)
    form = {"reference": own.reference, "until": "02/06/2023", "reason": "Mất điện."}
    assert "Không có hồ sơ nào" in sign_in(cast.minh).post(PAGE, form).content.decode()


def test_a_submitted_dossier_is_not_extended(cast, organization, edition, sign_in):
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    form = {"reference": nomination.reference, "until": "02/06/2023", "reason": "Mất điện."}
    assert sign_in(cast.minh).post(PAGE, form).status_code == 422


def test_a_returned_dossier_is_found_by_its_number(cast, organization, edition, sign_in):
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    actions.return_for_additions(nomination, by=cast.minh, reason="Bổ sung.", items=[Asked("results")])
    form = {"reference": nomination.known_as, "until": "02/06/2023", "reason": "Mất điện."}
    assert sign_in(cast.minh).post(PAGE, form).status_code == 302
    assert Extension.objects.get().nomination == nomination


# --- Reminders -----------------------------------------------------------------------------------------


def test_the_days_of_reminding_are_fourteen_three_and_one():
    assert [planned.at for planned in plan(END)] == [at(16, 8), at(27, 8), at(29, 8)]
    assert due(END, at(16, 7, 59)) is None
    assert [due(END, moment).days for moment in (at(16, 8), at(27, 8), at(29, 8), END)] == [14, 3, 1, 1]
    assert due(END, END + timedelta(seconds=1)) is None


def test_a_draft_is_reminded_once_at_each_distance(cast, organization, edition):
    nomination = draft(organization, by=cast.lan, edition=edition)
    for day in (15, 16, 16, 20, 27, 28, 29, 30, 16, 29):  # a rehearsal's clock goes back, too
        stand_at(edition, at(day))
        reminders.sweep()
    assert list(nomination.reminders.order_by("pk").values_list("days", flat=True)) == [14, 3, 1]
    told = letters("nomination.reminded")
    assert [notice.recipient for notice in told] == [cast.lan] * 3
    assert [notice.context["left"] for notice in told] == ["còn 14 ngày", "còn 3 ngày", "còn 1 ngày"]


def test_the_letter_leads_to_what_is_missing(cast, organization, edition):
    nomination = draft(organization, by=cast.lan, edition=edition)
    stand_at(edition, at(27))
    reminders.sweep()
    subject, body = outbox.compose(letters("nomination.reminded")[0])
    assert nomination.reference in subject and "còn 3 ngày" in subject
    assert f"http://localhost:8000{nomination.get_absolute_url()}sections/strategy/#div_id_strategy" in body
    assert f"{nomination.get_absolute_url()}endorsement/" in body and "23:59 30/05/2023" in body


def test_each_is_reminded_in_his_language(cast, organization, edition):
    cast.lan.language = "en"
    cast.lan.save()
    nomination = draft(organization, by=cast.lan, edition=edition)
    stand_at(edition, at(27))
    reminders.sweep()
    subject, body = outbox.compose(letters("nomination.reminded")[0])
    assert "days left: 3" in subject
    assert f"/en{nomination.get_absolute_url()}sections/strategy/" in body


def test_who_has_submitted_or_withdrawn_is_left_in_peace(cast, organization, edition):
    submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    gone = draft(unit("Bệnh viện Số Minh Họa", cast.lan, "YT"), by=cast.lan, edition=edition)
    actions.withdraw(gone, by=cast.lan)
    stand_at(edition, at(29))
    assert reminders.sweep() == 0


def test_who_starts_in_the_last_days_is_reminded_of_what_is_still_ahead(cast, organization, edition):
    stand_at(edition, at(28))
    draft(organization, by=cast.lan, edition=edition)
    assert reminders.sweep() == 0
    stand_at(edition, at(29))
    assert reminders.sweep() == 1


def test_moving_the_deadline_plans_the_reminders_anew(cast, organization, edition):
    nomination = draft(organization, by=cast.lan, edition=edition)
    stand_at(edition, at(27))
    reminders.sweep()
    intake = edition.intake
    moved = {"starts_on": intake.starts_on, "ends_on": date(2023, 6, 20), "grace_minutes": 0}
    editing.set_phase(intake, by=cast.oanh, **moved)
    assert reminders.sweep() == 0
    stand_at(edition, at(6, month=6))
    assert reminders.sweep() == 1
    assert letters("nomination.reminded")[-1].context["until"] == "23:59 20/06/2023"
    assert list(nomination.reminders.order_by("pk").values_list("days", flat=True)) == [3, 14]


def test_an_extended_dossier_is_reminded_of_its_own_deadline(cast, organization, edition):
    own = draft(organization, by=cast.lan, edition=edition)
    other = draft(unit("Bệnh viện Số Minh Họa", cast.lan, "YT"), by=cast.lan, edition=edition)
    until = at(10, 17, month=6)
    actions.extend(own, by=cast.minh, until=until, reason="Mất điện.")
    stand_at(edition, at(29))
    assert reminders.sweep() == 2
    assert own.reminders.get().deadline == until and own.reminders.get().days == 14
    assert other.reminders.get().deadline == END and other.reminders.get().days == 1
    stand_at(edition, at(7, month=6))
    assert reminders.sweep() == 1
    assert own.reminders.filter(days=3).exists()


def test_a_supplement_is_reminded_of_its_own_deadline_and_parts(cast, organization, edition):
    nomination = submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    asked = {"reason": "Bổ sung.", "items": [Asked("results")], "until": at(20, 17)}
    actions.return_for_additions(nomination, by=cast.minh, **asked)
    stand_at(edition, at(16))
    assert reminders.sweep() == 0
    stand_at(edition, at(17))
    assert reminders.sweep() == 1 and reminders.sweep() == 0
    letter = letters("nomination.reminded")[0]
    assert letter.context["until"] == "17:00 20/05/2023" and letter.context["left"] == "còn 3 ngày"
    assert "sections/results/" in letter.context["missing"]
    stand_at(edition, at(27))
    assert reminders.sweep() == 0


def test_the_database_refuses_a_second_reminder(cast, organization, edition):
    nomination = draft(organization, by=cast.lan, edition=edition)
    Reminder.objects.create(nomination=nomination, deadline=END, days=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.create(nomination=nomination, deadline=END, days=3)


def test_the_page_says_when_and_how_many(cast, organization, edition, sign_in):
    draft(organization, by=cast.lan, edition=edition)
    stand_at(edition, at(16))
    reminders.sweep()
    page = sign_in(cast.minh).get(PAGE).content.decode()
    assert "08:00 16/05/2023" in page and "08:00 29/05/2023" in page and "còn 14 ngày" in page
    assert '<td class="num" data-label="Hồ sơ đã nhắc">1</td>' in page


def test_a_page_of_three_extensions_asks_no_more_than_one(
    cast, edition, sign_in, django_assert_max_num_queries
):
    minh = sign_in(cast.minh)
    counts = []
    for name in ("Bệnh viện Số Minh Họa", "Phòng khám Sao Mai Minh Họa", "Trung tâm Y tế Minh Họa"):
        nomination = draft(unit(name, cast.lan, "YT"), by=cast.lan, edition=edition)
        actions.extend(nomination, by=cast.minh, until=at(5, month=6), reason="Mất điện.")
        minh.get(PAGE)
        with django_assert_max_num_queries(12) as queries:
            assert name in minh.get(PAGE).content.decode()
        counts.append(len(queries))
    assert len(set(counts)) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_workers_remind_once(cast, organization, edition):
    nomination = draft(organization, by=cast.lan, edition=edition)
    stand_at(edition, at(27))
    at_once(*[lambda: reminders.remind(nomination)] * 4)
    assert Reminder.objects.count() == 1 and len(letters("nomination.reminded")) == 1
