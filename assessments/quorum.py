"""How many are enough, pure."""

from fractions import Fraction
from math import ceil


def quorum_of(share: str, size: int) -> int:
    """How many of `size` a share such as “3/4” asks for, rounded up; at least one."""
    return max(1, ceil(Fraction(share) * size))
