"""What search engines read of honours: schema.org as JSON-LD."""

from typing import Any

from django.urls import reverse

from awards.documents import title_of
from awards.hall import Hall
from awards.models import Honor
from dtportal.journal.recording import link_to
from dtportal.programme.models import Group


def of_honoree(honor: Honor) -> dict[str, Any]:
    """An organisation or a person with the award; none once it was revoked."""
    person = honor.group == Group.LEADER
    title = title_of(honor.tier)
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Person" if person else "Organization",
        "name": honor.name,
        "url": link_to(honor.get_absolute_url()),
    }
    if honor.name_en:
        data["alternateName"] = honor.name_en
    if honor.detail:
        data["jobTitle"] = honor.detail
    if not person:
        data["address"] = {
            "@type": "PostalAddress",
            "addressRegion": honor.province.name,
            "addressCountry": "VN",
        }
    if not honor.is_revoked:
        data["award"] = f"{title[0]} ({title[1]}) – {honor.edition.name}, {honor.edition.year}"
    return data


def of_list(hall: Hall) -> dict[str, Any]:
    """The names that stand, in the order of the page."""
    edition = hall.edition
    base = link_to(reverse("awards:honorees", args=[edition.slug]))
    standing = [honor for honor in hall.found if not honor.is_revoked]
    return {
        "@context": "https://schema.org",
        "@type": "ItemList",
        "name": f"{edition.label} {edition.year}" + (f": {hall.title}" if hall.title else ""),
        "numberOfItems": len(standing),
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": honor.label, "url": f"{base}{honor.slug}/"}
            for number, honor in enumerate(standing, 1)
        ],
    }
