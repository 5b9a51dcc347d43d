"""From a roll's entries to honours: the printed name, numbers, names in addresses, the texts the public reads."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from awards.models import Honor, Roll, RollEntry
from dtportal import sealing
from dtportal.programme.models import Edition
from dtportal.text import slug, stored_sort_key

# Which answers of the frozen dossier the honoree's page and the yearbook print, in this order.
PRINTED = ("leadership", "strategy", "services", "results", "initiative", "people", "data", "model", "spread")
# What stays with a nomination from one version of the roll to the next.
KEPT = ("slug", "certificate_number", "verification_code")


def certificate_number(position: int, year: int) -> str:
    """“012/GCN-2023”."""
    return f"{position:03d}/GCN-{year}"


def prepare(edition: Edition, entries: Iterable[RollEntry]) -> None:
    """Fill in what will be printed of each entry. Needs conclusion.dossier.

    Certificates are numbered list by list in the Vietnamese order of names, so that a number tells no rank. Whoever has
    an honour of this edition keeps its address, number and code; new numbers follow the last one that was given.
    """
    honored = {honor.nomination_id: honor for honor in edition.honors.all()}
    taken = {honor.slug for honor in honored.values()}
    number = len(honored)
    entries = list(entries)
    for entry in entries:
        entry.name, entry.name_en, entry.detail = names_of(entry.conclusion.dossier.content)
    for entry in sorted(entries, key=lambda one: (one.tier.position, stored_sort_key(one.name))):
        before = honored.get(entry.conclusion.nomination_id)
        if before is not None:
            for name in KEPT:
                setattr(entry, name, getattr(before, name))
            continue
        number += 1
        entry.slug = free_slug(entry.name, taken)
        entry.certificate_number = certificate_number(number, edition.year)
        entry.verification_code = sealing.code()


def honors_of(edition: Edition, entries: Iterable[RollEntry], at: datetime | None) -> list[Honor]:
    """Unsaved honours, one per entry as it was prepared. Needs tier, conclusion.dossier and conclusion.nomination with
    its sector and province."""
    return [_honor(edition, entry, at) for entry in entries]


def correct(roll: Roll, wanted: Iterable[Honor]) -> list[Honor]:
    """Make the edition's honours what a corrected roll says; returns those that are new or have changed.

    An honour keeps its row, its address, its number and its code; one that is revoked stays, and says so.
    """
    known = {honor.nomination_id: honor for honor in roll.edition.honors.select_related("tier")}
    changed, fresh = [], []
    for honor in wanted:
        found = known.get(honor.nomination_id)
        if found is None:
            fresh.append(honor)
            continue
        says = _what_it_says(found)
        for name in ("entry", "tier", "name", "name_en", "detail", "revoked_for"):
            setattr(found, name, getattr(honor, name))
        if found.revoked_for and found.revoked_at is None:
            found.revoked_at = roll.published_at
        elif not found.revoked_for:
            found.revoked_at = None
        found.fill_index()
        if _what_it_says(found) != says:
            changed.append(found)
    Honor.objects.bulk_update(
        known.values(),
        [
            "entry",
            "tier",
            "name",
            "name_en",
            "detail",
            "revoked_for",
            "revoked_at",
            "sort_key",
            "search_text",
        ],
    )
    return [*changed, *Honor.objects.bulk_create(fresh)]


def _what_it_says(honor: Honor) -> tuple:
    return honor.tier_id, honor.name, honor.name_en, honor.detail, honor.revoked_for


def _honor(edition: Edition, entry: RollEntry, at: datetime | None) -> Honor:
    nomination = entry.conclusion.nomination
    honor = Honor(
        edition=edition,
        entry=entry,
        nomination=nomination,
        tier=entry.tier,
        group=nomination.group,
        name=entry.name,
        name_en=entry.name_en,
        detail=entry.detail,
        sector=nomination.sector,
        province=nomination.province,
        texts=texts_of(entry.conclusion.dossier.content),
        published_at=at,
        revoked_for=entry.revoked_for,
        revoked_at=at if entry.revoked_for else None,
        **{name: getattr(entry, name) for name in KEPT},
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


def names_of(content: dict[str, Any]) -> tuple[str, str, str]:
    """What a frozen dossier is printed under: name, English name, and of a leader position and unit."""
    organization, person = content["organization"], content["person"]
    if not person["name"]:
        return organization["name"], organization.get("name_en", ""), ""
    return person["name"], "", ", ".join(filter(None, [person["position"], organization["name"]]))[:250]


def texts_of(content: dict[str, Any]) -> dict[str, str]:
    """The printed answers of a frozen dossier, by question."""
    answers: dict[str, Any] = {}
    for section in content["sections"]:
        answers.update(section["answers"])
    return {key: str(answers[key]).strip() for key in PRINTED if str(answers.get(key) or "").strip()}
