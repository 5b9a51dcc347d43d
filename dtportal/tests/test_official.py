"""Documents by Decree 30/2020/NĐ-CP, measured in what comes out: Appendix I, element by element, in PDF and in DOCX."""

from dataclasses import replace

import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn

from dtportal.official import charts, measure
from dtportal.official.content import (
    LETTERS,
    Block,
    Paper,
    Signer,
    article,
    bases,
    ended,
    entries,
    letter,
    numbered,
    part,
    roman,
)
from dtportal.official.printing import to_pdf
from dtportal.official.word import to_docx
from dtportal.tests.official import Sheet, Word, fonts_of, pages_of

ABOUT = "Về việc tôn vinh TOP 100 đơn vị, tổ chức, doanh nghiệp tiêu biểu lần thứ nhất, năm 2023"
NAMES = [[str(at), f"Đơn vị Minh Họa số {at:03d}", "Y tế"] for at in range(1, 61)]
LIST = Block("table", header=["TT", "Tên", "Lĩnh vực"], rows=NAMES, widths=[11, 114, 40], numbers=[0])
PAPER = Paper(
    code="QĐ",
    superior="CHƯƠNG TRÌNH MINH HỌA",
    issuer="HỘI ĐỒNG THẨM ĐỊNH",
    short="HĐTĐ",
    number=5,
    day="2023-02-05",
    about=ABOUT,
    authority="CHỦ TỊCH HỘI ĐỒNG THẨM ĐỊNH",
    given_by="Chủ tịch Hội đồng thẩm định",
    blocks=[
        *bases(["Luật A", "Nghị định B"], last="Theo đề nghị của Trưởng Ban Thư ký"),
        Block("authority", "QUYẾT ĐỊNH:"),
        article(1, "Tôn vinh các đơn vị có tên trong danh sách kèm theo. " * 6),
        *entries(["khoản một", "khoản hai"], "clause"),
        *entries(["một", "hai", "ba", "bốn", "năm"], "point"),
        *ended([article(2, "Quyết định này có hiệu lực kể từ ngày ký.")]),
    ],
    signers=[Signer(["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"], "Vũ Tiến Dũng")],
    recipients=["Như Điều 2", "Lưu: VT, HĐTĐ"],
    appendices=numbered([(["DANH SÁCH TOP 100"], [LIST]), (["DANH SÁCH TOP 500"], [LIST])]),
)


@pytest.fixture(scope="module")
def printed() -> bytes:
    return to_pdf(PAPER)


@pytest.fixture(scope="module")
def word() -> Word:
    return Word(to_docx(PAPER))


# --- The words -----------------------------------------------------------------------------------------


def test_points_follow_the_vietnamese_letters():
    assert "".join(letter(at) for at in range(1, 9)) == "abcdđegh"
    assert not set(LETTERS) & set("fjwzăâêôơư")
    with pytest.raises(ValueError, match="points"):
        letter(24)
    assert [roman(at) for at in (1, 4, 9, 14)] == ["I", "IV", "IX", "XIV"]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2023-02-05", "ngày 05 tháng 02 năm 2023"),
        ("2023-03-05", "ngày 05 tháng 3 năm 2023"),
        ("2023-11-25", "ngày 25 tháng 11 năm 2023"),
        ("", "ngày …… tháng …… năm ……"),
    ],
)
def test_days_below_ten_and_the_first_two_months_have_a_zero(day, words):
    assert replace(PAPER, day=day).when == words


def test_numbers_below_ten_have_a_zero_and_an_open_one_has_room():
    assert PAPER.shown_number == "05/QĐ-HĐTĐ"
    assert replace(PAPER, number=12).shown_number == "12/QĐ-HĐTĐ"
    assert replace(PAPER, number=0).shown_number == "/QĐ-HĐTĐ"


def test_bases_end_with_semicolons_and_the_last_with_a_stop():
    texts = [block.text for block in bases(["A", "B"], last="Theo đề nghị của C")]
    assert texts == ["Căn cứ A;", "Căn cứ B;", "Theo đề nghị của C."]


def test_the_text_ends_with_its_mark_once():
    once = ended([Block("p", "Hết.")])
    assert once[-1].text == "Hết./." and ended(once) == once


def test_one_appendix_has_no_numeral():
    assert [one.name for one in PAPER.appendices] == ["Phụ lục I", "Phụ lục II"]
    assert numbered([(["A"], [])])[0].name == "Phụ lục"


def test_a_document_is_the_same_after_it_was_stored():
    assert Paper.of_json(PAPER.as_json()) == PAPER


# --- PDF -----------------------------------------------------------------------------------------------


def test_only_the_faces_of_times_are_embedded(printed):
    assert {name.split("-")[0] for name in fonts_of(printed)} == {"Tinos"}


