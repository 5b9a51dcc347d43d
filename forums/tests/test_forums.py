"""Guests register, confirm by mail, come; organisers and door staff see to them."""

import re
import threading

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate
from icalendar import Calendar

from dtportal.journal import outbox
from forums import actions
from forums.models import Forum, Registration


@pytest.fixture(autouse=True)
def mailbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def forum(edition) -> Forum:
    return Forum.objects.filter(edition=edition, kind=Forum.Kind.FORUM).first()


def register(client, forum, **changes):
    data = {
        "full_name": "Trần  Thị Ánh",
        "email": "anh@example.org",
        "organization_name": "Sở Minh Họa",
        "may_register": "on",
    }
    url = reverse("forums:register", args=[forum.edition.slug, forum.slug])
    return client.post(url, {**data, **changes})


def link_in_mail() -> str:
    outbox.deliver_waiting()
    return re.search(r"http://localhost:8000(/forums/registrations/\S+)", mail.outbox[-1].body)[1]


def test_the_calendar_shows_three_forums_eight_seminars_ceremony_and_audience(edition, client):
    kinds = dict.fromkeys(Forum.Kind, 0)
    for forum in Forum.objects.filter(edition=edition):
        kinds[forum.kind] += 1
        assert any(phase.contains(localdate(forum.starts_at)) for phase in edition.phases.all())
    assert list(kinds.values()) == [3, 8, 1, 1]
    page = client.get("/forums/").content.decode()
    assert page.count("Hội thảo toàn quốc: Chuyển đổi số lĩnh vực") == 8
    assert "minh họa" in page
    assert "Nationwide thematic seminar" in client.get("/en/forums/").content.decode()


def test_a_guest_confirms_by_mail_without_an_account(forum, client, django_capture_on_commit_callbacks):
    page = register(client, forum).content.decode()
    assert "anh@example.org" in page
    link = link_in_mail()
    assert "Dữ liệu minh họa" in mail.outbox[-1].body
    assert client.get(link).status_code == 200
    assert (
        Registration.objects.get().status == Registration.Status.PENDING
    )  # looking at the link confirms nothing
    assert "Đã xác nhận" in client.post(link, {"confirm": "1"}, follow=True).content.decode()
    guest = Registration.objects.get()
    assert guest.full_name == "Trần Thị Ánh"
    assert guest.confirmed_at == forum.edition.clock_at


def test_the_same_address_registers_once(forum, client):
    register(client, forum)
    register(client, forum)
    assert Registration.objects.count() == 1
    outbox.deliver_waiting()
    assert len(mail.outbox) == 2


def test_a_registration_without_consent_is_refused_with_a_sentence(forum, client):
    response = register(client, forum, may_register="")
    assert response.status_code == 400
    assert Registration.objects.count() == 0


def test_a_closed_forum_takes_nobody(forum, cast, client):
    actions.change_status(forum, Forum.Status.CLOSED, by=cast.oanh)
    assert "chưa mở hoặc đã đóng" in register(client, forum).content.decode()


def test_the_calendar_file_names_event_time_and_place(forum, client):
    response = client.get(reverse("forums:calendar", args=["2023", forum.slug]))
    event = Calendar.from_ical(response.content).walk("VEVENT")[0]
    assert str(event["summary"]) == forum.title
    assert event.decoded("dtstart") == forum.starts_at
    assert str(event["location"]) == "Hà Nội"
    assert "minh họa" in str(event["description"])


def test_an_event_known_by_its_month_is_no_midnight_appointment(edition, client):
    ceremony = Forum.objects.get(edition=edition, kind=Forum.Kind.CEREMONY)
    event = Calendar.from_ical(
        client.get(reverse("forums:calendar", args=["2023", ceremony.slug])).content
    ).walk("VEVENT")[0]
    assert event.decoded("dtstart").isoformat() == "2023-09-01"
    assert str(event["status"]) == "TENTATIVE"
    page = client.get(ceremony.get_absolute_url()).content.decode()
    assert "tháng 9/2023" in page.lower() or "tháng 09/2023" in page.lower()
    assert "01/09/2023" not in page


def test_check_in_staff_see_the_guests_of_their_own_forum_only(forum, cast, sign_in, edition):
    other = Forum.objects.filter(edition=edition).exclude(pk=forum.pk).first()
    forum.staff.add(cast.binh)
    for at in (forum, other):
        Registration.objects.create(
            forum=at, full_name="Đỗ Minh Dũng", email="dung.guest@example.org", status="confirmed"
        )
    browser = sign_in(cast.binh)
    assert "Đỗ Minh Dũng" in browser.get(reverse("forums:door", args=["2023", forum.slug])).content.decode()
    assert browser.get(reverse("forums:door", args=["2023", other.slug])).status_code == 404
    guest = other.registrations.get()
    assert browser.post(reverse("forums:check_in", args=["2023", other.slug, guest.pk])).status_code == 404
    assert sign_in(cast.tung).get(reverse("forums:doors")).status_code == 403


