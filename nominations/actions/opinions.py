"""What authorities answer about an organisation's compliance with the law, item by item."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.files import Checked
from dtportal.programme import calendar, clock
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.text import nfc
from nominations.actions.scans import checked_scan
from nominations.actions.shared import journal, words
from nominations.conditions import items_of
from nominations.models import ComplianceOpinion, Nomination

Outcome = ComplianceOpinion.Outcome


def record_opinion(
    nomination: Nomination,
    item: str,
    *,
    by: User,
    outcome: str,
    authority: str,
    document_number: str = "",
    document_date: date | None = None,
    note: str = "",
    scan: File | None = None,
    version: int = 0,
) -> ComplianceOpinion:
    """Write down what an authority says of the organisation; it serves all its dossiers of the edition.

    `version` is that of the opinion the person saw, 0 when there was none. A scan stays unless another is given.
    Raises ValidationError by field, and when somebody else has recorded something meanwhile.
    """
    require(by, Can.SCREEN, nomination)
    if item not in {known.key for known in items_of(nomination.edition.screening, nomination.group)}:
        raise ValidationError(_("This edition asks no authority about that."))
    values = {
        "outcome": outcome,
        "authority": nfc(authority),
        "document_number": nfc(document_number),
        "document_date": document_date,
        "note": words(note),
    }
    checked = checked_scan(scan) if scan else None
    with transaction.atomic():
        # The edition's row is the lock of what has no row yet.
        edition = Edition.objects.select_for_update(no_key=True).get(pk=nomination.edition_id)
        _require_fitting(values, edition)
        opinion = _current(nomination, item, version)
        for name, value in values.items():
            setattr(opinion, name, value)
        opinion.recorded_at, opinion.recorded_by = clock.now(edition), by
        opinion.version += 1
        replaced = _attach(opinion, checked) if checked else ""
        opinion.save()
        if replaced:
            storage = opinion.scan.storage
            transaction.on_commit(lambda: storage.delete(replaced))
        journal(
            "opinion.recorded",
            opinion,
            by=by,
            nomination=nomination.pk,
            item=item,
            outcome=outcome,
            sha256=opinion.scan_sha256,
        )
    return opinion


def _require_fitting(values: dict, edition: Edition) -> None:
    wrong: dict[str, str] = {}
    if values["outcome"] not in Outcome.values:
        wrong["outcome"] = _("Please choose what was answered.")
    if not values["authority"]:
        wrong["authority"] = _("Please name the authority.")
    if values["outcome"] in (Outcome.IN_ORDER, Outcome.VIOLATION):
        if not values["document_number"]:
            wrong["document_number"] = _("An answer has a document; please give its number.")
        if values["document_date"] is None:
            wrong["document_date"] = _("An answer has a document; please give its date.")
    today = clock.now(edition).astimezone(calendar.VIETNAM).date()
    if values["document_date"] and values["document_date"] > today:
        wrong["document_date"] = _("The document cannot be dated after today, %(day)s.") % {
            "day": date_format(today, "SHORT_DATE_FORMAT")
        }
    if wrong:
        raise ValidationError(wrong)


def _current(nomination: Nomination, item: str, version: int) -> ComplianceOpinion:
    opinion = (
        ComplianceOpinion.objects.about(nomination).filter(item=item).select_related("recorded_by").first()
    )
    if opinion is None:
        return ComplianceOpinion(
            edition=nomination.edition, organization=nomination.organization, item=item, version=0
        )
    if opinion.version != version:
        raise ValidationError(
            _(
                "%(name)s has recorded “%(outcome)s” (document %(number)s) meanwhile; saving again replaces it "
                "with what stands here."
            )
            % {
                "name": opinion.recorded_by.full_name,
                "outcome": opinion.get_outcome_display(),
                "number": opinion.document_number or "–",
            }
        )
    return opinion


def _attach(opinion: ComplianceOpinion, checked: Checked) -> str:
    """The new scan in place of the old, whose path in the storage is returned."""
    replaced = opinion.scan.name
    opinion.scan = checked.file
    opinion.scan_name, opinion.scan_type = checked.name, checked.content_type
    opinion.scan_size, opinion.scan_sha256 = checked.size, checked.sha256
    return replaced
