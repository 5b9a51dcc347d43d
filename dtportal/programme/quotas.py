"""Floors and caps of an edition's lists, by sector or by locality: as data, in words, and what is wrong with them.

One is {"tier": code, "by": "sector" | "province", "key": code, uid or "*", "least": n, "most": n}; “*” means each,
and one for a named sector or locality goes before the one for each.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from dtportal.programme.models import Edition

SECTOR, PROVINCE, EACH = "sector", "province", "*"


def in_words(quota: dict[str, Any], edition: Edition) -> str:
    """“TOP 100: each sector at least 2, at most 20”."""
    tier = next((tier.label for tier in edition.tiers.all() if tier.code == quota["tier"]), quota["tier"])
    bounds = []
    if quota.get("least"):
        bounds.append(_("at least %(number)s") % {"number": quota["least"]})
    if quota.get("most") is not None:
        bounds.append(_("at most %(number)s") % {"number": quota["most"]})
    words = {"list": tier, "place": dict(places(edition))[place_of(quota)], "bounds": ", ".join(bounds)}
    return _("%(list)s: %(place)s %(bounds)s") % words


def place_of(quota: dict[str, Any]) -> str:
    """“sector:GT”: what a form offers to choose."""
    return f"{quota['by']}:{quota['key']}"


def places(edition: Edition) -> list[tuple[str, str]]:
    """(place, name) of all that a floor or cap may be about: each sector and locality, and every single one."""
    return [
        (f"{SECTOR}:{EACH}", _("each sector")),
        *((f"{SECTOR}:{sector.code}", sector.label) for sector in edition.sectors.all()),
        (f"{PROVINCE}:{EACH}", _("each locality")),
        *((f"{PROVINCE}:{province.uid}", province.label) for province in edition.localities()),
    ]


def mistakes(quotas: Sequence[dict[str, Any]], edition: Edition) -> list[str]:
    """What keeps these from being used, in sentences; empty when they can."""
    sizes = {tier.code: tier.size for tier in edition.tiers.all()}
    known = dict(places(edition))
    found, seen = [], set()
    for quota in quotas:
        place = place_of(quota)
        if quota["tier"] not in sizes or place not in known:
            found.append(
                _("A floor or cap names a list, sector or locality that this edition does not have.")
            )
            continue
        words = in_words(quota, edition)
        least, most = quota.get("least") or 0, quota.get("most")
        if not least and most is None:
            found.append(_("%(quota)s: say at least how many, or at most how many.") % {"quota": words})
        if most is not None and least > most:
            found.append(_("%(quota)s: the floor is above the cap.") % {"quota": words})
        if sizes[quota["tier"]] is not None and least > sizes[quota["tier"]]:
            found.append(_("%(quota)s: the list is not that long.") % {"quota": words})
        if (quota["tier"], place) in seen:
            found.append(_("%(quota)s: there is another line for the same place.") % {"quota": words})
        seen.add((quota["tier"], place))
    return found
