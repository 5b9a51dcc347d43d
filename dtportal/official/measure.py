"""Lengths of lines by the decree: as long as a text is, or a third to a half of it. Tinos has the widths of Times."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont

MM_PER_POINT = 25.4 / 72
# Width of the text between the margins, and of the two columns of the head; mm.
TEXT, LEFT, RIGHT = 165.0, 67.0, 98.0
# Sizes in points.
COUNTRY, MOTTO, ISSUER, BODY, TITLE = 12.0, 13.0, 12.0, 13.0, 14.0
RECIPIENTS_LABEL, RECIPIENTS, TABLE = 12.0, 11.0, 12.0
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
WORDS = "Độc lập - Tự do - Hạnh phúc"
# Of the text above it, between a third and a half.
SHARE = 0.42


@lru_cache(maxsize=4)
def _advances(face: str) -> tuple[dict[int, str], dict[str, tuple[int, int]], int]:
    font = TTFont(Path(settings.FONT_DIR) / f"Tinos-{face}.ttf")
    return font.getBestCmap(), font["hmtx"].metrics, font["head"].unitsPerEm


def width(text: str, points: float, *, face: str = "Bold") -> float:
    """Millimetres that a line takes in Times; `face`: Regular, Bold, Italic."""
    names, advances, unit = _advances(face)
    total = sum(advances[names.get(ord(char), ".notdef")][0] for char in text)
    return total / unit * points * MM_PER_POINT


def motto_line() -> float:
    """As long as the words above it, mm."""
    return width(WORDS, MOTTO)


def issuer_line(issuer: str) -> float:
    return SHARE * min(width(issuer, ISSUER), LEFT)


def about_line(about: str) -> float:
    """Under the subject; where that takes several lines, of the longest it can be."""
    return SHARE * min(width(about, BODY), TEXT - 24)
