"""Oanh orders a book and watches it; dead workers are followed by others."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from awards.models import Yearbook, YearbookPart
from awards.tasks import sweep
from awards.tests.yearbooks import publish_twelve
from awards.yearbook import building
from awards.yearbook_actions import order_yearbook
from dtportal.celery import app
from dtportal.journal.models import Entry, Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def honors(edition, cast):
    return publish_twelve(edition, cast, units=5)


@pytest.fixture
def worker():
    """A worker that does at once what it is asked to."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


def desk(edition) -> str:
    return reverse("awards:yearbooks", args=[edition.slug])


def test_before_publication_there_is_nothing_to_order(edition, cast, sign_in):
    browser = sign_in(cast.oanh)
    assert "Chưa có gì để in" in browser.get(desk(edition)).content.decode()
    answer = browser.post(reverse("awards:yearbook_order", args=[edition.slug]), follow=True)
    assert "Danh sách chưa được công bố" in answer.content.decode()
    assert not Yearbook.objects.exists()


def test_two_clicks_order_one_book(edition, cast, honors, sign_in):
    browser = sign_in(cast.oanh)
    assert "Dựng kỷ yếu" in browser.get(desk(edition)).content.decode()
    for _click in range(2):
        answer = browser.post(reverse("awards:yearbook_order", args=[edition.slug]), follow=True)
    book = Yearbook.objects.get()
    assert "Đang dựng kỷ yếu" in answer.content.decode()
    partial = browser.get(reverse("awards:yearbook_progress", args=[edition.slug, book.pk])).content.decode()
    assert 'hx-trigger="every 2s"' in partial and "<html" not in partial
    assert Entry.objects.filter(verb="yearbook.ordered").count() == 1


def test_nobody_but_the_organiser_orders(edition, cast, honors, sign_in):
    for user in (cast.minh, cast.dung, cast.thao, cast.lan, cast.tung):
        assert sign_in(user).get(desk(edition)).status_code == 403
        with pytest.raises(PermissionDenied):
            order_yearbook(edition, by=user)
    assert not Yearbook.objects.exists()


@pytest.mark.slow
def test_the_book_is_opened_in_the_browser_and_its_orderer_told(edition, cast, honors, sign_in):
    book = order_yearbook(edition, by=cast.oanh)
    building.build(book.pk)
    book.refresh_from_db()
    assert (book.status, book.done, book.total) == (Yearbook.Status.DONE, 7, 7)
    assert Notice.objects.filter(recipient=cast.oanh, template="yearbook_built").count() == 1
    browser = sign_in(cast.oanh)
    page = browser.get(desk(edition)).content.decode()
    address = reverse("awards:yearbook_file", args=[edition.slug, book.pk])
    assert address in page and "Dựng lại" in page
    answer = browser.get(address)
    assert answer["Content-Type"] == "application/pdf" and answer["Content-Disposition"].startswith("inline")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert browser.get(f"{address}?save")["Content-Disposition"].startswith("attachment")
    assert sign_in(cast.tung).get(address).status_code == 403


@pytest.mark.slow
def test_a_killed_worker_is_followed_by_another_that_keeps_its_pages(edition, cast, honors, worker):
    building.build(order_yearbook(edition, by=cast.oanh).pk)
    kept = set(YearbookPart.objects.values_list("pk", flat=True)[:4])
    YearbookPart.objects.exclude(pk__in=kept).delete()
    killed = order_yearbook(edition, by=cast.oanh)
    killed.start(7)
    Yearbook.objects.filter(pk=killed.pk).update(heartbeat_at=timezone.now() - timedelta(minutes=10))
    sweep()
    killed.refresh_from_db()
    assert killed.status == Yearbook.Status.DONE
    assert kept < set(YearbookPart.objects.values_list("pk", flat=True))
    assert YearbookPart.objects.count() == 6


def test_a_book_that_a_living_worker_is_at_is_left_alone(edition, cast, honors):
    book = order_yearbook(edition, by=cast.oanh)
    book.start(7)
    building.build(book.pk)
    sweep()
    book.refresh_from_db()
    assert (book.status, book.done) == (Yearbook.Status.RUNNING, 0)
    assert not YearbookPart.objects.exists()


@pytest.mark.slow
def test_a_full_disk_is_said_and_the_same_order_tried_again(
    edition, cast, honors, sign_in, settings, tmp_path
):
    good = settings.MEDIA_ROOT
    settings.MEDIA_ROOT = tmp_path / "a file where a folder should be"
    settings.MEDIA_ROOT.write_text("")
    book = order_yearbook(edition, by=cast.oanh)
    building.build(book.pk)
    book.refresh_from_db()
    assert book.status == Yearbook.Status.FAILED
    page = sign_in(cast.oanh).get(desk(edition)).content.decode()
    assert "Không ghi được tệp" in page and "Thử lại" in page
    settings.MEDIA_ROOT = good
    assert order_yearbook(edition, by=cast.oanh) == book
    building.build(book.pk)
    book.refresh_from_db()
    assert book.status == Yearbook.Status.DONE and not book.failure


def test_the_desk_asks_the_database_as_often_for_three_books_as_for_one(edition, cast, honors, sign_in):
    browser, counts = sign_in(cast.oanh), []
    browser.get(desk(edition))
    for number in range(3):
        Yearbook.objects.create(
            edition=edition,
            roll=edition.rolls.get(),
            ordered_by=cast.oanh,
            status=Yearbook.Status.DONE,
            file=f"yearbooks/{number}.pdf",
        )
        with CaptureQueriesContext(connection) as asked:
            browser.get(desk(edition))
        counts.append(len(asked))
    assert counts[0] == counts[2]
