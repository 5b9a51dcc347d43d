"""Files that arrive in pieces: begun, continued after any break, and checked once they are complete."""

from datetime import timedelta
from pathlib import Path, PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dtportal.accounts.models import User
from dtportal.files import EVIDENCE, require_size, suffixes_of, wrong_kind
from dtportal.text import nfc
from nominations.actions.evidence import (
    Place,
    Stored,
    add,
    check_evidence,
    put_instead,
    require_place,
    require_room,
    stored,
)
from nominations.actions.shared import locked, require_editable
from nominations.models import Evidence, Nomination, Upload
from nominations.standing import require_writing

# How long an upload that nobody continues keeps its bytes, and its share of the dossier's room.
EXPIRES = timedelta(days=2)


class WrongOffset(Exception):
    """The piece does not continue what has arrived; `offset` says where to go on."""

    def __init__(self, offset: int):
        super().__init__(f"continue at {offset}")
        self.offset = offset


@transaction.atomic
def begin_upload(
    nomination: Nomination,
    *,
    name: str,
    size: int,
    modified: int = 0,
    section: str,
    question: str,
    caption: str = "",
    replaces: Evidence | None = None,
    by: User,
) -> Upload:
    """Announce a file of `size` bytes; its room is reserved. The same file announced again is continued.

    Raises ValidationError with a sentence when it is too large, of the wrong kind, or finds no room.
    """
    require_writing(by, nomination, section)
    if replaces is not None:
        require_writing(by, nomination, replaces.section)
    name = nfc(PurePath(name).name)[-150:]
    require_size(size, settings.EVIDENCE_MAX_BYTES)
    if PurePath(name).suffix.lower() not in suffixes_of(EVIDENCE):
        raise ValidationError(wrong_kind(EVIDENCE))
    nomination = locked(nomination)
    require_place(nomination, section, question)
    same = nomination.uploads.unfinished().filter(
        by=by, name=name, size=size, modified=modified, section=section, question=question, replaces=replaces
    )
    upload = same.first()
    if upload is not None:
        return upload
    require_room(nomination, size, instead_of=replaces.pk if replaces else None)
    return Upload.objects.create(
        nomination=nomination,
        section=section,
        question=question,
        caption=nfc(caption)[:200],
        replaces=replaces,
        name=name,
        size=size,
        modified=modified,
        by=by,
    )


@transaction.atomic
def append(upload: Upload, piece: bytes, *, offset: int, by: User) -> Upload:
    """Add a piece that begins at `offset`; raises WrongOffset when the file goes on elsewhere.

    What a crash wrote behind `received` is overwritten: the row is the truth.
    """
    require_writing(by, upload.nomination, upload.section)
    row = _locked(upload)
    require_editable(row.nomination)
    if row.evidence_id or offset != row.received:
        raise WrongOffset(row.received)
    if row.received + len(piece) > row.size:
        raise ValidationError(_("More has arrived than the file should have; please choose the file again."))
    row.path.parent.mkdir(parents=True, exist_ok=True)
    with row.path.open("r+b" if row.path.exists() else "wb") as part:
        part.truncate(row.received)
        part.seek(row.received)
        part.write(piece)
    row.received += len(piece)
    row.touched_at = timezone.now()
    row.save(update_fields=["received", "touched_at"])
    return row


def _locked(upload: Upload) -> Upload:
    rows = Upload.objects.select_for_update(of=("self",)).select_related("nomination__edition")
    found = rows.filter(pk=upload.pk).first()
    if found is None:
        raise ValidationError(_given_up())
    return found


def _given_up() -> str:
    return _("This upload has been given up; please choose the file again.")


def finish_upload(upload: Upload, *, by: User) -> Evidence:
    """Check what has arrived and attach it, or put it in the place of another. Asking again changes nothing.

    Raises WrongOffset while bytes are missing. A file that may not be kept raises ValidationError and is gone.
    """
    require_writing(by, upload.nomination, upload.section)
    row = Upload.objects.select_related("nomination", "evidence").filter(pk=upload.pk).first()
    if row is None:
        raise ValidationError(_given_up())
    if row.evidence is not None:
        return row.evidence
    if row.received < row.size:
        raise WrongOffset(row.received)
    try:
        with row.path.open("rb") as part:
            checked = check_evidence(File(part, name=row.name))
            with stored(row.nomination, checked) as file:
                evidence = _attach(row, file, by=by)
    except FileNotFoundError:
        return _finished_elsewhere(row)
    except ValidationError:
        _forget(row)
        raise
    row.path.unlink(missing_ok=True)
    return evidence


def _finished_elsewhere(upload: Upload) -> Evidence:
    """The bytes are gone: another request has made them evidence a moment ago, or else they are lost."""
    row = Upload.objects.select_related("evidence").filter(pk=upload.pk).first()
    if row is not None and row.evidence is not None:
        return row.evidence
    _forget(upload)
    raise ValidationError(_given_up())


@transaction.atomic
def _attach(row: Upload, file: Stored, *, by: User) -> Evidence:
    nomination = locked(row.nomination)
    row = _locked(row)
    if row.evidence is not None:
        return row.evidence
    require_writing(by, nomination, row.section)
    require_editable(nomination)
    if row.replaces_id:
        evidence = put_instead(nomination, row.replaces_id, file, by=by, besides=row)
    else:
        place = Place(row.section, row.question, row.caption)
        evidence = add(nomination, file, place, by=by, besides=row)
    row.evidence = evidence
    row.save(update_fields=["evidence"])
    return evidence


def discard_upload(upload: Upload, *, by: User) -> None:
    """Give an unfinished upload up; a second call changes nothing."""
    require_writing(by, upload.nomination, upload.section)
    _forget(upload)


def _forget(upload: Upload) -> None:
    if Upload.objects.unfinished().filter(pk=upload.pk).delete()[0]:
        upload.path.unlink(missing_ok=True)


def sweep_uploads() -> None:
    """Forget what nobody has continued for long, and bytes that no row speaks of any more."""
    before = timezone.now() - EXPIRES
    for upload in Upload.objects.filter(touched_at__lt=before):
        upload.delete()
        upload.path.unlink(missing_ok=True)
    folder = Path(settings.UPLOAD_DIR)
    for path in folder.iterdir() if folder.is_dir() else ():
        is_old = path.stat().st_mtime < before.timestamp()
        if is_old and not Upload.objects.filter(token=path.name).exists():
            path.unlink(missing_ok=True)
