"""Parts of the frame that were laid out before: the same document in the same styles is the same PDF.

So a build in which nothing around the pages has changed lays nothing out. Files lie beside the prepared pictures, under
the hash of everything that decides on their bytes, and bear their own hash, so that half a file is none.
"""

import hashlib
import os
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from dtportal import sealing

Render = Callable[[str], bytes]
STYLES = ("yearbook.css", "yearbook-front.css", "yearbook-print.css")
# Seconds after which a part that no build has asked for goes.
IDLE = 60 * 24 * 3600
HASH = 32  # bytes before the PDF


def keeping(render: Render, variant: str) -> Render:
    """`render`, but what was made before is read. A full disk costs time the next time, and no book."""

    def kept(html: str) -> bytes:
        key = sealing.digest({"html": html, "variant": str(variant), "made_by": _makers()})
        path = _folder() / key
        data = _read(path)
        if data is None:
            data = render(html)
            with suppress(OSError):
                _keep(path, data)
        return data

    return kept


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "yearbook-frames"


@cache
def _makers() -> dict[str, str]:
    """What all parts share; read once per process."""
    styles = Path(settings.BASE_DIR) / "static" / "css" / "pdf"
    files = [path for name in STYLES if (path := styles / name).exists()]
    files += sorted(Path(settings.FONT_DIR).glob("BeVietnamPro-*.ttf"))
    hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    return {**hashes, "weasyprint": version("weasyprint")}


def _read(path: Path) -> bytes | None:
    try:
        data = path.read_bytes()
        os.utime(path)
    except OSError:
        return None
    digest, pdf = data[:HASH], data[HASH:]
    return pdf if hashlib.sha256(pdf).digest() == digest else None


def _keep(path: Path, data: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(hashlib.sha256(data).digest() + data)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    oldest = time.time() - IDLE
    for other in path.parent.iterdir():
        with suppress(OSError):
            if other.stat().st_mtime < oldest:
                other.unlink()
