"""A document as DOCX: the same content as the PDF, for the office that adds number and seal."""

from io import BytesIO
from typing import Any

from django.utils import timezone
from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from dtportal.official import measure
from dtportal.official.content import Appendix, Block, Paper
from dtportal.official.pictures import to_png

FONT = "Times New Roman"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CENTRE, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
JUSTIFIED = WD_ALIGN_PARAGRAPH.JUSTIFY
INDENT = Mm(12.7)


def to_docx(paper: Paper, *, title: str = "", author: str = "", written_by: str = "") -> bytes:
    """A4, margins 20/15/20/30 mm, numbers at the top from the second page; `title` and the names are the file's own."""
    document = Document()
    _describe(document, paper, title, author, written_by)
    _set_styles(document)
    _set_up(document.sections[0], paper)
    _head(document, paper)
    _opening(document, paper)
    for block in paper.blocks:
        _write(document, block)
    # A signature alone on its page would stand under nothing.
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    _foot(document, paper)
    if paper.sha256:
        _line(document, f"Mã kiểm tra (SHA-256): {paper.sha256}", size=8, before=14)
    for appendix in paper.appendices:
        _appendix(document, paper, appendix)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _describe(document: Any, paper: Paper, title: str, author: str, written_by: str) -> None:
    """What the file says of itself, in place of what the library's own template says."""
    about_it = document.core_properties
    about_it.title = (title or f"{paper.name}: {paper.about}")[:255]
    about_it.subject = paper.about[:255]
    about_it.author = (author or paper.issuer.capitalize())[:255]
    about_it.last_modified_by = written_by[:255]
    about_it.language = "vi-VN"
    about_it.comments = ""
    about_it.created = about_it.modified = timezone.now()


def _set_styles(document: Any) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(measure.BODY)
    style.font.color.rgb = RGBColor(0, 0, 0)
    for script in ("w:eastAsia", "w:cs"):
        style.element.rPr.rFonts.set(qn(script), FONT)
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1.0
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    style.element.rPr.append(language)


def _set_up(section: Any, paper: Paper) -> None:
    """Page, margins, number in the middle of the top margin but for the first page, which counts from 1."""
    section.page_height, section.page_width = Mm(297), Mm(210)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    section.header.is_linked_to_previous = section.first_page_header.is_linked_to_previous = False
    start = OxmlElement("w:pgNumType")
    start.set(qn("w:start"), "1")
    section._sectPr.append(start)
    number = section.header.paragraphs[0]
    number.alignment = CENTRE
    page = OxmlElement("w:fldSimple")
    page.set(qn("w:instr"), "PAGE")
    _run(number, "2")
    page.append(number.runs[0]._r)
    number._p.append(page)
    if paper.is_rehearsal:
        for footer in (section.footer, section.first_page_footer):
            footer.is_linked_to_previous = False
            footer.paragraphs[0].alignment = CENTRE
            _run(footer.paragraphs[0], "DỮ LIỆU MINH HỌA", bold=True, size=9)


def _head(document: Any, paper: Paper) -> None:
    table = _columns(document, 2, [measure.LEFT, measure.RIGHT])
    left, right = table.rows[0].cells
    if paper.superior:
        _into(left, paper.superior, size=measure.ISSUER)
    _into(left, paper.issuer, bold=True, size=measure.ISSUER, more=bool(paper.superior))
    _rule(left.add_paragraph(), measure.LEFT, measure.issuer_line(paper.issuer))
    _into(right, measure.NATION, bold=True, size=measure.COUNTRY)
    _into(right, measure.WORDS, bold=True, size=measure.MOTTO, more=True)
    _rule(right.add_paragraph(), measure.RIGHT, measure.motto_line())
    left, right = table.rows[1].cells
    _into(left, f"Số: {'' if paper.number else '      '}{paper.shown_number}", size=13)
    if paper.has_date:
        _into(right, f"{paper.place}, {paper.when}", italic=True, size=13)


def _opening(document: Any, paper: Paper) -> None:
    _line(document, paper.name.upper(), bold=True, size=measure.TITLE, align=CENTRE, before=16)
    about = _line(document, paper.about, bold=True, align=CENTRE)
    about.paragraph_format.left_indent = about.paragraph_format.right_indent = Mm(12)
    _rule(document.add_paragraph(), measure.TEXT, measure.about_line(paper.about))
    if len(paper.to) == 1:
        _line(document, f"Kính gửi: {paper.to[0]}", align=CENTRE, before=10)
    elif paper.to:
        _line(document, "Kính gửi:", align=CENTRE, before=10)
        for at, one in enumerate(paper.to, 1):
            line = _line(document, f"- {one}{';' if at < len(paper.to) else '.'}")
            line.paragraph_format.left_indent = Mm(62)
    if paper.authority:
        _line(document, paper.authority, bold=True, align=CENTRE, before=11)


def _columns(document: Any, rows: int, widths: list[float]) -> Any:
    """A table without borders, of columns as wide as given (mm)."""
    table = document.add_table(rows=rows, cols=len(widths))
    _fix(table, widths)
    return table


def _fix(table: Any, widths: list[float]) -> None:
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = Mm(wide)
        for cell in column.cells:
            cell.width = Mm(wide)


