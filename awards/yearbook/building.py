"""A build from order to file: pages that are not ready are rendered, then the book is bound.

Two presses work at once, each a process of its own; only this process touches the database, and every page is a
row as soon as it is ready. So a killed worker costs the pages that were in the presses, and the next one goes on.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from queue import SimpleQueue

import pikepdf
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from awards.models import Yearbook, YearbookPart
from awards.yearbook import assembly, front, pages
from awards.yearbook.content import Book, Honoree, book_of
from awards.yearbook.front import BadLayout
from awards.yearbook.press import Press, PressFailed
from awards.yearbook.wording import words
from dtportal import sealing
from dtportal.jobs import SILENT_AFTER
from dtportal.journal.recording import link_to, record

PRESSES = 2
# Progress is written after so many pages.
STEP = 4


Report = Callable[[Yearbook], None]


class PageFailed(Exception):
    """One honoree's page could not be made; names the honoree."""


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
    try:
        _make(yearbook, report)
    except PageFailed as failed:
        _fail(yearbook, _("The page of “%(name)s” could not be made.") % {"name": failed})
    except BadLayout as failed:
        _fail(yearbook, _("The part “%(part)s” of the book could not be laid out.") % {"part": failed})
    except (OSError, pikepdf.PdfError) as failed:
        _fail(yearbook, _("The file could not be written: %(reason)s") % {"reason": failed})


@transaction.atomic
def _take(yearbook_id: int) -> Yearbook | None:
    """Claim the row, unless it is finished or a worker has been heard of lately."""
    yearbook = (
        Yearbook.objects.select_for_update(of=("self",))
        .select_related("edition")
        .filter(pk=yearbook_id)
        .first()
    )
    if yearbook is None or yearbook.status not in Yearbook.UNFINISHED:
        return None
    if yearbook.status == Yearbook.Status.RUNNING and yearbook.heartbeat_at > timezone.now() - SILENT_AFTER:
        return None
    yearbook.start(yearbook.edition.honors.standing().count() + 1)
    return yearbook


def _make(yearbook: Yearbook, report: Report) -> None:
    def advance(done: int) -> None:
        yearbook.advance(done)
        report(yearbook)

    book = book_of(yearbook.edition)
    hashes = {honoree.honor_id: pages.identity(honoree) for honoree in book.honorees}
    presses = [Press() for _number in range(PRESSES)]
    try:
        _render(yearbook, book, hashes, presses, advance)
        frame = _frame(book, presses[0])
    finally:
        for press in presses:
            press.close()
    files = dict(_parts(yearbook).values_list("content_hash", "file"))
    storage = YearbookPart._meta.get_field("file").storage

    def part_of(honor_id: int) -> bytes:
        with storage.open(files[hashes[honor_id]]) as file:
            return file.read()

    named = words(book.list_name, book.year)
    data = assembly.bind(book, frame, part_of, named, beat=lambda: advance(yearbook.done))
    _finish(yearbook, data, len(frame.plan.leaves), set(hashes.values()))


def _frame(book: Book, press: Press) -> front.Frame:
    try:
        return front.make(book, press.render)
    except PressFailed as failed:
        raise BadLayout("front") from failed


# --- Pages ------------------------------------------------------------------------------------------------


def _parts(yearbook: Yearbook):
    return YearbookPart.objects.filter(honor__edition=yearbook.edition_id)


def _render(
    yearbook: Yearbook,
    book: Book,
    hashes: dict[int, str],
    presses: list[Press],
    advance: Callable[[int], None],
) -> None:
    """Make the pages that are not there yet; one row each, progress as they come."""
    ready = _ready(yearbook)
    waiting = [honoree for honoree in book.honorees if hashes[honoree.honor_id] not in ready]
    done = len(book.honorees) - len(waiting)
    advance(done)
    for honoree, data in _pressed(waiting, presses):
        _keep(honoree, hashes[honoree.honor_id], data)
        done += 1
        if done % STEP == 0 or done == len(book.honorees):
            advance(done)


def _ready(yearbook: Yearbook) -> set[str]:
    """Hashes of the pages whose file is really there."""
    storage = YearbookPart._meta.get_field("file").storage
    rows = _parts(yearbook).values_list("content_hash", "file")
    return {content_hash for content_hash, name in rows if storage.exists(name)}


def _pressed(waiting: list[Honoree], presses: list[Press]) -> Iterator[tuple[Honoree, bytes]]:
    """Pages in the order in which they get ready. The threads only wait for the presses' pipes."""
    free: SimpleQueue[Press] = SimpleQueue()
    for press in presses:
        free.put(press)

    def typeset(honoree: Honoree) -> tuple[Honoree, bytes]:
        press = free.get()
        try:
            return honoree, pages.typeset(honoree, press.render)
        except (PressFailed, pages.DoesNotFit) as failed:
            raise PageFailed(honoree.name) from failed
        finally:
            free.put(press)

    queue = iter(waiting)
    with ThreadPoolExecutor(len(presses)) as pool:
        running: set[Future] = set()
        while True:
            # A few ahead, so that no press waits, and no more, so that a failure ends the work at once.
            while len(running) < 2 * len(presses) and (honoree := next(queue, None)) is not None:
                running.add(pool.submit(typeset, honoree))
            if not running:
                return
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                yield future.result()


def _keep(honoree: Honoree, content_hash: str, data: bytes) -> None:
    """The file, then its row: a row always has its file."""
    YearbookPart.objects.filter(content_hash=content_hash).delete()
    part = YearbookPart(honor_id=honoree.honor_id, content_hash=content_hash, page_count=1)
    part.file.save(f"{content_hash}.pdf", ContentFile(data), save=False)
    try:
        with transaction.atomic():
            part.save()
    except IntegrityError:
        # A second worker, taken for dead, was quicker with the same page.
        part.file.delete(save=False)


# --- The end ----------------------------------------------------------------------------------------------


def _finish(yearbook: Yearbook, data: bytes, page_count: int, used: set[str]) -> None:
    yearbook.file.save("book.pdf", ContentFile(data), save=False)
    with transaction.atomic():
        locked = Yearbook.objects.select_for_update().get(pk=yearbook.pk)
        if locked.status != Yearbook.Status.RUNNING:
            return
        locked.file = yearbook.file.name
        locked.sha256 = sealing.sha256(data)
        locked.page_count = page_count
        locked.finish()
        record(
            "yearbook.built", locked, by=None, tell=[locked.ordered_by], notice="yearbook_built",
            context={"url": link_to(reverse("awards:yearbooks", args=[locked.edition.slug])), "pages": page_count},
            sha256=locked.sha256, pages=page_count,
        )  # fmt: skip
    _sweep_out(yearbook, used)


def _sweep_out(yearbook: Yearbook, used: set[str]) -> None:
    """Pages nobody will print again: the texts, the style or the fonts have changed since."""
    for part in _parts(yearbook):
        if part.content_hash not in used:
            part.file.delete(save=False)
            part.delete()


def _fail(yearbook: Yearbook, reason: str) -> None:
    with transaction.atomic(), translation.override(yearbook.ordered_by.language):
        locked = Yearbook.objects.select_for_update().get(pk=yearbook.pk)
        if locked.status == Yearbook.Status.RUNNING:
            locked.fail(str(reason))
            record("yearbook.failed", locked, by=None)
