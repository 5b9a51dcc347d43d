"""What leaves the site: pictures of shared links, badges, the feed, the map for search engines."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from awards import badges, papers, share_image
from awards.documents import title_of
from awards.hall import Hall
from awards.models import Honor, Roll
from awards.site_map import pages
from dtportal import sealing
from dtportal.access import public
from dtportal.journal.recording import link_to
from dtportal.programme.models import Edition, Post
from dtportal.programme.snapshots import MINUTE, snapshot

ENTRIES = 50


@public
@snapshot()
def honoree_image(request: HttpRequest, edition: str, slug: str) -> HttpResponse:
    """The honoree's picture for shared links."""
    honor = _honor(request, edition, slug)
    english = (get_language() or "").startswith("en")
    where = [honor.sector.label if honor.sector else "", honor.province.name]
    words = {
        "eyebrow": title_of(honor.tier)[english],
        "name": honor.label,
        "lines": [*filter(None, [honor.detail[:70]]), " · ".join(filter(None, where))],
        "programme": f"{honor.edition.label} · {honor.edition.year}",
        "mark": _("Revoked") if honor.is_revoked else _mark(honor.edition),
    }
    return _picture(words)


@public
@snapshot()
def list_image(request: HttpRequest, edition: str) -> HttpResponse:
    """The list's picture; before publication it holds no number."""
    found = get_object_or_404(Edition, slug=edition)
    hall = Hall(found, {})
    words = {
        "eyebrow": str(found.year),
        "name": _("Honour list"),
        "lines": [" · ".join(f"{tab.label}: {tab.number}" for tab in hall.hero)] if hall.total else [],
        "programme": found.label,
        "mark": _mark(found),
    }
    return _picture(words)


def _mark(edition: Edition) -> str:
    return _("Illustrative data") if edition.is_rehearsal else ""


def _picture(words: dict) -> FileResponse:
    name = f"share/{sealing.digest(words)[:40]}.png"
    drawn = papers.kept(name, lambda: share_image.picture(**words))
    return FileResponse(drawn, content_type="image/png", headers={"X-Robots-Tag": "noindex"})


@public
@snapshot()
def badge(request: HttpRequest, edition: str, slug: str) -> HttpResponse:
    return HttpResponse(badges.svg(_honor(request, edition, slug)), content_type="image/svg+xml")


@public
@snapshot()
def badge_png(request: HttpRequest, edition: str, slug: str) -> HttpResponse:
    return HttpResponse(badges.png(_honor(request, edition, slug)), content_type="image/png")


# --- Feed and sitemap --------------------------------------------------------------------------------------


@public
@snapshot()
def feed(request: HttpRequest) -> HttpResponse:
    """Lists as they are published and corrected, and the news, latest first."""
    rolls = Roll.objects.public().select_related("edition").order_by("-published_at")[:ENTRIES]
    posts = Post.objects.published().select_related("edition")[:ENTRIES]
    entries = [_of_roll(roll) for roll in rolls] + [_of_post(post) for post in posts]
    entries.sort(key=lambda entry: entry["updated"], reverse=True)
    context = {
        "entries": entries[:ENTRIES],
        "updated": entries[0]["updated"] if entries else None,
        "here": link_to(request.path),
        "home": link_to(reverse("programme:home")),
    }
    return render(request, "awards/feed.atom", context, content_type="application/atom+xml; charset=utf-8")


def _of_roll(roll: Roll) -> dict:
    first = roll.corrects_id is None
    words = {"year": roll.edition.year, "version": roll.version}
    if roll.status == Roll.Status.PUBLISHED:
        address = reverse("awards:honorees", args=[roll.edition.slug])
    else:
        address = reverse("awards:version", args=[roll.edition.slug, roll.version])
    return {
        "id": link_to(f"/honorees/{roll.edition.slug}/versions/{roll.version}/"),
        "url": link_to(address),
        "title": _("Honour list %(year)s published") % words
        if first
        else _("Honour list %(year)s corrected: version %(version)s") % words,
        "text": roll.edition.label if first else roll.reason,
        "updated": roll.published_at,
    }


def _of_post(post: Post) -> dict:
    address = link_to(reverse("programme:post", args=[post.slug]))
    return {
        "id": link_to(f"/news/{post.slug}/"),
        "url": address,
        "title": post.label,
        "text": post.edition.label,
        "updated": post.published_at,
    }


@public
@snapshot(fresh=10 * MINUTE)
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page that stays, in both languages."""
    return render(
        request,
        "awards/sitemap.xml",
        {"pages": [(_in("vi", *page), _in("en", *page), changed) for page, changed in pages()]},
        content_type="application/xml; charset=utf-8",
    )


def _in(language: str, name: str, *args: str) -> str:
    with override(language):
        return link_to(reverse(name, args=args))


def _honor(request: HttpRequest, edition: str, slug: str) -> Honor:
    honors = Honor.objects.visible_to(request.user).for_listing()
    return get_object_or_404(honors, edition__slug=edition, slug=slug)
