"""A build from order to file: pages that are not ready are made, the frame is set, the book is bound.

Only this process touches the database, and every page is a row as soon as it is ready. So a killed worker costs the
pages that were in the presses, and the next one goes on. A page that cannot be made never stops the book: the last
good one stands in its place, or a plain one, and the build says so.
"""

import errno
import hashlib
import shutil
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pikepdf
from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from awards.models import Yearbook
from awards.yearbook import assembly, front, kept, pages, parts, pictures, press
from awards.yearbook.content import Book, Honoree, book_of
from awards.yearbook.front import BadLayout
from awards.yearbook.press import Press, PressFailed
from awards.yearbook.pressing import PRESSES, Pressed, pressed
from awards.yearbook.shelf import Shelf
from dtportal import pdf
from dtportal.jobs import SILENT_AFTER
from dtportal.journal.recording import link_to, record

# Besides the pages: the frame, and the binding.
MORE_STEPS = 2
# Progress is written after so many pages, or seconds; whether to stop is asked after so many seconds.
STEP, SECONDS, PAUSE = 4, 2.0, 0.2
# Folders that killed workers left behind are cleared away after so many seconds.
LEFT_BEHIND = 24 * 3600

Report = Callable[[Yearbook], None]


class Stopped(Exception):
    """The book cannot be made; says why, in a sentence."""


class Cancelled(Exception):
    """Somebody has asked to stop."""


def _in_silence(yearbook: Yearbook) -> None:
    """The row says it all."""


def build(yearbook_id: int, report: Report = _in_silence) -> None:
    """Make the book of an order, or go on where a dead worker stopped; `report` is told of every step.

    Without effect on a book that is finished or that another worker is at. What goes wrong is written into the
    row for the person who ordered.
    """
    yearbook = _take(yearbook_id)
    if yearbook is None:
        return
    with translation.override(yearbook.ordered_by.language):
        try:
            with tempfile.TemporaryDirectory(dir=_workshop(), prefix=f"{yearbook.pk}-") as folder:
                _Build(yearbook, Path(folder), report).run()
        except Cancelled:
            _fail(yearbook, _("Cancelled. The pages that are ready are kept."))
        except Stopped as stopped:
            _fail(yearbook, str(stopped))
        except BadLayout as failed:
            _fail(yearbook, _("The part “%(part)s” of the book could not be laid out.") % {"part": failed})
        except (OSError, pikepdf.PdfError) as failed:
            _fail(yearbook, why_not_written(failed))


def why_not_written(error: Exception) -> str:
    if getattr(error, "errno", None) in {errno.ENOSPC, errno.EDQUOT}:
        return _("The disk is full. Make room and try again; the pages that are ready are kept.")
    return _("The file could not be written: %(reason)s") % {"reason": error}


def _workshop() -> Path:
    """Where books are put together: on the disk, for a book's pictures are more than memory should hold."""
    folder = Path(settings.DATA_DIR) / "binding"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if time.time() - old.stat().st_mtime > LEFT_BEHIND:
            shutil.rmtree(old, ignore_errors=True)
    return folder


@transaction.atomic
def _take(yearbook_id: int) -> Yearbook | None:
    """Claim the row, unless it is finished or a worker has been heard of lately."""
    yearbook = (
        Yearbook.objects.select_for_update(of=("self",))
        .select_related("edition", "roll__edition", "ordered_by")
        .filter(pk=yearbook_id)
        .first()
    )
    if yearbook is None or yearbook.status not in Yearbook.UNFINISHED:
        return None
    if yearbook.status == Yearbook.Status.RUNNING and yearbook.heartbeat_at > timezone.now() - SILENT_AFTER:
        return None
    yearbook.stage = Yearbook.Stage.PAGES
    yearbook.started_at, yearbook.head_start = None, 0
    yearbook.save(update_fields=["stage", "started_at", "head_start"])
    yearbook.start(yearbook.roll.entries.filter(revoked_for="").count() + MORE_STEPS)
    return yearbook


