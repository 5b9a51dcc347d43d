"""How long the rest of a list will take, by the member's own pace. Pure: plain data in, plain data out."""

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from statistics import median

# Minutes for a dossier before the member's own pace is known: some 1,500 words and a look at three files.
START = 15
# Two sheets submitted further apart than this were not written in one sitting; closer ones were not read.
LONGEST, SHORTEST = 90, 1
ENOUGH = 3  # gaps


def minutes_per_sheet(submitted: Iterable[datetime]) -> float:
    """The median of the minutes between sheets submitted in one sitting; START until there are ENOUGH gaps."""
    moments = sorted(submitted)
    gaps = [(later - earlier).total_seconds() / 60 for earlier, later in pairwise(moments)]
    sittings = [gap for gap in gaps if SHORTEST <= gap <= LONGEST]
    return median(sittings) if len(sittings) >= ENOUGH else START


def minutes_left(submitted: Iterable[datetime], waiting: int) -> int:
    """Minutes for `waiting` dossiers, rounded up to five (to one below twenty)."""
    minutes = minutes_per_sheet(submitted) * waiting
    step = 5 if minutes > 20 else 1
    return int(-(-minutes // step) * step)
