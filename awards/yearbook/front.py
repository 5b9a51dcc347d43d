"""Every page that is no honouree's: cover, front matter, contents, chapter openers, indexes, back.

Four documents are laid out: covers, openers, everything that flows (`matter`), and the lists, whose numbers are known
only when the rest is. Which page stands where is the plan; the binding takes the pages from the parts by it.
"""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pikepdf
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from awards.yearbook import columns, drawing, figures, lettering, lists, plan, sections
from awards.yearbook.content import Book, Chapter
from awards.yearbook.nominee import Image
from awards.yearbook.pictures import BadPicture
from awards.yearbook.wording import Words, words

Render = Callable[[str], bytes]
# A picture for the variant in hand: image, width and height in millimetres → data: address.
Picture = Callable[[Image, float, float], str]

COVERS, OPENERS, MATTER, LISTS = "covers", "openers", "matter", "lists"
# Points: the longest running head beside the outer margin.
HEAD_SIZE, HEAD_MEASURE = 8.0, 150 * columns.MM


class BadLayout(Exception):
    """A part of the book has more or fewer pages than it must; names the part."""


@dataclass(frozen=True)
class Frame:
    """The PDFs around the honourees' pages by the name of their part, and where everything stands. `faults`: pictures
    that could not be printed and were left out, by file or caption."""

    parts: dict[str, bytes]
    plan: plan.Plan
    faults: tuple[str, ...] = ()


def make(book: Book, page_counts: Mapping[int, int], render: Render, picture: Picture) -> Frame:
    """Lay the frame out around honourees' pages of these numbers. Raises BadLayout."""
    named = words(book.list_name, book.year)
    tried = _Pictures(picture)
    with translation.override("vi"):
        flowing = sections.of(book, tried)
    matter = render(_html("matter", {"book": book, "sections": flowing}))
    starts = _starts(matter, [section.key for section in flowing])
    heads = {section.key: (_fitting(section.title), named.short_title) for section in flowing}
    before, after = [], []
    for section in flowing:
        first, count = starts[section.key]
        (after if section.is_after else before).append(
            plan.Section(
                section.key,
                plan.FRAME,
                MATTER,
                first,
                count,
                title=section.title if section.is_bookmarked else "",
                heads=(named.short_title, heads[section.key][0]),
                turns=section.turns,
                is_bare=section.is_bare,
            )
        )
    listed = {section.key: section for section in flowing if section.is_listed}
    layout, found = _settled(book, page_counts, named, before, after, listed)
    parts = {
        COVERS: _exactly(2, COVERS, render(_html("frame", _cover_context(book)))),
        MATTER: matter,
        LISTS: _lists(book, render, found),
    }
    if book.chapters:
        openers = render(_html("openers", _opener_context(book)))
        parts[OPENERS] = _exactly(len(book.chapters), OPENERS, openers)
    return Frame(parts, layout, tuple(tried.faults))


class _Pictures:
    """Prepares pictures; one that cannot be read is noted and left out, as if there were none."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self.faults: list[str] = []

    def __call__(self, image: Image | None, width: float, height: float) -> str:
        if image is None:
            return ""
        try:
            return self._picture(image, width, height)
        except (BadPicture, OSError):
            self.faults.append(image.caption or image.name)
            return ""


def _html(name: str, context: dict) -> str:
    with translation.override("vi"):
        return render_to_string(f"awards/yearbook/documents/{name}.html", context)


def _exactly(pages: int, part: str, pdf: bytes) -> bytes:
    if _count(pdf) != pages:
        raise BadLayout(part)
    return pdf


def _count(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)


def _starts(pdf: bytes, keys: list[str]) -> dict[str, tuple[int, int]]:
    """Of each section its first page in the part (from 0) and its number of pages, read from the bookmarks that bear
    the sections' keys. Raises BadLayout."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        numbers = {page.obj.objgen: number for number, page in enumerate(document.pages)}
        with document.open_outline() as outline:
            found = [(str(item.title), numbers[item.destination[0].objgen]) for item in outline.root]
        end = len(document.pages)
    if [key for key, _first in found] != keys:
        raise BadLayout(MATTER)
    firsts = [first for _key, first in found]
    return {
        key: (first, following - first)
        for (key, first), following in zip(found, [*firsts[1:], end], strict=True)
    }


def _fitting(head: str) -> str:
    """A running head of one line."""
    found = lettering.lines(head, HEAD_MEASURE / HEAD_SIZE, lettering.REGULAR)
    return f"{found[0]} …" if len(found) > 1 else head


# --- The plan ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Lists:
    contents: list[columns.Page]
    names: list[columns.Page]
    localities: list[columns.Page]

    @property
    def count(self) -> int:
        return len(self.contents) + len(self.names) + len(self.localities)


