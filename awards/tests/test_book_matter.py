"""Oanh's desk for what the yearbook says besides: forewords, pictures, errata."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards import actions
from awards.models import BookPicture, Erratum, Foreword
from awards.tests.yearbooks import publish_twelve
from dtportal.journal.models import Entry
from dtportal.tests.world_book_matter import drawn

pytestmark = pytest.mark.django_db

WRITTEN = {
    "title": "Lời nói đầu",
    "author": "Trần Minh Họa",
    "author_title": "Trưởng Ban Tổ chức",
    "text": "Đoạn một.\n\n  Đoạn   hai.  ",
}


def png(name: str = "chan-dung.png", **size: int) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, drawn(**size), content_type="image/png")


def at(name: str, edition, *more) -> str:
    return reverse(f"awards:{name}", args=[edition.slug, *more])


def words(answer) -> str:
    return answer.content.decode()


def test_a_foreword_is_written_with_portrait_and_signature(edition, cast, sign_in):
    browser = sign_in(cast.oanh)
    files = {"portrait": png(), "signature": png("ky.png", colour="#000000")}
    answer = browser.post(at("foreword_new", edition), {**WRITTEN, **files}, follow=True)
    row = Foreword.objects.get()
    assert row.text == "Đoạn một.\nĐoạn hai." and row.position == 1
    assert "Lời nói đầu" in words(answer) and "Trần Minh Họa, Trưởng Ban Tổ chức" in words(answer)
    portrait = browser.get(at("foreword_portrait", edition, row.pk))
    assert portrait["Content-Type"] == "image/png" and b"".join(portrait.streaming_content)[1:4] == b"PNG"
    assert Entry.objects.filter(verb="foreword.added").count() == 1


def test_what_is_no_picture_is_refused_beside_its_field_and_nothing_typed_is_lost(edition, cast, sign_in):
    browser = sign_in(cast.oanh)
    nonsense = SimpleUploadedFile("chan-dung.png", b"%PDF-1.7 no picture")
    answer = browser.post(at("foreword_new", edition), {**WRITTEN, "portrait": nonsense})
    assert answer.status_code == 422 and not Foreword.objects.exists()
    assert "portrait" in answer.context["form"].errors
    assert "Đoạn một." in words(answer) and "Trưởng Ban Tổ chức" in words(answer)
    empty = browser.post(at("foreword_new", edition), {**WRITTEN, "title": " ", "text": ""})
    assert empty.status_code == 422 and {"title", "text"} <= set(empty.context["form"].errors)


def test_the_second_of_two_windows_overwrites_nothing(edition, cast, sign_in):
    row = actions.add_foreword(edition, by=cast.oanh, **WRITTEN)
    browser = sign_in(cast.oanh)
    page = at("foreword", edition, row.pk)
    seen = browser.get(page).context["form"]["seen"].value()
    browser.post(page, {**WRITTEN, "title": "Lời ngỏ", "seen": seen})
    late = browser.post(page, {**WRITTEN, "title": "Thư ngỏ", "seen": seen})
    assert late.status_code == 409
    assert "Thư ngỏ" in words(late) and "Lời ngỏ" in words(late)
    row.refresh_from_db()
    assert row.title == "Lời ngỏ"
    compared = late.context["form"]["seen"].value()
    assert browser.post(page, {**WRITTEN, "title": "Thư ngỏ", "seen": compared}).status_code == 302
    row.refresh_from_db()
    assert row.title == "Thư ngỏ"


def test_forewords_move_and_go_with_their_files(edition, cast, sign_in, django_capture_on_commit_callbacks):
    first, second = (
        actions.add_foreword(edition, by=cast.oanh, **{**WRITTEN, "title": title}, portrait=png())
        for title in ("Một", "Hai")
    )
    browser = sign_in(cast.oanh)
    browser.post(at("foreword_move", edition, second.pk), {"to": "up"})
    browser.post(at("foreword_move", edition, second.pk), {"to": "up"})
    assert list(edition.forewords.values_list("title", flat=True)) == ["Hai", "Một"]
    name = first.portrait.name
    assert default_storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(at("foreword_remove", edition, first.pk))
    assert not default_storage.exists(name) and edition.forewords.get() == second
    with django_capture_on_commit_callbacks(execute=True):
        seen = actions.state_of(edition.forewords.get())
        browser.post(at("foreword", edition, second.pk), {**WRITTEN, "seen": seen, "drop_portrait": "on"})
    assert not edition.forewords.get().portrait and not default_storage.exists(second.portrait.name)


def test_a_picture_says_what_it_is_and_a_small_one_that_it_will_look_soft(edition, cast, sign_in):
    browser = sign_in(cast.oanh)
    said = {"kind": "forum", "label": "Diễn đàn minh họa", "caption": "Toàn cảnh"}
    answer = browser.post(at("book_picture_add", edition), {**said, "upload": png()}, follow=True)
    row = BookPicture.objects.get()
    assert (row.width, row.height, row.content_type) == (60, 80, "image/png")
    assert "12 dpi" in words(answer) and "Toàn cảnh" in words(answer)
    browser.post(at("book_picture_add", edition), {**said, "upload": png()})
    assert BookPicture.objects.count() == 1
    shown = browser.get(at("book_picture", edition, row.pk))
    assert shown["Content-Type"] == "image/png"
    browser.post(at("book_picture_remove", edition, row.pk))
    assert not BookPicture.objects.exists()
    verbs = Entry.objects.filter(verb__startswith="bookpicture.").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["bookpicture.added", "bookpicture.removed"]


def test_a_broken_picture_leaves_the_rest_of_its_form(edition, cast, sign_in):
    broken = SimpleUploadedFile("anh.png", drawn()[:40], content_type="image/png")
    answer = sign_in(cast.oanh).post(
        at("book_picture_add", edition), {"kind": "partner", "label": "Công ty Sao Mai", "upload": broken}
    )
    assert answer.status_code == 422 and not BookPicture.objects.exists()
    assert "upload" in answer.context["picture_form"].errors and "Công ty Sao Mai" in words(answer)


def test_before_the_publication_there_are_no_errata(edition, cast, sign_in):
    browser = sign_in(cast.oanh)
    assert "Ghi nhận đính chính" not in words(browser.get(at("book_matter", edition)))
    answer = browser.post(at("erratum_add", edition), {"wrong": "35%", "right": "25%"})
    assert answer.status_code == 422 and not Erratum.objects.exists()
    assert "Đính chính chỉ thực hiện sau khi công bố" in words(answer) and "35%" in words(answer)


def test_after_it_an_erratum_names_the_honouree_or_none(edition, cast, sign_in):
    honor = publish_twelve(edition, cast, units=2)[0]
    browser = sign_in(cast.oanh)
    same = browser.post(at("erratum_add", edition), {"wrong": "35%", "right": " 35%"})
    assert same.status_code == 422 and "right" in same.context["erratum_form"].errors
    browser.post(at("erratum_add", edition), {"honor": honor.pk, "wrong": "35%", "right": "25%"})
    answer = browser.post(at("erratum_add", edition), {"wrong": "Trang 4", "right": "Trang 5"}, follow=True)
    assert honor.name in words(answer) and "Trang 5" in words(answer)
    assert list(Erratum.objects.values_list("honor", flat=True)) == [honor.pk, None]
    assert Entry.objects.filter(verb="erratum.added").count() == 2


def test_nobody_but_the_organiser_writes_in_the_book(edition, cast, sign_in):
    row = actions.add_foreword(edition, by=cast.oanh, **WRITTEN)
    for user in (cast.minh, cast.dung, cast.thao, cast.lan, cast.tung):
        assert sign_in(user).get(at("book_matter", edition)).status_code == 403
        for act in (
            lambda by: actions.add_foreword(edition, by=by, **WRITTEN),
            lambda by: actions.remove_foreword(row, by=by),
            lambda by: actions.add_erratum(edition, by=by, wrong="a", right="b"),
            lambda by: actions.add_book_picture(edition, by=by, kind="forum", label="a", upload=png()),
        ):
            with pytest.raises(PermissionDenied):
                act(user)
    assert Foreword.objects.count() == 1


def test_the_desk_asks_as_often_for_three_of_each_as_for_one(edition, cast, sign_in):
    publish_twelve(edition, cast, units=3)
    browser, counts = sign_in(cast.oanh), []
    browser.get(at("book_matter", edition))
    for number in range(3):
        actions.add_foreword(edition, by=cast.oanh, **{**WRITTEN, "title": f"Lời {number}"})
        actions.add_book_picture(
            edition, by=cast.oanh, kind="forum", label=f"Diễn đàn {number}", upload=png()
        )
        actions.add_erratum(
            edition, by=cast.oanh, wrong=f"{number}", right="x", honor=edition.honors.all()[number]
        )
        with CaptureQueriesContext(connection) as asked:
            browser.get(at("book_matter", edition))
        counts.append(len(asked))
    assert counts[0] == counts[2] <= 14
