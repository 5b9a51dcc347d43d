"""Oanh orders a book and watches it; dead workers are followed by others."""

import html
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from awards.actions import cancel_yearbook, order_yearbook
from awards.models import BookPage, Confidant, Honor, Variant, Yearbook, YearbookPart
from awards.tasks import sweep
from awards.tests.yearbooks import give_own_page, publish_twelve
from awards.yearbook import building, parts
from awards.yearbook.nominee import contents_of
from dtportal.accounts.models import Membership
from dtportal.celery import app
from dtportal.journal.models import Entry, Notice
from dtportal.journal.recording import unhurried

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


def test_two_clicks_order_one_book_of_a_variant(edition, cast, honors, sign_in):
    browser = sign_in(cast.oanh)
    page = browser.get(desk(edition)).content.decode()
    assert page.count("Dựng kỷ yếu") == 2 and 'value="print"' in page and 'value="screen"' in page
    for variant in ("screen", "screen", "print"):
        browser.post(reverse("awards:yearbook_order", args=[edition.slug]), {"variant": variant})
    assert sorted(Yearbook.objects.values_list("variant", flat=True)) == ["print", "screen"]
    book = Yearbook.objects.get(variant="screen")
    partial = browser.get(reverse("awards:yearbook_progress", args=[edition.slug, book.pk])).content.decode()
    assert 'hx-trigger="every 2s"' in partial and "<html" not in partial
    assert Entry.objects.filter(verb="yearbook.ordered").count() == 2


def test_an_unknown_variant_is_refused(edition, cast, honors, sign_in):
    answer = sign_in(cast.oanh).post(
        reverse("awards:yearbook_order", args=[edition.slug]), {"variant": "gold"}
    )
    assert answer.status_code == 404 and not Yearbook.objects.exists()


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
    assert (book.status, book.done, book.total) == (Yearbook.Status.DONE, 8, 8)
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
    killed.start(8)
    Yearbook.objects.filter(pk=killed.pk).update(heartbeat_at=timezone.now() - timedelta(minutes=10))
    sweep()
    killed.refresh_from_db()
    assert killed.status == Yearbook.Status.DONE
    assert kept < set(YearbookPart.objects.values_list("pk", flat=True))
    assert YearbookPart.objects.count() == 6


def test_a_book_that_a_living_worker_is_at_is_left_alone(edition, cast, honors):
    book = order_yearbook(edition, by=cast.oanh)
    book.start(8)
    building.build(book.pk)
    sweep()
    book.refresh_from_db()
    assert (book.status, book.done) == (Yearbook.Status.RUNNING, 0)
    assert not YearbookPart.objects.exists()


@pytest.mark.slow
def test_what_is_being_done_and_how_long_it_takes_is_said(edition, cast, honors, sign_in):
    book = order_yearbook(edition, by=cast.oanh)
    seen, browser = [], sign_in(cast.oanh)
    address = reverse("awards:yearbook_progress", args=[edition.slug, book.pk])

    def look(_book):
        seen.append(html.unescape(browser.get(address).content.decode()))

    building.build(book.pk, report=look)
    with translation.override("vi"):
        stages = [str(stage.label) for stage in Yearbook.Stage]
    for stage in stages:
        assert any(stage in page for page in seen), stage
    assert any(" 1 phút" in page or " 1 min" in page for page in seen)


@pytest.mark.slow
def test_a_book_is_stopped_at_its_next_page_and_goes_on_from_there(edition, cast, honors, sign_in):
    browser = sign_in(cast.oanh)
    book = order_yearbook(edition, by=cast.oanh)

    def stop(_book):
        if YearbookPart.objects.count() >= 1:
            browser.post(reverse("awards:yearbook_cancel", args=[edition.slug, book.pk]))

    building.build(book.pk, report=stop)
    book.refresh_from_db()
    assert book.is_cancelled and not book.file
    made = dict(YearbookPart.objects.values_list("pk", "made_at"))
    assert made
    assert Entry.objects.filter(verb="yearbook.cancelled").count() == 1
    assert cast.oanh.full_name in browser.get(desk(edition)).content.decode()
    assert order_yearbook(edition, by=cast.oanh) == book
    building.build(book.pk)
    book.refresh_from_db()
    assert book.status == Yearbook.Status.DONE
    assert dict(YearbookPart.objects.filter(pk__in=made).values_list("pk", "made_at")) == made


def test_a_book_that_waits_is_stopped_at_once_and_a_finished_one_not_at_all(edition, cast, honors, sign_in):
    book = order_yearbook(edition, by=cast.oanh)
    cancel_yearbook(book, by=cast.oanh)
    book.refresh_from_db()
    assert book.is_cancelled
    building.build(book.pk)
    assert not YearbookPart.objects.exists()
    Yearbook.objects.filter(pk=book.pk).update(status=Yearbook.Status.DONE, cancelled_by=None)
    answer = sign_in(cast.oanh).post(reverse("awards:yearbook_cancel", args=[edition.slug, book.pk]))
    assert answer.status_code == 409


