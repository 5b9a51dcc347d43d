"""What stands in the contents and in the two indexes, in Vietnamese order, before it is broken into columns."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from itertools import groupby

from awards.yearbook import columns, lettering
from awards.yearbook.content import Book, Honoree
from awards.yearbook.wording import words
from dtportal.text import name_key, sort_key

# Points: room for the page number before an entry, hanging lines of an index, type of chapters and of sections.
INDENT, HANGING, CHAPTER_SIZE, SECTION_SIZE = 9 * columns.MM, 3.5 * columns.MM, 12.0, 9.5
TONES = "\u0300\u0301\u0303\u0309\u0323"

# A section of the book that is no chapter: its title, its author or nothing, its page.
Section = tuple[str, str, int]


def contents(
    book: Book,
    before: Iterable[Section],
    after: Iterable[Section],
    openers: Mapping[int, int],
    honorees: Mapping[int, int],
) -> list[columns.Page]:
    """Sections before the chapters, each chapter with its honourees, sections after them."""
    blocks = [_section(*row) for row in before]
    for position, chapter in enumerate(book.chapters):
        title = lettering.lines(chapter.title, (columns.CONTENTS.measure - INDENT) / CHAPTER_SIZE)
        blocks.append(columns.Block(tuple(title), openers[position], is_heading=True, chapter=chapter.number))
        blocks += [
            _contents_entry(honoree, honorees[honoree.nomination_id], chapter.number)
            for honoree in chapter.honorees
        ]
    rest = [_section(*row) for row in after]
    if rest and book.chapters:
        # A rule parts them from the last chapter's names.
        blocks.append(columns.Block(("",), is_heading=True))
    return columns.pages([*blocks, *rest], columns.CONTENTS)


def _section(title: str, author: str, page: int) -> columns.Block:
    measure = (columns.CONTENTS.measure - INDENT) / SECTION_SIZE
    found = lettering.lines(title, measure, lettering.STRONG)
    if author:
        # The author stands below the title, in lines of the entries' size.
        found += [""] * len(lettering.lines(author, _entry_measure(), lettering.ITALIC))
    return columns.Block(tuple(found), page, is_section=True, aside=author)


def _entry_measure() -> float:
    return (columns.CONTENTS.measure - INDENT) / columns.CONTENTS.size


def _contents_entry(honoree: Honoree, page: int, chapter: int) -> columns.Block:
    """The name in lines, the locality behind it or, where there is no room, below."""
    measure = _entry_measure()
    found = lettering.lines(honoree.name, measure, lettering.REGULAR)
    last = lettering.width(found[-1] + " ", lettering.REGULAR)
    if last + lettering.width(honoree.province, lettering.ITALIC) > measure:
        found.append("")
    return columns.Block(tuple(found), page, aside=honoree.province, chapter=chapter)


def by_name(book: Book, honorees: Mapping[int, int]) -> list[columns.Page]:
    """Units by name, then leaders by given name."""
    units = sorted((h for h in book.honorees if not h.page.is_person), key=lambda h: sort_key(h.name))
    people = sorted((h for h in book.honorees if h.page.is_person), key=lambda h: name_key(h.name))
    leaders = words().leaders
    found = _grouped(units, lambda h: first_letter(h.name), honorees)
    found += _grouped(people, lambda _h: leaders, honorees)
    return columns.pages(found, columns.INDEX)


def by_locality(book: Book, honorees: Mapping[int, int]) -> list[columns.Page]:
    rows = sorted(book.honorees, key=lambda h: (h.province_key, sort_key(h.name)))
    return columns.pages(_grouped(rows, lambda h: h.province, honorees, counted=True), columns.INDEX)


def _grouped(
    rows: list[Honoree],
    heading: Callable[[Honoree], str],
    honorees: Mapping[int, int],
    *,
    counted: bool = False,
) -> list[columns.Block]:
    blocks = []
    for head, group in groupby(rows, key=heading):
        entries = [_index_entry(honoree, honorees[honoree.nomination_id]) for honoree in group]
        count = len(entries) if counted else 0
        blocks.append(columns.Block((head,), is_heading=True, count=count))
        blocks += entries
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
