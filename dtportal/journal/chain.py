"""Chains committed entries and verifies the chain."""

from django.db import transaction

from dtportal.journal.models import Entry, Link
from dtportal.sealing import GENESIS, link_hash


def extend(limit: int = 5000) -> int:
    """Link entries that are not in the chain yet; returns how many. One sweep at a time (the head is locked)."""
    with transaction.atomic():
        head = Link.objects.select_for_update().order_by("-position").first()
        position, previous = (head.position, head.hash) if head else (0, GENESIS)
        links = []
        for entry in Entry.objects.filter(link=None).order_by("pk")[:limit]:
            position += 1
            link = Link(position=position, entry=entry, previous=previous)
            link.hash = previous = link_hash(previous, entry.content())
            links.append(link)
        Link.objects.bulk_create(links)
        return len(links)


def first_broken() -> tuple[int, str] | None:
    """Walk the chain; None if it holds, else (position, why) of the first link that does not.

    A missing entry shows as a gap in positions or as a link whose entry is gone.
    """
    previous, expected = GENESIS, 1
    for link in Link.objects.select_related("entry").order_by("position").iterator(chunk_size=2000):
        if link.position != expected:
            return expected, "the link is missing"
        if link.previous != previous:
            return link.position, "it does not follow the link before it"
        if link_hash(previous, link.entry.content()) != link.hash:
            return link.position, f"entry {link.entry_id} is not what was recorded"
        previous, expected = link.hash, expected + 1
    return None
