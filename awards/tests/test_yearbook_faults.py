"""`verify_yearbook` finds what is wrong with a book: every fault below is planted into a good one."""

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from django.utils import translation
from django.utils.translation import gettext
from pikepdf import Array, Dictionary, Name, String

from awards.models import Roll
from awards.tests.yearbooks import complaints, give_own_page, print_book, publish_twelve, words_of
from awards.yearbook import stamps
from awards.yearbook.typeface import Typeface

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def shelf():
    return {}


@pytest.fixture
def entries(edition, cast):
    honors = publish_twelve(edition, cast)
    give_own_page(honors[0], cast.lan)
    return list(Roll.objects.get().entries.order_by("pk"))


class Copy:
    """A good book to be spoilt: its document, the places of nominees' pages, and how they read."""

    def __init__(self, path: Path, document: pikepdf.Pdf, entries: list) -> None:
        self.document, self.entries, self.words = document, entries, words_of(path)

    def place(self, number: int) -> int:
        """Where the page of an entry stands, from 0."""
        wanted = f"Số{self.entries[number].certificate_number}"
        return next(place for place, page in enumerate(self.words) if wanted in page)

    def page(self, number: int) -> pikepdf.Page:
        return self.document.pages[self.place(number)]

    def list_page(self, title: str) -> pikepdf.Page:
        return self.document.pages[next(n for n, page in enumerate(self.words) if page.startswith(title))]

    def rewrite(self, page: pikepdf.Page, change: Callable[[str, Typeface], bytes | None]) -> None:
        """Replace drawn texts for which `change` gives other codes; the first only."""
        changed, face, done = [], None, False
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "Tf":
                face = Typeface(page.obj.Resources.Font[str(operands[0])])
            if str(operator) in {"Tj", "TJ"} and not done:
                parts = operands[0] if isinstance(operands[0], Array) else [operands[0]]
                said = "".join(face.decode(bytes(part)) for part in parts if isinstance(part, String))
                codes = change(said, face)
                if codes is not None:
                    done, operands, operator = True, [Array([String(codes)])], pikepdf.Operator("TJ")
            changed.append((operands, operator))
        assert done
        page.obj.Contents = self.document.make_stream(pikepdf.unparse_content_stream(changed))

    def say(self, page: pikepdf.Page, old: str, new: str) -> None:
        """Print `new` instead of `old`."""
        self.rewrite(
            page,
            lambda said, face: (
                bytes.fromhex(face.encode(new).decode()[1:-1]) if said.strip() == old else None
            ),
        )

    def links(self, page: pikepdf.Page) -> list[pikepdf.Object]:
        return [note for note in page.obj.get("/Annots", []) if "/Dest" in note]

    def entry(self, number: int) -> str:
        return self.entries[number].name


def lose_a_page(copy: Copy) -> None:
    del copy.document.pages[copy.place(4)]


def bind_a_page_twice(copy: Copy) -> None:
    copy.document.pages.append(copy.page(8))


def swap_two_pages(copy: Copy) -> None:
    first, second = copy.place(0), copy.place(1)
    pages = list(copy.document.pages)
    copy.document.pages[first], copy.document.pages[second] = pages[second], pages[first]


def misprint_the_contents(copy: Copy) -> None:
    true = copy.place(2) + 1
    copy.say(copy.list_page("Mụclục"), str(true), str(true + 1))


def misprint_an_index(copy: Copy) -> None:
    copy.say(copy.list_page("Tracứutheotên"), str(copy.place(2) + 1), "999")


def misprint_a_certificate(copy: Copy) -> None:
    number = copy.entries[3].certificate_number
    copy.say(copy.page(3), f"Số {number}", "Số 777/GCN-2023")


def stamp_the_wrong_list(copy: Copy) -> None:
    copy.say(copy.page(0), "TOP 100", "TOP 500")


def misprint_a_name(copy: Copy) -> None:
    copy.say(copy.page(2), "Đồng Vàng", "Đồng Bạc")


