"""The printed book: everybody once, true numbers, pages made once, the same bytes each time."""

import io

import pikepdf
import pytest
from django.core.management import call_command
from pypdf import PdfReader

from awards.models import Honor, Roll, Variant, YearbookPart
from awards.tests.yearbooks import (
    LONG_NAME,
    complaints,
    give_own_page,
    print_book,
    publish_twelve,
    words_of,
    write,
)
from awards.yearbook.measures import MM

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MORE = "Chặng đường còn dài và được kể lại ở đây. " * 20


@pytest.fixture
def honors(edition, cast):
    """The first is of the narrowest list, the fifth is not; both have prepared a second page."""
    honors = publish_twelve(edition, cast)
    for honor in (honors[0], honors[5]):
        give_own_page(honor, cast.lan, more=MORE)
    return honors


@pytest.fixture(scope="module")
def shelf():
    """The book of the twelve, printed once: the same list gives the same bytes (a test below says so)."""
    return {}


@pytest.fixture
def path(edition, honors, shelf, tmp_path):
    return shelved(edition, shelf, tmp_path, "screen")


@pytest.fixture
def printers(edition, honors, shelf, tmp_path):
    return shelved(edition, shelf, tmp_path, "print")


def shelved(edition, shelf, folder, variant):
    path = folder / f"{variant}.pdf"
    if variant not in shelf:
        print_book(edition, path, variant)
        shelf[variant] = path.read_bytes()
    path.write_bytes(shelf[variant])
    return path


def test_everybody_is_in_the_book_once_and_every_promise_is_kept(path, edition):
    assert complaints(path, edition) == []
    pages = words_of(path)
    for honor in Honor.objects.all():
        assert sum(f"Số{honor.certificate_number}" in page for page in pages) == 1
    reader = PdfReader(path)
    assert "TOP 500" in reader.metadata.title and "lần thứ nhất (2023)" in reader.metadata.title
    assert reader.trailer["/Root"]["/Lang"] == "vi"
    assert any("Mục lục" in str(entry) for entry in reader.outline)
    contents = next(page for page in pages if page.startswith("Mụclục"))
    assert "".join(LONG_NAME.split()) in contents


def test_the_printers_book_has_bleed_and_marks_and_no_link_out_of_it(printers, edition):
    assert complaints(printers, edition) == []
    with pikepdf.open(printers) as document:
        for page in document.pages:
            media, bleed, trim = (
                [float(value) for value in page.obj[name]] for name in ("/MediaBox", "/BleedBox", "/TrimBox")
            )
            assert trim[2:] == pytest.approx([210 * MM, 297 * MM], abs=0.1)
            assert trim[0] - bleed[0] == pytest.approx(3 * MM, abs=0.1)
            assert trim[0] - media[0] == pytest.approx(10 * MM, abs=0.1)
            assert not any("/A" in note for note in page.obj.get("/Annots", []))
        assert document.Root.PageLayout == "/TwoPageRight"


def test_a_rehearsal_is_labelled_on_every_page_that_says_something(path):
    for number, page in enumerate(words_of(path)[:-1], 1):
        assert not page or "Dữliệuminhhọa" in page, number


def test_only_our_fonts_are_in_the_book_and_each_once(path):
    with pikepdf.open(path) as document:
        fonts = [
            item for item in document.objects if isinstance(item, pikepdf.Dictionary) and "/BaseFont" in item
        ]
        names = [str(font.BaseFont).split("+")[-1] for font in fonts if font.Subtype == "/Type0"]
    assert {name.startswith("Be-Vietnam-Pro") for name in names} == {True}
    assert len(names) == len(set(names))


def test_the_second_page_is_printed_for_the_narrowest_list_only(path, honors):
    pages = words_of(path)
    told = [page for page in pages if "Chặngđườngcòndài" in page]
    assert len(told) == 1 and "Số" + honors[0].certificate_number not in told[0]
    first = next(number for number, page in enumerate(pages) if f"Số{honors[0].certificate_number}" in page)
    assert pages[first + 1] == told[0]
    part = YearbookPart.objects.filter(nomination=honors[5].nomination_id).first()
    assert part is None or part.page_count == 2


def test_texts_of_every_length_take_one_page_and_lose_no_letter_we_can_print(path, honors):
    pages = words_of(path)

    def page_of(honor):
        return next(page for page in pages if f"Số{honor.certificate_number}" in page)

    assert "TOP100" in page_of(honors[1])
    assert "Ngắngọn." in page_of(honors[2])
    assert "…" in page_of(honors[3])
    assert "Từgiấy–số•" in page_of(honors[4])
    assert "ẾẪỘỠỮ" in page_of(honors[10])
    assert "NguyễnThịMinhHọa" in page_of(honors[11]) and "CôngtyCánhBuồm" in page_of(honors[11])


def test_the_index_stands_in_vietnamese_order(path):
    index = next(page for page in words_of(path) if page.startswith("Tracứutheotên"))
    order = ["AnBìnhSố", "ẤnTượngSố", "Bệnhviện108", "DịchvụSố", "ĐồngVàng", "ẾẪỘỠỮ", "Quỹ"]
    places = [index.index(name) for name in order]
    assert places == sorted(places)


def test_a_second_book_makes_only_changed_pages_anew_and_is_else_the_same_to_the_byte(
    edition, honors, tmp_path
):
    first, second, third = tmp_path / "1.pdf", tmp_path / "2.pdf", tmp_path / "3.pdf"
    assert "12 đơn vị" in print_book(edition, first).getvalue()
    before = dict(YearbookPart.objects.values_list("pk", "made_at"))
    print_book(edition, second)
    assert dict(YearbookPart.objects.values_list("pk", "made_at")) == before
    assert second.read_bytes() == first.read_bytes()
    write(honors[6], {"strategy": "Một chiến lược khác hẳn."})
    print_book(edition, third)
    fresh = YearbookPart.objects.exclude(pk__in=before)
    assert [part.nomination_id for part in fresh] == [honors[6].nomination_id]
    assert any("Mộtchiếnlượckháchẳn." in page for page in words_of(third))


def test_who_was_revoked_is_left_out(edition, honors, tmp_path):
    entry = Roll.objects.get().entries.get(name="Đồng Vàng")
    entry.revoked_for = "fraud"
    entry.save()
    print_book(edition, tmp_path / "book.pdf", Variant.PRINT)
    assert not any("ĐồngVàng" in page for page in words_of(tmp_path / "book.pdf"))


def test_an_edition_without_a_published_list_has_no_book(edition, cast, tmp_path):
    err = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("build_yearbook", edition.slug, output=tmp_path / "x.pdf", inline=True, stderr=err)
    assert err.getvalue().strip() == "Danh sách chưa được công bố; kỷ yếu in từ danh sách đã công bố."
