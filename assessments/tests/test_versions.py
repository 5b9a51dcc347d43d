"""Locking makes a version and a commitment; both stay, whatever comes after."""

import re

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from assessments import actions
from assessments.models import Assignment, Scoresheet, SheetSecret, SheetVersion
from assessments.tests.deeds import full_marks, score_sheet
from dtportal.journal import chain
from dtportal.journal.models import Entry, Notice
from dtportal.sealing import derived_key, verify
from dtportal.states import ImpossibleMove

REASON = "Đọc lại minh chứng trang 4."


@pytest.fixture
def mine(cast, assigned, give_to) -> Assignment:
    """Hạnh's assignment, declared and open to her."""
    assignment = give_to(cast.hanh, assigned())
    actions.state_interest(assignment, by=cast.hanh, has_conflict=False)
    return Assignment.objects.get(pk=assignment.pk)


def write(
    assignment: Assignment, marks: dict[str, int], *, remarks: dict[str, str] | None = None
) -> Scoresheet:
    sheet = assignment.scoresheets.first()
    user = assignment.member.user
    version = sheet.version if sheet else 0
    return actions.save_marks(assignment, by=user, marks=marks, remarks=remarks or {}, version=version)


def change(assignment: Assignment, marks: dict[str, int], *, reason: str = "") -> Scoresheet:
    user = assignment.member.user
    actions.take_back(assignment.scoresheets.get(), by=user)
    write(assignment, marks)
    return actions.submit_sheet(assignment, by=user, reason=reason)


def test_a_submitted_sheet_is_a_version_with_its_commitments_in_the_journal(mine):
    score_sheet(mine)
    version = SheetVersion.objects.get()
    nonce = bytes(version.secret.nonce)
    entry = Entry.objects.get(verb="scoresheet.submitted")
    assert (version.number, version.total, version.marks) == (1, 70, full_marks())
    assert len(nonce) == 32
    assert verify(version.commitment, version.content(), derived_key(nonce, "sheet"))
    assert verify(version.total_commitment, version.total_content(), derived_key(nonce, "total"))
    assert entry.data["commitment"] == version.commitment
    assert entry.data["total_commitment"] == version.total_commitment
    assert nonce.hex() not in str(entry.data)
    # In a hash or a row's number any two digits may turn up.
    told = {key: v for key, v in entry.data.items() if key != "assignment" and not key.endswith("commitment")}
    assert not re.search(r"\b70\b", str(told))


def test_a_change_is_a_new_version_with_a_reason_and_both_stay(mine):
    score_sheet(mine)
    with pytest.raises(actions.Unexplained):
        change(mine, {"people": 12})
    assert Assignment.objects.get(pk=mine.pk).status == Assignment.Status.READING
    actions.submit_sheet(mine, by=mine.member.user, reason=REASON)
    first, second = SheetVersion.objects.all()
    assert (first.total, first.reason, first.marks["people"]) == (70, "", 10)
    assert (second.total, second.reason, second.marks["people"]) == (72, REASON, 12)
    assert first.is_as_sealed(bytes(first.secret.nonce)) and second.is_as_sealed(bytes(second.secret.nonce))
    assert bytes(first.secret.nonce) != bytes(second.secret.nonce)
    assert Entry.objects.filter(verb="scoresheet.submitted").count() == 2


def test_taking_back_without_a_change_is_no_version(mine):
    score_sheet(mine)
    before = SheetVersion.objects.get()
    sheet = change(mine, {"people": 10})
    assert SheetVersion.objects.get() == before
    assert (sheet.status, sheet.locked_at) == (Scoresheet.Status.LOCKED, before.locked_at)


def test_a_changed_word_is_a_change_and_a_private_note_is_none(mine):
    score_sheet(mine)
    user = mine.member.user
    actions.take_back(mine.scoresheets.get(), by=user)
    sheet = mine.scoresheets.get()
    actions.save_marks(mine, by=user, marks={}, private_note="Hỏi lại.", version=sheet.version)
    actions.submit_sheet(mine, by=user)
    assert SheetVersion.objects.count() == 1
    actions.take_back(mine.scoresheets.get(), by=user)
    actions.save_marks(mine, by=user, marks={}, remark="Thêm một câu.", version=sheet.version + 1)
    with pytest.raises(actions.Unexplained):
        actions.submit_sheet(mine, by=user)


@pytest.mark.parametrize(
    ("marks", "asks"), [({"impact": 25}, True), ({"data": 0}, True), ({"data": 15}, False)]
)
def test_a_mark_at_the_end_of_the_scale_asks_for_a_word(mine, marks, asks):
    user = mine.member.user
    write(mine, full_marks(marks))
    if asks:
        with pytest.raises(actions.Unexplained) as refusal:
            actions.submit_sheet(mine, by=user)
        assert refusal.value.codes == list(marks)
        write(mine, {}, remarks={next(iter(marks)): "Số liệu đã đối chiếu."})
    assert actions.submit_sheet(mine, by=user).status == Scoresheet.Status.LOCKED