def lead_the_code_elsewhere(copy: Copy) -> None:
    for item in copy.document.objects:
        if isinstance(item, Dictionary) and str(item.get("/Alt", "")).endswith("MINHHOA005/"):
            item.Alt = String("http://localhost:8000/verify/ANOTHER/")


def crop_a_page(copy: Copy) -> None:
    copy.document.pages[6].obj.TrimBox = Array([0, 0, 500, 800])


def break_a_link(copy: Copy) -> None:
    copy.links(copy.list_page("Mụclục"))[0].Dest = Array([Dictionary(), Name.Fit])


def lead_a_link_elsewhere(copy: Copy) -> None:
    copy.links(copy.list_page("Mụclục"))[0].Dest = Array([copy.document.pages[0].obj, Name.Fit])


def leave_a_link_to_a_part(copy: Copy) -> None:
    note = copy.links(copy.list_page("Mụclục"))[0]
    del note["/Dest"]
    note.A = Dictionary(S=Name.URI, URI=String("page:3"))


def take_the_bookmarks_away(copy: Copy) -> None:
    del copy.document.Root["/Outlines"]


def lead_a_bookmark_elsewhere(copy: Copy) -> None:
    for item in copy.document.objects:
        if isinstance(item, Dictionary) and str(item.get("/Title", "")) == copy.entry(2):
            item.Dest = Array([copy.document.pages[0].obj, Name.Fit])


def bring_in_a_foreign_font(copy: Copy) -> None:
    fonts = copy.page(1).obj.Resources.Font
    fonts["/Foreign"] = copy.document.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Helvetica"))
    )


def take_a_font_out(copy: Copy) -> None:
    font = copy.page(1).obj.Resources.Font["/" + stamps.resource_of(stamps.REGULAR).decode()]
    del font.DescendantFonts[0].FontDescriptor["/FontFile2"]


def lose_a_letter(copy: Copy) -> None:
    copy.rewrite(copy.page(2), lambda said, face: b"\x00\x00" if "Ngắn" in said else None)


def decompose_letters(copy: Copy) -> None:
    font = copy.page(2).obj.Resources.Font["/" + stamps.resource_of(stamps.BOLD).decode()]
    glyph = Typeface(font).glyphs["ồ"]
    apart = unicodedata.normalize("NFD", "ồ").encode("utf-16-be").hex().encode()
    data = font.ToUnicode.read_bytes().lower()
    whole = f"{ord('ồ'):04x}".encode()
    code = f"{glyph:04x}".encode()
    assert b"<" + code + b"> <" + whole + b">" in data
    font.ToUnicode = copy.document.make_stream(
        data.replace(b"<" + code + b"> <" + whole + b">", b"<" + code + b"> <" + apart + b">")
    )


def shrink_an_image(copy: Copy) -> None:
    for image in copy.document.objects:
        if isinstance(image, pikepdf.Stream) and image.get("/Subtype") == "/Image" and image.Width > 400:
            image.write(bytes(60 * 40 * 3))
            image.Width, image.Height, image.ColorSpace, image.BitsPerComponent = 60, 40, Name.DeviceRGB, 8


def take_the_structure_away(copy: Copy) -> None:
    del copy.document.Root["/StructTreeRoot"]


def draw_outside_the_structure(copy: Copy) -> None:
    page, face = copy.page(1), "/" + stamps.resource_of(stamps.REGULAR).decode()
    codes = Typeface(page.obj.Resources.Font[face]).encode("Lậu")
    page.contents_add(b"BT %s 9 Tf 1 0 0 1 200 300 Tm %s Tj ET" % (face.encode(), codes))


def forget_the_language(copy: Copy) -> None:
    del copy.document.Root["/Lang"]


def forget_the_title(copy: Copy) -> None:
    del copy.document.docinfo["/Title"]


