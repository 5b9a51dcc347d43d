"""A filled rehearsal has nominating bodies of every kind, and plays what came on paper."""

from pathlib import Path

import pytest

from awards.models import BookPage, PagePicture
from awards.rehearsal.fill import fill
from awards.rehearsal.play import play_others
from awards.rehearsal.wipe import wipe
from dtportal.accounts.models import Appointment, User
from dtportal.demo.cast import EVERYBODY, OFFICES, address
from dtportal.programme.models import Body, FrozenRule
from nominations import actions
from nominations.models import Endorsement, Nomination, PaperDossier
from nominations.tests.papers import EMAIL, keyed

pytestmark = pytest.mark.django_db
KINDS = {Body.Kind.PEOPLES_COMMITTEE, Body.Kind.DEPARTMENT, Body.Kind.ASSOCIATION, Body.Kind.OTHER}


def test_bodies_of_all_four_kinds_have_officers_and_are_asked(edition, cast, settings):
    settings.DEMO = True
    fill(edition, count=16, until="submitted")
    acting = Appointment.objects.active().filter(edition=edition, body__isnull=False)
    assert set(acting.values_list("body__kind", flat=True)) >= KINDS
    asked = set(Endorsement.objects.values_list("body__kind", flat=True))
    assert {Body.Kind.PEOPLES_COMMITTEE, Body.Kind.ASSOCIATION, Body.Kind.OTHER} <= asked
    assert all("Minh Họa" in office.name for office in OFFICES)
    letters = Endorsement.objects.filter(body__kind=Body.Kind.ASSOCIATION).values_list(
        "letter_number", flat=True
    )
    assert letters and all(number.endswith("/HH-VP") for number in letters)


def test_everybody_of_the_cast_can_be_signed_in_on_the_demo_s_page(edition, cast, settings, client):
    settings.DEMO = True
    fill(edition, count=4, until="open")
    page = client.get("/demo/").content.decode()
    for part in EVERYBODY:
        assert part.full_name in page
        assert client.post("/demo/", {"email": address(part)}).url == "/work/"
    office = OFFICES[1]
    client.post("/demo/", {"email": address(office.officer)})
    assert office.name in client.get("/work/2023/locality/").content.decode()


def test_playing_the_others_confirms_what_the_secretariat_asked_about(edition, cast, settings):
    settings.DEMO = True
    fill(edition, count=1, until="open")
    nomination = keyed(cast, edition)
    play_others(edition, besides=cast.tung)
    assert Nomination.objects.get(pk=nomination.pk).status == Nomination.Status.DRAFT
    actions.send_paper(nomination, email=EMAIL, by=cast.minh)
    play_others(edition, besides=cast.tung)
    assert PaperDossier.objects.get().status == PaperDossier.Status.CONFIRMED
    assert Nomination.objects.get(pk=nomination.pk).number
    wipe(edition, by=cast.oanh)
    assert not PaperDossier.objects.exists() and not Nomination.objects.exists()


def test_the_rule_frozen_by_a_rehearsal_s_marks_goes_with_them(edition, cast, settings):
    settings.DEMO = True
    fill(edition, count=4, until="scored")
    assert FrozenRule.objects.get().edition == edition
    wipe(edition, by=cast.oanh)
    edition.tiers.filter(code="top100").update(size=90)
    assert edition.tiers.get(code="top100").size == 90


def test_some_units_write_their_page_of_the_book_and_all_of_it_goes_with_the_rehearsal(
    edition, cast, settings, sign_in, django_capture_on_commit_callbacks
):
    settings.DEMO = True
    fill(edition, count=9, until="screened", pages=7)
    edition.refresh_from_db()
    written = BookPage.objects.filter(nomination__edition=edition)
    assert written.count() == 7 and written.filter(status=BookPage.Status.APPROVED).count() == 6
    listed = sign_in(User.objects.get(pk=cast.minh.pk)).get("/work/2023/book-pages/").content.decode()
    assert listed.count("Đơn vị đã duyệt</") >= 6
    assert edition.forewords.count() == 2 and edition.pages_due
    kept = [Path(row.file.path) for row in PagePicture.objects.all()] + [
        Path(row.portrait.path) for row in edition.forewords.all()
    ]
    assert all(path.exists() for path in kept)
    with django_capture_on_commit_callbacks(execute=True):
        wipe(edition, by=User.objects.get(pk=cast.oanh.pk))
    assert not BookPage.objects.exists() and not edition.forewords.exists()
    assert not any(path.exists() for path in kept)
