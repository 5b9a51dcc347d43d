"""How wide a line will be: the advance widths of our bold face, so that titles can be set in lines of even length."""

from functools import cache
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont


@cache
def _advances() -> tuple[dict[int, float], float]:
    """Code point → width in em; the width of anything else."""
    font = TTFont(Path(settings.FONT_DIR) / "BeVietnamPro-Bold.ttf", lazy=True)
    units = font["head"].unitsPerEm
    widths = {code: font["hmtx"][glyph][0] / units for code, glyph in font.getBestCmap().items()}
    return widths, widths[ord("m")]


def width(text: str) -> float:
    """In em."""
    widths, other = _advances()
    return sum(widths.get(ord(char), other) for char in text)


def lines(text: str, measure: float) -> list[str]:
    """`text` in as few lines as `measure` (em) asks for, and those as even as its words allow.

    A word longer than the measure stands on a line of its own; the layout engine breaks it.
    """
    greedy = _greedy(text, measure)
    low, high = measure / 2, measure
    for _ in range(12):
        middle = (low + high) / 2
        if len(_greedy(text, middle)) <= len(greedy):
            high = middle
        else:
            low = middle
    return _greedy(text, high)


def _greedy(text: str, measure: float) -> list[str]:
    found: list[str] = []
    for word in text.split():
        if found and width(f"{found[-1]} {word}") <= measure:
            found[-1] += f" {word}"
        else:
            found.append(word)
    return found
