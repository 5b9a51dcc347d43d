"""The press: a process of its own that lays documents out and knows neither database nor settings of a row.

The builder speaks to it through pipes, one document at a time, so a page that brings the layout engine down
brings down nothing else, and the engine's memory goes back to the machine with the process. Each side sends a
length (8 bytes) and that many bytes: JSON to the press, the PDF back. When the builder dies, the press reads the
end of its input and stops.
"""

import json
import os
import struct
import subprocess
import sys
from contextlib import suppress
from types import TracebackType
from typing import BinaryIO

from django.conf import settings

STYLE = "css/pdf/yearbook.css"
# After so many documents a fresh process takes over.
DOCUMENTS_PER_PROCESS = 250


class PressFailed(Exception):
    """The layout engine gave a document up; what it said stands in the worker's log."""


class Press:
    """One process, started with the first document; `render` waits for the PDF. Not for several threads at once."""

    def __init__(self) -> None:
        self._process: subprocess.Popen | None = None
        self._rendered = 0

    def __enter__(self) -> "Press":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def render(self, html: str) -> bytes:
        """PDF bytes; raises PressFailed."""
        process = self._running()
        try:
            _send(process.stdin, json.dumps({"html": html}).encode())
            pdf = _receive(process.stdout)
        except BrokenPipeError:
            pdf = None
        self._rendered += 1
        if pdf is None:
            self.close()
            raise PressFailed
        return pdf

    def close(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with suppress(BrokenPipeError):
                process.stdin.close()
            process.stdout.close()
            process.wait()

    def _running(self) -> subprocess.Popen:
        if self._rendered >= DOCUMENTS_PER_PROCESS:
            self.close()
        if self._process is None:
            self._rendered = 0
            self._process = subprocess.Popen(
                [sys.executable, "-m", "awards.yearbook.press"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=settings.BASE_DIR,
            )
        return self._process


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


def serve() -> None:
    """Render what comes in until the input ends."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dtportal.settings")
    from dtportal import pdf

    source = sys.stdin.buffer
    target = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not end up among the pages
    while (message := _receive(source)) is not None:
        _send(target, pdf.render_html(json.loads(message)["html"], styles=[STYLE]))


if __name__ == "__main__":
    serve()
