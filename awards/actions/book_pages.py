"""The unit's side of its page in the yearbook: write, put pictures, look at the proof, approve.

Whoever writes here belongs to the unit; the secretariat's side is `book_review`. The nomination's row is the lock.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image

from awards import attachments
from awards.book_desk import in_office, may_write, nominees_of, why_closed
from awards.models import BookPage, PagePicture, Variant, YearbookPart
from awards.yearbook import nominee, pages, parts, pictures
from awards.yearbook.writing import BY_KEY, FIELDS
from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.files import wrong_kind
from dtportal.journal.recording import record
from dtportal.programme import clock
from dtportal.roles import Can
from dtportal.sniffing import IMAGES
from dtportal.states import ImpossibleMove
from dtportal.text import nfc
from nominations.actions.shared import locked
from nominations.models import Nomination

Figures = Sequence[Sequence[str]]
CAPTION = 160


class StalePage(Exception):
    """Somebody else saved the page in the meantime; `current` is the row as it stands now."""

    def __init__(self, current: BookPage):
        super().__init__("stale page")
        self.current = current


@transaction.atomic
def save_page(
    nomination: Nomination, *, texts: Mapping[str, str], figures: Figures, version: int, by: User
) -> BookPage:
    """Keep what was written, as a draft; an approved version stands until another one is approved.

    `version` is what the writer started from (0: nothing); raises StalePage when it is not the stored one any more,
    ImpossibleMove when the time is over or a correction waits. The same texts again change nothing.
    """
    nomination, page = _open(nomination, by)
    texts = {key: text for key, text in texts.items() if key in BY_KEY and text}
    figures = [list(pair) for pair in figures if any(pair)]
    if page.pk and page.texts == texts and page.figures == figures:
        return page
    if page.version != version:
        raise StalePage(page)
    page.texts, page.figures = texts, figures
    page.version += 1
    _touch(page, by)
    return page


def put_picture(
    nomination: Nomination, *, use: str, upload: File | None, caption: str = "", by: User
) -> PagePicture:
    """Replace the picture of a use, or change its caption when there is no upload.

    Raises ValidationError for the field `file` for what cannot be printed.
    """
    checked = None
    if upload is not None:
        (checked,) = attachments.checked([upload], "file")
        if checked.content_type not in IMAGES:
            raise ValidationError({"file": wrong_kind(IMAGES)})
        _inspect(upload, use, is_person=bool(nomination.person_name))
    caption = nfc(caption)[:CAPTION]
    with transaction.atomic():
        nomination, page = _open(nomination, by)
        former = page.pictures.filter(use=use, is_current=True).first() if page.pk else None
        if checked is None:
            if former is None:
                raise ValidationError({"file": _("Please choose a picture.")})
            if former.caption == caption:
                return former
        elif former and former.sha256 == checked.sha256 and former.caption == caption:
            return former
        _touch(page, by)
        made = _picture(page, use, checked, caption, former)
        _retire(page, former)
        made.is_current = True
        made.save()
        record("bookpage.picture_put", page, by=by, picture=made.pk, sha256=made.sha256)
    return made


@transaction.atomic
def remove_picture(nomination: Nomination, *, use: str, by: User) -> None:
    """A second click changes nothing."""
    nomination, page = _open(nomination, by)
    former = page.pictures.filter(use=use, is_current=True).first() if page.pk else None
    if former is not None:
        _touch(page, by)
        _retire(page, former)
        record("bookpage.picture_removed", page, by=by, picture=former.pk)


def order_proof(nomination: Nomination, *, by: User, page: BookPage | None) -> YearbookPart:
    """The real page for the screen, made by the worker: of `page` as it is written, or with None what would be
    printed if nothing more happened. Whatever was made already is not made again. For the unit and the office."""
    readers = (nominees_of(by), in_office(by, nomination.edition))
    if not any(rows.filter(pk=nomination.pk).exists() for rows in readers):
        raise PermissionDenied(_("Your role does not include this."))
    return parts.order(proof_content(nomination, page), Variant.SCREEN)


def proof_content(nomination: Nomination, page: BookPage | None) -> nominee.PageContent:
    if page is not None:
        return nominee.draft_of(page)
    return nominee.contents_of(nomination.edition, [nomination.pk])[nomination.pk]


def approve_page(page: BookPage, *, by: User, version: int, proof_hash: str) -> BookPage:
    """The unit's word that this page may be printed: of the version whose proof it has seen, and of no other.

    Raises StalePage for another version, ImpossibleMove for an older proof or when the time is over,
    ValidationError for what is still missing. A second click changes nothing.
    """
    require(by, Can.DRAFT, page)
    read = BookPage.objects.select_related("nomination__edition").get(pk=page.pk)
    shown, draft = _pictures(read), nominee.draft_of(read)
    if read.version != version:
        raise StalePage(read)
    require_seen(draft, proof_hash)
    with transaction.atomic():
        _nomination, page = _open(page.nomination, by)
        if page.version != version or _pictures(page) != shown:
            raise StalePage(page)
        if page.is_approved:
            return page
        _require_complete(page)
        page.move(BookPage.Status.APPROVED)
        stand(page, by=by, proof_hash=proof_hash)
        record("bookpage.approved", page, by=by, version=page.version, proof=proof_hash)
    parts.order(draft, Variant.PRINT)
    return page


def require_seen(content: nominee.PageContent, proof_hash: str) -> None:
    """Raises ImpossibleMove unless the proof of exactly this content has been made, and is the one that was shown."""
    made = YearbookPart.objects.filter(
        nomination=content.nomination_id,
        variant=Variant.SCREEN,
        content_hash=proof_hash,
        status=YearbookPart.Status.READY,
    )
    if pages.identity(content, Variant.SCREEN) != proof_hash or not made.exists():
        raise ImpossibleMove(
            _(
                "The proof is older than the text. Please have a new proof made, look at it, and approve that one."
            )
        )


def stand(page: BookPage, *, by: User, proof_hash: str) -> None:
    """What is written now is what will be printed; the caller has moved the status and holds the lock."""
    page.approved = nominee.snapshot_of(page) | {"proof": proof_hash}
    page.approved_at, page.approved_by = clock.now(page.nomination.edition), by
    page.remark, page.remarked_at, page.remarked_by = "", None, None
    page.proposal, page.proposal_hash = {}, ""
    page.save()
    for former in page.pictures.filter(is_current=False):
        discard(former)


def discard(picture: PagePicture) -> None:
    """The row now, the file once that is certain."""
    storage, name = picture.file.storage, picture.file.name
    picture.delete()
    transaction.on_commit(lambda: storage.delete(name))


# --- Within the transaction --------------------------------------------------------------------------


def _open(nomination: Nomination, by: User) -> tuple[Nomination, BookPage]:
    """The locked nomination and its page (a new one, not saved, when there is none), while it may be written."""
    if not may_write(by, nomination):
        raise PermissionDenied(_("Only the unit itself writes its page of the yearbook."))
    nomination = locked(nomination)
    if nomination.status != Nomination.Status.ACCEPTED:
        raise ImpossibleMove(_("Only accepted dossiers have a page in the yearbook."))
    closed = why_closed(nomination.edition)
    if closed:
        raise ImpossibleMove(closed)
    page = BookPage.objects.select_for_update().filter(nomination=nomination).first()
    if page is not None and page.is_proposed:
        raise ImpossibleMove(_("A correction waits for your answer. Please confirm or decline it first."))
    page = page or BookPage(nomination=nomination)
    page.nomination = nomination
    return nomination, page


def _touch(page: BookPage, by: User) -> None:
    """Save as changed by this person; what was approved becomes a draft, while the approved version stands.

    The journal hears of the beginning and of a reopened page, not of every pause in typing.
    """
    verb = "" if page.pk else "bookpage.begun"
    if page.is_approved:
        page.move(BookPage.Status.DRAFT)
        verb = "bookpage.reopened"
    page.changed_at, page.changed_by = clock.now(page.nomination.edition), by
    page.save()
    if verb:
        record(verb, page, by=by)


def _pictures(page: BookPage) -> list[int]:
    return list(page.pictures.filter(is_current=True).values_list("pk", flat=True))


def _picture(page: BookPage, use: str, checked: Any, caption: str, former: PagePicture | None) -> PagePicture:
    """A row of its own also for a new caption: the former one may stand in the approved version."""
    if checked is None:
        with former.file.open("rb") as file:
            content = ContentFile(file.read(), name=former.name)
        measures = {
            name: getattr(former, name)
            for name in ("name", "content_type", "size", "sha256", "width", "height")
        }
    else:
        content = checked.file
        with Image.open(checked.file) as image:
            width, height = image.size
        checked.file.seek(0)
        measures = {
            "name": checked.name,
            "content_type": checked.content_type,
            "size": checked.size,
            "sha256": checked.sha256,
            "width": width,
            "height": height,
        }
    return PagePicture(page=page, use=use, file=content, caption=caption, is_current=False, **measures)


def _retire(page: BookPage, former: PagePicture | None) -> None:
    """Replaced: kept while it belongs to the version that stands."""
    if former is None:
        return
    if page.approved:
        former.is_current = False
        former.save(update_fields=["is_current"])
    else:
        discard(former)


def _inspect(upload: File, use: str, *, is_person: bool) -> None:
    upload.seek(0)
    try:
        pictures.inspect(upload, use, is_person=is_person)
    except ValidationError as refusal:
        raise ValidationError({"file": refusal.messages}) from refusal
    finally:
        upload.seek(0)


def _require_complete(page: BookPage) -> None:
    missing = [str(field.label) for field in FIELDS if field.is_required and not page.texts.get(field.key)]
    if any(not all(pair) for pair in page.figures):
        missing.append(_("of every key figure both the value and what it says"))
    if missing:
        raise ValidationError(
            _("Before the page can be approved, please write: %(fields)s.") % {"fields": ", ".join(missing)}
        )
