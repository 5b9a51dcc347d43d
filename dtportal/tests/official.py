"""What a test reads back out of an official document: lines and letters of the PDF in mm and points, the parts of the
Word file."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pypdfium2
import pypdfium2.raw as raw
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

MM = 72 / 25.4


@dataclass(frozen=True)
class Letter:
    """`left`, `right`, `top`, `bottom` in mm from the page's upper left corner."""

    char: str
    left: float
    right: float
    top: float
    bottom: float
    size: float


@dataclass(frozen=True)
class Rule:
    """A drawn line, mm from the upper left corner."""

    left: float
    right: float
    top: float

    @property
    def length(self) -> float:
        return self.right - self.left


class Sheet:
    """One page of a PDF."""

    def __init__(self, pdf: bytes, number: int = 1):
        self.document = pypdfium2.PdfDocument(pdf)
        self.page = self.document[number - 1]
        self.width, self.height = (size / MM for size in self.page.get_size())
        text = self.page.get_textpage()
        self.letters = [self._letter(text, at) for at in range(text.count_chars())]
        self.letters = [letter for letter in self.letters if letter.char.strip()]

    def _letter(self, text: Any, at: int) -> Letter:
        left, bottom, right, top = text.get_charbox(at, loose=True)
        char = text.get_text_range(at, 1)
        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(text, at, matrix)
        size = raw.FPDFText_GetFontSize(text, at) * matrix.a
        return Letter(char, left / MM, right / MM, self.height - top / MM, self.height - bottom / MM, size)

    def find(self, words: str, *, after: str = "") -> list[Letter]:
        """The letters of these words on the page, blanks apart; `after`: the first time after these other words."""
        wanted = "".join(words.split())
        whole = "".join(letter.char for letter in self.letters)
        start = whole.index("".join(after.split())) if after else 0
        at = whole.index(wanted, start)
        return self.letters[at : at + len(wanted)]

    def span(self, words: str, **where: str) -> tuple[float, float]:
        found = self.find(words, **where)
        return min(letter.left for letter in found), max(letter.right for letter in found)

    @property
    def rules(self) -> list[Rule]:
        """Horizontal lines, whether strokes or thin rectangles."""
        found = []
        for thing in self.page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
            left, bottom, right, top = thing.get_bounds()
            if right - left > 20 and top - bottom < 2.5:
                found.append(Rule(left / MM, right / MM, self.height - top / MM))
        return found

    def rule_under(self, words: str) -> Rule:
        """The first line below these words."""
        below = max(letter.top for letter in self.find(words))
        left, right = self.span(words)
        middle = (left + right) / 2
        near = [rule for rule in self.rules if rule.top > below and rule.left < middle < rule.right]
        return min(near, key=lambda rule: rule.top)


def pages_of(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def fonts_of(pdf: bytes) -> set[str]:
    """Names of the embedded fonts; every font of the file must be embedded."""
    names = set()
    for page in PdfReader(BytesIO(pdf)).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            assert "/FontFile2" in inner["/FontDescriptor"].get_object()
            names.add(font.get_object()["/BaseFont"].split("+")[-1])
    return names


class Word:
    """A Word file, read again."""

    def __init__(self, docx: bytes):
        self.document = Document(BytesIO(docx))
        tables = [cell for table in self.document.tables for row in table.rows for cell in row.cells]
        self.paragraphs = [*self.document.paragraphs, *(p for cell in tables for p in cell.paragraphs)]

    @property
    def text(self) -> str:
        return " ".join(" ".join(p.text for p in self.paragraphs).split())

    def find(self, words: str) -> Any:
        return next(p for p in self.paragraphs if words in p.text)

    @property
    def fonts(self) -> set[str | None]:
        """Of every run, in each script."""
        runs = [run for p in self.paragraphs for run in p.runs]
        found = {run.font.name for run in runs}
        for run in runs:
            found |= {run._r.rPr.rFonts.get(qn(f"w:{script}")) for script in ("eastAsia", "cs")}
        return found

    def line_under(self, words: str) -> float:
        """Length in mm of the line that is the border of the paragraph after these words, in its column."""
        paragraph = self.find(words)
        following = paragraph._p.getnext()
        assert following.find(".//" + qn("w:pBdr")) is not None
        indents = following.find(".//" + qn("w:ind"))
        left, right = (int(indents.get(qn(f"w:{side}"))) / 1440 * 25.4 for side in ("left", "right"))
        cell = paragraph._p.getparent()
        width = cell.find(".//" + qn("w:tcW"))
        # A cell keeps 1.9 mm clear on either side.
        space = int(width.get(qn("w:w"))) / 1440 * 25.4 - 3.8 if width is not None else 165
        return space - left - right
