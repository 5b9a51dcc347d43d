"""What the binding draws on pages that are laid out: folio, running head, tab, label; on a nominee's first page also
its list, the number of its certificate and the code that leads to it.

Everything is set in the fonts that came with the pages. Places are millimetres from the upper left corner of the
trimmed page (`measures`); PDF counts points from the lower left one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import segno

from awards.yearbook.content import Book, Chapter, Honoree
from awards.yearbook.measures import (
    BLEED,
    CERTIFICATE,
    CODE,
    FOLIO_FROM_BOTTOM,
    HEAD_FROM_TOP,
    HEIGHT,
    MARGIN_SIDE,
    MM,
    TIER,
    WIDTH,
    Slot,
)
from awards.yearbook.plan import HONOREE, Leaf
from awards.yearbook.sharing import Shared
from awards.yearbook.wording import Words

REGULAR, STRONG, BOLD = "Be-Vietnam-Pro", "Be-Vietnam-Pro-Semi-Bold", "Be-Vietnam-Pro-Bold"
FACES = (REGULAR, STRONG, BOLD)
INK, QUIET, WHITE, WARN = "#0b2545", "#586a80", "#ffffff", "#8f4e00"
GOLD, GOLD_EDGE = "#ffd479", "#d9a52e"
# Points.
FOLIO_SIZE, HEAD_SIZE, TAB_SIZE = 9.0, 7.5, 6.5
PILL_SIZE, LABEL_SIZE, NUMBER_SIZE, CHECK_SIZE = 12.0, 8.0, 9.5, 7.0
# The thumb index: one tab per chapter down the outer edge, and out into the bleed.
TAB_TOP, TAB_HEIGHT, TAB_GAP, TAB_WIDTH = 46.0, 15.0, 3.0, 5.0
PILL_EDGE, PILL_ROUND, PILL_INSET = 0.5, 1.6, 3.0
# Of the eight patterns laid over a code any reads as well; trying all of them for the evenest takes ten milliseconds.
MASK = 2
# A circle's quarter as a curve.
BEND = 0.5523


@dataclass(frozen=True)
class Mark:
    """Something drawn that a reader is told of: the kind of its element, its drawing, a description of a picture."""

    kind: str
    stream: bytes
    alt: str = ""


class Stamper:
    """Draws for one book."""

    def __init__(self, book: Book, words: Words, shared: Shared) -> None:
        self._book, self._words, self._shared = book, words, shared

    def artifacts(self, leaf: Leaf, number: int) -> bytes:
        """What repeats from page to page and is no part of the text."""
        if leaf.is_bare:
            return b""
        pieces = [
            self._line(
                STRONG, FOLIO_SIZE, WHITE if leaf.is_dark else INK, str(number), _folio(), _outside(number)
            )
        ]
        if leaf.head:
            colour = WHITE if leaf.is_dark else QUIET
            pieces.append(self._line(REGULAR, HEAD_SIZE, colour, leaf.head, HEAD_FROM_TOP, _outside(number)))
        if self._book.is_rehearsal:
            colour = WHITE if leaf.is_dark else WARN
            pieces.append(self._line(REGULAR, HEAD_SIZE, colour, self._words.rehearsal, _folio(), "middle"))
        if leaf.kind == HONOREE and leaf.chapter is not None:
            pieces.append(self._tab(self._book.chapters[leaf.chapter], number))
        return b"/Artifact BMC " + b"\n".join(pieces) + b" EMC"

    def marks(self, honoree: Honoree) -> Iterator[Mark]:
        """The result, in the places that a nominee's first page keeps free."""
        yield Mark("/P", self._pill(honoree))
        top, label = CERTIFICATE.y, self._words.certificate
        yield Mark(
            "/P",
            self._line(REGULAR, LABEL_SIZE, QUIET, label, top + 3.2, CERTIFICATE.x)
            + b" "
            + self._line(
                STRONG,
                NUMBER_SIZE,
                INK,
                f"{self._words.number} {honoree.certificate}",
                top + 8.2,
                CERTIFICATE.x,
                most=CERTIFICATE.width,
            ),
        )
        yield Mark("/Figure", _code(honoree.verification_url, CODE), alt=honoree.verification_url)
        below = CODE.y + CODE.height + 4.2
        yield Mark("/P", self._line(REGULAR, CHECK_SIZE, QUIET, self._words.check, below, CODE.x))

    def _line(
        self,
        face_name: str,
        size: float,
        colour: str,
        text: str,
        from_top: float,
        place: str | float,
        *,
        most: float = WIDTH - 2 * MARGIN_SIDE,
    ) -> bytes:
        """One line with its foot so many millimetres from the top: from a place rightwards, at a margin, or in the
        middle. Longer than `most` millimetres, it is set smaller."""
        face = self._shared.faces[face_name]
        width = face.width(text, size)
        if width > most * MM:
            size, width = size * most * MM / width, most * MM
        x = {
            "left": MARGIN_SIDE * MM,
            "right": (WIDTH - MARGIN_SIDE) * MM - width,
            "middle": (WIDTH * MM - width) / 2,
        }.get(place, 0) if isinstance(place, str) else place * MM  # fmt: skip
        return b"BT %s /%s %.2f Tf 1 0 0 1 %.2f %.2f Tm %s Tj ET" % (
            _paint(colour), resource_of(face_name), size, x, _up(from_top), face.encode(text),
        )  # fmt: skip

    def _tab(self, chapter: Chapter, number: int) -> bytes:
        """The chapter's tab on the outer edge, with its number."""
        top = TAB_TOP + (chapter.number - 1) * (TAB_HEIGHT + TAB_GAP)
        is_right = number % 2 == 1
        x = WIDTH - TAB_WIDTH if is_right else -BLEED
        label = f"{chapter.number:02d}"
        width = self._shared.faces[STRONG].width(label, TAB_SIZE) / MM
        middle = (WIDTH - TAB_WIDTH if is_right else 0) + (TAB_WIDTH - width) / 2
        drawn = self._line(STRONG, TAB_SIZE, WHITE, label, top + TAB_HEIGHT / 2 + 0.8, middle)
        return b"%s %s re f %s" % (_paint(chapter.colour), _box(x, top, TAB_WIDTH + BLEED, TAB_HEIGHT), drawn)

    def _pill(self, honoree: Honoree) -> bytes:
        """Gold for the narrowest list and lists of their own, else in outline."""
        edge, ground = (GOLD_EDGE, GOLD) if honoree.is_gold else (INK, WHITE)
        inset = PILL_EDGE / 2
        shape = _rounded(
            TIER.x + inset, TIER.y + inset, TIER.width - PILL_EDGE, TIER.height - PILL_EDGE, PILL_ROUND
        )
        size, lines = self._pill_lines(honoree.tier)
        leading = size * 1.3 / MM
        first = TIER.y + TIER.height / 2 - leading * (len(lines) - 1) / 2 + size * 0.36 / MM
        drawn = [
            self._line(BOLD, size, INK, line, first + leading * number, TIER.x + (TIER.width - width) / 2)
            for number, (line, width) in enumerate(lines)
        ]
        return b"q %s %s %.3f w %s B Q %s" % (
            _paint(ground), _paint(edge, b"RG"), PILL_EDGE * MM, shape, b" ".join(drawn),
        )  # fmt: skip

    def _pill_lines(self, text: str) -> tuple[float, list[tuple[str, float]]]:
        """The list's name in one line, or a long one in two: its size, lines with their widths in millimetres."""
        face, room = self._shared.faces[BOLD], TIER.width - 2 * PILL_INSET

        def measured(lines: list[str], size: float) -> list[tuple[str, float]]:
            return [(line, face.width(line, size) / MM) for line in lines]

        if face.width(text, PILL_SIZE) / MM <= room or " " not in text:
            lines, size = [text], PILL_SIZE
        else:
            words = text.split()
            splits = [[" ".join(words[:at]), " ".join(words[at:])] for at in range(1, len(words))]
            lines = min(splits, key=lambda split: max(face.width(line, 1) for line in split))
            size = PILL_SIZE * 0.8
        widest = max(width for _line, width in measured(lines, size))
        size *= min(1.0, room / widest)
        return size, measured(lines, size)


