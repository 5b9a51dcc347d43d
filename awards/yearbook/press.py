"""The press: a process of its own that lays documents out and knows neither database nor settings of a row.

The builder speaks to it through pipes, one document at a time, so a page that brings the layout engine down
brings down nothing else, and the engine's memory goes back to the machine with the process. Each side sends a
length (8 bytes) and that many bytes: JSON to the press, back one letter and the PDF (P) or what went wrong (E).
When the builder dies, the press reads the end of its input and stops.
"""

import json
import logging
import os
import struct
import subprocess
import sys
from contextlib import suppress
from threading import Lock, Timer
from types import TracebackType
from typing import BinaryIO

from django.conf import settings

FAMILY = "Be Vietnam Pro"
# A nominee's page has styles of its own, so that a change of the frame makes no page anew.
PAGE, FRONT = "page", "front"
STYLES = {
    PAGE: ["css/pdf/yearbook.css", "css/pdf/yearbook-page.css"],
    FRONT: ["css/pdf/yearbook.css", "css/pdf/yearbook-front.css"],
}
# By the variant as it is written, since the press knows no models: loading them would double its start.
MORE_STYLES = {"print": ["css/pdf/yearbook-print.css"]}
# After so many documents a fresh process takes over; what the engine keeps of each is never given back.
DOCUMENTS_PER_PROCESS = 120
# Seconds after which a document is given up; a page takes half a second, the longest part of a book a minute.
PATIENCE = 300


class PressFailed(Exception):
    """The layout engine gave a document up; says why, as far as it told."""


class Press:
    """One process, started with the first document; `render` waits for the PDF. Threads take turns."""

    def __init__(self) -> None:
        self._process: subprocess.Popen | None = None
        self._rendered = 0
        self._turn = Lock()

    def __enter__(self) -> "Press":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def render(self, html: str, variant: str, kind: str = PAGE) -> bytes:
        """PDF bytes of a nominee's page or of a part of the frame; raises PressFailed."""
        with self._turn:
            process = self._running()
            late = Timer(PATIENCE, process.kill)
            late.start()
            message = json.dumps({"html": html, "styles": styles_for(variant, kind)}).encode()
            try:
                _send(process.stdin, message)
                answer = _receive(process.stdout)
            except BrokenPipeError:
                answer = None
            finally:
                late.cancel()
            self._rendered += 1
            if answer is None:
                self._stop()
                raise PressFailed("the engine stopped")
            if answer[:1] != b"P":
                # An engine that has stumbled is not asked again.
                self._stop()
                raise PressFailed(answer[1:].decode(errors="replace"))
            return answer[1:]

    def close(self) -> None:
        with self._turn:
            self._stop()

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with suppress(BrokenPipeError):
                process.stdin.close()
            process.stdout.close()
            process.wait()

    def _running(self) -> subprocess.Popen:
        if self._rendered >= DOCUMENTS_PER_PROCESS:
            self._stop()
        if self._process is None or self._process.poll() is not None:
            self._stop()
            self._rendered = 0
            self._process = subprocess.Popen(
                [sys.executable, "-m", "awards.yearbook.press"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=settings.BASE_DIR,
            )
        return self._process


# For single pages: a worker keeps it between tasks, since starting takes longer than a page.
resident = Press()


def _send(pipe: BinaryIO, data: bytes) -> None:
    pipe.write(struct.pack(">Q", len(data)) + data)
    pipe.flush()


def _receive(pipe: BinaryIO) -> bytes | None:
    """The next message, or None at the end."""
    head = pipe.read(8)
    if len(head) < 8:
        return None
    length = struct.unpack(">Q", head)[0]
    data = pipe.read(length)
    return data if len(data) == length else None


def styles_for(variant: str, kind: str) -> list[str]:
    """Paths under static/."""
    return [*STYLES[kind], *MORE_STYLES.get(variant, [])]


def _without_ornaments(record: logging.LogRecord) -> bool:
    """Ornaments have no description on purpose; the binding says so in the book's structure."""
    return "has no required alt description" not in record.getMessage()


def serve() -> None:
    """Render what comes in until the input ends."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dtportal.settings")
    from dtportal import pdf

    logging.getLogger("weasyprint").addFilter(_without_ornaments)
    source = sys.stdin.buffer
    target = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not end up among the pages
    while (message := _receive(source)) is not None:
        order = json.loads(message)
        try:
            made = b"P" + pdf.render_html(order["html"], styles=order["styles"], tagged=True)
        except Exception as failed:
            # Whatever a text does to the engine is told, not died of.
            made = f"E{type(failed).__name__}: {failed}".encode()
        _send(target, made)


if __name__ == "__main__":
    serve()
