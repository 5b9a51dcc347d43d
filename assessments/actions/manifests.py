"""Fixing a round: the signed manifest over its sealed sheets, made in the transaction that closes it."""

from collections import Counter
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import manifests, pseudonyms
from assessments.models import (
    Assignment,
    Manifest,
    Mark,
    Pseudonym,
    Round,
    Scoresheet,
    SheetVersion,
    SigningKey,
)
from dtportal import sealing, signing
from dtportal.journal.models import Link
from dtportal.journal.recording import record
from dtportal.programme import snapshots
from dtportal.programme.models import Edition
from dtportal.programme.rules import frozen_rule, rule_of

# Versions of which the database is asked at once.
CHUNK = 500


def fix(round: Round) -> Manifest:
    """Keep and sign what the round's valid sheets are, before anybody discusses them.

    Raises ValidationError when a sheet is not what was sealed, and `signing.NoKey`.
    """
    versions = _sealed_sheets(round)
    leaves = sorted(version.leaf for version in versions)
    content = _content(round, versions, leaves)
    text = sealing.canonical_json(content)
    signed = signing.sign(text)
    snapshots.renew()  # the page of a published result lists manifests and keys
    return Manifest.objects.create(
        round=round,
        content=content,
        leaves=[leaf.hex() for leaf in leaves],
        sha256=sealing.sha256(text),
        signature=signed.signature,
        key=key_of(signed, round.edition),
        made_at=round.closed_at,
        is_rehearsal=round.edition.is_rehearsal,
    )


def key_of(signed: signing.Signed, about: Edition) -> SigningKey:
    """The row of the key that signed, kept for whoever checks it later; the one before it ends with its first use."""
    found = SigningKey.objects.filter(fingerprint=signed.fingerprint).first()
    if found is None:
        now = timezone.now()
        SigningKey.objects.filter(until=None).update(until=now)
        found, created = SigningKey.objects.get_or_create(
            fingerprint=signed.fingerprint, defaults={"public": signed.public.hex(), "since": now}
        )
        if created:
            record("key.introduced", about, by=None, fingerprint=found.fingerprint)
    elif found.until is not None:
        # Somebody went back to it.
        SigningKey.objects.filter(until=None).update(until=timezone.now())
        found.until = None
        found.save(update_fields=["until"])
        record("key.introduced", about, by=None, fingerprint=found.fingerprint)
    return found


def _sealed_sheets(round: Round) -> list[SheetVersion]:
    """The last version of each valid sheet, each still what was sealed, with the marks that will count."""
    sheets = list(
        Scoresheet.objects.valid()
        .filter(assignment__entry__round=round)
        .values_list("pk", "assignment__entry__nomination__reference")
    )
    marks: dict[int, dict[str, int | None]] = {pk: {} for pk, _reference in sheets}
    rows = Mark.objects.filter(scoresheet__status=Scoresheet.Status.LOCKED)
    rows = rows.filter(scoresheet__assignment__entry__round=round)
    for sheet, code, value in rows.values_list("scoresheet", "criterion__code", "value"):
        marks[sheet][code] = value
    versions = SheetVersion.objects.filter(sheet__status=Scoresheet.Status.LOCKED)
    versions = versions.filter(sheet__assignment__entry__round=round).select_related("secret")
    last = {version.sheet_id: version for version in versions.order_by("number").iterator(CHUNK)}
    wrong = sorted(
        {
            reference
            for pk, reference in sheets
            if pk not in last
            or last[pk].marks != marks[pk]
            or last[pk].total != sum(last[pk].marks.values())
            or not last[pk].is_as_sealed(bytes(last[pk].secret.nonce))
        }
    )
    if wrong:
        raise ValidationError(
            _("A score sheet is not what was sealed when it was submitted; tell the auditor: %(list)s")
            % {"list": ", ".join(wrong)}
        )
    return [last[pk] for pk, _reference in sheets]


def _content(round: Round, versions: list[SheetVersion], leaves: list[bytes]) -> dict[str, Any]:
    edition = round.edition
    entries = list(
        round.entries.select_related(
            "dossier", "nomination__edition", "nomination__sector", "nomination__province"
        )
    )
    pseudonyms.give([entry.nomination for entry in entries])
    known = {
        row.nomination_id: row for row in Pseudonym.objects.filter(nomination__round_entries__round=round)
    }
    sheets = Counter(version.dossier_code for version in versions)
    readers = Assignment.objects.active().filter(entry__round=round).order_by("pk")
    frozen = frozen_rule(edition)
    rule = frozen.content if frozen else rule_of(edition)
    head = Link.objects.order_by("-position").first()
    return manifests.manifest(
        edition={"slug": edition.slug, "ordinal": edition.ordinal, "year": edition.year},
        number=round.number,
        reading=round.reading,
        closed_at=round.closed_at,
        opening=rule["opening"],
        rule=manifests.rule(rule, frozen.sha256 if frozen else sealing.digest(rule)),
        rubrics=rule["rubrics"],
        sheets=leaves,
        readers=[
            manifests.reader_leaf(known[nomination].code, bytes(known[nomination].nonce), member)
            for nomination, member in readers.values_list("entry__nomination", "member")
        ],
        dossiers=[
            manifests.Dossier(
                code=(code := known[entry.nomination_id].code),
                nonce=bytes(known[entry.nomination_id].nonce),
                facts=facts_of(entry),
                sheets=sheets[code],
            )
            for entry in entries
        ],
        journal=(head.position, head.hash) if head else (0, sealing.GENESIS),
    )


def facts_of(entry: Any) -> dict[str, Any]:
    """What is committed of a dossier: `entry` has nomination (with sector and province) and dossier."""
    nomination = entry.nomination
    return {
        "group": nomination.group,
        "identity": manifests.identity(entry.dossier.content, nomination.reference),
        "number": nomination.reference,
        "province": nomination.province.uid,
        "sector": nomination.sector.code if nomination.sector_id else "",
    }
