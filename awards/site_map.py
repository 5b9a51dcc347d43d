"""Which public pages there are: for search engines, and for the export as files."""

from datetime import datetime

from awards.hall import FACETS, Hall
from awards.models import Roll
from dtportal.programme.models import Edition, Group, Post
from forums.models import Forum


def pages() -> list[tuple[tuple[str, ...], datetime | None]]:
    """((name of the address, its arguments), when it changed last), the home page first."""
    found: list[tuple[tuple[str, ...], datetime | None]] = [
        (("programme:home",), None),
        (("programme:news",), None),
        (("guide:overview",), None),
        *((("guide:questions", group), None) for group in Group.values),
        (("forums:list",), None),
        (("awards:verify",), None),
        (("awards:open_data",), None),
    ]
    posts = Post.objects.published().values_list("slug", "published_at")
    found += [(("programme:post", slug), at) for slug, at in posts]
    forums = Forum.objects.public().values_list("edition__slug", "slug")
    found += [(("forums:detail", edition, slug), None) for edition, slug in forums]
    for edition in Edition.objects.filter(honors__isnull=False).distinct().latest_first():
        found += _of_edition(edition)
    return found


def _of_edition(edition: Edition) -> list[tuple[tuple[str, ...], datetime | None]]:
    rolls = list(
        Roll.objects.public().filter(edition=edition).values_list("version", "status", "published_at")
    )
    changed = max((at for _version, _status, at in rolls), default=None)
    hall = Hall(edition, {})
    found: list[tuple[tuple[str, ...], datetime | None]] = [(("awards:honorees", edition.slug), changed)]
    choices = (hall.tabs[1:], hall.by_sector, hall.by_locality, hall.by_kind)
    for facet, rows in zip(("tier", "sector", "province", "kind"), choices, strict=True):
        found += [((FACETS[facet], edition.slug, row.key), changed) for row in rows if row.number]
    honors = edition.honors.order_by("pk").values_list("slug", "published_at", "revoked_at")
    found += [(("awards:honoree", edition.slug, slug), gone or at) for slug, at, gone in honors]
    found += [
        (("awards:version", edition.slug, str(version)), at)
        for version, status, at in rolls
        if status == Roll.Status.SUPERSEDED
    ]
    return found
