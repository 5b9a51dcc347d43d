"""Pages of a private file as pictures, so that nobody has to download it to read it.

A page is made once by a child process (`page_child.py`) with limits of its own, and kept in `settings.PAGES_DIR` under
the file's SHA-256; the caller has found the file for its reader and hands the picture out through a guarded view.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from dtportal.sniffing import IMAGES, PDF

__all__ = ["VIEWED", "WIDTHS", "CannotShow", "Page", "look_up", "picture"]

VIEWED = frozenset({PDF, *IMAGES})
# Pixels across: a phone, half a screen, a screen, a screen zoomed into.
WIDTHS = (480, 960, 1440, 2160)
USUAL = 960
CHILD = Path(__file__).with_name("page_child.py")
AGAIN_AFTER = 3600  # seconds: a page that took too long is not tried again sooner
KEPT = 30 * 24 * 3600  # seconds since anybody looked at a file
HEX = frozenset("0123456789abcdef")


class CannotShow(Exception):
    """Why this file or page is not shown; a sentence for the reader."""


@dataclass(frozen=True)
class Page:
    """A page of a file; `text` is what it says in words, '' for a scan or a photo. `width` × `height` is its shape."""

    number: int
    count: int
    text: str
    width: int
    height: int


def look_up(file: Any, *, sha256: str, content_type: str, number: int = 1) -> Page:
    """A page of a file of `VIEWED`, numbers from 1; one beyond the last page is the last.

    Raises CannotShow for a file that is broken, encrypted, too long or too much work.
    """
    folder = _folder(sha256)
    known = _known(folder)
    number = max(1, min(number, known.get("pages") or number))
    made = _made(file, folder, content_type, number, USUAL)
    if made.get("refused") == "beyond":
        first = _made(file, folder, content_type, 1, USUAL)
        number = int(first.get("pages") or 1)
        made = _made(file, folder, content_type, number, USUAL)
    if "refused" in made:
        raise CannotShow(sentence(made["refused"]))
    told = json.loads((folder / f"{number:04}.json").read_text())
    return Page(number, made["pages"], told["text"], told["width"], told["height"])


def picture(file: Any, *, sha256: str, content_type: str, number: int, width: int) -> bytes:
    """The page as WebP, `width` of `WIDTHS` pixels across. Raises CannotShow, also beyond the last page."""
    folder = _folder(sha256)
    made = _made(file, folder, content_type, number, width)
    if "refused" in made:
        raise CannotShow(sentence(made["refused"]))
    return _picture(folder, number, width).read_bytes()


def sentence(reason: str) -> str:
    return {
        "encrypted": _("This PDF is protected by a password, so its pages cannot be shown here."),
        "empty": _("This PDF has no pages."),
        "long": _("This PDF has too many pages to be shown here; please download it."),
        "beyond": _("This file has no such page."),
        "slow": _("This page takes too long to draw; please download the file."),
    }.get(reason, _("This file is damaged, so its pages cannot be shown here."))


# --- What is kept --------------------------------------------------------------------------------------


def _folder(sha256: str) -> Path:
    if len(sha256) != 64 or not set(sha256) <= HEX:
        raise ValueError("no SHA-256")
    return Path(settings.PAGES_DIR) / sha256[:2] / sha256


def _picture(folder: Path, number: int, width: int) -> Path:
    return folder / f"{number:04}-{width}.webp"


def _known(folder: Path) -> dict[str, Any]:
    try:
        return json.loads((folder / "about.json").read_text())
    except (OSError, ValueError):
        return {}


def _made(file: Any, folder: Path, content_type: str, number: int, width: int) -> dict[str, Any]:
    """What is known of the file, its page being there; {"refused": why} where it cannot be."""
    known = _known(folder)
    if "refused" in known:
        return known
    if known and number > known["pages"]:
        return {"refused": "beyond"}
    if known and _picture(folder, number, width).exists() and (folder / f"{number:04}.json").exists():
        with suppress(OSError):
            os.utime(folder)
        return known
    late = folder / f"{number:04}.late"
    with suppress(OSError):
        if time.time() - late.stat().st_mtime < AGAIN_AFTER:
            return {"refused": "slow"}
    return _make(file, folder, content_type, number, width)


def _make(file: Any, folder: Path, content_type: str, number: int, width: int) -> dict[str, Any]:
    folder.mkdir(parents=True, exist_ok=True)
    _forget_old(folder.parent.parent)
    with TemporaryDirectory(dir=folder) as work, _on_disk(file) as source:
        drawn, words = Path(work) / "page.webp", Path(work) / "page.txt"
        kind = "pdf" if content_type == PDF else "image"
        answer = _ask(kind, source, number, width, drawn, words)
        if answer.get("refused") == "slow":
            (folder / f"{number:04}.late").touch()
        elif answer.get("refused") == "beyond":
            pass
        elif "refused" in answer:
            _write(folder / "about.json", answer)
        else:
            told = {key: answer[key] for key in ("width", "height")} | {
                "text": words.read_text(encoding="utf-8")
            }
            _write(folder / f"{number:04}.json", told)
            os.replace(drawn, _picture(folder, number, width))
            answer = {"pages": answer["pages"]}
            _write(folder / "about.json", answer)
    return answer


def _ask(kind: str, source: str, number: int, width: int, drawn: Path, words: Path) -> dict[str, Any]:
    """The child's answer. One that was killed for its hunger or that crashed says nothing: “slow”."""
    command = [
        sys.executable,
        "-I",
        str(CHILD),
        kind,
        source,
        str(number),
        str(width),
        str(drawn),
        str(words),
    ]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=settings.PAGE_SECONDS,
            check=True,
            env={},
        )
        return json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        return {"refused": "slow"}


def _write(path: Path, content: dict[str, Any]) -> None:
    """Whole or not at all: somebody else may be reading."""
    with NamedTemporaryFile("w", dir=path.parent, delete=False) as out:
        json.dump(content, out)
    os.replace(out.name, path)


@contextmanager
def _on_disk(file: Any) -> Iterator[str]:
    """Where the child finds the bytes: a storage that is no folder lends a copy."""
    try:
        yield file.path
    except NotImplementedError:  # what Django's storages without a folder say of `path`
        with NamedTemporaryFile() as copy, file.open("rb") as content:
            shutil.copyfileobj(content, copy)
            copy.flush()
            yield copy.name


def _forget_old(root: Path) -> None:
    """Once a day, what nobody has looked at for a month: it can be made again."""
    mark = root / ".swept"
    with suppress(OSError):
        if time.time() - mark.stat().st_mtime < 24 * 3600:
            return
    mark.touch()
    for folder in root.glob("??/*"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > KEPT:
                shutil.rmtree(folder, ignore_errors=True)
