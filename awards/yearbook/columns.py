"""Lists in columns: contents and indexes, broken into lines, columns and pages before they are laid out.

Every line is known here, so the number of pages is known too, and the engine has nothing left to try.
Measures are points.
"""

from collections.abc import Iterable
from dataclasses import dataclass

MM = 72 / 25.4
TEXT_WIDTH, TEXT_HEIGHT = 174 * MM, 237 * MM
TITLE_HEIGHT = 74.0


@dataclass(frozen=True)
class Style:
    """How a list is set; the style sheet says the same in CSS. `section` is one line of a section with its space."""

    columns: int
    gap: float
    size: float
    line: float
    after_entry: float
    heading: float
    before_heading: float
    section: float = 0.0

    @property
    def measure(self) -> float:
        return (TEXT_WIDTH - (self.columns - 1) * self.gap) / self.columns


CONTENTS = Style(2, 9 * MM, 8.6, 12.4, 3.2, 27.0, 16.0, section=20.0)
INDEX = Style(3, 7 * MM, 7.8, 11.2, 2.0, 17.0, 11.0)


@dataclass(frozen=True)
class Block:
    """A heading above entries (a chapter, a letter, a locality), a section of the book, or an entry: its lines, the
    page it leads to, its locality or author (`aside`), and of a locality how many stand below it (`count`)."""

    lines: tuple[str, ...]
    page: int = 0
    is_heading: bool = False
    is_section: bool = False
    aside: str = ""
    chapter: int = 0
    count: int = 0

    def height(self, style: Style, *, is_first: bool) -> float:
        more = len(self.lines) - 1
        if self.is_heading:
            return style.heading + more * style.line * 1.4 + (0 if is_first else style.before_heading)
        if self.is_section:
            return style.section + more * style.line
        return len(self.lines) * style.line + style.after_entry


Column = list[Block]
Page = list[Column]


def pages(blocks: Iterable[Block], style: Style) -> list[Page]:
    """Columns page by page; the first page has room for the list's title, the last has columns of even length."""
    waiting = list(blocks)
    found: list[Page] = []
    while waiting or not found:
        room = TEXT_HEIGHT - (0 if found else TITLE_HEIGHT)
        page, rest = _page(waiting, style, room)
        if not rest:
            page = _evened(waiting, style, room)
        found.append(page)
        waiting = rest
    return found


def _page(blocks: list[Block], style: Style, room: float) -> tuple[Page, list[Block]]:
    page: Page = []
    for _number in range(style.columns):
        column, blocks = _column(blocks, style, room)
        page.append(column)
    return page, blocks


def _column(blocks: list[Block], style: Style, room: float) -> tuple[Column, list[Block]]:
    """As many blocks as fit; a heading stays with the entry below it."""
    used, count = 0.0, 0
    for block in blocks:
        used += block.height(style, is_first=count == 0)
        if used > room and count:
            break
        count += 1
    while count > 1 and count < len(blocks) and blocks[count - 1].is_heading:
        count -= 1
    return blocks[:count], blocks[count:]


def _evened(blocks: list[Block], style: Style, room: float) -> Page:
    """The shortest columns that still hold everything."""
    low, high = 0.0, room
    for _attempt in range(12):
        middle = (low + high) / 2
        if _page(blocks, style, middle)[1]:
            low = middle
        else:
            high = middle
    return _page(blocks, style, high)[0]
