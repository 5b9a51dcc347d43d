"""Every page that is no honoree's: cover, title, imprint, contents, chapter openers, indexes, back."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from awards.yearbook import columns, drawing, lettering, plan
from awards.yearbook.content import Book, Honoree
from awards.yearbook.pages import page_count
from awards.yearbook.wording import words
from dtportal.text import name_key, sort_key

Render = Callable[[str], bytes]
# Points: room for the page number before an entry, hanging lines of an index, chapters in the contents.
INDENT, HANGING, CHAPTER_SIZE = 9 * columns.MM, 3.5 * columns.MM, 12.0
TONES = "\u0300\u0301\u0303\u0309\u0323"


class BadLayout(Exception):
    """A part of the book has more or fewer pages than it must; names the part."""


@dataclass(frozen=True)
class Frame:
    """The PDFs around the honourees' pages, and where everything stands."""

    cover: bytes
    openers: bytes
    contents: bytes
    index: bytes
    plan: plan.Plan


def make(book: Book, render: Render) -> Frame:
    """Lay the frame out."""
    cover = _exactly(4, "cover", render(_html("frame", _frame_context(book))))
    openers = b""
    if book.chapters:
        openers = _exactly(len(book.chapters), "openers", render(_html("openers", _opener_context(book))))
    chapters = [[honoree.honor_id for honoree in chapter.honorees] for chapter in book.chapters]
    # How long the contents are does not depend on the numbers in them: count first, then number.
    draft = plan.front_and_chapters(chapters, 1)
    layout = plan.front_and_chapters(chapters, len(_contents(book, draft)))
    listed = _contents(book, layout)
    contents = _exactly(len(listed), "contents", render(_html("contents", {"book": book, "pages": listed})))
    indexes = _indexes(book, layout.honorees)
    index = render(_html("index", {"indexes": indexes}))
    _exactly(sum(len(found) for _title, found in indexes), "index", index)
    names = len(indexes[0][1])
    plan.add_back(layout, names, len(indexes[1][1]))
    return Frame(cover, openers, contents, index, layout)


def _exactly(pages: int, part: str, pdf: bytes) -> bytes:
    if page_count(pdf) != pages:
        raise BadLayout(part)
    return pdf


def _html(name: str, context: dict) -> str:
    with translation.override("vi"):
        return render_to_string(f"awards/yearbook/{name}.html", context)


def _frame_context(book: Book) -> dict:
    with translation.override("vi"):
        whom = _("outstanding units, organisations and enterprises of the digital transformation")
    return {
        "book": book,
        "whom": lettering.even_lines(whom, 150 / 25.4 * 72 / 19),
        "cover_drum": drawing.drum("#1d406f", "#c79a2b"),
        "back_drum": drawing.drum("#2d5288", "#c79a2b"),
    }


def _opener_context(book: Book) -> dict:
    chapters = [
        {
            "chapter": chapter,
            "number": f"{chapter.number:02d}",
            "lines": lettering.even_lines(chapter.title, 150 / 25.4 * 72 / 36),
            "drum": drawing.drum(drawing.tint(chapter.colour, 0.14), drawing.tint(chapter.colour, 0.24)),
        }
        for chapter in book.chapters
    ]
    return {"book": book, "chapters": chapters}


# --- Contents and indexes ----------------------------------------------------------------------------


def _contents(book: Book, layout: plan.Plan) -> list[columns.Page]:
    blocks = []
    for position, chapter in enumerate(book.chapters):
        title = lettering.lines(chapter.title, (columns.CONTENTS.measure - INDENT) / CHAPTER_SIZE)
        blocks.append(columns.Block(tuple(title), layout.openers[position], True, chapter=chapter.number))
        blocks += [
            _contents_entry(honoree, layout.honorees[honoree.honor_id], chapter.number)
            for honoree in chapter.honorees
        ]
    return columns.pages(blocks, columns.CONTENTS)


def _contents_entry(honoree: Honoree, page: int, chapter: int) -> columns.Block:
    """The name in lines, the locality behind it or, where there is no room, below."""
    measure = (columns.CONTENTS.measure - INDENT) / columns.CONTENTS.size
    found = lettering.lines(honoree.name, measure, lettering.REGULAR)
    last = lettering.width(found[-1] + " ", lettering.REGULAR)
    if last + lettering.width(honoree.province, lettering.ITALIC) > measure:
        found.append("")
    return columns.Block(tuple(found), page, aside=honoree.province, chapter=chapter)


def _indexes(book: Book, pages: Mapping[int, int]) -> list[tuple[str, list[columns.Page]]]:
    """Units by name, then leaders by given name; everybody by locality."""
    units = sorted((h for h in book.honorees if not h.is_person), key=lambda h: sort_key(h.name))
    people = sorted((h for h in book.honorees if h.is_person), key=lambda h: name_key(h.name))
    places = sorted(book.honorees, key=lambda h: (h.province_key, sort_key(h.name)))
    named = words()
    names = _grouped(units, lambda h: first_letter(h.name), pages)
    names += _grouped(people, lambda h: named.leaders, pages)
    return [
        (named.index_of_names, columns.pages(names, columns.INDEX)),
        (
            named.index_of_localities,
            columns.pages(_grouped(places, lambda h: h.province, pages), columns.INDEX),
        ),
    ]


def _grouped(
    honorees: list[Honoree], heading: Callable[[Honoree], str], pages: Mapping[int, int]
) -> list[columns.Block]:
    blocks = []
    for head, group in groupby(honorees, key=heading):
        blocks.append(columns.Block((head,), is_heading=True))
        blocks += [_index_entry(honoree, pages[honoree.honor_id]) for honoree in group]
    return blocks


def _index_entry(honoree: Honoree, page: int) -> columns.Block:
    """The name in hanging lines; the number stays with its last word."""
    size = columns.INDEX.size
    measure = columns.INDEX.measure / size
    room = lettering.width("\u00a00000", lettering.STRONG)
    found = lettering.lines(honoree.name, measure, lettering.REGULAR, hanging=HANGING / size)
    last = lettering.width(found[-1], lettering.REGULAR) + (HANGING / size if len(found) > 1 else 0)
    if last + room > measure:
        head, _space, tail = found[-1].rpartition(" ")
        found[-1:] = [head, tail] if head else [tail]
    return columns.Block(tuple(found), page)


def first_letter(name: str) -> str:
    """Under which letter a name stands: its first, without the tone (Ấ stands under Â)."""
    marks = unicodedata.normalize("NFD", name[:1])
    return unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONES)).upper()
