"""Papers of a session by Decree 30/2020/NĐ-CP: the letter of invitation and the minutes, as PDF and DOCX."""

from io import BytesIO
from typing import Any

from django.utils import timezone
from django.utils.translation import override
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt
from docx.text.paragraph import Paragraph

from assessments import minutes_text
from assessments.models import AgendaItem, CouncilSession
from dtportal import pdf
from dtportal.programme.calendar import VIETNAM
from dtportal.text import official_date, ordinal

FONT = "Times New Roman"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def invitation(
    session: CouncilSession, items: list[AgendaItem], *, addressee: str, chair: str, secretary: str
) -> bytes:
    """Giấy mời (form 1.11 there) for one member; `items` without those that are closed to him.

    `secretary` signs it in the chair's name; the office fills in the number.
    """
    starts = session.starts_at.astimezone(VIETNAM)
    with override("vi"):
        return pdf.render(
            "assessments/documents/invitation.html",
            {
                "session": session,
                "edition": session.edition,
                "items": items,
                "addressee": addressee,
                "chair": chair,
                "secretary": secretary,
                "starts": f"{starts:%H} giờ {starts:%M}, {official_date(starts.date())}",
                "date": official_date((session.invited_at or session.starts_at).astimezone(VIETNAM).date()),
            },
            styles=["css/pdf/decision.css", "css/pdf/minutes.css"],
        )


def minutes_pdf(content: dict[str, Any], *, sha256: str = "") -> bytes:
    """Biên bản (form 1.9 there); `sha256` of the frozen text stands at its foot."""
    with override("vi"):
        return pdf.render(
            "assessments/documents/minutes.html",
            {
                "content": content,
                "blocks": minutes_text.blocks(content),
                "ordinal": ordinal(content["edition"]["ordinal"]),
                "sha256": sha256,
            },
            styles=["css/pdf/decision.css", "css/pdf/minutes.css"],
        )


def minutes_docx(content: dict[str, Any], *, sha256: str = "") -> bytes:
    """The same minutes as a Word document: A4, margins 20/15/20/30 mm, numbers at the top from the second page."""
    document = Document()
    _describe(document, content)
    _set_up(document)
    _head(document, content)
    for block in minutes_text.blocks(content):
        _write(document, block)
    _signatures(document, content)
    if sha256:
        _line(document, f"Mã kiểm tra (SHA-256): {sha256}", size=8)
    if content["is_rehearsal"]:
        _line(document, "DỮ LIỆU MINH HỌA", bold=True, size=9, centred=True)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _describe(document: Any, content: dict[str, Any]) -> None:
    """What the file says of itself, in place of what the library's own template says."""
    about_it = document.core_properties
    about_it.title = f"Biên bản {content['number']}: {content['title']}".replace(" :", ":")
    about_it.subject = about(content)
    about_it.author = f"Hội đồng thẩm định Chương trình {content['edition']['name']}"
    about_it.last_modified_by = content["secretary"]
    about_it.language = "vi-VN"
    about_it.comments = ""
    about_it.created = about_it.modified = timezone.now()


def _set_up(document: Any) -> None:
    section = document.sections[0]
    section.page_height, section.page_width = Mm(297), Mm(210)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.different_first_page_header_footer = True
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(13)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(0)
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    number._p.append(field)


def _head(document: Any, content: dict[str, Any]) -> None:
    table = document.add_table(rows=2, cols=2)
    left, right = table.rows[0].cells
    _into(left, f"CHƯƠNG TRÌNH {content['edition']['name'].upper()}", size=12)
    _into(left, "HỘI ĐỒNG THẨM ĐỊNH", bold=True, size=12, more=True)
    _into(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True, size=12)
    motto = _into(right, "Độc lập - Tự do - Hạnh phúc", bold=True, size=13, more=True)
    motto.runs[0].underline = True
    _into(table.rows[1].cells[0], f"Số: {content['number'] or '…/BB-HĐTĐ'}", size=13)
    _line(document, "")
    _line(document, "BIÊN BẢN", bold=True, size=14, centred=True)
    _line(document, about(content), bold=True, centred=True)
    _line(document, "_" * 18, centred=True)


def about(content: dict[str, Any]) -> str:
    """What the minutes are of: the line under the title."""
    edition = content["edition"]
    return (
        f"Họp Hội đồng thẩm định Chương trình “{edition['name']}” lần thứ {ordinal(edition['ordinal'])}, "
        f"năm {edition['year']}: {content['title']}"
    )


def _into(cell: Any, text: str, *, bold: bool = False, size: int = 13, more: bool = False) -> Paragraph:
    paragraph = cell.add_paragraph() if more else cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, text, bold=bold, size=size)
    return paragraph


def _run(
    paragraph: Paragraph, text: str, *, bold: bool = False, italic: bool = False, size: int = 13
) -> None:
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size, run.font.name = bold, italic, Pt(size), FONT


def _line(document: Any, text: str, *, bold: bool = False, size: int = 13, centred: bool = False) -> None:
    paragraph = document.add_paragraph()
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, text, bold=bold, size=size)


def _write(document: Any, block: minutes_text.Block) -> None:
    if block.kind == "table":
        _table(document, block)
        return
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(6)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    if block.kind == "li":
        paragraph.paragraph_format.left_indent = Cm(1.27)
        paragraph.paragraph_format.space_before = Pt(2)
        _run(paragraph, f"- {block.text}")
        return
    paragraph.paragraph_format.first_line_indent = Cm(1.27)
    if block.lead:
        _run(paragraph, block.lead, bold=True)
    _run(paragraph, block.text, bold=block.kind == "h")


def _table(document: Any, block: minutes_text.Block) -> None:
    table = document.add_table(rows=1, cols=len(block.header))
    table.style = "Table Grid"
    for cell, words in zip(table.rows[0].cells, block.header, strict=True):
        _into(cell, words, bold=True, size=12)
    for row in block.rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            _run(cell.paragraphs[0], words, size=12)


def _signatures(document: Any, content: dict[str, Any]) -> None:
    _line(document, "")
    table = document.add_table(rows=1, cols=2)
    for cell, role, name in zip(
        table.rows[0].cells, ("THƯ KÝ", "CHỦ TRÌ"), (content["secretary"], content["chair"]), strict=True
    ):
        _into(cell, role, bold=True)
        for _blank in range(4):
            _into(cell, "", more=True)
        _into(cell, name, bold=True, more=True)