@pytest.mark.slow
def test_a_page_that_fails_is_named_and_replaced_and_the_book_is_incomplete(edition, cast, honors, sign_in):
    """Its photograph is gone, first before any page was made of it, then after."""
    good, bad = honors[0], honors[1]
    pictures = {honor: give_own_page(honor, cast.lan).pictures.get() for honor in (good, bad)}
    pictures[bad].file.storage.delete(pictures[bad].file.name)
    first = order_yearbook(edition, by=cast.oanh)
    building.build(first.pk)
    first.refresh_from_db()
    assert first.status == Yearbook.Status.DONE and first.is_incomplete
    assert [(fault["name"], fault["instead"]) for fault in first.faults] == [(bad.name, "plain")]
    part = YearbookPart.objects.get(nomination=bad.nomination_id)
    assert part.status == YearbookPart.Status.FAILED and part.error
    page = sign_in(cast.oanh).get(desk(edition)).content.decode()
    assert bad.name in page and first.faults[0]["reason"] in html.unescape(page)
    row = BookPage.objects.get(nomination=good.nomination_id)
    fresh = pictures[good]
    fresh.pk, fresh.is_current, fresh.sha256, fresh.file.name = None, False, "f" * 64, "book/lost"
    fresh.save()
    row.approved["pictures"]["photo"]["sha256"] = fresh.sha256
    row.save()
    second = order_yearbook(edition, by=cast.oanh)
    building.build(second.pk)
    second.refresh_from_db()
    assert {fault["name"]: fault["instead"] for fault in second.faults} == {
        good.name: "earlier",
        bad.name: "plain",
    }


@pytest.mark.slow
def test_a_page_whose_file_was_lost_is_made_again(edition, cast, honors):
    building.build(order_yearbook(edition, by=cast.oanh).pk)
    lost, cut = YearbookPart.objects.order_by("pk")[:2]
    lost.file.storage.delete(lost.file.name)
    with cut.file.storage.open(cut.file.name, "wb") as file:
        file.write(b"%PDF-1.7 nothing else")
    book = order_yearbook(edition, by=cast.oanh)
    building.build(book.pk)
    book.refresh_from_db()
    assert book.status == Yearbook.Status.DONE and not book.faults
    assert lost.file.storage.size(lost.file.name) > 10_000


# --- Pages ordered one by one -----------------------------------------------------------------------------


@pytest.mark.slow
def test_a_proof_that_was_ordered_is_the_page_that_is_printed(edition, cast, honors, worker):
    content = contents_of(edition, [honors[0].nomination_id])[honors[0].nomination_id]
    part = parts.order(content, Variant.SCREEN)
    parts.make(part.pk)
    part.refresh_from_db()
    assert part.status == YearbookPart.Status.READY and part.page_count == 1 and not part.content
    assert parts.order(content, Variant.SCREEN) == part
    parts.make(part.pk)
    building.build(order_yearbook(edition, by=cast.oanh).pk)
    assert YearbookPart.objects.get(nomination=honors[0].nomination_id).made_at == part.made_at
    assert parts.newest_ready(honors[0].nomination_id, Variant.SCREEN) == part


@pytest.mark.slow
def test_a_page_that_no_worker_made_is_taken_up_by_the_sweep(edition, cast, honors, worker):
    content = contents_of(edition, [honors[0].nomination_id])[honors[0].nomination_id]
    with unhurried():
        part = parts.order(content, Variant.PRINT)
    sweep()
    part.refresh_from_db()
    assert part.status == YearbookPart.Status.QUEUED
    YearbookPart.objects.update(ordered_at=timezone.now() - timedelta(minutes=10))
    sweep()
    part.refresh_from_db()
    assert part.status == YearbookPart.Status.READY


# --- Before publication -----------------------------------------------------------------------------------


@pytest.fixture
def signed(edition, cast):
    return publish_twelve(edition, cast, units=2, published=False)


def approve_oanh(edition, cast):
    now = timezone.now()
    return Confidant.objects.create(
        edition=edition, user=cast.oanh, purpose=Confidant.Purpose.BOOK, named_at=now, named_by=cast.minh,
        approved_at=now, approved_by=cast.dung,
    )  # fmt: skip


@pytest.mark.slow
def test_a_book_of_the_signed_list_is_for_whom_the_chair_approved_and_every_look_is_on_record(
    edition, cast, signed, sign_in
):
    browser = sign_in(cast.oanh)
    assert "Chưa có gì để in" in browser.get(desk(edition)).content.decode()
    with pytest.raises(ValidationError):
        order_yearbook(edition, by=cast.oanh)
    line = approve_oanh(edition, cast)
    book = order_yearbook(edition, by=cast.oanh)
    building.build(book.pk)
    address = reverse("awards:yearbook_file", args=[edition.slug, book.pk])
    assert browser.get(address).status_code == 200
    looks = Entry.objects.filter(verb="roll.looked_at", actor_id=cast.oanh.pk)
    assert looks.count() == 2
    browser.get(address)
    assert looks.count() == 3
    assert not Honor.objects.exists()
    line.ended_at, line.ended_by = timezone.now(), cast.dung
    line.save()
    assert browser.get(address).status_code == 404


def test_whoever_has_an_interest_in_a_dossier_gets_no_book_of_the_signed_list(edition, cast, signed):
    approve_oanh(edition, cast)
    organization = signed[0].nomination.organization
    Membership.objects.create(user=cast.oanh, organization=organization, is_owner=True)
    with pytest.raises(ValidationError):
        order_yearbook(edition, by=cast.oanh)


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