def test_a_guest_is_checked_in_once_and_can_be_taken_back(forum, cast, sign_in):
    forum.staff.add(cast.binh)
    guest = Registration.objects.create(
        forum=forum, full_name="Đỗ Minh Dũng", email="d@example.org", status="confirmed"
    )
    browser, url = sign_in(cast.binh), reverse("forums:check_in", args=["2023", forum.slug, guest.pk])
    browser.post(url)
    assert "đã được điểm danh" in browser.post(url, follow=True).content.decode()
    browser.post(url, {"undo": "1"})
    guest.refresh_from_db()
    assert guest.checked_in_at is None


def test_search_at_the_door_needs_no_diacritics(forum, cast, sign_in):
    forum.staff.add(cast.binh)
    Registration.objects.create(
        forum=forum, full_name="Đỗ Minh Dũng", email="d@example.org", status="confirmed"
    )
    Registration.objects.create(
        forum=forum, full_name="Lê Hoàng An", email="a@example.org", status="confirmed"
    )
    page = (
        sign_in(cast.binh)
        .get(reverse("forums:door", args=["2023", forum.slug]), {"q": "do dung"})
        .content.decode()
    )
    assert "Đỗ Minh Dũng" in page
    assert "Lê Hoàng An" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_guest_lists_cost_the_same_for_one_and_three(
    forum, cast, sign_in, count, django_assert_max_num_queries
):
    forum.staff.add(cast.binh)
    for number in range(count):
        Registration.objects.create(
            forum=forum, full_name=f"Khách {number}", email=f"g{number}@example.org", status="confirmed"
        )
    browser = sign_in(cast.oanh)
    browser.get("/work/")
    with django_assert_max_num_queries(9):
        browser.get(reverse("forums:guests", args=["2023", forum.slug]))


def test_oanh_creates_announces_and_cancels_an_event(cast, edition, sign_in, client):
    browser = sign_in(cast.oanh)
    data = {
        "kind": "seminar", "ordinal": "9", "title": "Hội thảo bổ sung", "starts_at": "08:00 12/06/2023",
        "ends_at": "11:00 12/06/2023", "is_open_to_public": "on",
    }  # fmt: skip
    url = reverse("forums:create", args=["2023"])
    assert browser.post(url, data).status_code == 400  # a seminar needs its sector
    browser.post(url, {**data, "sector": edition.sectors.first().pk})
    forum = Forum.objects.get(slug="hoi-thao-bo-sung")
    assert client.get(forum.get_absolute_url()).status_code == 404
    status = reverse("forums:change_status", args=["2023", forum.slug])
    browser.post(status, {"to": "announced"})
    assert client.get(forum.get_absolute_url()).status_code == 200
    browser.post(status, {"to": "open"})
    register(client, forum)
    browser.post(status, {"to": "cancelled"})
    outbox.deliver_waiting()
    assert "hủy" in mail.outbox[-1].subject.lower()
    assert browser.post(status, {"to": "open"}).status_code == 409


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_last_seat_is_given_once():
    forum = Forum.objects.filter(kind=Forum.Kind.FORUM).first()
    forum.capacity = 1
    forum.save()
    guests = [
        Registration.objects.create(forum=forum, full_name=f"Khách {n}", email=f"g{n}@example.org")
        for n in range(4)
    ]
    barrier, refused = threading.Barrier(4), []

    def confirm(guest):
        try:
            barrier.wait()
            actions.confirm(guest)
        except ValidationError:
            refused.append(guest)
        finally:
            connection.close()

    threads = [threading.Thread(target=confirm, args=[guest]) for guest in guests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert forum.registrations.filter(status=Registration.Status.CONFIRMED).count() == 1
    assert len(refused) == 3


def test_the_public_pages_are_the_same_bytes_for_everybody(forum, cast, sign_in):
    for url in (reverse("forums:list"), forum.get_absolute_url()):
        anonymous, signed_in = Client().get(url), sign_in(cast.oanh).get(url)
        assert anonymous.content == signed_in.content
        assert "csrfmiddlewaretoken" not in anonymous.content.decode()
        assert not anonymous.cookies
