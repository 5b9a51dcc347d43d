"""Where everything stands, pure: a page number is the number of the page in the file; odd pages are right-hand."""

from collections.abc import Sequence
from dataclasses import dataclass, field

COVER, BLANK, TITLE, IMPRINT, CONTENTS, OPENER, HONOREE, INDEX, BACK = (
    "cover", "blank", "title", "imprint", "contents", "opener", "honoree", "index", "back"
)  # fmt: skip
FIRST_CONTENTS_PAGE = 5


@dataclass(frozen=True)
class Leaf:
    """One page: what kind, which chapter (its position), which honoree (an id), which page of its own part."""

    kind: str
    chapter: int | None = None
    honor_id: int | None = None
    part_page: int = 0


@dataclass
class Plan:
    leaves: list[Leaf] = field(default_factory=list)
    openers: dict[int, int] = field(default_factory=dict)
    honorees: dict[int, int] = field(default_factory=dict)
    index_page: int = 0
    localities_page: int = 0

    def add(self, leaf: Leaf) -> int:
        self.leaves.append(leaf)
        return len(self.leaves)

    def turn_to_right(self) -> None:
        """What follows begins on a right-hand page."""
        if len(self.leaves) % 2:
            self.add(Leaf(BLANK))


def front_and_chapters(chapters: Sequence[Sequence[int]], contents_pages: int) -> Plan:
    """Cover to last honoree, for chapters of honour ids and a length of the contents."""
    plan = Plan()
    plan.add(Leaf(COVER))
    plan.add(Leaf(BLANK))
    plan.add(Leaf(TITLE))
    plan.add(Leaf(IMPRINT))
    for page in range(contents_pages):
        plan.add(Leaf(CONTENTS, part_page=page))
    for position, honor_ids in enumerate(chapters):
        plan.turn_to_right()
        plan.openers[position] = plan.add(Leaf(OPENER, chapter=position, part_page=position))
        for honor_id in honor_ids:
            plan.honorees[honor_id] = plan.add(Leaf(HONOREE, chapter=position, honor_id=honor_id))
    plan.turn_to_right()
    return plan


def add_back(plan: Plan, names: int, localities: int) -> None:
    """The two indexes and the back cover, which is the last even page."""
    plan.index_page = len(plan.leaves) + 1
    plan.localities_page = plan.index_page + names
    for page in range(names + localities):
        plan.add(Leaf(INDEX, part_page=page))
    if len(plan.leaves) % 2 == 0:
        plan.add(Leaf(BLANK))
    plan.add(Leaf(BACK))
