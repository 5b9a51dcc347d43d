"""Scores, pure and exact: integer marks in, fractions out. Rounding is for display only.

A criterion's maximum is its weight; weights add up to 100, so that a sheet's total is out of 100. The official
score of a dossier is the mean of its valid sheets' totals, as the minutes form of Circular 18/2016/TT-BGDĐT has
it, kept as a fraction so that ties are real ties. `advise` and `agreement` say beside it how sure that is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from assessments.advice import advise
from assessments.agreement import agreement

__all__ = [
    "Level",
    "NotAMark",
    "advise",
    "agreement",
    "check_marks",
    "criterion_means",
    "levels",
    "missing",
    "official",
    "shown",
    "weakest",
]


class NotAMark(ValueError):
    """A value that is no integer from 0 to the criterion's weight; `code` names the criterion."""

    def __init__(self, code: str, weight: int):
        super().__init__(f"{code}: an integer from 0 to {weight} is needed")
        self.code, self.weight = code, weight


def check_marks(marks: Mapping[str, int | None], weights: Mapping[str, int]) -> dict[str, int | None]:
    """The marks as they may be kept; None says “not marked yet”.

    Raises KeyError for a criterion that the rubric does not have, NotAMark for a value outside its scale.
    """
    for code, value in marks.items():
        weight = weights[code]
        if value is not None and (type(value) is not int or not 0 <= value <= weight):
            raise NotAMark(code, weight)
    return dict(marks)


def missing(marks: Mapping[str, int | None], weights: Mapping[str, int]) -> list[str]:
    """Criteria without a mark, in the order of the rubric."""
    return [code for code in weights if marks.get(code) is None]


def official(nomination: Sequence[int], total: Sequence[int]) -> dict[int, Fraction]:
    """The exact mean of each nomination's totals; lists or arrays with one entry for each valid sheet."""
    sums: dict[int, Fraction | int] = defaultdict(int)
    counts: dict[int, int] = defaultdict(int)
    for key, points in zip(_plain(nomination), _plain(total), strict=True):
        sums[key] += points if isinstance(points, int) else Fraction(points)
        counts[key] += 1
    return {key: Fraction(sums[key]) / counts[key] for key in sums}


def _plain(values: Any) -> Sequence[Any]:
    """The entries as Python's own numbers, which neither overflow nor round."""
    return values.tolist() if hasattr(values, "tolist") else values


def criterion_means(
    nomination: Sequence[int], code: Sequence[str], value: Sequence[int]
) -> dict[int, dict[str, Fraction]]:
    """The exact mean mark of each nomination by criterion; one entry for each mark of a valid sheet."""
    marks: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for key, criterion, points in zip(nomination, code, value, strict=True):
        marks[key][criterion].append(int(points))
    return {
        key: {criterion: Fraction(sum(points), len(points)) for criterion, points in by_code.items()}
        for key, by_code in marks.items()
    }


def weakest(means: Mapping[str, Fraction], weights: Mapping[str, int], count: int) -> list[str]:
    """The criteria with the smallest share of their weight reached, worst first; heavier ones first if equal."""
    shares = {code: Fraction(means.get(code, 0)) / weights[code] for code in weights}
    order = list(weights)
    return sorted(order, key=lambda code: (shares[code], -weights[code], order.index(code)))[:count]


def shown(score: Fraction) -> Decimal:
    """Two decimals, half up, for display only."""
    return (Decimal(score.numerator) / Decimal(score.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Level:
    """A worded level of a criterion: marks from `low` to `high`; `key` is the digit that chooses it."""

    key: int
    low: int
    high: int
    text: str
    text_en: str

    @property
    def span(self) -> str:
        """Its marks as people read them."""
        return f"{self.low}–{self.high}" if self.high != self.low else f"{self.low}"

    @property
    def suggested(self) -> int:
        """The mark a click on the level sets: its middle, rounded up."""
        return (self.low + self.high + 1) // 2


def levels(anchors: Iterable[Mapping], weight: int) -> list[Level]:
    """The anchors of a criterion as ranges that cover 0..weight without gaps."""
    rows = sorted(anchors, key=lambda anchor: anchor["from"])
    ends = [row["from"] - 1 for row in rows[1:]] + [weight]
    return [
        Level(key, row["from"], high, row["text"], row.get("text_en", ""))
        for key, (row, high) in enumerate(zip(rows, ends, strict=True), 1)
    ]
