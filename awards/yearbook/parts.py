"""A nominee's page from order to file: made once in the worker, found again by the hash of everything on it.

The row is the order: whoever asks writes it, with what is to be set; whoever makes the page fills it. Two that make
one page at a time leave one row and one file, and a row that says it is ready has its file.
"""

import time
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from typing import Any

import pikepdf
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from awards.models import YearbookPart
from awards.models.yearbook import part_path
from awards.yearbook import pages, press
from awards.yearbook.nominee import Image, PageContent
from awards.yearbook.pictures import BadPicture
from awards.yearbook.press import PressFailed
from dtportal import pdf
from dtportal.celery import app
from dtportal.jobs import SILENT_AFTER
from dtportal.journal.recording import hurry

Render = Callable[[str], bytes]
# A proof that nobody has approved, a page whose texts have changed since.
KEPT_FOR = timedelta(days=7)


class PageFailed(Exception):
    """A page could not be made; says why, in a sentence."""


def order(content: PageContent, variant: str) -> YearbookPart:
    """The page of this content: ready at once if there is one, else ordered from the worker. One that failed is tried
    again."""
    content_hash = pages.identity(content, variant)
    key = {"nomination_id": content.nomination_id, "variant": variant, "content_hash": content_hash}
    with transaction.atomic():
        part, created = YearbookPart.objects.select_for_update().get_or_create(
            **key, defaults={"content": asdict(content)}
        )
        if not created and (part.status == YearbookPart.Status.QUEUED or is_there(part)):
            return part
        if not created:
            part.status, part.error, part.content = YearbookPart.Status.QUEUED, "", asdict(content)
            part.ordered_at = timezone.now()
            part.save(update_fields=["status", "error", "content", "ordered_at"])
        # By its name: tasks import this module.
        task = app.signature("awards.tasks.make_page")
        transaction.on_commit(lambda: hurry(task, part.pk))
    return part


def make(part_id: int) -> None:
    """Make the page that was ordered, unless somebody was quicker. What goes wrong is written into the row."""
    part = YearbookPart.objects.filter(pk=part_id, status=YearbookPart.Status.QUEUED).first()
    if part is None:
        return
    with translation.override("vi"):
        _make(part)


def _make(part: YearbookPart) -> None:
    content, started = _restored(part.content), time.monotonic()
    try:
        missing = pdf.missing_fonts(press.FAMILY)
        if missing:
            raise PageFailed(_("The font file %(name)s is missing.") % {"name": missing[0]})
        data = typeset(content, part.variant, partial(press.resident.render, variant=part.variant))
    except PageFailed as failed:
        fail(content.nomination_id, part.variant, part.content_hash, str(failed), since(started))
    else:
        keep(content.nomination_id, part.variant, part.content_hash, data, since(started))


def since(started: float) -> int:
    """Milliseconds from a moment of the monotonic clock."""
    return round((time.monotonic() - started) * 1000)


def typeset(content: PageContent, variant: str, render: Render) -> bytes:
    """The page; raises PageFailed with a sentence. A press that died is asked a second time."""
    try:
        try:
            return pages.typeset(content, variant, render)
        except PressFailed:
            return pages.typeset(content, variant, render)
    except pages.DoesNotFit as failed:
        raise PageFailed(_("Its texts do not fit the page.")) from failed
    except PressFailed as failed:
        raise PageFailed(_("The layout engine gave the page up: %(reason)s") % {"reason": failed}) from failed
    except (BadPicture, ValidationError) as failed:
        reason = " ".join(getattr(failed, "messages", [])) or failed
        raise PageFailed(_("A picture cannot be printed: %(reason)s") % {"reason": reason}) from failed
    except (OSError, ValueError, pikepdf.PdfError) as failed:
        raise PageFailed(_("A file could not be read: %(reason)s") % {"reason": failed}) from failed