def test_the_page_and_its_margins(printed):
    sheet = Sheet(printed)
    assert (round(sheet.width), round(sheet.height)) == (210, 297)
    body = sheet.letters
    assert min(letter.left for letter in body) >= 30 - 0.3
    assert max(letter.right for letter in body) <= 210 - 15 + 0.3
    assert min(letter.top for letter in body) >= 20 - 0.5
    assert max(letter.bottom for letter in body) <= 297 - 20 + 0.5


def test_pages_are_numbered_from_the_second_and_each_appendix_apart(printed):
    assert len(pages_of(printed)) == 5
    above = [[one for one in Sheet(printed, at).letters if one.bottom < 20] for at in range(1, 6)]
    assert [[one.char for one in letters] for letters in above] == [[], [], ["2"], [], ["2"]]
    (number,) = above[2]
    assert round(number.size, 1) == 13
    assert (number.left + number.right) / 2 == pytest.approx(30 + 165 / 2, abs=0.6)


@pytest.mark.parametrize(
    ("words", "size"),
    [
        (measure.NATION, 12),
        (measure.WORDS, 13),
        ("CHƯƠNG TRÌNH MINH HỌA", 12),
        ("Số: 05/QĐ-HĐTĐ", 13),
        ("Hà Nội, ngày 05 tháng 02 năm 2023", 13),
        (ABOUT, 13),
        ("Căn cứ Luật A;", 13),
        ("Nơi nhận:", 12),
        ("- Như Điều 2;", 11),
        ("KT. CHỦ TỊCH", 13),
    ],
)
def test_sizes_are_those_of_the_decree(printed, words, size):
    assert {round(one.size, 1) for one in Sheet(printed).find(words)} == {size}


def test_the_line_under_the_motto_is_as_long_as_its_words(printed):
    sheet = Sheet(printed)
    left, right = sheet.span(measure.WORDS)
    rule = sheet.rule_under(measure.WORDS)
    assert rule.left == pytest.approx(left, abs=0.6) and rule.right == pytest.approx(right, abs=0.6)


def test_the_line_under_the_issuer_is_a_third_to_a_half_of_its_words(printed):
    sheet = Sheet(printed)
    left, right = sheet.span(PAPER.issuer)
    rule = sheet.rule_under(PAPER.issuer)
    assert 1 / 3 <= rule.length / (right - left) <= 1 / 2
    assert (rule.left + rule.right) / 2 == pytest.approx((left + right) / 2, abs=0.6)


def test_number_and_date_stand_on_one_line_under_their_boxes(printed):
    sheet = Sheet(printed)
    number, date = sheet.find("Số: 05"), sheet.find("Hà Nội, ngày")
    assert number[0].bottom == pytest.approx(date[0].bottom, abs=0.3)
    assert sheet.span("Số: 05/QĐ-HĐTĐ")[1] < 30 + measure.LEFT < sheet.span("Hà Nội, ngày")[0]


def test_paragraphs_are_indented_and_the_recipients_level_with_the_signatory(printed):
    sheet = Sheet(printed)
    assert sheet.find("Điều 1.")[0].left == pytest.approx(30 + 12.7, abs=0.4)
    assert sheet.find("đ) năm.")[0].left == pytest.approx(30 + 12.7, abs=0.4)
    assert sheet.find("Nơi nhận")[0].bottom == pytest.approx(sheet.find("KT. CHỦ TỊCH")[0].bottom, abs=0.8)
    assert sheet.find("PHÓ CHỦ TỊCH")[0].top > sheet.find("KT. CHỦ TỊCH")[0].top


def test_the_appendix_says_what_it_comes_with(printed):
    assert (
        "(Kèm theo Quyết định số 05/QĐ-HĐTĐ ngày 05 tháng 02 năm 2023 của Chủ tịch Hội đồng thẩm định)"
        in (pages_of(printed)[1])
    )
    assert {round(one.size, 1) for one in Sheet(printed, 2).find("Phụ lục I")} == {14}


def test_the_same_content_is_the_same_bytes(printed):
    assert to_pdf(PAPER) == printed


# --- DOCX ----------------------------------------------------------------------------------------------


def test_the_word_file_has_page_and_margins_in_every_part(word):
    sections = word.document.sections
    assert len(sections) == 3
    for one in sections:
        assert (round(one.page_width.mm), round(one.page_height.mm)) == (210, 297)
        margins = (one.top_margin, one.bottom_margin, one.left_margin, one.right_margin)
        assert [round(margin.mm) for margin in margins] == [20, 20, 30, 15]


def test_word_numbers_pages_from_the_second_and_each_appendix_apart(word):
    for one in word.document.sections:
        assert one.different_first_page_header_footer
        assert not one.first_page_header.paragraphs[0].text
        header = one.header.paragraphs[0]
        assert header.alignment == WD_ALIGN_PARAGRAPH.CENTER
        assert header._p.find(qn("w:fldSimple")).get(qn("w:instr")) == "PAGE"
        assert one._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"


