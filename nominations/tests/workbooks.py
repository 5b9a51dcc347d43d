"""Small workbooks for tests, written as localities write them."""

import io
from pathlib import Path
from typing import Any

from openpyxl import Workbook

DATA = Path(__file__).parent / "data"
ROW: dict[str, Any] = {
    "STT": 1,
    "Tên đơn vị": "Công ty Cổ phần Vận tải Số Minh Họa Một",
    "Mã số thuế": "9900000016",
    "Nhóm": "Đơn vị, doanh nghiệp",
    "Loại hình": "doanh nghiệp",
    "Hình thức sở hữu": "tư nhân",
    "Lĩnh vực": "Giao thông - Logistics",
    "Tỉnh, thành phố": "Đà Nẵng",
    "Địa chỉ": "Số 2 đường Minh Họa, Đà Nẵng",
    "Người đại diện": "Trần Thị Minh Họa",
    "Chức vụ": "Giám đốc",
    "Điện thoại": "024 0000 0001",
    "Thư điện tử": "lienhe@example.org",
    "Trang mạng": "https://example.org",
    "Cơ quan đề cử": "Ủy ban nhân dân thành phố Đà Nẵng",
    "Số văn bản đề cử": "12/UBND-KGVX",
    "Ngày văn bản": "17/04/2023",
    "Số lao động": 120,
    "Chiến lược, kế hoạch chuyển đổi số": "Kế hoạch chuyển đổi số giai đoạn 2021–2025.",
    "Kết quả nổi bật": "Thời gian xử lý hồ sơ giảm 40%.",
    "Sáng kiến, giải pháp (nếu có)": None,
    "Mong muốn được hỗ trợ": "Đào tạo kỹ năng số",
}
SECOND = {"Tên đơn vị": "Bệnh viện Đa khoa Minh Họa Hải Âu", "Mã số thuế": "9900000023", "Lĩnh vực": "Y tế"}


def row(**changes: Any) -> dict[str, Any]:
    """A row without mistakes, with some cells changed; keys with blanks are given as `**{"Mã số thuế": …}`."""
    return {**ROW, **changes}


def book_of(*rows: dict[str, Any], header: list[str] | None = None, titles: int = 3) -> Workbook:
    book = Workbook()
    sheet = book.active
    sheet.title = "Đề cử"
    for number in range(1, titles + 1):
        sheet.cell(number, 1, f"Tiêu đề {number}")
    header = header or list(ROW)
    for position, label in enumerate(header, 1):
        sheet.cell(titles + 1, position, label)
    for number, values in enumerate(rows, titles + 2):
        for position, label in enumerate(header, 1):
            sheet.cell(number, position, values.get(label))
    return book


def content_of(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def list_of(*rows: dict[str, Any], **options: Any) -> bytes:
    return content_of(book_of(*rows, **options))