def test_the_page_asks_for_the_word_beside_the_field_and_keeps_what_was_typed(mine, cast, sign_in):
    browser, url = sign_in(cast.hanh), f"/work/appraisal/{mine.pk}/"
    fields = {f"mark-{code}": value for code, value in full_marks({"impact": 25}).items()}
    page = browser.post(url, {**fields, "version": 0, "do": "submit", "remark": "Nhận xét chung."})
    assert page.status_code == 422
    assert "Nhận xét chung." in page.content.decode()
    assert page.context["form"].errors.keys() == {"remark-impact"}
    version = page.context["form"]["version"].value()
    browser.post(url, {**fields, "version": version, "do": "submit", "remark-impact": "Giảm 38% thời gian."})
    assert Scoresheet.objects.get().status == Scoresheet.Status.LOCKED


def test_a_second_submission_of_the_page_asks_for_the_reason(mine, cast, sign_in):
    score_sheet(mine)
    actions.take_back(mine.scoresheets.get(), by=cast.hanh)
    browser, url = sign_in(cast.hanh), f"/work/appraisal/{mine.pk}/"
    assert 'name="reason"' in browser.get(url).content.decode()
    fields = {f"mark-{code}": value for code, value in full_marks({"people": 12}).items()}
    page = browser.post(url, {**fields, "version": 1, "do": "submit"})
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {"reason"}
    browser.post(url, {**fields, "version": 2, "do": "submit", "reason": REASON})
    assert SheetVersion.objects.last().reason == REASON


@pytest.mark.parametrize("model", [SheetVersion, SheetSecret])
def test_the_database_refuses_to_change_what_was_sealed(mine, model):
    score_sheet(mine)
    table = model._meta.db_table
    with (
        pytest.raises(DatabaseError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {table} SET is_rehearsal = is_rehearsal")


@pytest.mark.parametrize("model", [SheetVersion, SheetSecret])
def test_only_a_rehearsal_lets_go_of_what_was_sealed(mine, edition, model):
    edition.kind, edition.clock_at = edition.Kind.LIVE, None
    edition.save()
    score_sheet(mine)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        model.objects.all()._raw_delete("default")
    assert model.objects.exists()


def test_recusal_voids_the_sheet_and_its_versions_stay(mine, cast):
    score_sheet(mine)
    actions.recuse(mine, by=cast.hanh, reason="Người nhà làm ở đơn vị.")
    assert SheetVersion.objects.count() == 1
    assert Scoresheet.objects.get().status == Scoresheet.Status.VOID


def test_after_the_round_nothing_changes_any_more(scored):
    round = scored(1)
    sheet = Scoresheet.objects.first()
    with pytest.raises(ImpossibleMove):
        actions.take_back(sheet, by=sheet.assignment.member.user)
    assert not round.is_open


def test_the_member_checks_the_own_seal(mine, cast, sign_in):
    score_sheet(mine)
    change(mine, {"people": 12}, reason=REASON)
    chain.extend()
    page = (
        sign_in(cast.hanh).get(reverse("assessments:sealed", args=[mine.pk]), {"check": 1}).content.decode()
    )
    for version in SheetVersion.objects.all():
        assert version.commitment in page
        assert bytes(version.secret.nonce).hex() not in page
    assert REASON in page
    assert page.count("alert-success") == 2 and "alert-danger" not in page
    assert not Notice.objects.filter(template__startswith="scoresheet").exists()


def test_a_forged_version_does_not_hold(mine, cast, sign_in):
    """Whoever holds the database may switch its refusal off; the seal still tells."""
    score_sheet(mine)
    version = SheetVersion.objects.get()
    forged = {**version.marks, "people": 15}
    rewrite(version, marks=forged, total=75)
    page = (
        sign_in(cast.hanh).get(reverse("assessments:sealed", args=[mine.pk]), {"check": 1}).content.decode()
    )
    assert "alert-danger" in page and "alert-success" not in page


def rewrite(version: SheetVersion, **values) -> None:
    table = SheetVersion._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_sealed")
        else:
            cursor.execute(f"DROP TRIGGER {table}_no_update")
    SheetVersion.objects.filter(pk=version.pk).update(**values)


@pytest.mark.parametrize("who", ["dung", "minh", "thao", "oanh", "lan"])
def test_nobody_else_opens_the_page_of_seals(mine, cast, sign_in, who):
    score_sheet(mine)
    answer = sign_in(getattr(cast, who)).get(reverse("assessments:sealed", args=[mine.pk]))
    assert answer.status_code in {403, 404}
