"""Lists of nominations at the operator's door: manage.py import_nominations."""

import io

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from dtportal.accounts.models import Membership, Organization
from dtportal.journal.models import Entry
from dtportal.programme.models import Body
from nominations import actions
from nominations.models import Endorsement, ImportBatch, Nomination, SectionAnswer
from nominations.tests.workbooks import DATA, SECOND, list_of, row

STRATEGY = "Chiến lược, kế hoạch chuyển đổi số"


@pytest.fixture
def run(cast, tmp_path):
    """`run(content_or_path, *options)` is (exit status, standard output, lines on standard error)."""

    def run(source, *options: str, edition: str = "2023") -> tuple[int, str, list[str]]:
        path = source
        if isinstance(source, bytes):
            path = tmp_path / "list.xlsx"
            path.write_bytes(source)
        out, err, status = io.StringIO(), io.StringIO(), 0
        try:
            call_command("import_nominations", edition, str(path), *options, stdout=out, stderr=err)
        except SystemExit as end:
            status = end.code
        return status, out.getvalue(), err.getvalue().splitlines()

    return run


def test_the_list_of_504_units_becomes_drafts_that_their_bodies_endorsed(run, edition, cast):
    status, out, err = run(DATA / "de-cu-2023.xlsx")

    assert (status, err) == (0, [])
    assert "tạo mới: 504, cập nhật: 0, không đổi: 0" in out
    drafts = Nomination.objects.filter(edition=edition, status=Nomination.Status.DRAFT)
    assert drafts.values("sector", "province").distinct().count() == 504 == drafts.count()
    assert drafts.values("reference").distinct().count() == 504
    assert Endorsement.objects.filter(status="endorsed", decided_by=cast.minh).count() == 504
    assert Body.objects.filter(kind="peoples_committee", may_nominate=True).count() == 63
    assert Body.objects.filter(kind="peoples_committee", province=None).count() == 0
    unit = Organization.objects.get(tax_code="9900014259")
    assert unit.name == "Công ty TNHH Nông sản Ước Vọng Minh Họa Bà Rịa - Vũng Tàu"
    assert (unit.phone, unit.employees, unit.province.name) == ("+842400000388", 900, "Bà Rịa - Vũng Tàu")
    letter = unit.nominations.get().endorsements.get()
    assert (letter.letter_number, f"{letter.letter_date:%d/%m/%Y}") == ("132/UBND-KGVX", "14/03/2023")
    assert Entry.objects.filter(verb="nomination.imported").count() == 504


def test_exactly_the_deliberate_mistakes_are_reported_and_nothing_is_imported(run):
    path = DATA / "de-cu-2023-loi.xlsx"
    listed = load_workbook(path).worksheets[1].iter_rows(min_row=2, max_col=2, values_only=True)
    expected = [f"Đề cử!{number}:{column}" for number, column in listed]

    status, out, err = run(path)

    assert status == 1
    assert [line.split(": ")[0] for line in err] == expected
    assert out == ""
    assert not Nomination.objects.exists() and not Organization.objects.exists()


def test_a_dry_run_counts_but_writes_nothing(run):
    status, out, err = run(list_of(row(), row(**SECOND)), "--dry-run")

    assert (status, err) == (0, [])
    assert "tạo mới: 2" in out
    assert not Nomination.objects.exists() and not Entry.objects.filter(verb__contains="import").exists()


def test_repeating_an_import_changes_nothing_even_if_it_is_spelled_otherwise(run):
    run(list_of(row()))
    before = list(SectionAnswer.objects.values()), list(Endorsement.objects.values())
    respelled = row(
        **{
            "Tên đơn vị": "  Công ty Cổ phần Vận tải Số  Minh Họa Một",
            "Mã số thuế": 9900000016,
            "Lĩnh vực": "giao thông-logistics",
            "Tỉnh, thành phố": "TP. Đà Nẵng",
            "Thư điện tử": "LIENHE@EXAMPLE.ORG",
            "Cơ quan đề cử": "UBND TP Đà Nẵng",
            "Ngày văn bản": "17.4.2023",
        }
    )

    status, out, _err = run(list_of(respelled))

    assert (status, out) == (0, "tạo mới: 0, cập nhật: 0, không đổi: 1\n")
    assert before == (list(SectionAnswer.objects.values()), list(Endorsement.objects.values()))


def test_a_changed_row_rewrites_the_untouched_draft(run):
    run(list_of(row()))
    reference = Nomination.objects.get().reference
    changed = row(**{STRATEGY: "Kế hoạch mới.", "Số lao động": 200, "Số văn bản đề cử": "13/UBND"})

    status, out, _err = run(list_of(changed, row(**SECOND)))

    assert (status, out) == (0, "tạo mới: 1, cập nhật: 1, không đổi: 0\n")
    nomination = Nomination.objects.get(reference=reference)
    assert nomination.organization.employees == 200
    answer = nomination.answers.get(section="strategy")
    assert (answer.data, answer.version) == ({"strategy": "Kế hoạch mới."}, 2)
    assert nomination.endorsements.get().letter_number == "13/UBND"
    assert run(list_of(changed, row(**SECOND)))[1] == "tạo mới: 0, cập nhật: 0, không đổi: 2\n"
    assert run(list_of(row(), row(**SECOND)))[1] == "tạo mới: 0, cập nhật: 1, không đổi: 1\n"


