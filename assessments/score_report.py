"""The scores of closed rounds as pages, report and table show them; all of it as one person may know it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, F, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from assessments import scoring, tallying
from assessments.advice import PROVEN
from assessments.bands import OUT_UP_TO, SURE_FROM, Band
from assessments.models import CouncilMember, Round, Tally
from assessments.score_plots import Dot, curve, dots, interval
from assessments.standing import BandRow, narrowest_first, rows_of
from dtportal.programme.models import Edition, Sector, Tier
from dtportal.roles import Can
from nominations.models import Nomination

TONES = {Band.SURE: "ok", Band.TIED: "warn", Band.OUT: "neutral"}
# What has to be talked about stands first.
ORDER = {Band.TIED: 0, Band.SURE: 1, Band.OUT: 2}
# With fewer dossiers nothing can be said of severity or of how far a score strays.
FEWEST = 5
# Percent: a whole number this close to a bound of the bands would say the wrong side of it.
CLOSE_TO_A_BOUND = 0.5


def percent(chance: float) -> str:
    """A probability in words: nothing is ever quite certain."""
    if chance >= 0.995:
        return "> 99%"
    if chance < 0.005:
        return "< 1%"
    value = chance * 100
    near = [bound * 100 for bound in (OUT_UP_TO, SURE_FROM) if abs(value - bound * 100) <= CLOSE_TO_A_BOUND]
    if not near:
        return f"{round(value)}%"
    exact = round(value, 2)
    places = 2 if exact not in near and round(value, 1) in near else 1
    return f"{points(value, places)}%"


def points(value: float | Decimal, places: int = 1) -> str:
    """Rounded, in the person's language; Django's own would cut the number off."""
    return number_format(f"{value:.{places}f}", places)


def signed(value: float, places: int = 1) -> str:
    """With its sign; a true minus."""
    text = points(abs(value), places)
    if not float(f"{value:.{places}f}"):
        return text
    return f"+{text}" if value > 0 else f"−{text}"


@dataclass(frozen=True)
class Row:
    """A dossier in the table of a list; everything is ready to be printed."""

    number: str
    reference: str
    name: str
    place: str
    mean: str
    sheets: int
    chance: str
    band: Band
    is_wide: bool
    dots: str


@dataclass
class Section:
    """One band of a list, in alphabetical order: all of it, or what a page shows of `total`."""

    band: Band
    total: int
    rows: list[Row] = field(default_factory=list)

    @property
    def tone(self) -> str:
        return TONES[self.band]


@dataclass(frozen=True)
class ListSummary:
    """How many stand in each band of a list, and where its line lies."""

    tier: Tier
    counts: dict[Band, int]
    inside: str
    outside: str
    pass_mark: int
    plot: str

    @property
    def has_room(self) -> bool:
        """Whether everybody who reaches the pass mark is taken: then the pass mark is the line."""
        return not self.outside

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing to draw: everybody is surely in."""
        return not self.tied and not self.out

    @property
    def sure(self) -> int:
        return self.counts[Band.SURE]

    @property
    def tied(self) -> int:
        return self.counts[Band.TIED]

    @property
    def out(self) -> int:
        return self.counts[Band.OUT]


@dataclass(frozen=True)
class MemberLine:
    """A member's scores beside those of colleagues on the same dossiers."""

    name: str
    sheets: int
    points: str
    low: str
    high: str
    is_clear: bool
    sector: str
    plot: str


@dataclass
class Pool:
    """Dossiers that compete for the same lists, and how the advice on them was found."""

    names: str
    facts: dict[str, Any]
    members: list[MemberLine]
    lists: list[ListSummary]
    corrected: list[str]
    not_corrected: list[str]

    @property
    def is_too_small(self) -> bool:
        """Whether there are too few dossiers to say anything of members or of chance, and nothing was corrected."""
        return self.facts["dossiers"] < FEWEST and not self.facts["used_model"]

    @property
    def p_value(self) -> str:
        value = self.facts["p_value"]
        return f"p < {points(0.001, 3)}" if value < 0.001 else f"p = {points(value, 3)}"

    @property
    def rest_sd(self) -> str:
        return points(self.facts["rest_sd"])

    @property
    def merit_sd(self) -> str:
        return points(self.facts["merit_sd"])


