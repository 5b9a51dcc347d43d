"""Letters of nominating bodies: their scans, and one letter that endorses many units."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from dtportal import antivirus
from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.files import PREVIEWED, Checked, check_upload
from dtportal.programme import clock
from dtportal.roles import Can
from dtportal.states import ImpossibleMove
from nominations.actions.nominator import endorse
from nominations.actions.shared import journal, locked_endorsement
from nominations.models import Endorsement, LetterScan


@dataclass
class Endorsed:
    """What became of a letter for many: what it endorsed, and whom it did not, each with a sentence."""

    done: list[Endorsement] = field(default_factory=list)
    refused: list[tuple[Endorsement, str]] = field(default_factory=list)


def endorse_by_letter(
    endorsements: Iterable[Endorsement],
    *,
    by: User,
    letter_number: str,
    letter_date: date,
    scan: File | None = None,
) -> Endorsed:
    """Endorse units with one letter, row by row; one that cannot be endorsed does not stop the others.

    All belong to one body and edition. Raises ValidationError (by field) when nothing could be endorsed at all;
    then nothing is kept, the scan neither.
    """
    rows = list(endorsements)
    if not rows:
        raise ValidationError(_("Please choose at least one organisation."))
    if len({(row.edition.pk, row.body_id) for row in rows}) > 1:
        raise ValidationError(_("One letter is of one nominating body and edition."))
    letter = LetterScan(edition=rows[0].edition, body=rows[0].body)
    require(by, Can.ENDORSE, letter)
    checked = checked_scan(scan) if scan else None
    outcome = Endorsed()
    with transaction.atomic():
        kept = _keep(letter, checked, by) if checked else None
        for row in rows:
            try:
                done = endorse(row, by=by, letter_number=letter_number, letter_date=letter_date, scan=kept)
            except ValidationError as error:
                if not outcome.done and row is rows[-1]:
                    raise
                outcome.refused.append((row, " ".join(error.messages)))
            except (ImpossibleMove, PermissionDenied) as error:
                outcome.refused.append((row, str(error)))
            else:
                outcome.done.append(done)
        if not outcome.done:
            raise ValidationError([sentence for _row, sentence in outcome.refused])
    return outcome


def attach_scan(endorsement: Endorsement, upload: File, *, by: User) -> LetterScan:
    """Add the scan to an endorsement that was given without; others by the same letter get it, too.

    Raises ValidationError (for `scan`) for a file that is no scan, or when there is one already.
    """
    require(by, Can.ENDORSE, endorsement)
    checked = checked_scan(upload)
    with transaction.atomic():
        endorsement = locked_endorsement(endorsement)
        if endorsement.scan_id or not endorsement.is_endorsed:
            raise ValidationError(
                {"scan": _("This endorsement needs no scan: there is one, or none was given.")}
            )
        kept = _keep(LetterScan(edition=endorsement.edition, body=endorsement.body), checked, by)
        Endorsement.objects.endorsed().filter(
            nomination__edition=endorsement.edition,
            body=endorsement.body,
            letter_number=endorsement.letter_number,
            letter_date=endorsement.letter_date,
            scan=None,
        ).update(scan=kept)
    return kept


def checked_scan(upload: File) -> Checked:
    """A letter is small: the scanner is asked at once, and nothing is kept that it has not seen.

    Raises ValidationError for the field `scan`.
    """
    try:
        checked = check_upload(upload, kinds=PREVIEWED)
    except ValidationError as error:
        raise ValidationError({"scan": error.messages}) from error
    if antivirus.is_configured():
        _require_clean(checked)
    return checked


def _require_clean(checked: Checked) -> None:
    try:
        found = antivirus.scan(checked.file)
    except antivirus.ScannerUnavailable as error:
        raise ValidationError(
            {"scan": _("The virus scanner does not answer; please try again, or add the scan later.")}
        ) from error
    if found:
        raise ValidationError(
            {"scan": _("The virus scanner has found something in this file; it was not kept.")}
        )
    checked.file.seek(0)


def _keep(letter: LetterScan, checked: Checked, by: User) -> LetterScan:
    letter.name, letter.file = checked.name, checked.file
    letter.content_type, letter.size, letter.sha256 = checked.content_type, checked.size, checked.sha256
    letter.uploaded_at, letter.uploaded_by = clock.now(letter.edition), by
    letter.save()
    journal("letter.uploaded", letter, by=by, sha256=letter.sha256)
    return letter
