"""The honour list as the public reads it: what is asked of it, the names that pass, and the numbers beside them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from awards.lists import covered_by, tabs_of
from awards.models import Honor
from dtportal.programme import tilemap
from dtportal.programme.models import Edition, Group, Province, Sector, Tier

# Lists with an address of their own: the word in a query, the name of the address.
FACETS = {
    "tier": "awards:by_tier",
    "sector": "awards:by_sector",
    "province": "awards:by_locality",
    "kind": "awards:by_kind",
}


def kind_label(group: str) -> str:
    """Short, in the language of the page."""
    return {
        Group.UNIT: _("Units and enterprises"),
        Group.STATE_BODY: _("State bodies"),
        Group.LEADER: _("Outstanding leaders"),
    }[Group(group)]


@dataclass(frozen=True)
class Asked:
    """Words of an address; empty ones ask for nothing."""

    tier: str = ""
    sector: str = ""
    province: str = ""
    kind: str = ""
    q: str = ""

    @property
    def given(self) -> dict[str, str]:
        return {key: value for key, value in vars(self).items() if value}

    def address(self, edition: str) -> str:
        """The one address of this list: a path where one thing is asked, a query where there are more."""
        given = self.given
        if len(given) == 1 and (facet := next(iter(given))) in FACETS:
            return reverse(FACETS[facet], args=[edition, given[facet]])
        path = reverse("awards:honorees", args=[edition])
        return f"{path}?{urlencode(given)}" if given else path

    def but(self, **changes: str) -> "Asked":
        return replace(self, **changes)


@dataclass(frozen=True)
class Choice:
    """A link to a narrower or wider list, with how many names stand on it."""

    key: str
    label: str
    number: int
    url: str
    is_current: bool


@dataclass(frozen=True)
class Fact:
    """What the numbers are made of: one honour that stands."""

    tier: int
    kind: str
    sector: str
    province: str


class Hall:
    """The list of one edition under one question. Five queries, whatever its length."""

    def __init__(self, edition: Edition, asked: Mapping[str, str]):
        self.edition = edition
        self.tiers: list[Tier] = list(edition.tiers.all())
        self.sectors: list[Sector] = list(edition.sectors.all())
        self.localities: list[Province] = list(edition.localities())
        allowed = {
            "tier": {tier.code for tier in self.tiers},
            "sector": {sector.slug for sector in self.sectors},
            "province": {province.slug for province in self.localities},
            "kind": set(Group.values),
        }
        known = {key: asked.get(key, "") for key in FACETS if asked.get(key, "") in allowed[key]}
        self.asked = Asked(**known, q=asked.get("q", ""))

    # --- Numbers -------------------------------------------------------------------------------------

    @cached_property
    def _facts(self) -> list[Fact]:
        rows = self.edition.honors.standing().order_by()
        return [
            Fact(tier, group, sector or "", province)
            for tier, group, sector, province in rows.values_list(
                "tier", "group", "sector__slug", "province__slug"
            )
        ]

    def _passing(self, *, but: str) -> list[Fact]:
        """Facts under everything that is asked except one thing and the words."""
        asked = self.asked.but(**{but: ""}) if but else self.asked
        tiers = self._covered(asked.tier)
        return [
            fact
            for fact in self._facts
            if (not asked.tier or fact.tier in tiers)
            and (not asked.sector or fact.sector == asked.sector)
            and (not asked.province or fact.province == asked.province)
            and (not asked.kind or fact.kind == asked.kind)
        ]

    def _covered(self, code: str) -> set[int]:
        tier = self.tier_of(code)
        return {inner.pk for inner in covered_by(tier, self.tiers)} if tier else set()

    def tier_of(self, code: str) -> Tier | None:
        return next((tier for tier in self.tiers if tier.code == code), None)

    @cached_property
    def total(self) -> int:
        return len(self._facts)

    @cached_property
    def tabs(self) -> list[Choice]:
        """All, then each list that has names of its own."""
        facts = self._passing(but="tier")
        counts = Counter(fact.tier for fact in facts)
        named = tabs_of(self.tiers, Counter(fact.tier for fact in self._facts))
        choices = [self._choice("tier", "", _("All"), len(facts))]
        for tier, _number in named:
            number = sum(counts[pk] for pk in self._covered(tier.code))
            choices.append(self._choice("tier", tier.code, tier.label, number))
        return choices

    @cached_property
    def hero(self) -> list[Choice]:
        """How many names each list has, whatever is asked."""
        counts = Counter(fact.tier for fact in self._facts)
        return [
            Choice(tier.code, tier.label, number, Asked(tier=tier.code).address(self.edition.slug), False)
            for tier, number in tabs_of(self.tiers, counts)
        ]

    @cached_property
    def by_sector(self) -> list[Choice]:
        counts = Counter(fact.sector for fact in self._passing(but="sector"))
        return [self._choice("sector", row.slug, row.label, counts[row.slug]) for row in self.sectors]

    @cached_property
    def by_kind(self) -> list[Choice]:
        counts = Counter(fact.kind for fact in self._passing(but="kind"))
        return [
            self._choice("kind", group, kind_label(group), counts[group])
            for group in Group.values
            if any(fact.kind == group for fact in self._facts)
        ]

    @cached_property
    def by_locality(self) -> list[Choice]:
        counts = Counter(fact.province for fact in self._passing(but="province"))
        return [self._choice("province", row.slug, row.name, counts[row.slug]) for row in self.localities]

    def _choice(self, facet: str, key: str, label: str, number: int) -> Choice:
        asked = self.asked.but(**{facet: key, "q": ""})
        current = getattr(self.asked, facet) == key
        return Choice(key, label, number, asked.address(self.edition.slug), current)

    @cached_property
    def map(self) -> "Map":
        choices = dict(zip((row.uid for row in self.localities), self.by_locality, strict=True))
        drawing = tilemap.draw({uid: choice.number for uid, choice in choices.items()})
        return Map(drawing, choices)

    # --- Names ---------------------------------------------------------------------------------------

    def honors(self) -> QuerySet[Honor]:
        """Who passes, revoked ones too, list by list and in the order of the alphabet."""
        honors = Honor.objects.filter(edition=self.edition).select_related("tier", "sector", "province")
        honors = honors.defer("texts", "search_text")
        asked = self.asked
        if asked.tier:
            honors = honors.filter(tier__in=self._covered(asked.tier))
        if asked.sector:
            honors = honors.filter(sector__slug=asked.sector)
        if asked.province:
            honors = honors.filter(province__slug=asked.province)
        if asked.kind:
            honors = honors.filter(group=asked.kind)
        if asked.q:
            honors = honors.search(asked.q)
        return honors.order_by("tier__position", "sort_key", "pk")

    @cached_property
    def found(self) -> list[Honor]:
        return list(self.honors())

    @cached_property
    def sections(self) -> list[tuple[Tier, list[Honor], int]]:
        """The names under the narrowest list they stand on, and how many of them hold."""
        return [
            (tier, names, sum(not honor.is_revoked for honor in names))
            for tier in self.tiers
            if (names := [honor for honor in self.found if honor.tier_id == tier.pk])
        ]

    @cached_property
    def title(self) -> str:
        """What makes this list another than the whole one: “TOP 100 · Y tế · Đà Nẵng”."""
        asked = self.asked
        tier = self.tier_of(asked.tier)
        parts = [
            tier.label if tier else "",
            next((row.label for row in self.sectors if row.slug == asked.sector), ""),
            kind_label(asked.kind) if asked.kind else "",
            next((row.name for row in self.localities if row.slug == asked.province), ""),
            f"“{asked.q}”" if asked.q else "",
        ]
        return " · ".join(filter(None, parts))


@dataclass(frozen=True)
class Map:
    """The drawing, with a link for each tile."""

    drawing: tilemap.Drawing
    choices: dict[str, Choice]

    @property
    def tiles(self) -> list[tuple[Any, Choice]]:
        return [(tile, self.choices[tile.uid]) for tile in self.drawing.tiles]

    @property
    def islands(self) -> list[tuple[Any, Choice]]:
        return [(island, self.choices[island.uid]) for island in self.drawing.islands]

    @property
    def rows(self) -> list[Choice]:
        """The same numbers for the table: most first, then by name."""
        return sorted(self.choices.values(), key=lambda choice: -choice.number)
