"""How each dossier stands to the lines of the edition's lists: what other parts ask of the scores.

bands(edition)[nomination.pk].band is Band.TIED
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from assessments import scoring, tallying
from assessments.bands import Band, is_wide
from assessments.models import Tally
from dtportal.programme.models import Edition, Tier

__all__ = ["Band", "BandRow", "ListBand", "bands", "rows_of", "tied"]


@dataclass(frozen=True)
class ListBand:
    """How a dossier stands to one list; `probability` of belonging to it, 0–1."""

    tier: Tier
    band: Band
    probability: float


@dataclass(frozen=True)
class BandRow:
    """A dossier of closed rounds. `mean` is the official score; `scores` are its sheets' totals, lowest first.

    `estimate` is the advice beside it; `is_wide` says that the scores lie further apart than chance explains.
    """

    nomination_id: int
    mean: Fraction
    scores: tuple[int, ...]
    estimate: float
    is_wide: bool
    lists: tuple[ListBand, ...]

    @property
    def _chief(self) -> ListBand | None:
        """The list this is about: the first where it is tied, else the first that it is sure of, else the last."""
        for wanted in (Band.TIED, Band.SURE):
            for row in self.lists:
                if row.band == wanted:
                    return row
        return self.lists[-1] if self.lists else None

    @property
    def band(self) -> Band:
        """Tied at any line, else sure of any list, else out."""
        return self._chief.band if self._chief else Band.OUT

    @property
    def tier(self) -> Tier | None:
        """The list that `band` and `probability` speak of: the narrowest one concerned."""
        return self._chief.tier if self._chief else None

    @property
    def probability(self) -> float:
        return self._chief.probability if self._chief else 0.0

    @property
    def shown_mean(self) -> Decimal:
        return scoring.shown(self.mean)

    @property
    def sheets(self) -> int:
        return len(self.scores)

    @property
    def low(self) -> int:
        return self.scores[0]

    @property
    def high(self) -> int:
        return self.scores[-1]

    def of_list(self, code: str) -> ListBand | None:
        return next((row for row in self.lists if row.tier.code == code), None)


def bands(edition: Edition, user: Any = None) -> dict[int, BandRow]:
    """Every dossier of closed rounds by nomination id, as `user` may know of it; without `user`, all of them.

    For actions: what has not been computed yet is computed now, about half a second for 500 dossiers. Pages ask
    `results.Results`, which leaves that to the worker. Raises nothing; an edition without closed rounds has none.
    """
    tiers = narrowest_first(edition)
    hidden = tallying.hidden_ids(user, edition) if user is not None else []
    inputs = tallying.inputs_of(edition, tiers, hidden)
    found = Tally.objects.filter(edition=edition, inputs=inputs.hash, status=Tally.Status.DONE).first()
    result = found.result if found else tallying.compute(edition, tiers, hidden)
    return rows_of(result, tiers)


def tied(edition: Edition, user: Any = None) -> set[int]:
    """Nominations tied at the line of any list."""
    return {key for key, row in bands(edition, user).items() if row.band == Band.TIED}


def narrowest_first(edition: Edition) -> list[Tier]:
    tiers = list(edition.tiers.all())
    return sorted(tiers, key=lambda tier: (tier.size is None, tier.size or 0, tier.position))


def rows_of(result: dict[str, Any], tiers: list[Tier]) -> dict[int, BandRow]:
    """What a tally holds; `tiers` narrowest first."""
    return {
        int(key): BandRow(
            nomination_id=int(key),
            mean=Fraction(*row["mean"]),
            scores=tuple(row["scores"]),
            estimate=row["estimate"],
            is_wide=is_wide(row["scores"][0], row["scores"][-1], row["rest"]),
            lists=tuple(
                ListBand(tier, Band(row["lists"][tier.code][0]), row["lists"][tier.code][1])
                for tier in tiers
                if tier.code in row["lists"]
            ),
        )
        for key, row in result["by_dossier"].items()
    }
