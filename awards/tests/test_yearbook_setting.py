"""Before anything is laid out: lines, columns, letters we can print."""

from awards.yearbook import columns, lettering
from awards.yearbook.letters import printable
from awards.yearbook.pages import cut
from awards.yearbook.setting import name_in_lines


def test_names_stand_in_even_lines_that_fit_whatever_their_length():
    for words in range(1, 40):
        name = " ".join(["Chuyển"] * words)
        size, lines = name_in_lines(name)
        assert " ".join(lines) == name
        assert size == 15 or len(lines) <= 4
    _size, lines = name_in_lines("Công ty Cổ phần Logistics Cánh Buồm Minh Họa")
    shortest, longest = sorted(lettering.width(line) for line in lines)
    assert shortest > longest * 0.75


def test_a_names_lines_rather_end_where_its_parts_end():
    _size, lines = name_in_lines(
        "Trung tâm Nghiên cứu, Ứng dụng và Chuyển giao Công nghệ Quan trắc Tài nguyên Minh Họa"
    )
    assert lines[0].endswith("cứu,") or lines[1].startswith("và ")


def test_a_word_longer_than_its_line_is_broken():
    lines = lettering.lines("W" * 60, 20)
    assert len(lines) > 1 and all(lettering.width(line) <= 20 for line in lines)


def test_a_text_is_cut_at_a_sentence_or_at_a_word():
    assert cut("Câu một dài. Câu hai dài. Câu ba", 27) == "Câu một dài. Câu hai dài. …"
    assert cut("một hai ba bốn năm sáu", 12) == "một hai ba …"
    assert cut("ngắn", 10) == "ngắn"


def test_a_list_fills_its_pages_and_evens_the_last_out():
    entries = [columns.Block(("Một dòng",), page=n) for n in range(200)]
    pages = columns.pages([columns.Block(("A",), is_heading=True), *entries], columns.CONTENTS)
    listed = [block.page for page in pages for column in page for block in column if not block.is_heading]
    assert listed == list(range(200))
    last = [len(column) for column in pages[-1]]
    assert len(pages) > 1 and max(last) - min(last) <= 1


def test_a_heading_never_ends_a_column():
    room = int(
        (columns.TEXT_HEIGHT - columns.TITLE_HEIGHT) / (columns.INDEX.line + columns.INDEX.after_entry)
    )
    for before in range(room - 6, room + 2):
        entries = [columns.Block(("x",)) for _ in range(before)]
        blocks = [*entries, columns.Block(("B",), is_heading=True), *entries]
        for page in columns.pages(blocks, columns.INDEX):
            assert not any(column and column[-1].is_heading for column in page)


def test_letters_our_fonts_lack_are_replaced_or_left_out():
    assert printable("  Từ giấy →  số ✓ 😀\n\n  ﬁ x² ") == "Từ giấy – số •\nfi x²"
    assert printable("Hoà" + "a\u0302\u0301") == "Hoàấ"
