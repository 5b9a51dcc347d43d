"""Every page that is no honoree's: cover, title, imprint, contents, chapter openers, indexes, back."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.template.loader import render_to_string
from django.utils import translation

from awards.yearbook import drawing, lettering, plan
from awards.yearbook.content import Book, Honoree
from awards.yearbook.pages import page_count
from dtportal.text import name_key, sort_key

Render = Callable[[str], bytes]
# Entries of the contents that fill a page: the first guess of its length, corrected by what the engine says.
ENTRIES_PER_PAGE = 62
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
    """Lay the frame out. The contents' own length moves every number in it: repeat until both agree."""
    cover = _exactly(4, "cover", render(_html("frame", _frame_context(book))))
    openers = b""
    if book.chapters:
        openers = _exactly(len(book.chapters), "openers", render(_html("openers", _opener_context(book))))
    chapters = [[honoree.honor_id for honoree in chapter.honorees] for chapter in book.chapters]
    pages = max(1, -(-len(book.honorees) // ENTRIES_PER_PAGE))
    for _attempt in range(5):
        layout = plan.front_and_chapters(chapters, pages)
        contents = render(_html("contents", {"book": book, "chapters": _contents(book, layout)}))
        if (actual := page_count(contents)) == pages:
            break
        pages = actual
    else:
        raise BadLayout("contents")
    index = render(_html("index", _index_context(book, layout.honorees)))
    plan.add_back(layout, page_count(index))
    return Frame(cover, openers, contents, index, layout)


def _exactly(pages: int, part: str, pdf: bytes) -> bytes:
    if page_count(pdf) != pages:
        raise BadLayout(part)
    return pdf


def _html(name: str, context: dict) -> str:
    with translation.override("vi"):
        return render_to_string(f"awards/yearbook/{name}.html", context)


def _frame_context(book: Book) -> dict:
    return {
        "book": book,
        "cover_drum": drawing.drum("#1d406f", "#c79a2b"),
        "back_drum": drawing.drum("#2d5288", "#c79a2b"),
    }


def _opener_context(book: Book) -> dict:
    chapters = [
        {
            "chapter": chapter,
            "number": f"{chapter.number:02d}",
            "lines": lettering.lines(chapter.title, 150 / 25.4 * 72 / 36),
            "drum": drawing.drum(drawing.tint(chapter.colour, 0.14), drawing.tint(chapter.colour, 0.24)),
        }
        for chapter in book.chapters
    ]
    return {"book": book, "chapters": chapters}


def _contents(book: Book, layout: plan.Plan) -> list[dict]:
    return [
        {
            "chapter": chapter,
            "page": layout.openers[position],
            "entries": [(layout.honorees[honoree.honor_id], honoree) for honoree in chapter.honorees],
        }
        for position, chapter in enumerate(book.chapters)
    ]


# --- Indexes -----------------------------------------------------------------------------------------


def _index_context(book: Book, pages: Mapping[int, int]) -> dict:
    """Units by name, leaders by given name, everybody by locality; [(heading, [(entry, page)])]."""
    units = sorted((h for h in book.honorees if not h.is_person), key=lambda h: sort_key(h.name))
    people = sorted((h for h in book.honorees if h.is_person), key=lambda h: name_key(h.name))
    places = sorted(book.honorees, key=lambda h: (h.province_key, sort_key(h.name)))
    return {
        "names": _grouped(units, lambda h: first_letter(h.name), pages),
        "people": [(honoree, pages[honoree.honor_id]) for honoree in people],
        "places": _grouped(places, lambda h: h.province, pages),
    }


def _grouped(honorees: list[Honoree], heading: Callable[[Honoree], str], pages: Mapping[int, int]) -> list:
    return [
        (head, [(honoree, pages[honoree.honor_id]) for honoree in group])
        for head, group in groupby(honorees, key=heading)
    ]


def first_letter(name: str) -> str:
    """Under which letter a name stands: its first, without the tone (Ấ stands under Â)."""
    marks = unicodedata.normalize("NFD", name[:1])
    return unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONES)).upper()
