"""Units that have not approved their page are reminded 14, 7, 3 days and 1 day before, each time once."""

from datetime import date, datetime, timedelta

import pytest

from awards import reminding_book
from awards.tests.book_pages import approved, nominee
from dtportal.journal.models import Notice
from dtportal.journal.outbox import deliver
from dtportal.programme.calendar import VIETNAM
from nominations.models import Nomination

DUE = date(2023, 7, 31)
REMINDER = "book_page_reminded"


@pytest.fixture
def nomination(edition, cast) -> Nomination:
    edition.pages_due = DUE
    edition.save(update_fields=["pages_due"])
    return nominee(edition, cast)


def at(edition, days: int, hour: int = 9) -> int:
    """So many days before the due one; how many nominees the sweep reminds then."""
    edition.clock_at = datetime.combine(DUE - timedelta(days=days), datetime.min.time(), VIETNAM)
    edition.clock_at += timedelta(hours=hour)
    edition.save(update_fields=["clock_at"])
    return reminding_book.sweep()


def test_four_reminders_go_out_each_once(edition, cast, nomination):
    counts = [sum(at(edition, days, hour) for hour in (7, 9, 18)) for days in range(20, -2, -1)]
    assert counts == [1 if days in {14, 7, 3, 1} else 0 for days in range(20, -2, -1)]
    mails = Notice.objects.filter(template=REMINDER)
    assert mails.count() == 4
    assert {mail.recipient for mail in mails} == {cast.lan}


def test_of_several_missed_reminders_only_the_nearest_goes_out(edition, nomination):
    assert at(edition, 2) == 1
    assert at(edition, 2) == 0
    assert Notice.objects.filter(template=REMINDER).count() == 1


def test_whoever_has_approved_is_left_in_peace(edition, cast, sign_in, nomination):
    silent = nominee(edition, cast, name="Bệnh viện Minh Họa", member=cast.tung)
    approved(sign_in(cast.lan), nomination)
    assert at(edition, 7) == 1
    assert Notice.objects.get(template=REMINDER).about_id == silent.pk


def test_only_accepted_units_are_reminded(edition, nomination):
    Nomination.objects.filter(pk=nomination.pk).update(status=Nomination.Status.ON_HOLD)
    assert at(edition, 7) == 0


def test_a_day_moved_later_reminds_anew_and_no_day_reminds_nobody(edition, nomination):
    assert at(edition, 1) == 1
    edition.pages_due = DUE + timedelta(days=7)
    edition.save(update_fields=["pages_due"])
    assert reminding_book.sweep() == 1
    edition.pages_due = None
    edition.save(update_fields=["pages_due"])
    assert reminding_book.sweep() == 0


def test_the_mail_says_until_when_and_what_happens_otherwise(edition, nomination, mailoutbox):
    at(edition, 3)
    deliver(Notice.objects.get(template=REMINDER).pk)
    (mail,) = mailoutbox
    assert "23:59" in mail.body and "31/07/2023" in mail.body
    assert f"/work/nominations/{nomination.reference}/book-page/" in mail.body


def test_nobody_is_reminded_after_publication(edition, published):
    edition.pages_due = (edition.clock_at + timedelta(days=3)).date()
    edition.save(update_fields=["pages_due"])
    assert reminding_book.sweep() == 0