def _rule(paragraph: Paragraph, space: float, length: float) -> None:
    """A line of `length` in the middle of `space` (mm): the border of an empty paragraph between its indents."""
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Mm((space - length) / 2 - (1.9 if space < measure.TEXT else 0))
    form.line_spacing, form.space_before = Pt(4), Pt(5 if space == measure.TEXT else 2)
    paragraph.alignment = CENTRE
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _into(cell: Any, text: str, *, more: bool = False, align: Any = CENTRE, **style: Any) -> Paragraph:
    paragraph = cell.add_paragraph() if more else cell.paragraphs[0]
    paragraph.alignment = align
    _run(paragraph, text, **style)
    return paragraph


def _run(
    paragraph: Paragraph, text: str, *, bold: bool = False, italic: bool = False, size: float = measure.BODY
) -> None:
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size, run.font.name = bold, italic, Pt(size), FONT
    for script in ("w:eastAsia", "w:cs"):
        run._r.rPr.rFonts.set(qn(script), FONT)


def _line(document: Any, text: str, *, align: Any = LEFT, before: float = 0, **style: Any) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.space_before = Pt(before)
    _run(paragraph, text, **style)
    return paragraph


def _write(document: Any, block: Block) -> None:
    if block.kind == "table":
        _table(document, block)
        return
    if block.kind == "figure":
        _figure(document, block)
        return
    if block.kind in {"authority", "centre"}:
        is_bold = block.kind == "authority"
        _line(document, block.text, bold=is_bold, italic=not is_bold, align=CENTRE, before=8)
        return
    paragraph = document.add_paragraph()
    form = paragraph.paragraph_format
    paragraph.alignment, form.space_before, form.first_line_indent = JUSTIFIED, Pt(6), INDENT
    if block.kind in {"h", "part"}:
        form.keep_with_next, form.space_before = True, Pt(14 if block.kind == "part" else 9)
        _run(paragraph, block.text, bold=True)
        if block.kind == "part":
            level = OxmlElement("w:outlineLvl")
            level.set(qn("w:val"), "0")
            paragraph._p.get_or_add_pPr().append(level)
        return
    if block.lead:
        _run(paragraph, block.lead, bold=True)
    dash = "- " if block.kind == "li" else ""
    _run(paragraph, f"{dash}{block.text}", italic=block.kind == "basis")


def _table(document: Any, block: Block) -> None:
    _line(document, "", size=4)
    table = document.add_table(rows=1, cols=len(block.header))
    table.style = "Table Grid"
    for cell, words in zip(table.rows[0].cells, block.header, strict=True):
        _room(_into(cell, words, bold=True, size=measure.TABLE))
    _mark(table.rows[0], "w:cantSplit", "w:tblHeader")
    for row in block.rows:
        added = table.add_row()
        _mark(added, "w:cantSplit")
        for at, (cell, words) in enumerate(zip(added.cells, row, strict=True)):
            align = (CENTRE if at == 0 else RIGHT) if at in block.numbers else LEFT
            _room(_into(cell, words, size=measure.TABLE, align=align))
    if block.widths:
        _fix(table, block.widths)
    _line(document, "", size=4)


def _room(paragraph: Paragraph) -> None:
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)


def _mark(row: Any, *names: str) -> None:
    for name in names:
        row._tr.get_or_add_trPr().append(OxmlElement(name))


def _figure(document: Any, block: Block) -> None:
    picture, wide = to_png(block.svg)
    paragraph = document.add_paragraph()
    paragraph.alignment = CENTRE
    paragraph.paragraph_format.space_before = Pt(8)
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run().add_picture(BytesIO(picture), width=Mm(wide))
    paragraph._p.find(".//" + qn("wp:docPr")).set("descr", block.text)
    _line(document, block.text, italic=True, size=12, align=CENTRE)


def _foot(document: Any, paper: Paper) -> None:
    _line(document, "", size=6).paragraph_format.keep_with_next = True
    several = len(paper.signers) > 1
    table = _columns(document, 1, [measure.TEXT / 2] * 2)
    cells = table.rows[0].cells
    _mark(table.rows[0], "w:cantSplit")
    if paper.recipients:
        _into(cells[0], "Nơi nhận:", bold=True, italic=True, size=measure.RECIPIENTS_LABEL, align=LEFT)
        for at, one in enumerate(paper.recipients, 1):
            words = f"- {one}{';' if at < len(paper.recipients) else '.'}"
            _into(cells[0], words, size=measure.RECIPIENTS, align=LEFT, more=True)
    for cell, signer in zip(cells if several else cells[1:], paper.signers, strict=True):
        for at, line in enumerate(signer.office):
            _into(cell, line, bold=True, more=at > 0)
        for _blank in range(4):
            _into(cell, "", more=True)
        _into(cell, signer.name, bold=True, more=True)


def _appendix(document: Any, paper: Paper, appendix: Appendix) -> None:
    _set_up(document.add_section(WD_SECTION.NEW_PAGE), paper)
    _line(document, appendix.name, bold=True, size=14, align=CENTRE)
    for line in appendix.title:
        _line(document, line, bold=True, align=CENTRE)
    _line(document, paper.enclosed_with, italic=True, align=CENTRE)
    for block in appendix.blocks:
        _write(document, block)
