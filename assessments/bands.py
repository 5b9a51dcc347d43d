"""Where a dossier stands to the line of a list, pure: surely in, tied at the line, or out.

Official is the mean; how sure it is comes from the drawings of `advice`. Whoever stands on one side of the line with
his mean and on the other with the drawings is tied: it is never the model that puts a name into a list or out of it.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction

# From this probability on a place is sure; below the other one it is out of reach.
SURE_FROM, OUT_UP_TO = 0.9, 0.1
# Scores of one dossier that lie further apart than so many standard deviations of chance: 1 in 100 of three sheets.
WIDE = 4.1


class Band(StrEnum):
    SURE = "sure"
    TIED = "tied"
    OUT = "out"


def line_of(
    means: Sequence[Fraction], size: int | None, floor: int
) -> tuple[Fraction | None, Fraction | None]:
    """The means just inside and just outside of a list of `size`, where nobody below `floor` enters.

    The second is None where the list takes everybody who reaches the floor; the first where nobody does.
    """
    ranked = sorted((mean for mean in means if mean >= floor), reverse=True)
    if size is None or len(ranked) <= size:
        return (ranked[-1] if ranked else None), None
    return (ranked[size - 1] if size else None), ranked[size]


def band(
    mean: Fraction, probability: float, inside: Fraction | None, outside: Fraction | None, floor: int
) -> Band:
    """The band of one dossier. Equal means at the line are tied, whatever the drawings say."""
    is_in = inside is not None and mean >= max(inside, Fraction(floor))
    is_shared = inside is not None and mean == inside == outside
    if is_in and not is_shared and probability >= SURE_FROM:
        return Band.SURE
    if not is_in and probability <= OUT_UP_TO:
        return Band.OUT
    return Band.TIED


def is_wide(low: int, high: int, rest: float) -> bool:
    """Whether a dossier's scores lie further apart than chance explains; `rest` is its standard deviation."""
    return high - low > WIDE * rest and high - low >= 10


def counted(bands: Mapping[int, Band]) -> dict[Band, int]:
    """How many stand in each band."""
    found = dict.fromkeys(Band, 0)
    for one in bands.values():
        found[one] += 1
    return found
