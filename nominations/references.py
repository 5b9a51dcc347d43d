"""Addresses of drafts and numbers of submitted dossiers.

A draft is reached as 2023-GT-0001: year, code of the sector (CQ state bodies, LD leaders), running number in order
of starting. Its number, CDS1-2023-GT-0001, is given at the first submission and kept for ever: edition, year, code,
running number in order of submission.
"""

from django.db.models.functions import Length

from dtportal.programme.models import Edition, Group, Sector
from nominations.models import Nomination, NumberSeries

CODES = {Group.STATE_BODY: "CQ", Group.LEADER: "LD"}
PROGRAMME = "CDS"


def next_reference(edition: Edition, group: str, sector: Sector | None) -> str:
    """The next free address; call it inside the transaction that uses it.

    The editions of that year are locked, so that two people who start at once wait for one another.
    """
    locked = Edition.objects.select_for_update(no_key=True).filter(year=edition.year).order_by("pk")
    list(locked.values_list("pk"))
    prefix = f"{edition.year}-{CODES.get(group) or sector.code}-"
    used = Nomination.objects.filter(reference__startswith=prefix).values_list("reference", flat=True)
    last = used.order_by(Length("reference").desc(), "-reference").first()
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:04d}"


def next_number(nomination: Nomination) -> str:
    """The number of a dossier that is submitted for the first time; call it inside the transaction that submits.

    The row that counts is locked: whoever fails gives his number back, whoever waits gets the next one, so that there
    are neither gaps nor doubles.
    """
    edition = nomination.edition
    code = CODES.get(nomination.group) or nomination.sector.code
    NumberSeries.objects.get_or_create(edition=edition, code=code)
    series = NumberSeries.objects.select_for_update().get(edition=edition, code=code)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{PROGRAMME}{edition.ordinal}-{edition.year}-{code}-{series.last:04d}"
