"""Pages through two presses at once. The threads only wait for the presses' pipes; the database is not theirs."""

import time
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue

from django.utils import translation

from awards.yearbook import parts
from awards.yearbook.content import Honoree
from awards.yearbook.parts import PageFailed
from awards.yearbook.press import Press

PRESSES = 2


@dataclass(frozen=True)
class Pressed:
    """A page, or why there is none; with the milliseconds that it took."""

    honoree: Honoree
    data: bytes | None
    reason: str
    milliseconds: int


def pressed(waiting: Iterable[Honoree], presses: list[Press], variant: str) -> Iterator[Pressed]:
    """In the order in which they get ready."""
    free: SimpleQueue[Press] = SimpleQueue()
    for press in presses:
        free.put(press)
    language = translation.get_language()

    def typeset(honoree: Honoree) -> Pressed:
        press, started = free.get(), time.monotonic()
        try:
            # A thread speaks no language but the settings'.
            with translation.override(language):
                data = parts.typeset(honoree.page, variant, partial(press.render, variant=variant))
            return Pressed(honoree, data, "", parts.since(started))
        except PageFailed as failed:
            return Pressed(honoree, None, str(failed), parts.since(started))
        finally:
            free.put(press)

    queue = iter(waiting)
    with ThreadPoolExecutor(len(presses)) as pool:
        running: set[Future[Pressed]] = set()
        while True:
            # A few ahead, so that no press waits, and no more, so that a cancelled book ends at its next page.
            while len(running) < len(presses) + 1 and (honoree := next(queue, None)) is not None:
                running.add(pool.submit(typeset, honoree))
            if not running:
                return
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                yield future.result()
