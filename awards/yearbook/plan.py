"""Where everything stands, pure: a page number is the number of the page in the file; odd pages are right-hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

# Kinds that stamps, bookmarks and checks tell apart; everything else is `FRAME`.
COVER, BLANK, FRAME, CONTENTS, OPENER, HONOREE, INDEX, BACK = (
    "cover", "blank", "frame", "contents", "opener", "honoree", "index", "back"
)  # fmt: skip
# Printers fold sheets of four pages.
SHEET = 4


@dataclass(frozen=True)
class Leaf:
    """One page: its kind; from which part of the frame it is taken (`part`, `part_page`), or whose page it is
    (`nomination_id`, `part_page` 0 or 1); what is stamped on it and where it stands among the bookmarks."""

    kind: str
    part: str = ""
    part_page: int = 0
    nomination_id: int | None = None
    # Position of the chapter it belongs to, for its colour and its tab.
    chapter: int | None = None
    # Running head; empty: none.
    head: str = ""
    # Entry of the bookmarks, and whether it stands below the entry before it of level 0.
    bookmark: str = ""
    level: int = 0
    # White stamps on a dark page; no stamps at all.
    is_dark: bool = False
    is_bare: bool = False


@dataclass(frozen=True)
class Section:
    """Pages of one part of the frame that follow each other. `key` names it, `heads` are the running heads of its left
    and right pages; `is_listed`: its first page may have them too (contents and indexes are known by them)."""

    key: str
    kind: str
    part: str
    first: int
    count: int
    title: str = ""
    heads: tuple[str, str] = ("", "")
    is_listed: bool = False
    turns: bool = False
    is_bare: bool = False


@dataclass(frozen=True)
class ChapterLeaves:
    """A chapter for the plan: its names in bookmarks and heads, and (nomination id, name) in the order of print."""

    title: str
    heads: tuple[str, str]
    honorees: Sequence[tuple[int, str]]


@dataclass
class Plan:
    leaves: list[Leaf] = field(default_factory=list)
    # First page of each chapter by its position, of each honoree by nomination, of each section by its key.
    openers: dict[int, int] = field(default_factory=dict)
    honorees: dict[int, int] = field(default_factory=dict)
    sections: dict[str, int] = field(default_factory=dict)

    def add(self, leaf: Leaf) -> int:
        """The number of its page."""
        self.leaves.append(leaf)
        return len(self.leaves)

    def turn_to_right(self) -> None:
        """What follows begins on a right-hand page."""
        if len(self.leaves) % 2:
            self.add(Leaf(BLANK, is_bare=True))

    def add_section(self, section: Section) -> None:
        if section.turns:
            self.turn_to_right()
        for page in range(section.count):
            number = len(self.leaves) + 1
            has_head = section.is_listed or page > 0
            leaf = Leaf(
                section.kind,
                part=section.part,
                part_page=section.first + page,
                head=section.heads[number % 2] if has_head else "",
                bookmark=section.title if page == 0 else "",
                is_bare=section.is_bare,
            )
            self.add(leaf)
            if page == 0:
                self.sections[section.key] = number

    def add_chapter(self, position: int, chapter: ChapterLeaves, page_counts: Mapping[int, int]) -> None:
        """Its opener on a right-hand page, then everybody's one or two pages."""
        self.turn_to_right()
        self.openers[position] = self.add(
            Leaf(OPENER, "openers", position, chapter=position, bookmark=chapter.title, is_dark=True)
        )
        for nomination_id, name in chapter.honorees:
            for page in range(page_counts[nomination_id]):
                number = self.add(
                    Leaf(
                        HONOREE,
                        part_page=page,
                        nomination_id=nomination_id,
                        chapter=position,
                        head=chapter.heads[(len(self.leaves) + 1) % 2],
                        bookmark="" if page else name,
                        level=1,
                    )
                )
                self.honorees.setdefault(nomination_id, number)

    def close(self, back: Leaf) -> None:
        """Blank leaves, so that the back cover is the last page of the last sheet."""
        while (len(self.leaves) + 1) % SHEET:
            self.add(Leaf(BLANK, is_bare=True))
        self.add(back)
