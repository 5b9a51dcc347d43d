"""What Oanh keeps: calendar, clock, news; and what Thảo reads: the journal."""

import io
from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from dtportal.accounts import actions
from dtportal.journal.models import Entry
from dtportal.programme import clock
from dtportal.programme.calendar import VIETNAM
from dtportal.programme.models import Edition, Phase, Post

EDITION = "/work/2023/edition/"
POSTS = "/work/2023/posts/"
JOURNAL = "/work/2023/journal/"


@pytest.fixture
def oanh(cast, sign_in) -> Client:
    return sign_in(cast.oanh)


def test_oanh_moves_the_rehearsals_clock(oanh, edition):
    oanh.post(f"{EDITION}clock/", {"to": "08:30 01/06/2023"})
    edition.refresh_from_db()
    assert clock.now(edition) == datetime(2023, 6, 1, 8, 30, tzinfo=VIETNAM)
    assert "08:30 01/06/2023" in oanh.get(EDITION).content.decode()
    assert not edition.intake.is_open(clock.now(edition))
    assert Entry.objects.filter(verb="edition.clock_moved", edition_id=edition.pk).exists()


def test_the_clock_jumps_to_moments_of_the_calendar(oanh, edition):
    page = oanh.get(EDITION)
    last_minute = next(moment for label, moment in page.context["jumps"] if "phút cuối cùng" in label)
    oanh.post(f"{EDITION}clock/", {"to": last_minute.strftime("%Y-%m-%dT%H:%M")})
    edition.refresh_from_db()
    assert clock.now(edition) == datetime(2023, 5, 30, 23, 59, tzinfo=VIETNAM)
    assert edition.intake.is_open(clock.now(edition))


def test_a_time_that_is_none_is_refused_at_its_field(oanh, edition):
    answer = oanh.post(f"{EDITION}clock/", {"to": "31/02/2023"})
    assert answer.status_code == 400 and "invalid-feedback" in answer.content.decode()


def test_a_live_edition_has_no_clock_to_move(cast, edition):
    Edition.objects.filter(pk=edition.pk).update(kind=Edition.Kind.LIVE, clock_at=None)
    with pytest.raises(ValidationError, match="thời gian thực"):
        actions.move_clock(edition, datetime(2023, 6, 1, tzinfo=VIETNAM), by=cast.oanh)


def test_only_an_organiser_moves_the_clock(cast, edition):
    with pytest.raises(PermissionDenied):
        actions.move_clock(edition, datetime(2023, 6, 1, tzinfo=VIETNAM), by=cast.dung)


def test_oanh_changes_the_dates_of_a_phase(oanh, edition):
    intake = edition.intake
    fields = {f"phase{intake.pk}-{name}": value for name, value in
              {"starts_on": "28/02/2023", "ends_on": "15/06/2023", "grace_minutes": "30"}.items()}  # fmt: skip
    oanh.post(f"{EDITION}phases/{intake.pk}/", fields)
    intake.refresh_from_db()
    assert (intake.ends_on.isoformat(), intake.grace_minutes) == ("2023-06-15", 30)
    wrong = oanh.post(f"{EDITION}phases/{intake.pk}/", fields | {f"phase{intake.pk}-ends_on": "01/02/2023"})
    assert "Ngày cuối không được trước ngày đầu." in wrong.content.decode()
    assert Phase.objects.get(pk=intake.pk).ends_on.isoformat() == "2023-06-15"


def test_oanh_writes_publishes_and_withdraws_a_post(oanh, edition):
    oanh.post(
        f"{POSTS}new/",
        {"kind": "announcement", "title": "Thông báo số một", "text": "Kính gửi **Quý đơn vị**"},
    )
    post = Post.objects.get(title="Thông báo số một")
    public = f"/news/{post.slug}/"
    assert Client().get(public).status_code == 404, "a draft is not public"
    oanh.post(f"{POSTS}{post.pk}/publish/")
    assert "<strong>Quý đơn vị</strong>" in Client().get(public).content.decode()
    post.refresh_from_db()
    assert post.published_at == clock.now(edition), "dated by the edition's clock"
    oanh.post(f"{POSTS}{post.pk}/publish/", {"withdraw": "1"})
    assert Client().get(public).status_code == 404
    oanh.post(f"{POSTS}new/", {"kind": "report", "title": "Thông báo số một", "text": "…"})
    assert Post.objects.filter(slug="thong-bao-so-mot-2").exists(), "addresses stay apart"


def test_a_document_is_attached_if_it_is_what_it_says(oanh, edition):
    post = Post.objects.create(edition=edition, kind="report", slug="bao-cao", title="Báo cáo", text="…")
    picture = io.BytesIO()
    Image.new("RGB", (20, 20)).save(picture, "PNG")
    honest = SimpleUploadedFile("sơ đồ.png", picture.getvalue())
    oanh.post(f"{POSTS}{post.pk}/files/", {"title": "Sơ đồ", "file": honest})
    assert post.files.get().title == "Sơ đồ"
    false = SimpleUploadedFile("báo cáo.pdf", b"MZ not a PDF")
    refused = oanh.post(f"{POSTS}{post.pk}/files/", {"file": false})
    assert refused.status_code == 400 and post.files.count() == 1
    oanh.post(f"{POSTS}{post.pk}/files/{post.files.get().pk}/remove/")
    assert not post.files.exists()


def test_thao_reads_and_verifies_the_journal(cast, organization, oanh, sign_in):
    oanh.post(f"{EDITION}clock/", {"to": "08:30 01/06/2023"})
    thao = sign_in(cast.thao)
    page = thao.get(JOURNAL).content.decode()
    assert "edition.clock_moved" in page and "Hoàng Kim Oanh" in page
    verified = thao.post(JOURNAL).content.decode()
    assert "Chuỗi nguyên vẹn" in verified


def test_only_the_auditor_reads_the_journal(cast, sign_in):
    for person in (cast.lan, cast.khoa, cast.minh, cast.hanh, cast.dung, cast.oanh, cast.binh, cast.tung):
        assert sign_in(person).get(JOURNAL).status_code == 403


@pytest.mark.parametrize("address", [EDITION, POSTS, f"{POSTS}new/"])
def test_nobody_but_oanh_enters_the_organisers_pages(cast, sign_in, oanh, address):
    assert oanh.get(address).status_code == 200
    for person in (cast.lan, cast.minh, cast.dung, cast.thao, cast.tung):
        assert sign_in(person).get(address).status_code == 403


def test_an_organiser_of_another_edition_is_nobody_here(cast, edition, sign_in):
    other = Edition.objects.create(ordinal=2, name="Kỳ hai", name_en="Edition two", slug="2024", year=2024)
    assert sign_in(cast.oanh).get(f"/work/{other.slug}/edition/").status_code == 403
    assert sign_in(cast.thao).get(f"/work/{other.slug}/journal/").status_code == 403