def _settled(
    book: Book,
    page_counts: Mapping[int, int],
    named: Words,
    before: list[plan.Section],
    after: list[plan.Section],
    listed: Mapping[str, sections.Section],
) -> tuple[plan.Plan, _Lists]:
    """How long the contents are does not depend on the numbers in them: count with a first plan, then number."""

    def laid_out(lengths: tuple[int, int, int]) -> tuple[plan.Plan, _Lists]:
        layout = _plan(book, page_counts, named, before, after, lengths)
        rows = [
            [
                (listed[section.key].title, listed[section.key].author, layout.sections[section.key])
                for section in group
                if section.key in listed
            ]
            for group in (before, after)
        ]
        indexes = [
            (title, "", layout.sections[key])
            for key, title in (("names", named.index_of_names), ("localities", named.index_of_localities))
            if key in layout.sections
        ]
        # Indexes stand between forums and partners, and errata and colophon.
        behind = sorted([*rows[1], *indexes], key=lambda row: row[2])
        return layout, _Lists(
            lists.contents(book, rows[0], behind, layout.openers, layout.honorees),
            lists.by_name(book, layout.honorees),
            lists.by_locality(book, layout.honorees),
        )

    _draft, drawn = laid_out((1, 1, 1))
    layout, found = laid_out((len(drawn.contents), len(drawn.names), len(drawn.localities)))
    if found.count != drawn.count:
        raise BadLayout(LISTS)
    return layout, found


def _plan(
    book: Book,
    page_counts: Mapping[int, int],
    named: Words,
    before: list[plan.Section],
    after: list[plan.Section],
    lengths: tuple[int, int, int],
) -> plan.Plan:
    """The whole order of the book, for contents and indexes of these lengths."""
    layout = plan.Plan()
    layout.add(plan.Leaf(plan.COVER, COVERS, 0, bookmark=named.cover, is_dark=True, is_bare=True))
    layout.add(plan.Leaf(plan.BLANK, is_bare=True))
    for section in before:
        layout.add_section(section)
    contents, names, localities = lengths
    layout.add_section(_listing("contents", plan.CONTENTS, 0, contents, named.contents, turns=True))
    for position, chapter in enumerate(book.chapters):
        layout.add_chapter(position, _chapter_leaves(chapter, named), page_counts)
    last = {"errata", "colophon"}
    for section in after:
        if section.key not in last:
            layout.add_section(section)
    if book.honorees:
        first = contents + names
        layout.add_section(_listing("names", plan.INDEX, contents, names, named.index_of_names, turns=True))
        layout.add_section(_listing("localities", plan.INDEX, first, localities, named.index_of_localities))
    for section in after:
        if section.key in last:
            layout.add_section(section)
    layout.close(plan.Leaf(plan.BACK, COVERS, 1, is_dark=True, is_bare=True))
    return layout


def _listing(key: str, kind: str, first: int, count: int, title: str, *, turns: bool = False) -> plan.Section:
    """Contents and indexes bear their title on every page: by it a reader, and the check, know them."""
    return plan.Section(
        key, kind, LISTS, first, count, title=title, heads=(title, title), is_listed=True, turns=turns
    )


def _chapter_leaves(chapter: Chapter, named: Words) -> plan.ChapterLeaves:
    people = [(honoree.nomination_id, honoree.name) for honoree in chapter.honorees]
    return plan.ChapterLeaves(chapter.title, (named.short_title, chapter.title), people)


# --- Covers, openers, lists ------------------------------------------------------------------------------


def _cover_context(book: Book) -> dict:
    with translation.override("vi"):
        whom = _("outstanding units, organisations and enterprises of the digital transformation")
    return {
        "book": book,
        "whom": lettering.even_lines(whom, 150 * columns.MM / 19),
        "cover_drum": drawing.drum("#1d406f", "#c79a2b"),
        "back_drum": drawing.drum("#2d5288", "#c79a2b"),
    }


def _opener_context(book: Book) -> dict:
    chapters = [
        {
            "chapter": chapter,
            "number": f"{chapter.number:02d}",
            "lines": _without_loose_dash(lettering.even_lines(chapter.title, 150 * columns.MM / 36)),
            "drum": drawing.drum(drawing.tint(chapter.colour, 0.1), drawing.tint(chapter.colour, 0.18)),
            "map": figures.small_map(book, chapter),
            "facts": figures.facts_of(book, chapter),
            "share": figures.percent(chapter.gold, len(chapter.honorees)),
        }
        for chapter in book.chapters
    ]
    return {"book": book, "chapters": chapters}


def _without_loose_dash(lines: list[str]) -> list[str]:
    """A dash between words ends a line, it begins none."""
    for at in range(1, len(lines)):
        if lines[at].startswith("- "):
            lines[at - 1] += " -"
            lines[at] = lines[at].removeprefix("- ")
    return lines


def _lists(book: Book, render: Render, found: _Lists) -> bytes:
    named = words()
    listed = render(
        _html(
            "contents",
            {
                "book": book,
                "contents": found.contents,
                "indexes": [
                    (named.index_of_names, found.names),
                    (named.index_of_localities, found.localities),
                ]
                if book.honorees
                else [],
            },
        )
    )
    expected = found.count if book.honorees else len(found.contents)
    return _exactly(expected, LISTS, listed)
