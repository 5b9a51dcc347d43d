"""The printed book: everybody once, true numbers, one page each, pages made once."""

import io

import pikepdf
import pytest
from django.core.management import call_command
from pypdf import PdfReader

from awards.models import Honor, YearbookPart
from awards.tests.yearbooks import LONG_NAME, NAMES, complaints, print_book, publish_twelve, words_of
from awards.yearbook.typeface import Typeface

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def honors(edition, cast):
    return publish_twelve(edition, cast)


@pytest.fixture(scope="module")
def shelf():
    """The book of the twelve, printed once: the same list gives the same bytes (a test below says so)."""
    return {}


@pytest.fixture
def path(edition, honors, shelf, tmp_path):
    path = tmp_path / "book.pdf"
    if not shelf:
        print_book(edition, path)
        shelf["bytes"] = path.read_bytes()
    path.write_bytes(shelf["bytes"])
    return path


def test_everybody_has_one_page_and_every_number_is_true(path, edition):
    assert complaints(path, edition) == []
    pages = words_of(path)
    numbers = [
        [number for number, page in enumerate(pages, 1) if f"Số{honor.certificate_number}" in page]
        for honor in Honor.objects.all()
    ]
    assert all(len(found) == 1 for found in numbers)
    assert "KỶYẾU" in pages[0] and "TOP500" in pages[0] and "Dữliệuminhhọa" in pages[0]
    assert pages[4].startswith("Mụclục") and "Bìa" not in pages[4]
    assert "".join(LONG_NAME.split()) in pages[4]
    reader = PdfReader(path)
    assert "TOP 500" in reader.metadata.title and "lần thứ nhất (2023)" in reader.metadata.title
    assert reader.trailer["/Root"]["/Lang"] == "vi"
    assert any("Mục lục" in str(entry) for entry in reader.outline)


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


def test_texts_of_every_length_take_one_page_and_lose_no_letter_we_can_print(path, honors):
    pages = words_of(path)

    def page_of(honor):
        return next(page for page in pages if f"Số{honor.certificate_number}" in page)

    assert "ĐượccôngbốtrongdanhsáchTOP100" in page_of(honors[1])
    assert "Ngắngọn." in page_of(honors[2])
    assert "…" in page_of(honors[3]) and "Tracứutoànvăn" in page_of(honors[3])
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
    before = dict(YearbookPart.objects.values_list("honor", "pk"))
    print_book(edition, second)
    assert dict(YearbookPart.objects.values_list("honor", "pk")) == before
    assert second.read_bytes() == first.read_bytes()
    honors[0].texts = {"strategy": "Một chiến lược khác hẳn."}
    honors[0].save()
    print_book(edition, third)
    after = dict(YearbookPart.objects.values_list("honor", "pk"))
    assert {honor for honor in after if after[honor] != before[honor]} == {honors[0].pk}
    assert any("Mộtchiếnlượckháchẳn." in page for page in words_of(third))


# --- A book that is not true -------------------------------------------------------------------------


def tampered(path, change):
    """A copy of the book after `change(document)`."""
    copy = path.with_name("tampered.pdf")
    with pikepdf.open(path) as document:
        change(document)
        document.save(copy)
    return copy


def place_of(path, honor) -> int:
    """Where the page of somebody stands in the file, from 0."""
    return next(n for n, page in enumerate(words_of(path)) if f"Số{honor.certificate_number}" in page)


def test_a_lost_page_is_found_out(path, edition, honors):
    def lose(document):
        del document.pages[place_of(path, honors[4])]

    found = complaints(tampered(path, lose), edition)
    assert any("Bệnh viện 108 Minh Họa" in line and "không có trong sách" in line for line in found)


def test_a_page_bound_twice_is_found_out(path, edition, honors):
    def double(document):
        document.pages.append(document.pages[place_of(path, honors[8])])

    found = complaints(tampered(path, double), edition)
    assert any("Quỹ Tín dụng Số Sao Mai" in line and "ở nhiều trang" in line for line in found)


def test_pages_bound_in_the_wrong_place_are_found_out(path, edition, honors):
    def swap(document):
        first, second = place_of(path, honors[0]), place_of(path, honors[1])
        pages = list(document.pages)
        document.pages[first], document.pages[second] = pages[second], pages[first]

    assert complaints(tampered(path, swap), edition)


def test_a_wrong_number_in_the_contents_is_found_out(path, edition, honors):
    true = place_of(path, honors[2]) + 1

    def misprint(document):
        page = document.pages[4]
        faces = {name: Typeface(font) for name, font in page.obj.Resources.Font.items()}
        changed, face = [], None
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "Tf":
                face = faces[str(operands[0])]
            if str(operator) == "TJ" and text_of(operands[0], face) == str(true):
                operands = [pikepdf.Array([bytes.fromhex(face.encode(str(true + 1)).decode()[1:-1])])]
            changed.append((operands, operator))
        page.obj.Contents = document.make_stream(pikepdf.unparse_content_stream(changed))

    def text_of(operand, face):
        return "".join(face.decode(bytes(part)) for part in operand if isinstance(part, pikepdf.String))

    found = complaints(tampered(path, misprint), edition)
    assert any(f"“Mục lục” chỉ “{NAMES[2]}” đến trang {true + 1}" in line for line in found), found


def test_what_is_no_book_gets_a_sentence(edition, honors, tmp_path):
    nonsense = tmp_path / "nonsense.pdf"
    nonsense.write_bytes(b"%PDF-1.7 nothing else")
    assert "Không đọc được tệp PDF này" in complaints(nonsense, edition)[0]


def test_an_edition_without_a_published_list_has_no_book(edition, cast, tmp_path):
    err = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("build_yearbook", edition.slug, output=tmp_path / "x.pdf", inline=True, stderr=err)
    assert err.getvalue().strip() == "Danh sách chưa được công bố; kỷ yếu in từ danh sách đã công bố."
