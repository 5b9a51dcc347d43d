"""From the rows of a published roll to its result bundle: gathered, made, tried out and kept.

Nothing is kept that `verify_results.py` does not accept: a result that cannot be recomputed is a failed job with the
sentence that does not hold.
"""

import re
from collections.abc import Iterable
from datetime import UTC
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions.manifests import facts_of, key_of
from assessments.models import (
    AgendaItem,
    Conclusion,
    Manifest,
    Pseudonym,
    RoundEntry,
    Scoresheet,
    SheetVersion,
    SigningKey,
)
from awards import results, verify_results
from awards.models import ResultBundle, Roll
from dtportal import signing
from dtportal.celery import app
from dtportal.journal.recording import hurry, record
from dtportal.programme import snapshots
from dtportal.programme.models import Edition
from dtportal.text import nfc
from nominations.models import Nomination


class NotRecomputable(Exception):
    """What the portal holds does not lead to the list that was published; says which sentence does not hold."""


def order(roll: Roll) -> ResultBundle:
    """The bundle of a published roll: the row there is, or a new one for the worker."""
    task = app.signature("awards.tasks.build_results")  # by its name: tasks import what they call
    return ResultBundle.order(
        {"roll": roll}, lambda pk: hurry(task, pk), ordered_by=roll.published_by or roll.drawn_by
    )


def run(pk: int) -> None:
    """The worker's part; a second call while one is at work, or after the end, changes nothing."""
    bundle = ResultBundle.take_up(pk, "roll__edition", total=1)
    if bundle is None:
        return
    try:
        finish(bundle)
    except (NotRecomputable, signing.NoKey) as refusal:
        bundle.fail(" ".join(getattr(refusal, "messages", [str(refusal)])))
        record("results.failed", bundle, by=None)


def finish(bundle: ResultBundle) -> None:
    """Make and keep. Raises NotRecomputable and `signing.NoKey`."""
    edition = bundle.roll.edition
    result = gather(bundle.roll)
    sign = _signing_for(edition)
    whole = results.whole_bundle(result, sign)
    _try_out(whole, edition)
    bundle.whole.save("whole.zip", ContentFile(whole), save=False)
    bundle.whole_sha256 = results.sealing.sha256(whole)
    if edition.opening == Edition.Opening.AUDITOR:
        public = results.public_bundle(result, sign, whole)
        _try_out(public, edition)
        bundle.public.save("public.zip", ContentFile(public), save=False)
        bundle.public_sha256 = results.sealing.sha256(public)
    bundle.honoured = len(result.listed)
    bundle.sheets = sum(sheet.counts for sheet in result.sheets)
    with transaction.atomic():
        bundle.finish()
        snapshots.renew()  # the page of the result offers it
    record("results.built", bundle, by=None, sha256=bundle.whole_sha256, public_sha256=bundle.public_sha256)


def _signing_for(edition: Edition) -> results.Sign:
    def sign(data: bytes) -> tuple[str, str]:
        signed = signing.sign(data)
        key_of(signed, edition)
        return signed.public.hex(), signed.signature

    return sign


def _try_out(data: bytes, edition: Edition) -> None:
    _held, broken, where, _notes = verify_results.verify(data, trusted_keys(), edition.slug)
    if broken:
        raise NotRecomputable(
            _("The result cannot be recomputed: “%(sentence)s” does not hold (%(where)s).")
            % {"sentence": verify_results.SENTENCES[broken][0], "where": where}
        )


def trusted_keys() -> list[str]:
    """Every key that the portal has signed with: 32 bytes each, hexadecimal."""
    return list(SigningKey.objects.values_list("public", flat=True))


# --- Gathering ----------------------------------------------------------------------------------------


def gather(roll: Roll) -> results.Result:
    """Everything that is known of a roll, as plain data; the number of queries does not grow with the dossiers."""
    edition = roll.edition
    manifests = list(
        Manifest.objects.filter(round__edition=edition)
        .select_related("key", "round")
        .order_by("round__number")
    )
    if not manifests:
        raise NotRecomputable(
            _("No round of this edition has left a manifest, so nothing can be recomputed.")
        )
    codes = {row.nomination_id: row for row in Pseudonym.objects.filter(nomination__edition=edition)}
    first = roll
    versions: list[Roll] = []
    while first.corrects is not None:
        versions.insert(0, first)
        first = first.corrects
    listed = _listed(first, codes)
    current = _listed(roll, codes) if versions else []
    honoured = {row["dossier"] for row in (*listed, *current)}
    return results.Result(
        edition={"slug": edition.slug, "ordinal": edition.ordinal, "year": edition.year},
        opening=edition.opening,
        roll={
            "version": roll.version,
            "sha256": roll.sha256,
            "published_at": roll.published_at.astimezone(UTC).isoformat() if roll.published_at else "",
        },
        rule=roll.rule,
        moves=_moves(roll, codes, honoured),
        listed=listed,
        corrections=[_correction(version, codes, honoured) for version in versions],
        current=current,
        rounds=[results.Round(row.content, row.key.public, row.signature, row.leaves) for row in manifests],
        dossiers=_dossiers(edition, codes, manifests),
        sheets=_sheets(edition, codes, manifests),
    )