def _restored(data: Any) -> Any:
    """The content from the plain data of a row."""
    if isinstance(data, list):
        return tuple(_restored(value) for value in data)
    if not isinstance(data, dict):
        return data
    values = {key: _restored(value) for key, value in data.items()}
    return PageContent(**values) if "nomination_id" in values else Image(**values)


# --- Rows and files ---------------------------------------------------------------------------------------


def keep(nomination_id: int, variant: str, content_hash: str, data: bytes, milliseconds: int) -> YearbookPart:
    """A page that was made, with its row. Who comes second finds the first one's. Raises OSError."""
    with transaction.atomic():
        part = _locked(nomination_id, variant, content_hash)
        if is_there(part):
            return part
        with suppress(FileNotFoundError):
            # What a maker left that was killed between file and row.
            part.file.storage.delete(part_path(part, ""))
        part.file.save("page.pdf", ContentFile(data), save=False)
        part.status, part.error, part.content = YearbookPart.Status.READY, "", {}
        part.page_count, part.duration, part.made_at = pages.page_count(data), milliseconds, timezone.now()
        part.save()
    return part


def fail(nomination_id: int, variant: str, content_hash: str, reason: str, milliseconds: int) -> None:
    with transaction.atomic():
        part = _locked(nomination_id, variant, content_hash)
        if not is_there(part):
            part.status, part.error, part.duration = YearbookPart.Status.FAILED, reason, milliseconds
            part.save(update_fields=["status", "error", "duration"])


def _locked(nomination_id: int, variant: str, content_hash: str) -> YearbookPart:
    key = {"nomination_id": nomination_id, "variant": variant, "content_hash": content_hash}
    return YearbookPart.objects.select_for_update().get_or_create(**key)[0]


def is_there(part: YearbookPart) -> bool:
    """Ready, and its file has not been lost."""
    return part.status == YearbookPart.Status.READY and part.file.storage.exists(part.file.name)


def read(part: YearbookPart) -> bytes | None:
    """Its PDF; None if the file has been lost."""
    try:
        with part.file.open("rb") as file:
            return file.read()
    except OSError:
        return None


def newest_ready(nomination_id: int, variant: str) -> YearbookPart | None:
    """The last good page of a nominee, whatever it says."""
    rows = YearbookPart.objects.filter(
        nomination=nomination_id, variant=variant, status=YearbookPart.Status.READY
    )
    return next((part for part in rows.order_by("-made_at", "-pk") if is_there(part)), None)


def waiting() -> Iterable[int]:
    """Ordered, and no worker has made them in a while: for the sweep, which asks once in so long."""
    now = timezone.now()
    rows = YearbookPart.objects.filter(status=YearbookPart.Status.QUEUED, ordered_at__lt=now - SILENT_AFTER)
    found = list(rows.exclude(content={}).values_list("pk", flat=True))
    rows.filter(pk__in=found).update(ordered_at=now)
    return found


def ready(edition_id: int, hashes: dict[int, str], variant: str) -> dict[int, YearbookPart]:
    """Of these pages those that are ready, by nomination."""
    rows = YearbookPart.objects.filter(
        nomination__edition=edition_id, variant=variant, status=YearbookPart.Status.READY
    )
    return {part.nomination_id: part for part in rows if hashes.get(part.nomination_id) == part.content_hash}


def sweep_out(edition_id: int, variant: str, used: Collection[str]) -> None:
    """Throw away pages that nobody has printed for long; the newest of each nominee stays, for a bad day."""
    rows = YearbookPart.objects.filter(nomination__edition=edition_id, variant=variant)
    newest: set[int] = set()
    for part in rows.order_by("-made_at", "-pk"):
        is_newest = part.status == YearbookPart.Status.READY and part.nomination_id not in newest
        if is_newest:
            newest.add(part.nomination_id)
        elif part.content_hash not in used and part.ordered_at < timezone.now() - KEPT_FOR:
            part.file.delete(save=False)
            part.delete()
