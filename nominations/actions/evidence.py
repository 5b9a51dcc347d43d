"""What an organisation does with the files that prove what it says."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from celery import signature
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from dtportal import antivirus
from dtportal.accounts.models import User
from dtportal.files import EVIDENCE, Checked, check_upload
from dtportal.journal.recording import hurry
from dtportal.programme import clock
from dtportal.programme.rubrics import fed
from dtportal.text import nfc
from nominations.actions.shared import journal, locked, require_editable
from nominations.models import Evidence, Nomination, Upload
from nominations.models.evidence import evidence_path
from nominations.sections import section_of
from nominations.standing import require_writing
from nominations.supplements import require_open_part

SCAN = signature("nominations.tasks.scan_evidence")


@dataclass
class Place:
    """Where a file stands in a dossier. `position` 0: after the others of its section."""

    section: str
    question: str
    caption: str = ""
    criterion: str = ""
    position: int = 0


@dataclass
class Stored:
    """A file in the storage that no row speaks of yet."""

    checked: Checked
    name: str
    is_used: bool = field(default=False)


def attach(
    nomination: Nomination, upload: File, *, section: str, question: str, caption: str = "", by: User
) -> Evidence:
    """Check a file and keep it as evidence for a question. Raises ValidationError with a sentence."""
    require_writing(by, nomination, section)
    with stored(nomination, check_evidence(upload)) as file, transaction.atomic():
        nomination = locked(nomination)
        require_writing(by, nomination, section)
        place = Place(section, question, caption)
        require_place(nomination, section, question)
        return add(nomination, file, place, by=by)


def replace(evidence: Evidence, upload: File, *, by: User) -> Evidence:
    """Put another file in the place of one; dossiers that were frozen with the old one keep it."""
    require_writing(by, evidence.nomination, evidence.section)
    with stored(evidence.nomination, check_evidence(upload)) as file, transaction.atomic():
        nomination = locked(evidence.nomination)
        require_writing(by, nomination, evidence.section)
        return put_instead(nomination, evidence.pk, file, by=by)


@transaction.atomic
def detach(evidence: Evidence, *, by: User) -> None:
    """Take a file out of the dossier; dossiers that were frozen with it keep it. A second call changes nothing."""
    require_writing(by, evidence.nomination, evidence.section)
    nomination = locked(evidence.nomination)
    require_writing(by, nomination, evidence.section)
    require_editable(nomination)
    require_open_part(nomination, evidence.section, evidence.question)
    if _take_out(nomination, evidence.pk, by=by):
        journal("nomination.evidence_removed", nomination, by=by, evidence=evidence.pk)


@transaction.atomic
def describe(evidence: Evidence, *, caption: str, section: str, criterion: str, by: User) -> Evidence:
    """Say what a file shows and what it proves; in another section it comes last. `criterion` '' is the section's."""
    require_writing(by, evidence.nomination, evidence.section)
    nomination = locked(evidence.nomination)
    require_writing(by, nomination, evidence.section)
    row = _attached(nomination, evidence.pk)
    before = (row.caption, row.section, row.criterion)
    row.caption = nfc(caption)[:200]
    if section != row.section:
        require_writing(by, nomination, section)
        question = section_of(nomination.edition, nomination.group, section).evidence_question
        require_place(nomination, section, question["key"] if question else "")
        row.section, row.question = section, question["key"]
        row.position = _last_position(nomination, section) + 1
    row.criterion = _criterion(nomination, criterion, row.section)
    if (row.caption, row.section, row.criterion) != before:
        row.save()
        journal("nomination.evidence_described", nomination, by=by, evidence=row.pk)
    return row


