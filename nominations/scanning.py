"""The worker's part in evidence: ask the scanner, lock infected files away, forget what nobody needs.

Each of these can be repeated at any time; a row says what is still to be done.
"""

import logging

from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from dtportal import antivirus
from dtportal.antivirus import ScannerUnavailable
from nominations.actions.shared import facts, journal, locked, members_of, secretaries
from nominations.models import Evidence
from nominations.models.evidence import QUARANTINE, quarantine_path

logger = logging.getLogger(__name__)


def scan(evidence_id: int) -> None:
    """Ask about one file that waits; raises ScannerUnavailable. Without a scanner nothing is held back."""
    evidence = Evidence.objects.unscanned().filter(pk=evidence_id).first()
    if evidence is None:
        return
    found = ""
    if antivirus.is_configured():
        try:
            with evidence.file.open("rb") as file:
                found = antivirus.scan(file)
        except FileNotFoundError:
            logger.error("evidence %s has lost its file", evidence.pk)
            return
    _settle(evidence, found)
    if found:
        lock_away(evidence.pk)


@transaction.atomic
def _settle(evidence: Evidence, found: str) -> None:
    """Write the verdict down and tell the organisation of an infected file; the secretariat too once it has it."""
    nomination = locked(evidence.nomination)
    row = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    if not row.can_move(Evidence.Status.CLEAN):
        return
    row.move(Evidence.Status.INFECTED if found else Evidence.Status.CLEAN)
    row.found, row.scanned_at = found[:120], timezone.now()
    row.save(update_fields=["status", "found", "scanned_at"])
    if not found:
        return
    page = ""
    if nomination.is_editable:
        page = reverse("nominations:section", args=[nomination.reference, row.section])
    journal(
        "nomination.evidence_infected",
        nomination,
        by=None,
        tell=[
            *members_of(nomination.organization),
            *(secretaries(nomination.edition) if row.is_frozen else []),
        ],
        context=facts(nomination, page, file=row.name, found=row.found, is_frozen=row.is_frozen),
        evidence=row.pk,
        sha256=row.sha256,
    )


def lock_away(evidence_id: int) -> None:
    """Move an infected file to where no address leads, whatever a later mistake may open."""
    row = Evidence.objects.filter(pk=evidence_id, status=Evidence.Status.INFECTED).exclude(file="").first()
    if row is None or row.file.name.startswith(QUARANTINE):
        return
    old = row.file.name
    with row.file.open("rb") as file:
        new = default_storage.save(quarantine_path(row), file)
    moved = Evidence.objects.filter(pk=row.pk, file=old).update(file=new)
    default_storage.delete(old if moved else new)


def discard_removed() -> None:
    """Delete the bytes of files that were taken out before any dossier was frozen with them."""
    for row in Evidence.objects.discardable():
        name = row.file.name
        if Evidence.objects.discardable().filter(pk=row.pk, file=name).update(file=""):
            default_storage.delete(name)


def sweep() -> None:
    """Take up what a broker, a worker or a silent scanner has left lying."""
    for evidence_id in Evidence.objects.unscanned().values_list("pk", flat=True):
        try:
            scan(evidence_id)
        except ScannerUnavailable as error:
            logger.warning("ClamAV does not answer, files go on waiting: %s", error)
            break
    infected = Evidence.objects.filter(status=Evidence.Status.INFECTED).exclude(file="")
    for evidence_id in infected.exclude(file__startswith=QUARANTINE).values_list("pk", flat=True):
        lock_away(evidence_id)
    discard_removed()
