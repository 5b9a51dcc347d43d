"""Dossier numbers: 2023-GT-0001 is year, code of the sector (CQ state bodies, LD leaders), running number."""

from django.db.models.functions import Length

from dtportal.programme.models import Edition, Group, Sector
from nominations.models import Nomination

CODES = {Group.STATE_BODY: "CQ", Group.LEADER: "LD"}


def next_reference(edition: Edition, group: str, sector: Sector | None) -> str:
    """The next free number; call it inside the transaction that uses it.

    The editions of that year are locked, so that two people who start at once wait for one another.
    """
    locked = Edition.objects.select_for_update(no_key=True).filter(year=edition.year).order_by("pk")
    list(locked.values_list("pk"))
    prefix = f"{edition.year}-{CODES.get(group) or sector.code}-"
    used = Nomination.objects.filter(reference__startswith=prefix).values_list("reference", flat=True)
    last = used.order_by(Length("reference").desc(), "-reference").first()
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:04d}"