def resource_of(face_name: str) -> bytes:
    return b"Stamp" + str(FACES.index(face_name)).encode()


def _folio() -> float:
    return HEIGHT - FOLIO_FROM_BOTTOM


def _outside(number: int) -> str:
    """Odd pages are right-hand ones."""
    return "right" if number % 2 else "left"


def _up(from_top: float) -> float:
    """Points from the lower edge."""
    return (HEIGHT - from_top) * MM


def _paint(colour: str, operator: bytes = b"rg") -> bytes:
    return b"%.3f %.3f %.3f %s" % (*(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)), operator)


def _box(x: float, top: float, width: float, height: float) -> bytes:
    return b"%.2f %.2f %.2f %.2f" % (x * MM, _up(top + height), width * MM, height * MM)


def _rounded(x: float, top: float, width: float, height: float, radius: float) -> bytes:
    """The outline of a box with round corners."""
    left, low, right, high = x * MM, _up(top + height), (x + width) * MM, _up(top)
    r, b = radius * MM, radius * MM * (1 - BEND)
    steps = [
        (b"%.2f %.2f m", (left + r, low)),
        (b"%.2f %.2f l", (right - r, low)),
        (b"%.2f %.2f %.2f %.2f %.2f %.2f c", (right - b, low, right, low + b, right, low + r)),
        (b"%.2f %.2f l", (right, high - r)),
        (b"%.2f %.2f %.2f %.2f %.2f %.2f c", (right, high - b, right - b, high, right - r, high)),
        (b"%.2f %.2f l", (left + r, high)),
        (b"%.2f %.2f %.2f %.2f %.2f %.2f c", (left + b, high, left, high - b, left, high - r)),
        (b"%.2f %.2f l", (left, low + r)),
        (b"%.2f %.2f %.2f %.2f %.2f %.2f c", (left, low + b, left + b, low, left + r, low)),
    ]
    return b" ".join(pattern % values for pattern, values in steps) + b" h"


def _code(address: str, slot: Slot) -> bytes:
    """A QR code as squares, runs of a row together; the page around it is its quiet zone."""
    rows = segno.make(address, error="m", micro=False, mask=MASK).matrix
    step = slot.width / len(rows)
    drawn = [_paint(INK)]
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            length = 0
            while x + length < len(row) and row[x + length]:
                length += 1
            if length:
                drawn.append(
                    b"%.3f %.3f %.3f %.3f re"
                    % (
                        (slot.x + x * step) * MM,
                        _up(slot.y + (y + 1) * step),
                        length * step * MM,
                        step * MM,
                    )
                )
            x += max(length, 1)
    return b" ".join([*drawn, b"f"])
