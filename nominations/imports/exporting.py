"""Files that go out again: the list of mistakes, and an empty list to fill in."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from dtportal.programme.models import Edition
from dtportal.text import sort_key
from nominations.imports.columns import Column, columns_for

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
FILLED_ROWS = 1000
GROUP_WORDS = ["Đơn vị, doanh nghiệp", "Cơ quan nhà nước", "Lãnh đạo tiêu biểu"]
ORG_TYPE_WORDS = [
    "Doanh nghiệp",
    "Đơn vị sự nghiệp công lập",
    "Hợp tác xã",
    "Cơ quan nhà nước",
    "Hội, hiệp hội",
    "Tổ chức khác",
]
OWNERSHIP_WORDS = [
    "Nhà nước",
    "Tư nhân",
    "Hợp tác xã",
    "Liên doanh",
    "100% vốn nước ngoài",
    "Đơn vị sự nghiệp công lập",
    "Khác",
]
AS_TEXT = {"tax_code", "phone", "letter_number"}
# Lists to which another word may be added: a body that is not known yet is made by the import.
OPEN_LISTS = {"body"}
INK, WASH = "0B2545", "E8EEF6"


def safe_cell(value: Any) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text


def mistakes_csv(mistakes: Iterable[dict[str, Any]]) -> bytes:
    """Sheet, row, column, sentence; with a byte-order mark, without which Excel misreads Vietnamese."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_("Sheet"), _("Row"), _("Column"), _("What to correct")])
    for mistake in mistakes:
        writer.writerow([safe_cell(mistake[name]) for name in ("sheet", "row", "column", "sentence")])
    return text.getvalue().encode("utf-8-sig")


def template_workbook(edition: Edition, bodies: Iterable[str] = ()) -> bytes:
    """An empty list: the header row, words to choose from, codes as text, days as days.

    `bodies` are the names of nominating bodies that are offered.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = "Đề cử"
    sheet["A1"] = "DANH SÁCH ĐỀ CỬ THAM GIA CHƯƠNG TRÌNH"
    sheet["A2"] = f"“{edition.name}”, năm {edition.year}. Cột có dấu * là bắt buộc."
    sheet["A1"].font, sheet["A2"].font = Font(bold=True, size=14, color=INK), Font(italic=True)
    columns = [column for column in columns_for(edition.dossier_sections) if _is_offered(column)]
    for position, column in enumerate(columns, 1):
        cell = sheet.cell(4, position, f"{column.label} *" if column.is_needed else column.label)
        cell.font, cell.fill = Font(bold=True, color=INK), PatternFill("solid", fgColor=WASH)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        letter = get_column_letter(position)
        sheet.column_dimensions[letter].width = 40 if column.question or column.key == "name" else 20
        if column.key in AS_TEXT:
            # As text, so that a leading 0 stays; the whole column, however long the list gets.
            sheet.column_dimensions[letter].number_format = "@"
        elif column.key == "letter_date":
            sheet.column_dimensions[letter].number_format = "dd/mm/yyyy"
    sheet.row_dimensions[4].height = 34
    sheet.freeze_panes = "B5"
    _offer_choices(book, edition, columns, sorted(bodies, key=sort_key))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _is_offered(column: Column) -> bool:
    """Facts, and the first question of each section; the others are better answered in the dossier."""
    return column.question is None or column.question["kind"] == "long"


def _offer_choices(book: Workbook, edition: Edition, columns: list[Column], bodies: list[str]) -> None:
    choices = {
        "group": GROUP_WORDS,
        "sector": [sector.name for sector in edition.sectors.all()],
        "province": [province.name for province in edition.localities()],
        "org_type": ORG_TYPE_WORDS,
        "ownership": OWNERSHIP_WORDS,
        "body": bodies,
    }
    choices = {key: words for key, words in choices.items() if words}
    lists = book.create_sheet("Danh mục")
    lists.sheet_state = "hidden"
    for position, (key, words) in enumerate(choices.items(), 1):
        for row, word in enumerate(words, 1):
            lists.cell(row, position, word)
        letter = get_column_letter(position)
        rule = DataValidation(
            "list",
            formula1=f"'Danh mục'!${letter}$1:${letter}${len(words)}",
            allow_blank=True,
            showErrorMessage=key not in OPEN_LISTS,
            errorTitle="Chọn trong danh mục",
            error="Vui lòng chọn một giá trị trong danh mục của ô này.",
        )
        target = get_column_letter(1 + next(i for i, column in enumerate(columns) if column.key == key))
        rule.add(f"{target}5:{target}{FILLED_ROWS}")
        book["Đề cử"].add_data_validation(rule)
