"""Wording an edition's letters: save, back to the file, try out."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.journal import letters
from dtportal.journal.models import Notice
from dtportal.journal.recording import record, send
from dtportal.journal.wording import fill, has_stray_marks, unknown_in
from dtportal.programme.models import Edition, LetterWording
from dtportal.roles import Can
from dtportal.sealing import digest
from dtportal.text import nfc


class StaleWording(Exception):
    """Somebody else worded the letter in the meantime; `current` is the row as it stands, None when it was removed."""

    def __init__(self, current: LetterWording | None):
        super().__init__("stale wording")
        self.current = current


@transaction.atomic
def word_letter(
    edition: Edition, letter: str, language: str, *, by: User, subject: str, body: str, version: int
) -> LetterWording:
    """Give a letter an edition's own words; `version` is the one the writer started from (0: the file's).

    Raises ValidationError by field for a name the letter has no value for, and StaleWording.
    """
    require(by, Can.MANAGE_MAIL, edition)
    subject, body = checked(letter, subject, body)
    Edition.objects.select_for_update().get(pk=edition.pk)
    row = LetterWording.objects.filter(edition=edition, letter=letter, language=language).first()
    if (row.version if row else 0) != version:
        raise StaleWording(row)
    row = row or LetterWording(edition=edition, letter=letter, language=language, version=0)
    row.subject, row.body, row.version, row.updated_at = subject, body, row.version + 1, timezone.now()
    row.save()
    words = digest({"subject": subject, "body": body})
    record("wording.changed", edition, by=by, letter=letter, language=language, sha256=words)
    return row


@transaction.atomic
def restore_letter(edition: Edition, letter: str, language: str, *, by: User) -> None:
    """Back to the file's words; a second call changes nothing."""
    require(by, Can.MANAGE_MAIL, edition)
    Edition.objects.select_for_update().get(pk=edition.pk)
    removed, _rows = LetterWording.objects.filter(edition=edition, letter=letter, language=language).delete()
    if removed:
        record("wording.restored", edition, by=by, letter=letter, language=language)


@transaction.atomic
def try_letter(
    edition: Edition, letter: str, language: str, *, by: User, subject: str, body: str, values: dict[str, Any]
) -> Notice:
    """Mail the words, filled with `values`, to the writer and to nobody else."""
    require(by, Can.MANAGE_MAIL, edition)
    subject, body = checked(letter, subject, body)
    return send(
        "trial",
        recipient=by,
        language=language,
        context={"subject": fill(subject, values), "body": fill(body, values)},
        is_rehearsal=edition.is_rehearsal,
        about=edition,
    )


def checked(letter: str, subject: str, body: str) -> tuple[str, str]:
    """The words as they are kept. Raises ValidationError by field."""
    found = letters.letter(letter)
    if found is None or not found.is_editable:
        raise ValidationError(_("The wording of this letter cannot be changed."))
    subject, body = nfc(subject), "\n".join(line.rstrip() for line in body.strip().splitlines())
    errors = {
        field: sentence
        for field, text in (("subject", subject), ("body", body))
        if (sentence := _mistake(text, found))
    }
    if errors:
        raise ValidationError(errors)
    return subject, body


def _mistake(text: str, letter: letters.Letter) -> str:
    if not text:
        return _("Please write something; “Back to the default” restores the portal's words.")
    unknown = unknown_in(text, letter.variables)
    if unknown:
        return _("This letter knows no “%(name)s”. It knows: %(known)s.") % {
            "name": "”, “".join(unknown),
            "known": ", ".join(letter.variables),
        }
    if has_stray_marks(text):
        return _("Only names between {{ and }} are understood, such as {{ recipient_name }}.")
    return ""