def test_word_knows_only_times_new_roman(word):
    assert word.fonts == {"Times New Roman"}
    assert word.document.styles["Normal"].font.name == "Times New Roman"


@pytest.mark.parametrize(
    ("words", "size", "bold", "italic", "alignment"),
    [
        (measure.NATION, 12, True, False, WD_ALIGN_PARAGRAPH.CENTER),
        (measure.WORDS, 13, True, False, WD_ALIGN_PARAGRAPH.CENTER),
        ("CHƯƠNG TRÌNH MINH HỌA", 12, False, False, WD_ALIGN_PARAGRAPH.CENTER),
        ("HỘI ĐỒNG THẨM ĐỊNH", 13, True, False, WD_ALIGN_PARAGRAPH.CENTER),
        ("Số: 05/QĐ-HĐTĐ", 13, False, False, WD_ALIGN_PARAGRAPH.CENTER),
        ("Hà Nội, ngày 05", 13, False, True, WD_ALIGN_PARAGRAPH.CENTER),
        ("QUYẾT ĐỊNH", 14, True, False, WD_ALIGN_PARAGRAPH.CENTER),
        (ABOUT, 13, True, False, WD_ALIGN_PARAGRAPH.CENTER),
        ("Căn cứ Luật A;", 13, False, True, WD_ALIGN_PARAGRAPH.JUSTIFY),
        ("Điều 1.", 13, True, False, WD_ALIGN_PARAGRAPH.JUSTIFY),
        ("đ) năm.", 13, False, False, WD_ALIGN_PARAGRAPH.JUSTIFY),
        ("Nơi nhận:", 12, True, True, WD_ALIGN_PARAGRAPH.LEFT),
        ("- Như Điều 2;", 11, False, False, WD_ALIGN_PARAGRAPH.LEFT),
        ("Phụ lục I", 14, True, False, WD_ALIGN_PARAGRAPH.CENTER),
        ("(Kèm theo Quyết định", 13, False, True, WD_ALIGN_PARAGRAPH.CENTER),
    ],
)
def test_word_has_the_styles_of_the_decree(word, words, size, bold, italic, alignment):
    paragraph = word.find(words)
    first = paragraph.runs[0]
    assert (first.font.size.pt, bool(first.bold), bool(first.italic)) == (size, bold, italic)
    assert paragraph.alignment == alignment


def test_paragraphs_of_the_word_file_keep_their_distance_and_indent(word):
    form = word.find("Điều 1.").paragraph_format
    assert form.space_before.pt >= 6
    assert form.first_line_indent.mm == pytest.approx(12.7, abs=0.1)


def test_lines_of_the_word_file_have_the_lengths_of_the_decree(word):
    motto = measure.width(measure.WORDS, measure.MOTTO)
    assert word.line_under(measure.WORDS) == pytest.approx(motto, abs=0.5)
    issuer = measure.width(PAPER.issuer, measure.ISSUER)
    table = word.document.tables[0]
    lines = table.rows[0].cells[0].paragraphs
    assert lines[1].text == PAPER.issuer and 1 / 3 <= measure.issuer_line(PAPER.issuer) / issuer <= 1 / 2


def test_pdf_and_word_say_the_same(printed, word):
    """Each word of the PDF but its page numbers, in the Word file."""
    shown = " ".join(pages_of(printed)).split()
    typed = word.text.split()
    assert sorted(set(shown) - {"2"}) == sorted(set(typed) - {"2"})


# --- Drawings ------------------------------------------------------------------------------------------


def test_drawings_stand_in_both_files_with_their_caption():
    rows = [("Giao thông vận tải và logistics", 1234), ("Y tế", 12)]
    drawn = [
        Block("figure", "Hình 1. Cột", svg=charts.bars(rows)),
        Block("figure", "Hình 2. Đường", svg=charts.curve([("01/3", 1), ("08/3", 4)], second=[2, 5])),
        Block("figure", "Hình 3. Cột đứng", svg=charts.columns([("A", 3), ("B", 0)])),
    ]
    paper = replace(PAPER, code="BC", blocks=[part(1, "TÌNH HÌNH"), *drawn], appendices=[])
    printed = to_pdf(paper)
    assert "1.234" in " ".join(pages_of(printed)) and {n.split("-")[0] for n in fonts_of(printed)} == {
        "Tinos"
    }
    word = Word(to_docx(paper))
    assert len(word.document.inline_shapes) == 3
    assert "Hình 2. Đường" in word.text


@pytest.mark.parametrize("draw", [charts.bars, charts.columns, charts.curve])
def test_a_drawing_of_nothing_is_no_mistake(draw):
    assert draw([]).startswith("<svg")


def test_what_people_typed_cannot_draw():
    assert "<script>" not in charts.bars([("<script>", 1)])