@transaction.atomic
def shift(evidence: Evidence, *, up: bool, by: User) -> None:
    """Change places with the file above or below in the section; at the end of the row nothing happens."""
    require_writing(by, evidence.nomination, evidence.section)
    nomination = locked(evidence.nomination)
    require_writing(by, nomination, evidence.section)
    row = _attached(nomination, evidence.pk)
    rows = list(nomination.evidence.attached().filter(section=row.section))
    here = next(index for index, other in enumerate(rows) if other.pk == row.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for position, other in enumerate(rows, 1):
        other.position = position
    Evidence.objects.bulk_update(rows, ["position"])
    journal("nomination.evidence_described", nomination, by=by, evidence=row.pk)


# --- what attaching, replacing and resumable uploads share ---------------------------------------------


def check_evidence(upload: File) -> Checked:
    return check_upload(upload, limit=settings.EVIDENCE_MAX_BYTES, kinds=EVIDENCE)


@contextmanager
def stored(nomination: Nomination, checked: Checked) -> Iterator[Stored]:
    """The file in the storage before the transaction begins, which copying 100 MB would hold open; taken away
    again when no row has come to speak of it."""
    path = evidence_path(Evidence(nomination=nomination), checked.name)
    file = Stored(checked, default_storage.save(path, checked.file))
    try:
        yield file
    except BaseException:
        default_storage.delete(file.name)
        raise
    if not file.is_used:
        default_storage.delete(file.name)


def require_place(nomination: Nomination, section: str, question: str) -> None:
    """Whether a file may be put there now; raises ImpossibleMove or ValidationError."""
    require_editable(nomination)
    if section_of(nomination.edition, nomination.group, section).question(question) is None:
        raise ValidationError(_("This section has no such question."))
    require_open_part(nomination, section, question)


def require_room(
    nomination: Nomination, size: int, *, besides: Upload | None = None, instead_of: int | None = None
) -> None:
    """Raises ValidationError when the files of the dossier would be too many or too large together.

    Call it with the nomination locked: what is attached and what has been announced both count.
    """
    kept = nomination.evidence.attached().exclude(pk=instead_of)
    coming = nomination.uploads.unfinished().exclude(pk=besides.pk if besides else None)
    used = _total(kept) + _total(coming)
    if used + size > settings.EVIDENCE_QUOTA_BYTES:
        raise ValidationError(
            _(
                "The files of a dossier may have %(quota)s MB together; %(used)s MB are taken. "
                "Please remove a file, or choose a smaller one."
            )
            % {"quota": settings.EVIDENCE_QUOTA_BYTES // 2**20, "used": -(-used // 2**20)}
        )
    if kept.count() + coming.count() >= settings.EVIDENCE_MAX_FILES:
        raise ValidationError(
            _("A dossier may have at most %(count)s files.") % {"count": settings.EVIDENCE_MAX_FILES}
        )


def _total(rows: Any) -> int:
    return rows.aggregate(total=Sum("size"))["total"] or 0


def add(
    nomination: Nomination, file: Stored, place: Place, *, by: User, besides: Upload | None = None
) -> Evidence:
    """A row for a stored file, in a locked and editable nomination with room for it."""
    checked = file.checked
    twin = nomination.evidence.attached().filter(sha256=checked.sha256).first()
    if twin is not None:
        raise ValidationError(
            _("This dossier has the same file already, as “%(name)s”.") % {"name": twin.name}
        )
    require_room(nomination, checked.size, besides=besides)
    evidence = _create(nomination, file, place, by)
    journal("nomination.evidence_attached", nomination, by=by, evidence=evidence.pk, sha256=checked.sha256)
    return evidence


def put_instead(
    nomination: Nomination, old_id: int, file: Stored, *, by: User, besides: Upload | None = None
) -> Evidence:
    old, checked = _attached(nomination, old_id), file.checked
    if old.sha256 == checked.sha256:
        raise ValidationError(_("This is the same file as before; nothing has been replaced."))
    twin = nomination.evidence.attached().filter(sha256=checked.sha256).first()
    if twin is not None:
        raise ValidationError(
            _("This dossier has the same file already, as “%(name)s”.") % {"name": twin.name}
        )
    require_room(nomination, checked.size, besides=besides, instead_of=old.pk)
    _take_out(nomination, old.pk, by=by)
    place = Place(old.section, old.question, old.caption, old.criterion, old.position)
    evidence = _create(nomination, file, place, by)
    journal(
        "nomination.evidence_replaced",
        nomination,
        by=by,
        evidence=evidence.pk,
        replaced=old.pk,
        sha256=checked.sha256,
    )
    return evidence


def _create(nomination: Nomination, file: Stored, place: Place, by: User) -> Evidence:
    checked, statuses = file.checked, Evidence.Status
    evidence = Evidence.objects.create(
        nomination=nomination,
        section=place.section,
        question=place.question,
        criterion=place.criterion,
        caption=nfc(place.caption)[:200],
        position=place.position or _last_position(nomination, place.section) + 1,
        name=checked.name,
        file=file.name,
        content_type=checked.content_type,
        size=checked.size,
        sha256=checked.sha256,
        status=statuses.WAITING if antivirus.is_configured() else statuses.CLEAN,
        uploaded_at=clock.now(nomination.edition),
        uploaded_by=by,
    )
    file.is_used = True
    if evidence.status == statuses.WAITING:
        transaction.on_commit(lambda: hurry(SCAN, evidence.pk))
    return evidence


def _last_position(nomination: Nomination, section: str) -> int:
    rows = nomination.evidence.attached().filter(section=section)
    return rows.aggregate(last=Max("position"))["last"] or 0


def _attached(nomination: Nomination, evidence_id: int) -> Evidence:
    """The row as it is now, in a locked nomination that may still be changed."""
    require_editable(nomination)
    row = nomination.evidence.attached().filter(pk=evidence_id).first()
    if row is None:
        raise ValidationError(_("This file has been removed or replaced in the meantime."))
    require_open_part(nomination, row.section, row.question)
    return row


def _take_out(nomination: Nomination, evidence_id: int, *, by: User) -> int:
    attached = nomination.evidence.attached().filter(pk=evidence_id)
    return attached.update(removed_at=clock.now(nomination.edition), removed_by=by)


def _criterion(nomination: Nomination, code: str, section: str) -> str:
    """A criterion of the nomination's group; '' for the one that the section speaks of anyhow."""
    feeds = fed(nomination.edition_id, nomination.group).get(section)
    if feeds and code == feeds[0].code:
        return ""
    if code and not nomination.edition.criteria.filter(group=nomination.group, code=code).exists():
        raise ValidationError({"criterion": _("Please choose one of the criteria.")})
    return code