class _Build:
    """One build in one process, its pages on a shelf of its own."""

    def __init__(self, yearbook: Yearbook, folder: Path, report: Report) -> None:
        self.yearbook, self.folder, self.report = yearbook, folder, report
        self.variant = yearbook.variant
        self.faults: list[dict[str, str]] = []
        self.counts: dict[int, int] = {}
        self.told_at = self.asked_at = 0.0

    def run(self) -> None:
        missing = pdf.missing_fonts(press.FAMILY)
        if missing:
            raise Stopped(_("The font file %(name)s is missing.") % {"name": missing[0]})
        book = book_of(self.yearbook.roll)
        self.shelf = Shelf(self.folder, self.variant)
        self.presses = [Press() for _number in range(PRESSES)]
        try:
            used = self._make_pages(book)
            frame = self._make_frame(book)
        except PressFailed as failed:
            raise Stopped(_("The layout engine gave up: %(reason)s") % {"reason": failed}) from failed
        finally:
            for each in self.presses:
                each.close()
        target = self.folder / "book.pdf"
        self._enter(Yearbook.Stage.BINDING)
        try:
            assembly.bind(book, frame.plan, self.shelf, target, variant=self.variant, beat=self._beat)
        finally:
            self.shelf.close()
        _finish(self.yearbook, target, len(frame.plan.leaves), self.faults)
        parts.sweep_out(self.yearbook.edition_id, self.variant, used)

    # --- Progress -----------------------------------------------------------------------------------------

    def _advance(self, done: int) -> None:
        self.yearbook.advance(done)
        self.told_at = time.monotonic()
        self.report(self.yearbook)

    def _beat(self) -> None:
        """The work goes on, unless it is to stop."""
        if time.monotonic() - self.asked_at < PAUSE:
            return
        self.asked_at = time.monotonic()
        if Yearbook.objects.filter(pk=self.yearbook.pk).exclude(cancelled_by=None).exists():
            raise Cancelled
        if time.monotonic() - self.told_at > SECONDS:
            self._advance(self.yearbook.done)

    def _enter(self, stage: str) -> None:
        self._beat()
        self.yearbook.stage = stage
        self.yearbook.save(update_fields=["stage"])
        done = self.yearbook.total - (1 if stage == Yearbook.Stage.BINDING else MORE_STEPS)
        self._advance(done)

    # --- Pages --------------------------------------------------------------------------------------------

    def _make_pages(self, book: Book) -> set[str]:
        """Every honoree's page onto the shelf; returns the hashes of those that should be there."""
        hashes = {
            honoree.nomination_id: pages.identity(honoree.page, self.variant) for honoree in book.honorees
        }
        ready = parts.ready(self.yearbook.edition_id, hashes, self.variant)
        waiting = []
        for honoree in book.honorees:
            part = ready.get(honoree.nomination_id)
            if part is None or not self._shelve(honoree, parts.read(part)):
                waiting.append(honoree)
            self._beat()
        done = len(book.honorees) - len(waiting)
        self.yearbook.started_at, self.yearbook.head_start = timezone.now(), done
        self.yearbook.save(update_fields=["started_at", "head_start"])
        self._advance(done)
        for page in pressed(waiting, self.presses, self.variant):
            self._take_over(page, hashes[page.honoree.nomination_id])
            done += 1
            self._beat()
            if done % STEP == 0 or done == len(book.honorees):
                self._advance(done)
        return set(hashes.values())

    def _take_over(self, page: Pressed, content_hash: str) -> None:
        key = page.honoree.nomination_id, self.variant, content_hash
        reason = page.reason
        if page.data is not None:
            parts.keep(*key, page.data, page.milliseconds)
            if self._shelve(page.honoree, page.data):
                return
            reason = _("The layout engine made no good file.")
        parts.fail(*key, reason, page.milliseconds)
        self._put_instead(page.honoree, reason)

    def _shelve(self, honoree: Honoree, data: bytes | None) -> bool:
        """Whether it is a page that can be bound. The second one is printed for the narrowest list only."""
        if data is None:
            return False
        most = 2 if honoree.may_have_second and honoree.page.has_second else 1
        try:
            self.counts[honoree.nomination_id] = self.shelf.put(honoree.nomination_id, data, most=most)
        except pikepdf.PdfError:
            return False
        return True

    def _put_instead(self, honoree: Honoree, reason: str) -> None:
        """The last good page of this nominee, or a plain one."""
        instead = "earlier"
        earlier = parts.newest_ready(honoree.nomination_id, self.variant)
        if earlier is None or not self._shelve(honoree, parts.read(earlier)):
            instead = "plain"
            render = partial(self.presses[0].render, variant=self.variant)
            try:
                plain = pages.plain(honoree.page, self.variant, render)
            except pages.DoesNotFit as failed:
                raise Stopped(
                    _("The page of “%(name)s” could not be made.") % {"name": honoree.name}
                ) from failed
            if not self._shelve(honoree, plain):
                raise Stopped(_("The page of “%(name)s” could not be made.") % {"name": honoree.name})
        self.faults.append({"name": honoree.name, "reason": reason, "instead": instead})

    # --- The rest of the book -----------------------------------------------------------------------------

    def _make_frame(self, book: Book) -> front.Frame:
        self._enter(Yearbook.Stage.FRAME)
        render = kept.keeping(
            partial(self.presses[0].render, variant=self.variant, kind=press.FRONT), self.variant
        )

        def picture(image: front.Image, width: float, height: float) -> str:
            return pictures.prepared(image, self.variant, width, height)

        frame = front.make(book, self.counts, render, picture)
        for name in frame.faults:
            reason = _("The picture cannot be read; the book is printed without it.")
            self.faults.append({"name": name, "reason": reason, "instead": ""})
        for name, data in frame.parts.items():
            self.shelf.put(name, data)
        return frame


# --- The end ----------------------------------------------------------------------------------------------


def _finish(yearbook: Yearbook, path: Path, page_count: int, faults: list[dict[str, str]]) -> None:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        yearbook.file.save("book.pdf", File(file), save=False)
    with transaction.atomic():
        locked = Yearbook.objects.select_for_update().get(pk=yearbook.pk)
        if locked.status != Yearbook.Status.RUNNING:
            yearbook.file.delete(save=False)
            return
        locked.file, locked.size, locked.sha256 = yearbook.file.name, path.stat().st_size, digest
        locked.page_count, locked.faults, locked.cancelled_by = page_count, faults, None
        locked.finish()
        record(
            "yearbook.built", locked, by=None, tell=[locked.ordered_by], notice="yearbook_built",
            context={"url": link_to(reverse("awards:yearbooks", args=[locked.edition.slug])), "pages": page_count},
            sha256=locked.sha256, pages=page_count, variant=locked.variant, faults=len(faults),
        )  # fmt: skip


def _fail(yearbook: Yearbook, reason: str) -> None:
    with transaction.atomic():
        locked = Yearbook.objects.select_for_update().get(pk=yearbook.pk)
        if locked.status == Yearbook.Status.RUNNING:
            locked.fail(str(reason))
            record("yearbook.failed", locked, by=None)
