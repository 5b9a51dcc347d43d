"""How wide a line will be: the advance widths of our faces, so that titles stand in even lines and lists are
broken into lines and columns before anything is laid out."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont

REGULAR, ITALIC, MEDIUM, STRONG, BOLD = "Regular", "Italic", "Medium", "SemiBold", "Bold"


@cache
def _advances(face: str) -> tuple[dict[int, float], float]:
    """Code point → width in em; the width of anything else."""
    font = TTFont(Path(settings.FONT_DIR) / f"BeVietnamPro-{face}.ttf", lazy=True)
    units = font["head"].unitsPerEm
    widths = {code: font["hmtx"][glyph][0] / units for code, glyph in font.getBestCmap().items()}
    return widths, widths[ord("m")]


def width(text: str, face: str = BOLD) -> float:
    """In em."""
    widths, other = _advances(face)
    return sum(widths.get(ord(char), other) for char in text)


def even_lines(text: str, measure: float, face: str = BOLD) -> list[str]:
    """`text` in as few lines as `measure` (em) asks for, and those as even as its words allow."""
    most = len(lines(text, measure, face))
    low, high = measure / 2, measure
    for _attempt in range(12):
        middle = (low + high) / 2
        if len(lines(text, middle, face)) <= most:
            high = middle
        else:
            low = middle
    return lines(text, high, face)


def lines(text: str, measure: float, face: str = BOLD, hanging: float = 0.0) -> list[str]:
    """`text` in lines of at most `measure` em, those after the first shorter by `hanging`.

    A word longer than a line is broken where it must be.
    """
    found: list[str] = []
    for word in text.split():
        for piece in _pieces(word, measure - hanging, face):
            room = measure if len(found) == 1 else measure - hanging
            if found and width(f"{found[-1]} {piece}", face) <= room:
                found[-1] += f" {piece}"
            else:
                found.append(piece)
    return found


def _pieces(word: str, measure: float, face: str) -> Iterator[str]:
    piece = ""
    for char in word:
        if piece and width(piece + char, face) > measure:
            yield piece
            piece = ""
        piece += char
    yield piece
