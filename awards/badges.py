"""A badge for the honoree's own site: it leads to the verification page, where the honour's state stands."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import override

from awards import share_image
from awards.documents import title_of, verification_url
from awards.models import Honor
from dtportal.journal.recording import link_to
from dtportal.programme.models import Group

WIDTH, HEIGHT = 240, 96


def title(honor: Honor) -> str:
    """What the badge says: the list, or what a leader is honoured as; short enough for one line."""
    return title_of(honor.tier)[0] if honor.tier.groups == [Group.LEADER] else honor.tier.name


def above(honor: Honor) -> str:
    """The small line: what the badge is of, or what must not be overlooked."""
    if honor.is_revoked:
        return "Danh hiệu đã thu hồi"
    return "Dữ liệu minh họa" if honor.edition.is_rehearsal else "Chuyển đổi số Quốc gia"


def svg(honor: Honor) -> str:
    """The badge as SVG with its words as text; a revoked honour has a badge that says so."""
    return render_to_string(
        "awards/badge.svg",
        {"honor": honor, "title": title(honor), "above": above(honor), "star": _star(44, 48, 22)},
    )


def png(honor: Honor) -> bytes:
    """The same as a picture, for sites that take no SVG."""
    return share_image.badge(
        title=title(honor),
        year=honor.edition.year,
        number=honor.certificate_number,
        is_revoked=honor.is_revoked,
        words={"above": above(honor)},
    )


def _star(x: float, y: float, radius: float) -> str:
    """The path of the drum's star."""
    points = share_image.star_points(x, y, radius)
    return "M" + "L".join(f"{px:.1f} {py:.1f}" for px, py in points) + "z"


def snippet(honor: Honor) -> SafeString:
    """HTML for the honoree's site, in Vietnamese, with absolute addresses."""
    with override("vi"):
        image = link_to(reverse("awards:badge", args=[honor.edition.slug, honor.slug]))
        words = f"{title(honor)} {honor.edition.year} – {honor.name}"
    return format_html(
        '<a href="{}"><img src="{}" alt="{}" width="{}" height="{}"></a>',
        verification_url(honor),
        image,
        words,
        WIDTH,
        HEIGHT,
    )
