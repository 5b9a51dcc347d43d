"""The columns of a nomination list: what they are called, which ones an edition asks for.

Headers are compared folded (no case, diacritics or punctuation), so “TỈNH/THÀNH PHỐ” is “Tỉnh, thành phố”.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dtportal.programme.models import Group
from dtportal.text import fold

ANSWER = "answer"


def squash(text: str) -> str:
    """Letters and digits only, folded: what two spellings of one thing have in common."""
    return re.sub(r"[^a-z0-9]", "", fold(text))


@dataclass(frozen=True)
class Column:
    """`label` is what a template calls it; `section` and `question` are set for answers of the dossier.

    `groups` are those that the question is asked of, `is_needed` whether a list has to have the column.
    """

    key: str
    label: str
    aliases: tuple[str, ...] = ()
    is_needed: bool = True
    section: str = ""
    question: dict[str, Any] | None = None
    groups: tuple[str, ...] = tuple(Group.values)

    def spellings(self) -> set[str]:
        return {squash(text) for text in (self.label, *self.aliases)}


FACTS = [
    Column(
        "name", "Tên đơn vị", ("Tên tổ chức", "Tên doanh nghiệp", "Đơn vị được đề cử", "Organisation", "Name")
    ),
    Column("name_en", "Tên tiếng Anh", ("Tên giao dịch quốc tế", "English name"), is_needed=False),
    Column("tax_code", "Mã số thuế", ("MST", "Mã số doanh nghiệp", "Tax code")),
    Column("group", "Nhóm", ("Nhóm đối tượng", "Đối tượng", "Đối tượng tham gia", "Group")),
    Column("org_type", "Loại hình", ("Loại hình tổ chức", "Loại hình đơn vị", "Kind of organisation")),
    Column("ownership", "Hình thức sở hữu", ("Sở hữu", "Ownership"), is_needed=False),
    Column("sector", "Lĩnh vực", ("Lĩnh vực trọng điểm", "Lĩnh vực đề cử", "Ngành, lĩnh vực", "Sector")),
    Column("province", "Tỉnh, thành phố", ("Tỉnh", "Tỉnh, TP", "Địa phương", "Province", "Province or city")),
    Column("address", "Địa chỉ", ("Trụ sở chính", "Địa chỉ trụ sở chính", "Head office"), is_needed=False),
    Column(
        "legal_representative",
        "Người đại diện",
        ("Người đại diện theo pháp luật", "Họ và tên", "Người được đề cử", "Legal representative"),
        is_needed=False,
    ),
    Column("position", "Chức vụ", ("Chức danh", "Position"), is_needed=False),
    Column("phone", "Điện thoại", ("Số điện thoại", "ĐT", "Telephone", "Phone"), is_needed=False),
    Column("email", "Thư điện tử", ("Email", "E-mail", "Hộp thư điện tử"), is_needed=False),
    Column("website", "Trang mạng", ("Website", "Trang web", "Trang thông tin điện tử"), is_needed=False),
    Column("body", "Cơ quan đề cử", ("Đơn vị đề cử", "Nơi đề cử", "Nominating body")),
    Column(
        "letter_number",
        "Số văn bản đề cử",
        ("Số văn bản", "Số công văn", "Số, ký hiệu văn bản", "Number of the letter"),
        is_needed=False,
    ),
    Column(
        "letter_date",
        "Ngày văn bản",
        ("Ngày văn bản đề cử", "Ngày công văn", "Ngày ký", "Date of the letter"),
        is_needed=False,
    ),
    Column(
        "employees",
        "Số lao động",
        ("Số người lao động", "Số nhân viên", "Tổng số lao động", "Number of employees"),
        is_needed=False,
    ),
]
# Running numbers and remarks belong to whoever wrote the list; nobody need be told that they are not read.
UNREAD = {squash(text) for text in ("STT", "Số TT", "TT", "Số thứ tự", "No.", "Ghi chú", "Notes")}


def columns_for(sections: Iterable[dict[str, Any]]) -> list[Column]:
    """The facts of an organisation, then the questions of an edition's dossier that are answered in words.

    A column named like a section answers its first question in words.
    """
    columns = list(FACTS)
    for section in sections:
        written = [q for q in section["questions"] if q["kind"] in {"short", "long", "number", "link"}]
        for position, question in enumerate(written):
            groups = _asked(question, _asked(section, Group.values))
            names = (question["label"], question.get("label_en") or question["label"])
            label = names[0]
            if position == 0:
                label, names = section["title"], (*names, section.get("title_en") or section["title"])
            columns.append(
                Column(
                    f"{ANSWER}:{section['key']}:{question['key']}",
                    label,
                    names,
                    is_needed=bool(question.get("required")) and Group.UNIT in groups,
                    section=section["key"],
                    question=question,
                    groups=groups,
                )
            )
    return columns


def _asked(data: dict[str, Any], groups: Iterable[str]) -> tuple[str, ...]:
    return tuple(group for group in groups if group in data.get("groups", [group]))
