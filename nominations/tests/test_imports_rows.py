"""What rows of a list may look like, and what is said of those that cannot be understood."""

from datetime import date, datetime
from io import BytesIO

import pytest
from django.utils import translation
from openpyxl import load_workbook

from dtportal.programme.models import Sector
from nominations.imports.exporting import template_workbook
from nominations.imports.reading import Unreadable
from nominations.imports.writing import import_workbook, preview_workbook
from nominations.models import Endorsement, Nomination
from nominations.tests.workbooks import ROW, SECOND, book_of, content_of, list_of, row

LETTER = ["Số văn bản đề cử", "Ngày văn bản"]


@pytest.fixture
def drafts(edition, cast):
    """`drafts(content)`: what Minh's import would make of it, without mistakes."""

    def drafts(content: bytes) -> list:
        outcome = preview_workbook(edition, content, by=cast.minh)
        assert [str(mistake) for mistake in outcome.mistakes] == []
        return outcome.drafts

    return drafts


@pytest.fixture
def mistakes(edition, cast):
    """`mistakes(content)`: (row, column, sentence) of each, in Vietnamese."""

    def mistakes(content: bytes) -> list[tuple[int, str, str]]:
        with translation.override("vi"):
            outcome = preview_workbook(edition, content, by=cast.minh)
        return [(mistake.row, mistake.column, mistake.sentence) for mistake in outcome.mistakes]

    return mistakes


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Đăk Lăk", "Đắk Lắk"),
        ("Bà Rịa-Vũng Tàu", "Bà Rịa - Vũng Tàu"),
        ("TP. Hồ Chí Minh", "Hồ Chí Minh"),
        ("TPHCM", "Hồ Chí Minh"),
        ("thành phố hồ chí minh", "Hồ Chí Minh"),
        ("Thanh Hoá", "Thanh Hóa"),
        ("Tỉnh Thừa Thiên - Huế", "Thừa Thiên Huế"),
        ("  Phú Thọ ", "Phú Thọ"),
        ("KON TUM", "Kon Tum"),
    ],
)
def test_provinces_are_known_by_their_usual_spellings(drafts, written, meant):
    known = {"Tỉnh, thành phố": written, "Cơ quan đề cử": "Hiệp hội Minh Họa"}
    assert drafts(list_of(row(**known)))[0].province.name == meant


def test_a_body_of_one_province_does_not_endorse_a_unit_of_another(mistakes):
    [(_row, column, sentence)] = mistakes(list_of(row(**{"Tỉnh, thành phố": "Hà Nội"})))
    assert column == "Cơ quan đề cử"
    assert sentence == "Cơ quan này đề cử đơn vị của Đà Nẵng; đơn vị này thuộc Hà Nội."


def test_an_enterprise_is_no_state_body(mistakes):
    [(_row, column, sentence)] = mistakes(list_of(row(**{"Nhóm": "Cơ quan nhà nước", "Lĩnh vực": ""})))
    assert column == "Loại hình" and sentence == "Nhóm này chỉ dành cho cơ quan nhà nước."


@pytest.mark.parametrize(
    "written", ["05/04/2023", "5-4-2023", "05.04.2023", "2023-04-05", datetime(2023, 4, 5), date(2023, 4, 5)]
)
def test_dates_are_day_first_however_they_are_written(drafts, written):
    assert drafts(list_of(row(**{"Ngày văn bản": written})))[0].letter_date == date(2023, 4, 5)


@pytest.mark.parametrize("written", ["1.200", "1 200", 1200, 1200.0, "1200"])
def test_a_dot_in_a_count_groups_thousands(drafts, written):
    assert drafts(list_of(row(**{"Số lao động": written})))[0].facts["employees"] == 1200


def test_columns_may_stand_in_any_order_under_any_number_of_titles(drafts):
    header = [label.upper().replace(", ", "/") for label in reversed(ROW)]
    shuffled = dict(zip(header, [ROW[label] for label in reversed(ROW)], strict=True))

    draft = drafts(list_of(shuffled, header=header, titles=7))[0]

    assert (draft.name, draft.row.number) == (ROW["Tên đơn vị"], 9)


