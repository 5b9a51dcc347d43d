"""Small tables to take away."""

from collections.abc import Iterable
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from dtportal.scratch import scratch
from nominations.sheet import CODE, INK, TEXT, WASH, cell


def workbook(title: str, headings: list[str], widths: list[int], rows: Iterable[list[Any]]) -> IO[bytes]:
    """A table as XLSX: its head frozen, nothing in it a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for position, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(position)].width = width
    head = []
    for heading in headings:
        written = WriteOnlyCell(sheet, heading)
        written.font = Font(bold=True, color=INK)
        written.fill = PatternFill("solid", fgColor=WASH)
        head.append(written)
    sheet.append(head)
    for row in rows:
        sheet.append([cell(sheet, value, CODE if isinstance(value, str) else TEXT) for value in row])
    file = scratch()
    book.save(file)
    file.seek(0)
    return file
