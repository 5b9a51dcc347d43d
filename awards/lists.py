"""The published lists: a narrower one stands inside the wider one, so that TOP 500 counts the TOP 100 too."""

from collections.abc import Mapping, Sequence

from dtportal.programme.models import Tier


def covered_by(wide: Tier, tiers: Sequence[Tier]) -> list[Tier]:
    """A tier and the narrower ones inside it."""
    return [
        tier
        for tier in tiers
        if tier == wide
        or (
            set(tier.groups) & set(wide.groups)
            and tier.size is not None
            and (wide.size is None or tier.size < wide.size)
        )
    ]


def tabs_of(tiers: Sequence[Tier], counts: Mapping[int, int]) -> list[tuple[Tier, int]]:
    """(tier, number of names) for tiers that have names of their own; `counts` by the id of the narrowest tier."""
    return [
        (tier, sum(counts.get(inner.pk, 0) for inner in covered_by(tier, tiers)))
        for tier in tiers
        if counts.get(tier.pk)
    ]
