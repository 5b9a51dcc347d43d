"""Where everything stands, pure: a page number is the number of the page in the file; odd pages are right-hand."""

from dataclasses import dataclass, field

# Kinds that stamps, bookmarks and checks tell apart; everything else is `FRAME`.
COVER, BLANK, FRAME, CONTENTS, OPENER, HONOREE, INDEX, BACK = (
    "cover", "blank", "frame", "contents", "opener", "honoree", "index", "back"
)  # fmt: skip


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


@dataclass
class Plan:
    leaves: list[Leaf] = field(default_factory=list)
    # First page of each chapter by its position, of each honoree by nomination.
    openers: dict[int, int] = field(default_factory=dict)
    honorees: dict[int, int] = field(default_factory=dict)

    def add(self, leaf: Leaf) -> int:
        """The number of its page."""
        self.leaves.append(leaf)
        return len(self.leaves)

    def turn_to_right(self) -> None:
        """What follows begins on a right-hand page."""
        if len(self.leaves) % 2:
            self.add(Leaf(BLANK, is_bare=True))
