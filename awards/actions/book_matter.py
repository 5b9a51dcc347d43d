"""What the organisers put into the yearbook themselves: forewords, pictures, partners' logos, errata."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from PIL import Image

from awards.attachments import require_clean
from awards.models import BookPicture, Erratum, Foreword, Honor
from awards.rolls import is_published
from dtportal import sealing
from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.files import IMAGES, Checked, check_upload
from dtportal.journal.recording import record
from dtportal.programme import clock
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.states import ImpossibleMove

WRITTEN = ("author", "author_title", "title", "text")
PICTURES = ("portrait", "signature")


class StaleForeword(ImpossibleMove):
    """It was changed elsewhere in the meantime."""

    def __init__(self) -> None:
        super().__init__(
            _("This foreword was changed in another window. Nothing was overwritten; compare and save again.")
        )


def state_of(foreword: Foreword) -> str:
    """What a foreword says now, as a short hash: by it a save knows whether somebody was quicker."""
    names = (*WRITTEN, "portrait_sha256", "signature_sha256")
    return sealing.digest({name: getattr(foreword, name) for name in names})[:16]


# --- Forewords -----------------------------------------------------------------------------------------


@transaction.atomic
def add_foreword(edition: Edition, *, by: User, **given: Any) -> Foreword:
    """A foreword behind those there are. `given`: the texts, `portrait` and `signature` as uploads. Raises
    ValidationError for a file that is no picture."""
    require(by, Can.BUILD_YEARBOOK, edition)
    edition = _locked(edition)
    last = edition.forewords.aggregate(last=Max("position"))["last"] or 0
    foreword = Foreword(edition=edition, position=last + 1)
    _fill(foreword, given)
    foreword.save()
    record("foreword.added", foreword, by=by)
    return foreword


@transaction.atomic
def change_foreword(foreword: Foreword, *, by: User, seen: str, **given: Any) -> Foreword:
    """Other words or pictures. `seen` is the state on which they were written; raises StaleForeword when it is not the
    present one, and ValidationError for a file that is no picture."""
    require(by, Can.BUILD_YEARBOOK, foreword)
    foreword = Foreword.objects.select_for_update().get(pk=foreword.pk)
    before = state_of(foreword)
    if before != seen:
        raise StaleForeword
    gone = _fill(foreword, given)
    foreword.save()
    if state_of(foreword) != before:
        record("foreword.changed", foreword, by=by)
    _discard(gone)
    return foreword


@transaction.atomic
def move_foreword(foreword: Foreword, *, by: User, up: bool) -> None:
    """One place up or down; at the end of the row nothing changes."""
    require(by, Can.BUILD_YEARBOOK, foreword)
    rows = list(_locked(foreword.edition).forewords.all())
    at = next(number for number, row in enumerate(rows) if row.pk == foreword.pk)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(rows):
        return
    rows.insert(to, rows.pop(at))
    for position, row in enumerate(rows, 1):
        row.position = position
    Foreword.objects.bulk_update(rows, ["position"])
    record("foreword.moved", foreword, by=by, to=to + 1)


@transaction.atomic
def remove_foreword(foreword: Foreword, *, by: User) -> None:
    require(by, Can.BUILD_YEARBOOK, foreword)
    foreword = Foreword.objects.select_for_update().get(pk=foreword.pk)
    record("foreword.removed", foreword, by=by)
    files = [getattr(foreword, name).name for name in PICTURES if getattr(foreword, name)]
    foreword.delete()
    _discard(files)


def _fill(foreword: Foreword, given: dict[str, Any]) -> list[str]:
    """Set what is given; the names of files that nothing uses any more."""
    for name in WRITTEN:
        if name in given:
            setattr(foreword, name, given[name])
    gone = []
    for name in PICTURES:
        upload, is_dropped = given.get(name), given.get(f"drop_{name}", False)
        if not upload and not is_dropped:
            continue
        kept = _checked(upload, name) if upload else None
        if getattr(foreword, name):
            gone.append(getattr(foreword, name).name)
        setattr(foreword, name, kept.file if kept else "")
        setattr(foreword, f"{name}_sha256", kept.sha256 if kept else "")
    return gone


# --- Pictures ------------------------------------------------------------------------------------------


@transaction.atomic
def add_book_picture(
    edition: Edition, *, by: User, kind: str, label: str, upload: File, caption: str = ""
) -> BookPicture:
    """A picture of a forum or of the ceremony, a partner's logo; the same file twice under one name is one picture.
    Raises ValidationError for what is no picture."""
    require(by, Can.BUILD_YEARBOOK, edition)
    kept = _checked(upload, "upload")
    edition = _locked(edition)
    same = edition.book_pictures.filter(kind=kind, label=label, sha256=kept.sha256).first()
    if same is not None:
        return same
    last = edition.book_pictures.filter(kind=kind).aggregate(last=Max("position"))["last"] or 0
    with Image.open(kept.file) as image:
        width, height = image.size
    kept.file.seek(0)
    picture = BookPicture.objects.create(
        edition=edition,
        kind=kind,
        label=label,
        caption=caption,
        position=last + 1,
        file=kept.file,
        name=kept.name,
        content_type=kept.content_type,
        size=kept.size,
        sha256=kept.sha256,
        width=width,
        height=height,
        added_at=clock.now(edition),
    )
    record("bookpicture.added", picture, by=by, sha256=picture.sha256)
    return picture


@transaction.atomic
def remove_book_picture(picture: BookPicture, *, by: User) -> None:
    require(by, Can.BUILD_YEARBOOK, picture)
    picture = BookPicture.objects.select_for_update().get(pk=picture.pk)
    record("bookpicture.removed", picture, by=by, sha256=picture.sha256)
    name = picture.file.name
    picture.delete()
    _discard([name])


def _checked(upload: File, field: str) -> Checked:
    """Raises ValidationError for the field."""
    try:
        kept = check_upload(upload, kinds=tuple(IMAGES))
        require_clean(kept)
    except ValidationError as error:
        raise ValidationError({field: error.messages}) from error
    return kept


def _discard(names: Iterable[str]) -> None:
    """Files go when their rows are gone for good."""
    for name in names:
        transaction.on_commit(lambda name=name: default_storage.delete(name))


# --- Errata --------------------------------------------------------------------------------------------


@transaction.atomic
def add_erratum(edition: Edition, *, by: User, wrong: str, right: str, honor: Honor | None = None) -> Erratum:
    """What the published book says wrong. Raises ValidationError before the publication: until then the page itself is
    corrected."""
    require(by, Can.BUILD_YEARBOOK, edition)
    if not may_have_errata(edition):
        raise ValidationError(
            _("Errata follow the publication; until then the page itself is corrected and approved anew.")
        )
    if honor is not None and honor.edition_id != edition.pk:
        raise ValidationError({"honor": _("This honouree belongs to another edition.")})
    erratum = Erratum.objects.create(
        edition=edition, honor=honor, wrong=wrong, right=right, noted_at=clock.now(edition), noted_by=by
    )
    record("erratum.added", erratum, by=by, honor=honor.pk if honor else None)
    return erratum


@transaction.atomic
def remove_erratum(erratum: Erratum, *, by: User) -> None:
    """For one noted by mistake; the journal keeps that it was there."""
    require(by, Can.BUILD_YEARBOOK, erratum)
    record("erratum.removed", erratum, by=by, honor=erratum.honor_id)
    erratum.delete()


def may_have_errata(edition: Edition) -> bool:
    return is_published(edition)


def _locked(edition: Edition) -> Edition:
    """Two additions at once get two positions."""
    return Edition.objects.select_for_update().get(pk=edition.pk)
