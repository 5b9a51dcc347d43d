"""Chains committed entries and verifies the chain."""

from datetime import timedelta
from itertools import islice

from django.db import transaction
from django.utils import timezone

from dtportal.journal.models import Entry, Link
from dtportal.sealing import GENESIS, link_hash

# The sweep chains an entry within seconds; one that has waited this long was taken out of the chain.
CHAINED_WITHIN = timedelta(hours=1)
CHUNK = 2000


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


def first_broken(head: str = "") -> tuple[int, str] | None:
    """Walk the chain; None if it holds, else (position, why) of the first link that does not.

    Verify before extending: a chain that was emptied would otherwise be forged anew. Whoever cuts the end off both
    tables leaves no trace in them; that is noticed by `head`, a hash noted down earlier, which must still be there.
    """
    previous, expected, is_there = GENESIS, 1, not head
    links = Link.objects.order_by("position").iterator(chunk_size=CHUNK)
    while chunk := list(islice(links, CHUNK)):
        entries = Entry.objects.in_bulk([link.entry_id for link in chunk])
        for link in chunk:
            broken = _broken(link, expected, previous, entries.get(link.entry_id))
            if broken:
                return broken
            previous, expected = link.hash, expected + 1
            is_there = is_there or link.hash == head
    late = Entry.objects.filter(link=None, at__lt=timezone.now() - CHAINED_WITHIN).order_by("pk").first()
    if late:
        return expected, f"entry {late.pk} is not in the chain"
    return None if is_there else (expected, f"the head {head} is not in the chain any more")


def _broken(link: Link, expected: int, previous: str, entry: Entry | None) -> tuple[int, str] | None:
    if link.position != expected:
        return expected, "the link is missing"
    if link.previous != previous:
        return link.position, "it does not follow the link before it"
    if entry is None:
        return link.position, f"entry {link.entry_id} is gone"
    try:
        is_true = link_hash(previous, entry.content()) == link.hash
    except (AttributeError, TypeError, ValueError):  # a damaged value that is no moment or no JSON
        is_true = False
    return None if is_true else (link.position, f"entry {link.entry_id} is not what was recorded")
