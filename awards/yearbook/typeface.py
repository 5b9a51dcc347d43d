"""Fonts inside a PDF: which letters their glyphs stand for; the text of a page with its places and sizes.

Reads what our engine writes: Type 0 fonts with two-byte codes and a ToUnicode map.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import pikepdf

Matrix = tuple[float, float, float, float, float, float]
ARTIFACT = "/Artifact"
UNKNOWN = "\ufffd"
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
_HEX = re.compile(rb"<([0-9a-fA-F]*)>")


@dataclass(frozen=True)
class Run:
    """A piece of text as it was drawn: where its first letter stands (points from the page's lower left corner)."""

    text: str
    font: str
    size: float
    x: float
    y: float
    # Number of the marked content it belongs to; None outside any. `is_artifact`: no part of the text.
    mark: int | None = None
    is_artifact: bool = False


@dataclass(frozen=True)
class Drawn:
    """An image as it was drawn: its pixels, and its size on the page in points."""

    pixels: tuple[int, int]
    width: float
    height: float


class Typeface:
    """A font of a PDF."""

    def __init__(self, font: pikepdf.Dictionary) -> None:
        self.font = font
        # “/CESMDO+Be-Vietnam-Pro-Semi-Bold” → “Be-Vietnam-Pro-Semi-Bold”
        self.name = str(font.BaseFont).lstrip("/").split("+")[-1]

    @cached_property
    def letters(self) -> dict[int, str]:
        """Glyph → text."""
        if "/ToUnicode" not in self.font:
            return {}
        found: dict[int, str] = {}
        data = self.font.ToUnicode.read_bytes()
        for block in re.findall(rb"beginbfchar(.*?)endbfchar", data, re.DOTALL):
            codes = _HEX.findall(block)
            found.update(
                (int(glyph, 16), _utf16(text)) for glyph, text in zip(codes[::2], codes[1::2], strict=True)
            )
        for block in re.findall(rb"beginbfrange(.*?)endbfrange", data, re.DOTALL):
            codes = _HEX.findall(block)
            for first, last, text in zip(codes[::3], codes[1::3], codes[2::3], strict=True):
                start = int(first, 16)
                for glyph in range(start, int(last, 16) + 1):
                    found[glyph] = chr(ord(_utf16(text)) + glyph - start)
        return found

    @cached_property
    def glyphs(self) -> dict[str, int]:
        """Letter → glyph."""
        found: dict[str, int] = {}
        for glyph, text in self.letters.items():
            if len(text) == 1:
                found.setdefault(text, glyph)
        return found

    @cached_property
    def widths(self) -> dict[int, float]:
        """Glyph → width in thousandths of an em."""
        found: dict[int, float] = {}
        array = list(self.font.DescendantFonts[0].get("/W", []))
        while array:
            start, second = int(array.pop(0)), array.pop(0)
            if isinstance(second, pikepdf.Array):
                found.update((start + offset, float(width)) for offset, width in enumerate(second))
            else:
                width = float(array.pop(0))
                found.update((glyph, width) for glyph in range(start, int(second) + 1))
        return found

    def decode(self, data: bytes) -> str:
        """Glyph 0 is the empty box that stands for a letter the font lacks, whatever the map to text says."""
        pairs = zip(data[::2], data[1::2], strict=False)
        codes = (high << 8 | low for high, low in pairs)
        return "".join(self.letters.get(code, UNKNOWN) if code else UNKNOWN for code in codes)

    def encode(self, text: str) -> bytes:
        """Codes as a hexadecimal string operand; letters the font lacks are left out."""
        return (
            b"<" + "".join(f"{self.glyphs[char]:04x}" for char in text if char in self.glyphs).encode() + b">"
        )

    def width(self, text: str, size: float) -> float:
        """In points."""
        return sum(self.widths.get(self.glyphs.get(char, -1), 0) for char in text) * size / 1000


def _utf16(code: bytes) -> str:
    return bytes.fromhex(code.decode()).decode("utf-16-be", "replace")


def runs(page: pikepdf.Page, faces: dict[tuple[int, int], Typeface]) -> Iterator[Run]:
    """The text of a page in the order in which it is drawn; `faces` keeps fonts known across pages."""
    for found in drawn_on(page, faces):
        if isinstance(found, Run):
            yield found


def drawn_on(page: pikepdf.Page, faces: dict[tuple[int, int], Typeface]) -> Iterator[Run | Drawn]:
    """Text and images of a page in the order in which they are drawn."""
    yield from _drawn(page.obj, page.obj.get("/Resources"), IDENTITY, faces, [])


def _drawn(
    source: pikepdf.Object,
    resources: pikepdf.Object,
    matrix: Matrix,
    faces: dict[tuple[int, int], Typeface],
    marks: list[int | str | None],
) -> Iterator[Run | Drawn]:
    stack: list[tuple[Matrix, Typeface | None, float]] = []
    text_matrix = IDENTITY
    face, size = None, 0.0
    fonts = resources.get("/Font", {}) if resources is not None else {}
    for operands, operator in pikepdf.parse_content_stream(source):
        match str(operator):
            case "q":
                stack.append((matrix, face, size))
            case "Q" if stack:
                matrix, face, size = stack.pop()
            case "cm":
                matrix = _times(_numbers(operands), matrix)
            case "BMC" | "BDC":
                marks.append(_mark(operands))
            case "EMC" if marks:
                marks.pop()
            case "BT":
                text_matrix = IDENTITY
            case "Tm":
                text_matrix = _numbers(operands)
            case "Td":
                x, y = (float(value) for value in operands)
                text_matrix = _times((1, 0, 0, 1, x, y), text_matrix)
            case "Tf":
                face, size = _face(fonts.get(str(operands[0])), faces), float(operands[1])
            case "Tj" | "TJ" if face is not None:
                place = _times(text_matrix, matrix)
                text = "".join(face.decode(part) for part in _strings(operands[0]))
                if text:
                    scale = (place[2] ** 2 + place[3] ** 2) ** 0.5
                    number = next((mark for mark in reversed(marks) if isinstance(mark, int)), None)
                    yield Run(
                        text, face.name, round(size * scale, 1), place[4], place[5], number, ARTIFACT in marks
                    )
            case "Do":
                form = resources.get("/XObject", {}).get(str(operands[0]))
                if form is not None and form.get("/Subtype") == "/Form":
                    inner = _times(_numbers(form.get("/Matrix", IDENTITY)), matrix)
                    yield from _drawn(form, form.get("/Resources", resources), inner, faces, marks)
                elif form is not None and form.get("/Subtype") == "/Image":
                    wide, high = (
                        (matrix[0] ** 2 + matrix[1] ** 2) ** 0.5,
                        (matrix[2] ** 2 + matrix[3] ** 2) ** 0.5,
                    )
                    yield Drawn((int(form.Width), int(form.Height)), wide, high)


def _mark(operands: Sequence) -> int | str | None:
    """The number of a marked content, or that it is an artifact."""
    if str(operands[0]) == ARTIFACT:
        return ARTIFACT
    properties = operands[1] if len(operands) > 1 else None
    return (
        int(properties.MCID) if isinstance(properties, pikepdf.Dictionary) and "/MCID" in properties else None
    )


def _face(font: pikepdf.Object | None, faces: dict[tuple[int, int], Typeface]) -> Typeface | None:
    if font is None or font.get("/Subtype") != "/Type0":
        return None
    if font.objgen == (0, 0):
        return Typeface(font)
    return faces.setdefault(font.objgen, Typeface(font))


def _strings(operand: pikepdf.Object) -> Iterator[bytes]:
    parts = operand if isinstance(operand, pikepdf.Array) else [operand]
    for part in parts:
        if not isinstance(part, int | float | Decimal):
            yield bytes(part)


def _numbers(values: object) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in values)
    return a, b, c, d, e, f


def _times(m: Matrix, n: Matrix) -> Matrix:
    """First m, then n."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )
