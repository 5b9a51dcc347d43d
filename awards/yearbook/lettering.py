"""How wide a line will be: the advance widths of our faces, so that titles stand in even lines and lists are
broken into lines and columns before anything is laid out."""

from collections.abc import Iterator
from functools import cache
from itertools import accumulate, pairwise
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


# Words of a name before which a line ends well, as it does after a comma.
JOINTS = {"và", "trực", "vùng", "tỉnh", "tại", "của", "–", "-"}
# What such an end is worth: so much of a line's width may be uneven for it.
JOINT = 0.22
# Sums of the same widths in another order differ by this much at the most.
ROUNDING = 1e-6


def name_lines(text: str, measure: float) -> list[str]:
    """A name in bold, in no more lines than needed, even, and rather ended where its parts end."""
    words = text.split()
    most = len(lines(text, measure))
    # Where each word begins and ends on an endless line.
    ends_at = list(accumulate(width(f"{word} ") for word in words))
    starts_at = [0.0, *ends_at]
    space = width(" ")
    if any(width(word) > measure for word in words):
        return even_lines(text, measure)
    ideal = width(text) / max(1, most)
    # By number of lines and of words set in them: the best cost, and where its last line begins.
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for _line in range(most):
        found: dict[int, tuple[float, int]] = {}
        for first, (cost, _before) in best[-1].items():
            for end in range(first + 1, len(words) + 1):
                wide = ends_at[end - 1] - starts_at[first] - space
                if wide > measure + ROUNDING:
                    break
                total = cost + (wide - ideal) ** 2 - (JOINT * ideal) ** 2 * _is_joint(words, end)
                if end not in found or total < found[end][0]:
                    found[end] = (total, first)
        best.append(found)
    ends = [len(words)]
    for number in range(most, 0, -1):
        ends.append(best[number][ends[-1]][1])
    ends.reverse()
    return [" ".join(words[first:end]) for first, end in pairwise(ends)]


def _is_joint(words: list[str], end: int) -> bool:
    return end < len(words) and (words[end - 1].endswith(",") or words[end].lower() in JOINTS)


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