def test_empty_rows_are_skipped_and_merged_bodies_hold_for_each_row(drafts):
    book = book_of(
        row(),
        row(**SECOND, **{"Cơ quan đề cử": None}),
        {},
        row(**{"Mã số thuế": "9900000030", "Tên đơn vị": "Trường Minh Họa"}),
    )
    column = list(ROW).index("Cơ quan đề cử") + 1
    book.active.merge_cells(start_row=5, end_row=6, start_column=column, end_column=column)
    book.active.merge_cells("A1:H1")

    found = drafts(content_of(book))

    assert [draft.row.number for draft in found] == [5, 6, 8]
    assert {draft.body_name for draft in found} == {"Ủy ban nhân dân thành phố Đà Nẵng"}


def test_several_sheets_are_read_and_hidden_ones_are_not(drafts):
    book = book_of(row())
    copy = book.copy_worksheet(book.active)
    copy.title, copy["B5"], copy["C5"] = "Y tế", SECOND["Tên đơn vị"], SECOND["Mã số thuế"]
    hidden = book.copy_worksheet(book.active)
    hidden.sheet_state = "hidden"

    assert [draft.row.sheet for draft in drafts(content_of(book))] == ["Đề cử", "Y tế"]


@pytest.mark.parametrize(
    ("column", "value", "word"),
    [
        ("Tên đơn vị", None, "bắt buộc"),
        ("Tên đơn vị", "=1+1", "công thức"),
        ("Mã số thuế", "9900000017", "kiểm tra"),
        ("Mã số thuế", None, "bắt buộc"),
        ("Nhóm", "Cá nhân", "Lãnh đạo tiêu biểu"),
        ("Loại hình", "tập đoàn ngoài hành tinh", "hợp tác xã"),
        ("Hình thức sở hữu", "lạ", "liên doanh"),
        ("Lĩnh vực", "Du lịch", "Năng lượng"),
        ("Lĩnh vực", None, "bắt buộc"),
        ("Tỉnh, thành phố", "Đà Năngg", "Đà Nẵng"),
        ("Điện thoại", "0912 34", "mã vùng"),
        ("Thư điện tử", "a@b", "thư điện tử"),
        ("Trang mạng", "javascript:alert(1)", "https://"),
        ("Cơ quan đề cử", None, "bắt buộc"),
        ("Số lao động", -5, "âm"),
        ("Số lao động", "12,5", "số nguyên"),
        ("Ngày văn bản", "30/02/2023", "Không có ngày"),
        ("Ngày văn bản", "31/05/2023", "sau thời gian nhận hồ sơ"),
        ("Ngày văn bản", None, "ngày văn bản"),
        ("Số văn bản đề cử", None, "số văn bản"),
        ("Kết quả nổi bật", None, "bắt buộc"),
        ("Mong muốn được hỗ trợ", "x" * 1501, "1500"),
    ],
)
def test_each_mistake_names_its_place_and_its_fix(mistakes, column, value, word):
    found = mistakes(list_of(row(), row(**SECOND) | {column: value}))

    assert [(number, label) for number, label, _sentence in found] == [(6, column)]
    assert word in found[0][2]


def test_the_columns_of_a_list_that_names_its_body_otherwise_keep_that_name_in_mistakes(mistakes):
    header = ["Đơn vị đề cử" if label == "Cơ quan đề cử" else label for label in ROW]

    assert mistakes(list_of(row(), header=header))[0][1] == "Đơn vị đề cử"


def test_a_missing_column_is_told_once_at_the_header(mistakes):
    header = [label for label in ROW if label != "Lĩnh vực"]

    found = mistakes(list_of(row(), row(**SECOND), header=header))

    assert [(number, column) for number, column, _sentence in found] == [(4, "Lĩnh vực")]


