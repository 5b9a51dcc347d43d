"""The dossier form on paper: everything the portal asks, in the shape of an official form (A4, Times metrics)."""

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.translation import get_language

from dtportal import pdf, sealing
from dtportal.accounts.models import Organization
from dtportal.programme.models import Edition, Group
from dtportal.text import slug
from nominations import handbook, intake

STYLE = "css/pdf/form.css"
KEPT = 24 * 60 * 60  # seconds; an edition whose data change has another key


def render(edition: Edition, group: Group) -> bytes:
    """PDF bytes in the language of the page; made once for the same questions, criteria and dates."""
    html = render_to_string("nominations/documents/form.html", _context(edition, group))
    style = (settings.BASE_DIR / "static" / STYLE).read_bytes()
    key = f"dossier-form:{sealing.sha256(html.encode() + style)}"
    content = cache.get(key)
    if content is None:
        content = pdf.render_html(html, styles=[STYLE])
        cache.set(key, content, KEPT)
    return content


def file_name(edition: Edition, group: Group) -> str:
    """“mau-ho-so-don-vi-2023.pdf”."""
    vietnamese = {
        Group.UNIT: "đơn vị",
        Group.STATE_BODY: "cơ quan nhà nước",
        Group.LEADER: "lãnh đạo tiêu biểu",
    }
    return f"mau-ho-so-{slug(vietnamese[group])}-{edition.year}.pdf"


def _context(edition: Edition, group: Group) -> dict:
    return {
        "edition": edition,
        "group": group,
        "is_leader": group == Group.LEADER,
        "is_state_body": group == Group.STATE_BODY,
        "is_unit": group == Group.UNIT,
        "language": get_language(),
        "site": settings.SITE_URL,
        "parts": handbook.parts_of(edition, group),
        "measures": handbook.measures_of(edition, group),
        "phases": edition.phases.all(),
        "end": intake.deadline(edition),
        "sectors": edition.sectors.all(),
        "types": Organization.Type.labels,
        "ownerships": Organization.Ownership.labels,
    }
