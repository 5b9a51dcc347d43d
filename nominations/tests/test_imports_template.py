"""The empty list that a nominating body fills in: what it offers, what it refuses, what becomes of it."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from dtportal.accounts.models import User
from dtportal.demo.cast import create_person
from dtportal.files import XLSX
from dtportal.journal.models import Notice
from dtportal.journal.outbox import compose
from nominations import actions, tasks
from nominations.imports.values import GROUPS, ORG_TYPES, OWNERSHIPS, squash
from nominations.models import ImportBatch, Nomination, UnitInvitation
from nominations.tests.helpers import ANSWERS, CONSENTS, pdf
from nominations.tests.workbooks import ROW

pytestmark = pytest.mark.django_db

LISTS = "/work/2023/imports/"


def template(client):
    response = client.get(f"{LISTS}template.xlsx")
    assert response.status_code == 200
    return load_workbook(io.BytesIO(response.content))


def offered(book) -> dict[str, tuple]:
    """Header of a column → the rule of its cells and the words of its list."""
    sheet, lists = book["Đề cử"], book["Danh mục"]
    labels = {get_column_letter(cell.column): cell.value.removesuffix(" *") for cell in sheet[4]}
    found = {}
    for rule in sheet.data_validations.dataValidation:
        letter = rule.formula1.split("!$")[1][0]
        words = [cell.value for cell in lists[letter] if cell.value]
        start = str(rule.sqref).split(":")[0].rstrip("0123456789")
        found[labels[start]] = (rule, words)
    return found


def test_the_lists_offer_what_the_import_understands_and_refuse_the_rest(cast, sign_in):
    lists = offered(template(sign_in(cast.khoa)))
    assert set(lists) == {
        "Nhóm", "Loại hình", "Hình thức sở hữu", "Lĩnh vực", "Tỉnh, thành phố", "Cơ quan đề cử"
    }  # fmt: skip
    for label, words in (("Nhóm", GROUPS), ("Loại hình", ORG_TYPES), ("Hình thức sở hữu", OWNERSHIPS)):
        assert all(squash(word) in words for word in lists[label][1])
        assert len({words[squash(word)] for word in lists[label][1]}) == len(set(words.values()))
        assert lists[label][0].showErrorMessage
    assert len(lists["Lĩnh vực"][1]) == 8 and len(lists["Tỉnh, thành phố"][1]) == 63


def test_an_officer_is_offered_his_own_body_and_the_secretariat_every_one(cast, sign_in):
    assert offered(template(sign_in(cast.khoa)))["Cơ quan đề cử"][1] == [cast.body.name]
    rule, bodies = offered(template(sign_in(cast.minh)))["Cơ quan đề cử"]
    assert cast.body.name in bodies
    # A body that is not known yet may be typed.
    assert not rule.showErrorMessage


def test_codes_stay_text_down_the_whole_column(cast, sign_in):
    sheet = template(sign_in(cast.khoa))["Đề cử"]
    letters = {cell.value.removesuffix(" *"): get_column_letter(cell.column) for cell in sheet[4]}
    for label in ("Mã số thuế", "Điện thoại", "Số văn bản đề cử"):
        assert sheet.column_dimensions[letters[label]].number_format == "@"
    assert sheet.column_dimensions[letters["Ngày văn bản"]].number_format == "dd/mm/yyyy"


def filled(client, **changes) -> SimpleUploadedFile:
    book = template(client)
    sheet = book["Đề cử"]
    for cell in sheet[4]:
        label = cell.value.removesuffix(" *")
        sheet.cell(5, cell.column, {**ROW, **changes}.get(label))
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("de-cu.xlsx", out.getvalue(), content_type=XLSX)


def imported(client) -> str:
    """Upload, preview, confirm; the page of the list."""
    page = client.post(LISTS, {"file": filled(client)}).url
    tasks.run_import(ImportBatch.objects.latest("pk").pk)
    assert ROW["Tên đơn vị"] in client.get(page).text
    client.post(f"{page}confirm/")
    tasks.run_import(ImportBatch.objects.latest("pk").pk)
    return page


def test_from_the_template_to_the_unit_s_own_dossier(cast, sign_in):
    khoa = sign_in(cast.khoa)
    page = imported(khoa)
    assert "Đã nhập xong danh sách." in khoa.get(page).text
    invitation = UnitInvitation.objects.get()
    mail = compose(Notice.objects.get(address=ROW["Thư điện tử"]))[1]
    assert invitation.token in mail and invitation.nomination.status == Nomination.Status.DRAFT


def test_the_preview_calls_a_submitted_dossier_by_its_number(cast, edition, sign_in):
    khoa = sign_in(cast.khoa)
    imported(khoa)
    nomination = Nomination.objects.get()
    unit = create_person(ROW["Thư điện tử"], "Trần Thị Minh Họa")
    actions.accept_unit_invitation(UnitInvitation.objects.get(), by=unit)
    owner = User.objects.get(pk=unit.pk)
    for key, data in ANSWERS.items():
        row = nomination.answers.filter(section=key).first()
        actions.save_section(nomination, key, data, version=row.version if row else 0, by=owner)
    actions.attach(nomination, pdf(), section="strategy", question="plan_file", by=owner)
    actions.submit(nomination, by=owner, consents=CONSENTS)
    nomination.refresh_from_db()
    page = khoa.post(LISTS, {"file": filled(khoa)}).url
    tasks.run_import(ImportBatch.objects.latest("pk").pk)
    preview = khoa.get(page).text
    assert nomination.number in preview and f">{nomination.reference}<" not in preview