def test_a_column_that_stands_twice_is_a_mistake(mistakes):
    assert [m[:2] for m in mistakes(list_of(row(), header=[*ROW, "Nhóm"]))] == [(4, "Nhóm")]


def test_the_same_unit_twice_without_a_tax_code_is_a_mistake(mistakes):
    body = row(
        **{"Tên đơn vị": "UBND xã Minh Họa", "Mã số thuế": None, "Nhóm": "Cơ quan nhà nước", "Loại hình": ""}
    )

    assert [m[:2] for m in mistakes(list_of(body, row(), body))] == [(5, "Tên đơn vị")]


def test_a_letter_dated_before_the_intake_is_left_to_screening(drafts):
    assert drafts(list_of(row(**{"Ngày văn bản": "15/01/2023"})))[0].letter_date == date(2023, 1, 15)


def test_a_row_without_a_letter_asks_its_body(edition, cast):
    import_workbook(edition, list_of(row(**dict.fromkeys(LETTER))), by=cast.minh)

    endorsement = Endorsement.objects.get()
    assert (endorsement.status, endorsement.decided_by) == (Endorsement.Status.REQUESTED, None)


def test_a_state_body_needs_no_tax_code_and_a_leader_is_a_person(edition, cast):
    body = row(**{"Tên đơn vị": "UBND xã Minh Họa", "Mã số thuế": None, "Lĩnh vực": None, "Loại hình": None})
    body["Nhóm"] = "Cơ quan nhà nước"
    leader = row(**{"Nhóm": "Lãnh đạo tiêu biểu", "Lĩnh vực": None})

    outcome = import_workbook(edition, list_of(body, row(), leader), by=cast.minh)

    assert outcome.counts["created"] == 3
    numbers = dict(Nomination.objects.values_list("group", "reference"))
    assert numbers == {"unit": "2023-GT-0001", "state_body": "2023-CQ-0001", "leader": "2023-LD-0001"}
    person = Nomination.objects.get(group="leader")
    assert (person.person_name, person.person_position) == ("Trần Thị Minh Họa", "Giám đốc")
    assert person.organization == Nomination.objects.get(group="unit").organization


def test_a_secretary_of_one_sector_stays_in_it(edition, cast):
    office = cast.minh.appointments.get()
    office.sector = Sector.objects.get(code="YT")
    office.save()

    found = preview_workbook(edition, list_of(row(), row(**SECOND)), by=cast.minh).mistakes

    assert [(mistake.row, mistake.column) for mistake in found] == [(5, "Lĩnh vực")]


def test_paragraphs_of_a_text_stay(edition, cast):
    import_workbook(edition, list_of(row(**{"Kết quả nổi bật": "Một.\n\nHai."})), by=cast.minh)

    assert Nomination.objects.get().answers.get(section="results").data == {"results": "Một.\n\nHai."}


def test_a_workbook_without_a_header_row_is_refused_in_a_sentence(edition, cast):
    with pytest.raises(Unreadable):
        preview_workbook(edition, list_of(row(), header=["A", "B", "C"]), by=cast.minh)


def test_a_sheet_that_ends_a_million_rows_below_is_refused_at_once(edition, cast):
    book = book_of(row())
    book.active.cell(1_000_000, 1, " ")

    with pytest.raises(Unreadable):
        preview_workbook(edition, content_of(book), by=cast.minh)


def test_the_empty_list_of_an_edition_can_be_read_back(edition, cast):
    book = load_workbook(BytesIO(template_workbook(edition)))
    sheet = book["Đề cử"]
    labels = {cell.value.removesuffix(" *"): cell.column for cell in sheet[4]}
    for label, column in labels.items():
        sheet.cell(5, column, ROW.get(label))

    outcome = preview_workbook(edition, content_of(book), by=cast.minh)

    assert outcome.mistakes == [] and outcome.ignored == []
    assert outcome.drafts[0].name == ROW["Tên đơn vị"]