def editions() -> QuerySet[Edition]:
    """Editions as a report needs them: with the number of accepted dossiers and of open rounds."""
    accepted = Nomination.objects.accepted().filter(edition=OuterRef("pk")).order_by().values("edition")
    opened = Round.objects.filter(edition=OuterRef("pk"), status=Round.Status.OPEN)
    opened = opened.order_by().values("edition")
    return Edition.objects.defer(*Edition.bulky()).annotate(
        accepted_count=Coalesce(Subquery(accepted.annotate(n=Count("pk")).values("n")), 0),
        open_count=Coalesce(Subquery(opened.annotate(n=Count("pk")).values("n")), 0),
    )


class ScoreReport:
    """Everything said of an edition's closed rounds to one person; `edition` is one of `editions()`.

    Whoever makes it has checked the function.
    """

    def __init__(self, edition: Edition, user: Any):
        self.edition, self.user = edition, user
        self.tiers = narrowest_first(edition)
        self.hidden = tallying.hidden_ids(user, edition)
        # None without a closed round; ordered from the worker if it has not been computed yet.
        self.tally = tallying.order(edition, self.tiers, self.hidden, by=user)

    @cached_property
    def rounds(self) -> list[Round]:
        found = Round.objects.visible_to(self.user).filter(edition=self.edition)
        return list(found.order_by("number"))

    @property
    def covered(self) -> list[Round]:
        return [row for row in self.rounds if not row.is_open]

    @property
    def still_open(self) -> list[Round]:
        return [row for row in self.rounds if row.is_open]

    @property
    def covered_names(self) -> str:
        return ", ".join(row.label for row in self.covered)

    @property
    def open_names(self) -> str:
        return ", ".join(row.label for row in self.still_open)

    @property
    def is_ready(self) -> bool:
        return self.tally is not None and self.tally.status == Tally.Status.DONE

    @property
    def result(self) -> dict[str, Any]:
        return self.tally.result

    @cached_property
    def rows(self) -> dict[int, BandRow]:
        return rows_of(self.result, self.tiers)

    @cached_property
    def accepted(self) -> int:
        """Accepted dossiers this person may know of: how many there will be when every round has closed."""
        hidden = Nomination.objects.accepted().filter(pk__in=self.hidden).count() if self.hidden else 0
        return self.edition.accepted_count - hidden

    @cached_property
    def lowest(self) -> int:
        """Where the scale of single scores begins: the lowest of all, at full tens."""
        return min(min((row.low for row in self.rows.values()), default=0) // 10 * 10, 90)

    @property
    def is_partial(self) -> bool:
        return bool(self.edition.open_count) or self.is_short

    @property
    def is_short(self) -> bool:
        """Whether dossiers are still missing, not only sheets of another reading."""
        return len(self.rows) < self.accepted

    @property
    def figures(self) -> list[tuple[str, str, str]]:
        """Agreement: name, number, what it says."""
        alpha, one, mean = self.result["agreement"]
        return [
            (
                _("Krippendorff's alpha"),
                _shown(alpha),
                _("1 would be full agreement, 0 what chance alone would give."),
            ),
            (_("ICC(1)"), _shown(one), _("How much one score alone can be relied on.")),
            (_("ICC(1,k)"), _shown(mean), _("How much the mean of a dossier's scores can be relied on.")),
        ]

    @cached_property
    def pools(self) -> list[Pool]:
        names = self._names_of_members()
        sectors = {sector.pk: sector.label for sector in Sector.objects.all()} if self._is_split else {}
        tiers = {tier.code: tier for tier in self.tiers}
        found = []
        for facts in self.result["pools"]:
            lists = [row for row in facts["lists"] if row["code"] in tiers]
            lists.sort(key=lambda row: self.tiers.index(tiers[row["code"]]))
            found.append(
                Pool(
                    names=", ".join(tiers[row["code"]].label for row in lists),
                    facts=facts,
                    members=_member_lines(facts["severity"], names, sectors),
                    lists=[self._summary(row, tiers[row["code"]]) for row in lists],
                    corrected=[sectors.get(row[0], "") for row in facts["per_sector"] if row[3]],
                    not_corrected=[sectors.get(row[0], "") for row in facts["per_sector"] if not row[3]],
                )
            )
        return found

    @property
    def _is_split(self) -> bool:
        return any(pool["per_sector"] for pool in self.result["pools"])

    def _names_of_members(self) -> dict[int, str]:
        rows = CouncilMember.objects.filter(edition=self.edition).order_by("user__name_sort_key")
        return dict(rows.values_list("pk", "user__full_name"))

    def _summary(self, facts: dict[str, Any], tier: Tier) -> ListSummary:
        counts = dict.fromkeys(Band, 0)
        marks = []
        for row in self.rows.values():
            if found := row.of_list(tier.code):
                counts[found.band] += 1
                marks.append(Dot(float(row.mean), found.probability, found.band))
        inside, outside = facts["line"], facts["next"]
        line = float(self.edition.pass_mark)
        if inside and outside:
            line = (inside[0] / inside[1] + outside[0] / outside[1]) / 2
        return ListSummary(
            tier, counts, _exact(inside), _exact(outside), self.edition.pass_mark, curve(marks, line)
        )

    def summary(self, tier: Tier) -> ListSummary | None:
        """One list by itself; None when no dossier of a closed round competes for it."""
        every = (row for pool in self.result["pools"] for row in pool["lists"])
        return next((self._summary(row, tier) for row in every if row["code"] == tier.code), None)

    def ordered(self, tier: Tier) -> list[tuple]:
        """The dossiers of a list by band and, inside a band, by the alphabet: nothing ranks them there."""
        bands = {key: row.of_list(tier.code) for key, row in self.rows.items()}
        named = names_of(key for key, found in bands.items() if found is not None)
        return sorted(named, key=lambda name: ORDER[bands[name[0]].band])

    def sections(self, tier: Tier, named: Iterable[tuple]) -> list[Section]:
        """Some of what `ordered` gave, as the table shows it."""
        totals = Counter(found.band for row in self.rows.values() if (found := row.of_list(tier.code)))
        found = {band: Section(band, totals[band]) for band in ORDER}
        for key, number, reference, name, place in named:
            row = self.rows[key]
            mine = row.of_list(tier.code)
            found[mine.band].rows.append(
                Row(
                    number or reference,
                    reference,
                    name,
                    place,
                    points(row.shown_mean, 2),
                    row.sheets,
                    percent(mine.probability),
                    mine.band,
                    row.is_wide,
                    dots(row.scores, float(row.mean), self.lowest),
                )
            )
        return [section for section in found.values() if section.rows]

    @property
    def may_open_second(self) -> bool:
        return self.user.can(Can.HAND_OVER, self.edition.access_scope())


def names_of(keys: Iterable[int]) -> list[tuple[int, str, str, str, str]]:
    """(id, number, reference, name, sector or group and locality) in Vietnamese alphabetical order."""
    name = Case(When(person_name="", then=F("organization__name")), default=F("person_name"))
    order = Case(When(person_name="", then=F("organization__sort_key")), default=F("person_name"))
    rows = Nomination.objects.filter(pk__in=list(keys)).annotate(shown=name, order=order)
    rows = rows.order_by("order", "pk").values_list(
        "pk", "number", "reference", "shown", "sector__name", "province__name"
    )
    return [
        (pk, number, reference, shown, f"{sector} · {province}" if sector else province)
        for pk, number, reference, shown, sector, province in rows
    ]


def _member_lines(severity: list[list], names: dict[int, str], sectors: dict[int, str]) -> list[MemberLine]:
    reach = max([1.0, *(max(abs(row[3]), abs(row[4])) for row in severity)])
    order = {key: position for position, key in enumerate(names)}
    return [
        MemberLine(
            names.get(member, "–"),
            sheets,
            signed(middle),
            signed(low),
            signed(high),
            low > 0 or high < 0,
            sectors.get(sector, "") if sector is not None else "",
            interval(low, middle, high, reach),
        )
        for member, sheets, middle, low, high, sector in sorted(
            severity, key=lambda row: (order.get(row[0], 0), row[5] or 0)
        )
    ]


def _shown(value: float | None) -> str:
    return "–" if value is None else points(value, 2)


def _exact(pair: list[int] | None) -> str:
    return points(scoring.shown(Fraction(*pair)), 2) if pair else ""


__all__ = ["OUT_UP_TO", "PROVEN", "SURE_FROM", "ListSummary", "Pool", "Row", "ScoreReport", "Section"]