FAULTS = [
    (lose_a_page, "“%(name)s” (%(certificate)s) is not in the book.", 4),
    (bind_a_page_twice, "“%(name)s” (%(certificate)s) stands on several pages: %(pages)s.", 8),
    (swap_two_pages, "Page %(page)s stands at place %(position)s of the file.", None),
    (
        misprint_the_contents,
        "“%(part)s” sends “%(name)s” to page %(page)s, which is not headed by that name.",
        2,
    ),
    (misprint_an_index, "“%(part)s” sends “%(name)s” to page %(page)s, which does not exist.", 2),
    (
        misprint_a_certificate,
        "Page %(page)s: nobody of this edition has the certificate %(certificate)s.",
        None,
    ),
    (stamp_the_wrong_list, "Page %(page)s does not say that “%(name)s” is of the list “%(list)s”.", 0),
    (misprint_a_name, "Page %(page)s should be headed “%(name)s” and is not.", 2),
    (lead_the_code_elsewhere, "Page %(page)s: the code does not lead to the certificate of “%(name)s”.", 5),
    (crop_a_page, "Page %(page)s: its %(box)s is not as it should be.", None),
    (break_a_link, "Page %(page)s: a link leads nowhere.", None),
    (lead_a_link_elsewhere, "Page %(page)s: a link to page %(said)s leads to page %(number)s.", None),
    (leave_a_link_to_a_part, "Page %(page)s: a link to %(address)s is in the book.", None),
    (take_the_bookmarks_away, "The book has no bookmarks.", None),
    (lead_a_bookmark_elsewhere, "No bookmark “%(name)s” leads to page %(page)s.", 2),
    (bring_in_a_foreign_font, "A font of another family is in the book: %(font)s.", None),
    (take_a_font_out, "The font %(font)s is not embedded.", None),
    (lose_a_letter, "Page %(page)s: a letter is missing in “%(text)s”.", None),
    (decompose_letters, "Page %(page)s: “%(text)s” is not written in composed letters (NFC).", None),
    (shrink_an_image, "Page %(page)s: an image has %(dots)s dots per inch, %(wanted)s are needed.", None),
    (take_the_structure_away, "The book has no structure for screen readers (tags).", None),
    (draw_outside_the_structure, "Page %(page)s: “%(text)s” is not in the structure of the book.", None),
    (forget_the_language, "The book does not say that it is Vietnamese.", None),
    (forget_the_title, "The book has no title.", None),
]


@pytest.mark.parametrize(("plant", "sentence", "about"), FAULTS, ids=[fault[0].__name__ for fault in FAULTS])
def test_it_is_found(plant, sentence, about, edition, entries, shelf, tmp_path):
    path, spoilt = tmp_path / "book.pdf", tmp_path / "spoilt.pdf"
    if not shelf:
        print_book(edition, path)
        shelf["bytes"] = path.read_bytes()
    path.write_bytes(shelf["bytes"])
    with pikepdf.open(path) as document:
        plant(Copy(path, document, entries))
        document.save(spoilt)
    found = complaints(spoilt, edition)
    with translation.override("vi"):
        pattern = gettext(sentence)
    fixed = [piece for piece in _pieces(pattern) if piece.strip()]
    name = entries[about].name if about is not None else ""
    assert any(all(piece in line for piece in [*fixed, name]) for line in found), found


def _pieces(pattern: str) -> list[str]:
    """What of a sentence is the same whatever is filled in."""
    pieces, rest = [], pattern
    while "%(" in rest:
        before, _sign, rest = rest.partition("%(")
        pieces.append(before)
        rest = rest.partition(")s")[2]
    return [*pieces, rest]


def test_a_good_book_has_none(edition, entries, tmp_path):
    print_book(edition, tmp_path / "book.pdf")
    assert complaints(tmp_path / "book.pdf", edition) == []


def test_what_is_no_book_gets_a_sentence(edition, entries, tmp_path):
    nonsense = tmp_path / "nonsense.pdf"
    nonsense.write_bytes(b"%PDF-1.7 nothing else")
    assert "Không đọc được tệp PDF này" in complaints(nonsense, edition)[0]
