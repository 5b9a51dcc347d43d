"""The import behind a page, for Minh and Khoa: upload, preview, confirm."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from dtportal.files import XLSX
from nominations import tasks
from nominations.imports import batches
from nominations.imports.exporting import mistakes_csv
from nominations.models import ImportBatch, Nomination
from nominations.tests.workbooks import SECOND, list_of, row

LISTS = "/work/2023/imports/"


def upload_of(content: bytes, name: str = "đề cử.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=XLSX)


@pytest.fixture
def checked(edition):
    """`checked(content, by)`: a list uploaded, and its preview made by the worker."""

    def checked(content: bytes, by) -> ImportBatch:
        batch = batches.upload_list(edition, upload_of(content), by=by)
        tasks.run_import(batch.pk)
        batch.refresh_from_db()
        return batch

    return checked


def test_minh_uploads_a_list_sees_what_was_understood_and_imports_it(sign_in, cast):
    minh = sign_in(cast.minh)
    answer = minh.post(LISTS, {"file": upload_of(list_of(row(), row(**SECOND)))})
    batch = ImportBatch.objects.get()
    page = f"{LISTS}{batch.pk}/"
    assert answer.url == page
    assert "hx-get" in minh.get(page).text

    tasks.run_import(batch.pk)
    preview = minh.get(page).text
    assert "Bệnh viện Đa khoa Minh Họa Hải Âu" in preview and "Nhập vào hệ thống" in preview
    assert not Nomination.objects.exists()

    minh.post(f"{page}confirm/")
    tasks.run_import(batch.pk)
    done = minh.get(page).text
    assert "Đã nhập xong danh sách." in done and "2023-YT-0001" in done
    assert "Nhập vào hệ thống" not in done
    assert Nomination.objects.count() == 2


def test_a_second_click_and_a_repeated_task_change_nothing(sign_in, cast, checked):
    batch, minh = checked(list_of(row()), cast.minh), sign_in(cast.minh)
    for _click in range(2):
        minh.post(f"{LISTS}{batch.pk}/confirm/")
    for _message in range(3):
        tasks.run_import(batch.pk)
    minh.post(f"{LISTS}{batch.pk}/confirm/")

    assert Nomination.objects.count() == 1
    assert "Đã nhập" in minh.get(LISTS).text


def test_mistakes_are_listed_and_nothing_can_be_confirmed(sign_in, cast, checked):
    batch = checked(list_of(row(**{"Số lao động": "khoảng 200"}), row(**SECOND)), cast.minh)
    minh = sign_in(cast.minh)

    page = minh.get(f"{LISTS}{batch.pk}/").text
    assert "Số lao động" in page and "“khoảng 200” không phải là số nguyên" in page
    assert "Nhập vào hệ thống" not in page
    assert minh.post(f"{LISTS}{batch.pk}/confirm/").status_code == 400
    table = minh.get(f"{LISTS}{batch.pk}/mistakes.csv").content.decode("utf-8-sig")
    assert table.splitlines()[1].startswith("Đề cử,5,Số lao động,")
    assert not Nomination.objects.exists()


def test_a_cell_that_looks_like_a_formula_is_text_in_the_table_of_mistakes():
    said = {"sheet": "=1+1", "row": 5, "column": "@sum", "sentence": "-2+3"}

    assert mistakes_csv([said]).decode("utf-8-sig").splitlines()[1] == "'=1+1,5,'@sum,'-2+3"


def test_a_mistake_made_after_the_preview_stops_the_import(cast, checked, edition):
    batch = checked(list_of(row()), cast.minh)
    batches.confirm_import(batch, by=cast.minh)
    taken = checked(list_of(row(**{"Tên đơn vị": "Công ty Khác Minh Họa"})), cast.minh)
    batches.confirm_import(taken, by=cast.minh)
    tasks.run_import(taken.pk)

    tasks.run_import(batch.pk)

    batch.refresh_from_db()
    assert [mistake["column"] for mistake in batch.mistakes] == ["Mã số thuế"]
    assert not batch.is_imported and Nomination.objects.count() == 1


def test_a_killed_worker_loses_nothing(cast, checked):
    batch = checked(list_of(row()), cast.minh)
    batches.confirm_import(batch, by=cast.minh)
    batch.refresh_from_db()
    batch.start(1)
    tasks.sweep()
    assert not Nomination.objects.exists()

    ImportBatch.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=5))
    tasks.sweep()

    batch.refresh_from_db()
    assert batch.is_imported and Nomination.objects.count() == 1


def test_a_file_that_is_no_workbook_is_refused_beside_the_field(sign_in, cast):
    minh = sign_in(cast.minh)

    for content, name in [(b"%PDF-1.7", "a.xlsx"), (b"a,b", "a.csv"), (b"x" * (5 * 2**20 + 1), "a.xlsx")]:
        answer = minh.post(LISTS, {"file": upload_of(content, name)})
        assert answer.status_code == 422 and "invalid-feedback" in answer.text
    assert not ImportBatch.objects.exists()


def test_a_workbook_without_a_list_fails_with_a_sentence(sign_in, cast, checked):
    batch = checked(list_of(row(), header=["A", "B"]), cast.minh)

    assert "dòng tiêu đề" in sign_in(cast.minh).get(f"{LISTS}{batch.pk}/").text


def test_khoa_sees_his_own_lists_only_and_minh_sees_all(sign_in, cast, checked):
    of_minh, of_khoa = checked(list_of(row(**SECOND)), cast.minh), checked(list_of(row()), cast.khoa)
    khoa, minh = sign_in(cast.khoa), sign_in(cast.minh)

    for suffix in ("", "mistakes.csv", "list.xlsx"):
        assert khoa.get(f"{LISTS}{of_minh.pk}/{suffix}").status_code == 404
        assert khoa.get(f"{LISTS}{of_khoa.pk}/{suffix}").status_code == 200
        assert minh.get(f"{LISTS}{of_khoa.pk}/{suffix}").status_code == 200
    assert khoa.post(f"{LISTS}{of_minh.pk}/confirm/").status_code == 404
    # Minh may look at it, but it is Khoa who vouches for his list.
    assert minh.post(f"{LISTS}{of_khoa.pk}/confirm/").status_code == 403
    assert str(cast.body) in minh.get(LISTS).text
    assert f"{LISTS}{of_minh.pk}/" not in khoa.get(LISTS).text


def test_khoa_follows_his_imported_rows_to_their_endorsements(sign_in, cast, checked):
    batch = checked(list_of(row()), cast.khoa)
    batches.confirm_import(batch, by=cast.khoa)
    tasks.run_import(batch.pk)
    endorsement = Nomination.objects.get().endorsements.get()

    page = sign_in(cast.khoa).get(f"{LISTS}{batch.pk}/").text

    assert reverse("nominations:endorsement", args=[endorsement.pk]) in page


@pytest.mark.parametrize("person", ["lan", "hanh", "dung", "thao", "oanh", "binh", "tung"])
def test_nobody_else_gets_in(sign_in, cast, checked, person):
    batch = checked(list_of(row()), cast.minh)
    browser = sign_in(getattr(cast, person))

    for path in ("", "template.xlsx", f"{batch.pk}/", f"{batch.pk}/mistakes.csv", f"{batch.pk}/list.xlsx"):
        assert browser.get(f"{LISTS}{path}").status_code == 403
    assert browser.post(LISTS, {"file": upload_of(list_of(row()))}).status_code == 403
    assert browser.post(f"{LISTS}{batch.pk}/confirm/").status_code == 403


def test_an_unknown_edition_is_not_found(sign_in, cast):
    assert sign_in(cast.minh).get("/work/1999/imports/").status_code == 404


def test_the_empty_list_offers_the_sectors_of_the_edition(sign_in, cast):
    book = load_workbook(io.BytesIO(sign_in(cast.minh).get(f"{LISTS}template.xlsx").content))

    assert book["Đề cử"]["A4"].value == "Tên đơn vị *"
    assert len(list(book["Danh mục"].iter_rows(min_col=2, max_col=2, max_row=8))) == 8


def test_the_list_of_lists_loads_once_however_long_it_is(
    sign_in, cast, checked, django_assert_num_queries, django_assert_max_num_queries
):
    checked(list_of(row()), cast.khoa)
    browser = sign_in(cast.minh)
    browser.get(LISTS)
    with django_assert_max_num_queries(12) as first:
        browser.get(LISTS)
    for _more in range(2):
        checked(list_of(row()), cast.khoa)
    with django_assert_num_queries(len(first)):
        browser.get(LISTS)
