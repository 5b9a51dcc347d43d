"""From the bytes of a workbook to rows of cells under known columns; knows no database.

The header row is found by its labels, wherever it stands and in whatever order; every visible sheet that has
one is read. Rows are numbered as the spreadsheet shows them.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from dtportal.text import nfc
from nominations.imports.columns import UNREAD, Column, squash

MAX_BYTES = 5 * 2**20
# A workbook is a zip: a small file may unpack to a huge one.
MAX_UNPACKED = 40 * 2**20
MAX_ROWS = 5000
MAX_COLUMNS = 80
# Beyond this a sheet is mostly formatted emptiness, and openpyxl would make a cell of each.
MAX_SHEET_ROWS = 4 * MAX_ROWS
HEADER_WITHIN = 40
# So many known labels make a row the header; fewer are a title or somebody's remark.
ENOUGH_LABELS = 4
BROKEN = (InvalidFileException, BadZipFile, ParseError, KeyError, ValueError, TypeError, IndexError, OSError)


class Unreadable(Exception):
    """The file as a whole cannot be read; the message is for the person who sent it."""


@dataclass(frozen=True)
class Cell:
    value: Any
    is_formula: bool = False
    is_error: bool = False

    @property
    def is_empty(self) -> bool:
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())


@dataclass
class Row:
    """One line of a list: cells by column key; `labels` say what the file itself calls each column."""

    sheet: str
    number: int
    cells: dict[str, Cell]
    labels: dict[str, str]

    def label(self, column: Column) -> str:
        return self.labels.get(column.key, column.label)

    def cell(self, key: str) -> Cell:
        return self.cells.get(key, Cell(None))


@dataclass
class Mistake:
    """Where it is, in the words of the file, and what to do about it."""

    sheet: str
    row: int
    column: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.sheet}!{self.row}:{self.column}: {self.sentence}"

    def as_json(self) -> dict[str, Any]:
        return {"sheet": self.sheet, "row": self.row, "column": self.column, "sentence": self.sentence}


@dataclass
class Listing:
    """What a workbook holds: rows to check, mistakes of its headers, columns that nobody reads."""

    rows: list[Row] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


def read_workbook(content: bytes, columns: list[Column]) -> Listing:
    """Every row of every sheet that has a header row; raises Unreadable when there is none."""
    listing = Listing()
    found = False
    for sheet in _open(content).worksheets:
        if sheet.sheet_state != "visible":
            continue
        if sheet.max_row > MAX_SHEET_ROWS:
            raise Unreadable(
                _(
                    "The sheet “%(sheet)s” goes on to row %(row)s. Please delete the empty rows below the list."
                )
                % {"sheet": sheet.title, "row": sheet.max_row}
            )
        header = _find_header(sheet, columns)
        if header:
            found = True
            _read_sheet(sheet, header, columns, listing)
    if not found:
        raise Unreadable(
            _(
                "No sheet has a header row with the columns of the list, such as “%(name)s” and “%(province)s”. "
                "Please use the template."
            )
            % {"name": columns[0].label, "province": "Tỉnh, thành phố"}
        )
    if not listing.rows and not listing.mistakes:
        raise Unreadable(_("There is no row below the header row."))
    return listing


def _open(content: bytes):
    if len(content) > MAX_BYTES:
        raise Unreadable(_("The file is larger than %(limit)s MB.") % {"limit": MAX_BYTES // 2**20})
    try:
        with ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > MAX_UNPACKED:
            raise Unreadable(
                _("The workbook is too large. Please remove pictures and empty formatted cells.")
            )
        return load_workbook(io.BytesIO(content), data_only=False, keep_links=False)
    except BROKEN as error:
        raise Unreadable(
            _("This is not an Excel workbook (.xlsx), or it is broken or locked by a password.")
        ) from error


@dataclass
class Header:
    row: int
    keys: dict[int, str]
    labels: dict[str, str]
    repeated: list[str]
    unknown: list[str]


def _find_header(sheet: Worksheet, columns: list[Column]) -> Header | None:
    """The row among the first ones that has the most known labels."""
    known = {spelling: column.key for column in reversed(columns) for spelling in column.spellings()}
    last = min(sheet.max_row or 0, HEADER_WITHIN)
    best: Header | None = None
    for number, cells in enumerate(
        sheet.iter_rows(min_row=1, max_row=last, max_col=MAX_COLUMNS, values_only=True), 1
    ):
        header = Header(number, {}, {}, [], [])
        for position, value in enumerate(cells):
            if not isinstance(value, str) or not value.strip():
                continue
            label = nfc(value)
            key = known.get(squash(label.rstrip("*: ")))
            if key is None:
                if squash(label) not in UNREAD:
                    header.unknown.append(label)
            elif key in header.labels:
                header.repeated.append(label)
            else:
                header.keys[position], header.labels[key] = key, label
        if len(header.keys) >= ENOUGH_LABELS and (best is None or len(header.keys) > len(best.keys)):
            best = header
    return best


def _read_sheet(sheet: Worksheet, header: Header, columns: list[Column], listing: Listing) -> None:
    for column in columns:
        if column.is_needed and column.key not in header.labels:
            sentence = _("This column is missing. Please add it to the header row.")
            listing.mistakes.append(Mistake(sheet.title, header.row, column.label, sentence))
    for label in header.repeated:
        sentence = _("This column occurs twice. Please leave only one of them.")
        listing.mistakes.append(Mistake(sheet.title, header.row, label, sentence))
    listing.ignored += [label for label in header.unknown if label not in listing.ignored]
    merged = _spread_downwards(sheet)
    for number, cells in _data_rows(sheet, header, merged):
        if len(listing.rows) == MAX_ROWS:
            raise Unreadable(
                _("The list has more than %(limit)s rows. Please send it in parts.") % {"limit": MAX_ROWS}
            )
        listing.rows.append(Row(sheet.title, number, cells, header.labels))


def _data_rows(
    sheet: Worksheet, header: Header, merged: dict[tuple[int, int], Any]
) -> Iterator[tuple[int, dict[str, Cell]]]:
    for number, raw in enumerate(
        sheet.iter_rows(min_row=header.row + 1, max_col=max(header.keys) + 1), header.row + 1
    ):
        cells = {
            key: _cell(merged.get((number, position + 1), raw[position]))
            for position, key in header.keys.items()
        }
        if any(not cell.is_empty for cell in cells.values()):
            yield number, cells


def _spread_downwards(sheet: Worksheet) -> dict[tuple[int, int], Any]:
    """Cells merged over several rows of one column stand for each of these rows."""
    return {
        (row, area.min_col): sheet.cell(area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        if area.min_col == area.max_col
        for row in range(area.min_row, min(area.max_row, MAX_SHEET_ROWS) + 1)
    }


def _cell(cell: Any) -> Cell:
    value = cell.value
    is_formula = cell.data_type == "f" or (isinstance(value, str) and value.lstrip().startswith("="))
    return Cell(value, is_formula=is_formula, is_error=cell.data_type == "e")
