"""The secretariat's list as a workbook: the filter kept, columns chosen, nothing that could be a formula."""

import io
from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied
from openpyxl import load_workbook

from dtportal.accounts.models import Organization
from dtportal.journal.models import Entry
from nominations import actions
from nominations.models import Nomination
from nominations.tests.helpers import draft, endorsed, submitted, unit

pytestmark = pytest.mark.django_db

URL = "/work/2023/nominations/export/"
NAMES = ["Bệnh viện Số Minh Họa", "Phòng khám Sao Mai Minh Họa", "Trung tâm Y tế Biển Xanh Minh Họa"]


def table(response):
    """The first sheet of a downloaded workbook."""
    assert response.status_code == 200, response.content.decode()
    return load_workbook(io.BytesIO(b"".join(response.streaming_content)))


def rows_of(response) -> list[list]:
    return [list(row) for row in table(response).worksheets[0].iter_rows(values_only=True)]


def column(rows: list[list], heading: str) -> list:
    return [row[rows[0].index(heading)] for row in rows[1:]]


@pytest.fixture
def three(cast, edition) -> list[Nomination]:
    return [
        submitted(unit(name, cast.lan, "YT"), by=cast.lan, edition=edition, body=cast.body) for name in NAMES
    ]


def test_the_table_has_what_the_filter_finds_in_the_order_of_submission(cast, edition, three, sign_in):
    draft(unit("Bản nháp Minh Họa", cast.lan), by=cast.lan, edition=edition)
    minh = sign_in(cast.minh)
    desk = minh.get("/work/2023/nominations/?q=sao+mai").content.decode()
    assert f'href="{URL}?q=sao+mai"' in desk
    page = minh.get(f"{URL}?q=sao+mai").content.decode()
    assert "bộ lọc" in page and 'value="q=sao+mai"' in page
    one = rows_of(minh.post(URL, {"found": "q=sao+mai", "columns": ["number", "organization.name"]}))
    assert one == [["Mã hồ sơ", "Đơn vị"], ["CDS1-2023-YT-0002", NAMES[1]]]
    everything = rows_of(minh.post(URL, {"columns": ["organization.name"]}))
    assert [row[0] for row in everything[1:]] == NAMES


def test_all_columns_bring_answers_endorsements_dates_and_codes_as_such(cast, edition, sign_in, organization):
    Organization.objects.filter(pk=organization.pk).update(tax_code="0100100055", phone="+84912345678")
    organization.refresh_from_db()
    nomination = endorsed(organization, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    book = table(sign_in(cast.minh).post(URL, {"all": "1"}))
    sheet = book.worksheets[0]
    cells = {cell.value: sheet.cell(2, cell.column) for cell in sheet[1]}
    assert sheet.freeze_panes == "B2" and sheet.auto_filter.ref.startswith("A1:")
    assert cells["Mã số thuế"].value == "0100100055" and cells["Mã số thuế"].number_format == "@"
    assert cells["Điện thoại (dữ liệu cá nhân)"].value == "+84912345678"
    assert cells["Điện thoại (dữ liệu cá nhân)"].data_type == "s"
    assert cells["Đã đề cử"].value == "có"
    assert cells["Số văn bản đề cử"].value == "12/UBND-KSTT"
    assert cells["Nộp lúc"].value == datetime(2023, 5, 10, 9, 0)
    assert cells["Nộp lúc"].number_format == "dd/mm/yyyy hh:mm"
    assert any("Ba bước: số hóa quy trình" in str(cell.value) for cell in sheet[2])
    assert sheet.column_dimensions["A"].width > 10
    about = {row[0]: row[1] for row in book.worksheets[1].iter_rows(values_only=True)}
    assert cast.minh.full_name in about.values() and "1" in about.values()
    assert nomination.number in {cell.value for cell in sheet[2]}


@pytest.mark.parametrize("evil", ["=1+1", "+84", "-2+3", "@SUM(A1)", "\t=1", "#N/A"])
def test_no_word_of_an_organisation_becomes_a_formula(cast, edition, sign_in, evil):
    organization = unit(NAMES[0], cast.lan, "YT")
    Organization.objects.filter(pk=organization.pk).update(name=evil, address=evil)
    organization.refresh_from_db()
    submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    book = table(sign_in(cast.minh).post(URL, {"columns": ["organization.name", "organization.address"]}))
    for cell in book.worksheets[0][2]:
        assert cell.value == evil and cell.data_type == "s" and cell.quotePrefix


def test_the_choice_is_remembered_and_none_is_refused(cast, three, sign_in):
    minh = sign_in(cast.minh)
    proposed = minh.get(URL).content.decode()
    assert 'value="number" checked' in proposed and 'value="organization.phone" checked' not in proposed
    assert "dữ liệu cá nhân" in proposed
    refused = minh.post(URL, {"found": "q=x"})
    assert refused.status_code == 422 and "ít nhất một cột" in refused.content.decode()
    minh.post(URL, {"columns": ["status", "organization.phone"]})
    remembered = minh.get(URL).content.decode()
    assert 'value="organization.phone" checked' in remembered and 'value="number" checked' not in remembered
    assert minh.post(URL, {"columns": ["nonsense"]}).status_code == 422


def test_the_journal_keeps_who_how_many_and_which_columns_and_no_words(cast, three, sign_in):
    sign_in(cast.minh).post(URL, {"found": "q=sao+mai", "columns": ["number", "organization.phone"]})
    entry = Entry.objects.get(verb="edition.table_exported")
    assert entry.actor_id == cast.minh.pk
    assert entry.data == {"count": 1, "columns": ["number", "organization.phone"], "personal": True}


def test_nobody_but_the_secretariat_takes_a_table(cast, edition, three, sign_in):
    for name in ("lan", "khoa", "hanh", "thao", "oanh", "tung"):
        assert sign_in(getattr(cast, name)).post(URL, {"all": "1"}).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.export_table(edition, Nomination.objects.all(), columns=["number"], by=cast.tung)


def test_a_dossier_withdrawn_before_it_was_submitted_is_a_row_without_answers(cast, edition, sign_in):
    nomination = draft(unit(NAMES[0], cast.lan, "YT"), by=cast.lan, edition=edition)
    actions.withdraw(nomination, by=cast.lan)
    rows = rows_of(sign_in(cast.minh).post(URL, {"all": "1"}))
    assert column(rows, "Đơn vị") == [NAMES[0]] and column(rows, "Trạng thái") == ["Đã rút"]


def test_three_dossiers_ask_no_more_queries_than_one(cast, edition, sign_in, django_assert_max_num_queries):
    minh = sign_in(cast.minh)

    def count() -> int:
        with django_assert_max_num_queries(40) as queries:
            b"".join(minh.post(URL, {"all": "1"}).streaming_content)
        return len(queries)

    submitted(unit(NAMES[0], cast.lan, "YT"), by=cast.lan, edition=edition, body=cast.body)
    count()
    for_one = count()
    for name in NAMES[1:]:
        submitted(unit(name, cast.lan, "YT"), by=cast.lan, edition=edition, body=cast.body)
    assert count() == for_one
