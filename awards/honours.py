"""From a signed roll's entries to honours: numbers, names in addresses, and the texts the public reads."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from awards.models import Honor, RollEntry
from dtportal import sealing
from dtportal.programme.models import Edition
from dtportal.text import slug

# Which answers of the frozen dossier the honoree's page and the yearbook print, in this order.
PRINTED = ("leadership", "strategy", "services", "results", "initiative", "people", "data", "model", "spread")


def certificate_number(position: int, year: int) -> str:
    """“012/GCN-2023”."""
    return f"{position:03d}/GCN-{year}"


def honors_of(edition: Edition, entries: Iterable[RollEntry], at: datetime) -> list[Honor]:
    """Unsaved honours in the order of the certificates: tier by tier, rank by rank."""
    taken: set[str] = set()
    return [_honor(edition, entry, number, taken, at) for number, entry in enumerate(entries, 1)]


def _honor(edition: Edition, entry: RollEntry, number: int, taken: set[str], at: datetime) -> Honor:
    nomination, content = entry.conclusion.nomination, entry.conclusion.dossier.content
    organization = content["organization"]
    person = content["person"]["name"]
    name = person or organization["name"]
    honor = Honor(
        edition=edition,
        entry=entry,
        nomination=nomination,
        tier=entry.tier,
        group=nomination.group,
        name=name,
        name_en="" if person else organization["name_en"],
        detail=", ".join(filter(None, [content["person"]["position"], organization["name"]]))[:250]
        if person
        else "",
        sector=nomination.sector,
        province=nomination.province,
        slug=free_slug(name, taken),
        texts=texts_of(content),
        certificate_number=certificate_number(number, edition.year),
        verification_code=sealing.code(),
        published_at=at,
    )
    honor.fill_index()
    return honor


def free_slug(name: str, taken: set[str]) -> str:
    """An address nobody has yet; `taken` grows by it."""
    base = slug(name)[:190].strip("-") or "don-vi"
    found, number = base, 1
    while found in taken:
        number += 1
        found = f"{base}-{number}"
    taken.add(found)
    return found


def texts_of(content: dict[str, Any]) -> dict[str, str]:
    """The printed answers of a frozen dossier, by question."""
    answers: dict[str, Any] = {}
    for section in content["sections"]:
        answers.update(section["answers"])
    return {key: str(answers[key]).strip() for key in PRINTED if str(answers.get(key) or "").strip()}
