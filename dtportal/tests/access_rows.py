"""A row of the access table: an address, and who of the cast may."""

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace

ED = "2023"
NOBODY: tuple[str, ...] = ()
PUBLIC = "public"
EVERYBODY = ("lan", "khoa", "minh", "hanh", "dung", "thao", "oanh", "binh", "van", "tung")


@dataclass(frozen=True)
class Row:
    """`who`: names of the cast, or PUBLIC. `args` of the world. `post`: the address takes POST only."""

    name: str
    who: tuple[str, ...] | str
    args: Callable[[SimpleNamespace], list] = lambda w: []
    post: bool = False


def own(name: str, who: str, *args: str, post: bool = False) -> Row:
    """A row whose arguments are attributes of the world, such as `nomination.reference`."""

    def arguments(world: SimpleNamespace) -> list:
        values = []
        for path in args:
            value = world
            for part in path.split("."):
                value = ED if part == ED else getattr(value, part)
            values.append(value)
        return values

    return Row(name, PUBLIC if who == PUBLIC else tuple(who.split()), arguments, post)


REF = "nomination.reference"