def _listed(roll: Roll, codes: dict[int, Pseudonym]) -> list[dict[str, Any]]:
    entries = roll.entries.select_related("tier", "conclusion__nomination")
    unsealed = [entry.name for entry in entries if entry.conclusion.nomination_id not in codes]
    if unsealed:
        raise NotRecomputable(
            _("On the list, but never sealed: %(list)s") % {"list": ", ".join(unsealed[:10])}
        )
    return [
        {
            "tier": entry.tier.code,
            "rank": entry.rank,
            "score": [entry.score_numerator, entry.score_denominator],
            "dossier": codes[entry.conclusion.nomination_id].code,
            "reference": entry.conclusion.nomination.reference,
            "name": nfc(entry.name),
            "name_en": nfc(entry.name_en),
            "detail": nfc(entry.detail),
            "certificate": entry.certificate_number,
            "revoked": entry.revoked_for,
        }
        for entry in entries
    ]


def _moves(roll: Roll, codes: dict[int, Pseudonym], honoured: set[str]) -> list[dict[str, Any]]:
    """The roll's moves by code, with the place in the minutes; a reason names nobody who is not honoured."""
    items = AgendaItem.objects.select_related("session").in_bulk([move["item"] for move in roll.moves])
    rows = Nomination.objects.filter(edition=roll.edition).select_related("organization")
    nominations = {
        row.reference: row for row in rows.filter(reference__in=[move["key"] for move in roll.moves])
    }
    found = []
    for move in roll.moves:
        nomination, item = nominations.get(move["key"]), items.get(move["item"])
        if nomination is None or nomination.pk not in codes:
            continue  # it could not be moved anywhere: it was never sealed
        code = codes[nomination.pk].code
        reason = nfc(move["reason"])
        found.append(
            {
                "dossier": code,
                "tier": move["tier"],
                "direction": move["direction"],
                "session": item.session.number if item else 0,
                "item": item.position if item else 0,
                "reason": reason if code in honoured else without_names(reason, nomination),
            }
        )
    return found


def _correction(version: Roll, codes: dict[int, Pseudonym], honoured: set[str]) -> dict[str, Any]:
    """A later version: why, and its changes by code, in the order in which they are made."""
    keys = {change["key"] for change in version.changes}
    rows = Nomination.objects.filter(edition=version.edition_id, reference__in=keys)
    by_key = {row.reference: codes[row.pk].code for row in rows if row.pk in codes}
    changes = []
    for change in version.changes:
        made = {name: nfc(str(change.get(name, ""))) for name in results.CHANGE}
        changes.append({**made, "dossier": by_key[change["key"]]})
    return {"version": version.version, "reason": nfc(version.reason), "changes": changes}


def without_names(text: str, nomination: Nomination) -> str:
    """Of a dossier that is not honoured the reason says neither who it is nor its number."""
    unit = nomination.organization
    words = [unit.name, unit.name_en, nomination.person_name, nomination.number, nomination.reference]
    for word in sorted(filter(None, words), key=len, reverse=True):
        text = re.sub(re.escape(nfc(word)), "[…]", text, flags=re.IGNORECASE)
    return text


def _dossiers(
    edition: Edition, codes: dict[int, Pseudonym], manifests: Iterable[Manifest]
) -> list[results.Dossier]:
    sealed = {row["dossier"] for manifest in manifests for row in manifest.content["dossiers"]}
    entries = RoundEntry.objects.filter(round__manifest__in=[manifest.pk for manifest in manifests])
    entries = entries.select_related(
        "dossier",
        "nomination__organization",
        "nomination__sector",
        "nomination__province",
        "nomination__conclusion__item__session",
    )
    latest = {entry.nomination_id: entry for entry in entries.order_by("round__number")}
    return [
        _dossier(entry, codes[key], edition.pass_mark)
        for key, entry in latest.items()
        if codes[key].code in sealed
    ]


def _dossier(entry: RoundEntry, pseudonym: Pseudonym, pass_mark: int) -> results.Dossier:
    nomination = entry.nomination
    conclusion: Conclusion | None = getattr(nomination, "conclusion", None)
    made = {"code": pseudonym.code, "nonce": bytes(pseudonym.nonce), "facts": facts_of(entry)}
    if nomination.status != Nomination.Status.ACCEPTED or conclusion is None:
        is_out = nomination.status != Nomination.Status.ACCEPTED
        return results.Dossier(**made, left=nomination.status if is_out else "not_concluded")
    by_score = Conclusion.Verdict.OUTSTANDING if conclusion.score >= pass_mark else Conclusion.Verdict.NOT_YET
    item = conclusion.item
    decision = {"session": item.session.number, "item": item.position}
    return results.Dossier(
        **made,
        verdict=conclusion.verdict,
        decision=None if conclusion.verdict == by_score else decision,
    )


def _sheets(
    edition: Edition, codes: dict[int, Pseudonym], manifests: Iterable[Manifest]
) -> list[results.Sheet]:
    """The sealed sheets of dossiers that are ranked; what was set aside later counts no more."""
    leaves = {leaf for manifest in manifests for leaf in manifest.leaves}
    versions = SheetVersion.objects.filter(
        sheet__assignment__entry__round__edition=edition,
        sheet__assignment__entry__nomination__status=Nomination.Status.ACCEPTED,
        sheet__assignment__entry__nomination__conclusion__isnull=False,
    ).select_related("secret", "sheet__assignment__entry__round")
    return [
        results.Sheet(
            round=version.sheet.assignment.entry.round.number,
            code=version.code,
            dossier=version.dossier_code,
            total=version.total,
            marks=version.marks,
            nonce=bytes(version.secret.nonce),
            commitment=version.commitment,
            marks_commitment=version.marks_commitment,
            total_commitment=version.total_commitment,
            counts=version.sheet.status == Scoresheet.Status.LOCKED,
        )
        for version in versions.order_by("code").iterator(500)
        if version.leaf.hex() in leaves
    ]
