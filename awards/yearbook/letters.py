"""Letters our fonts have: what people type becomes what can be printed."""

import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from fontTools.ttLib import TTFont

INSTEAD = str.maketrans({"→": "–", "⇒": "–", "►": "–", "●": "•", "▪": "•", "■": "•", "✓": "•", "\t": " "})


@cache
def _letters() -> frozenset[int]:
    """Code points of the book's regular face; a missing one would bring in a font of the machine's."""
    font = TTFont(Path(settings.FONT_DIR) / "BeVietnamPro-Regular.ttf", lazy=True)
    return frozenset(font.getBestCmap())


def printable(value: Any) -> str:
    """NFC, without outer blanks; letters the book's fonts lack are replaced or left out. Lines are kept."""
    composed = unicodedata.normalize("NFC", str(value)).translate(INSTEAD)
    lines = ("".join(_known(char) for char in line) for line in composed.splitlines())
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())


def _known(char: str) -> str:
    letters = _letters()
    if ord(char) in letters or char == " ":
        return char
    parts = unicodedata.normalize("NFKC", char)
    return "".join(part for part in parts if ord(part) in letters)