def test_a_changed_row_does_not_overwrite_what_the_unit_has_written_since(run, cast):
    run(list_of(row()))
    nomination = Nomination.objects.get()
    Membership.objects.create(user=cast.lan, organization=nomination.organization, is_owner=True)
    actions.save_section(nomination, "strategy", {"strategy": "Lan viết lại."}, version=1, by=cast.lan)

    status, out, err = run(list_of(row(**{STRATEGY: "Kế hoạch mới."}), row(**SECOND)))

    assert (status, out) == (1, "")
    assert len(err) == 1 and err[0].startswith("Đề cử!5:Tên đơn vị: Hồ sơ 2023-GT-0001")
    assert nomination.answers.get(section="strategy").data == {"strategy": "Lan viết lại."}
    assert Nomination.objects.count() == 1


def test_an_import_never_revives_a_withdrawn_nomination(run, cast):
    run(list_of(row()))
    nomination = Nomination.objects.get()
    Membership.objects.create(user=cast.lan, organization=nomination.organization, is_owner=True)
    actions.withdraw(nomination, by=cast.lan)

    assert run(list_of(row()))[1] == "tạo mới: 0, cập nhật: 0, không đổi: 1\n"
    assert run(list_of(row(**{STRATEGY: "Kế hoạch mới."})))[0] == 1
    assert Nomination.objects.get().status == Nomination.Status.WITHDRAWN


def test_an_organisation_that_speaks_for_itself_keeps_what_it_says(run, organization):
    imported = row(
        **{"Tên đơn vị": organization.name, "Mã số thuế": organization.tax_code, "Địa chỉ": "Nơi khác"}
    )

    status, _out, _err = run(list_of(imported))

    assert status == 0
    organization.refresh_from_db()
    assert organization.address == "Số 1 đường Minh Họa, Đà Nẵng"
    assert organization.nominations.get().status == Nomination.Status.DRAFT


def test_khoa_imports_for_his_own_body_and_for_no_other(run, cast):
    other = row(**SECOND, **{"Cơ quan đề cử": "Hiệp hội Minh Họa Y tế"})

    status, _out, err = run(list_of(row(), other), "--by", "khoa@example.org")
    assert status == 1
    assert [line.split(": ")[0] for line in err] == ["Đề cử!6:Cơ quan đề cử"]
    assert not Nomination.objects.exists()

    status, _out, _err = run(list_of(row()), "--by", "khoa@example.org")
    assert status == 0
    endorsement = Endorsement.objects.get()
    assert (endorsement.body, endorsement.decided_by) == (cast.body, cast.khoa)


def test_khoa_learns_nothing_of_what_another_body_has_nominated(run):
    theirs = row(**{"Cơ quan đề cử": "Hiệp hội Minh Họa Logistics"})
    run(list_of(theirs))

    _status, _out, err = run(list_of(row()), "--by", "khoa@example.org")

    assert err == ["Đề cử!5:Tên đơn vị: Đơn vị này đã tham gia. Đề nghị bỏ dòng này hoặc liên hệ Ban Thư ký."]


def test_a_registered_tax_code_under_another_name_is_told_only_to_who_may_see_it(run, organization):
    clash = list_of(row(**{"Mã số thuế": organization.tax_code}))

    for_minh, for_khoa = run(clash)[2], run(clash, "--by", "khoa@example.org")[2]

    assert organization.name in for_minh[0] and for_minh[0].startswith("Đề cử!5:Mã số thuế: ")
    assert organization.name not in for_khoa[0] and for_khoa[0].startswith("Đề cử!5:Mã số thuế: ")


def test_minh_does_not_import_his_own_organisation(run, cast, organization):
    Membership.objects.create(user=cast.minh, organization=organization)
    own = row(**{"Tên đơn vị": organization.name, "Mã số thuế": organization.tax_code})

    status, _out, err = run(list_of(own))

    assert (status, len(err)) == (1, 1)
    assert "người khác" in err[0]


@pytest.mark.parametrize(
    ("slug", "options", "word"),
    [
        ("1999", [], "Không có kỳ “1999”."),
        ("2023", ["--by", "nobody@example.org"], "Không có tài khoản"),
        ("2023", ["--by", "tung@example.org"], ""),
        ("2023", ["--by", "lan@example.org"], ""),
        ("2023", ["--by", "thao@example.org"], ""),
    ],
)
def test_whoever_may_not_import_gets_one_sentence(run, slug, options, word):
    status, out, err = run(list_of(row()), *options, edition=slug)

    assert (status, out, len(err)) == (1, "", 1)
    assert err[0].startswith(word) and "Traceback" not in err[0]
    assert not Nomination.objects.exists()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 not a workbook", b"PK\x03\x04 broken"])
def test_a_file_that_is_no_workbook_gets_one_sentence(run, content):
    status, _out, err = run(content)

    assert status == 1
    assert err == ["Đây không phải tệp Excel (.xlsx), hoặc tệp bị hỏng hay bị khóa bằng mật khẩu."]


def test_a_missing_file_gets_one_sentence(run, tmp_path):
    assert run(tmp_path / "none.xlsx")[2] == [f"Không có tệp “{tmp_path / 'none.xlsx'}”."]


def test_a_fresh_installation_asks_who_imports(db, edition, tmp_path):
    path = tmp_path / "list.xlsx"
    path.write_bytes(list_of(row()))
    err = io.StringIO()

    with pytest.raises(SystemExit) as end:
        call_command("import_nominations", "2023", str(path), stderr=err)

    assert end.value.code == 1
    assert err.getvalue() == "Kỳ “2023” chưa có thư ký. Đề nghị cho biết người nhập bằng --by EMAIL.\n"


def test_nothing_is_imported_outside_the_intake(run, edition):
    edition.clock_at = edition.clock_at.replace(month=7)
    edition.save()

    status, _out, err = run(list_of(row()))

    assert (status, len(err)) == (1, 1)
    assert not ImportBatch.objects.exists() and not Nomination.objects.exists()
