"""A member prefers paper: the secretariat keys his signed sheet in, and only his own word makes it count."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from assessments import actions
from assessments.actions.paper_sheets import seen
from assessments.models import Assignment, PaperSheet, Scoresheet, SheetVersion
from assessments.tests.deeds import full_marks, score_sheet
from dtportal.accounts.models import Appointment, Membership, User
from dtportal.demo.cast import create_person, give_second_factor
from dtportal.journal.models import Entry, Notice
from dtportal.journal.outbox import compose
from dtportal.programme import clock
from dtportal.roles import Role
from dtportal.states import ImpossibleMove
from nominations.tests.files import image, pdf_bytes, upload

pytestmark = pytest.mark.django_db
WORDS = {"strategy": "Lộ trình rõ.", "impact": "Có số liệu.", "model": "Dễ nhân rộng."}


@pytest.fixture
def today(edition):
    return clock.now(edition).date()


def scan(name: str = "phieu.pdf"):
    return upload(name, pdf_bytes("Phiếu chấm"))


@pytest.fixture
def keyed(cast, reading, today):
    """`keyed()` is that member's paper sheet as Minh has typed it; `sent` asks him to confirm."""

    def make(*, sent: bool = True, **fields) -> PaperSheet:
        values = {
            "marks": full_marks(),
            "remarks": WORDS,
            "remark": "Tốt.",
            "scan": scan(),
            "signed_on": today,
        }
        sheet = actions.keep_paper_sheet(reading, by=cast.minh, **{**values, **fields})
        return actions.send_paper_sheet(sheet, by=cast.minh) if sent else sheet

    return make


def posted(marks: dict | None = None, **fields) -> dict:
    values = {f"mark-{code}": value for code, value in (marks or full_marks()).items()}
    return {
        "version": 0,
        "remark": "Tốt.",
        **values,
        **{f"remark-{c}": t for c, t in WORDS.items()},
        **fields,
    }


def addresses(assignment: Assignment) -> tuple[str, str]:
    return (
        reverse("assessments:paper_sheet", args=["2023", assignment.pk]),
        reverse("assessments:paper_sheet_confirm", args=[assignment.pk]),
    )


def test_from_the_signed_sheet_to_the_sealed_one_through_the_front_door(cast, reading, sign_in, today):
    member = reading.member.user
    minh, hers = sign_in(cast.minh), sign_in(member)
    key, confirm = addresses(reading)
    page = minh.get(f"/work/2023/paper-sheets/?member={reading.member_id}").content.decode()
    assert key in page
    assert minh.get(key).status_code == 200
    assert hers.get(confirm).status_code == 404, "nothing is typed yet"
    half = minh.post(key, posted(full_marks({"impact": ""}), signed_on=today, scan=scan(), do="send"))
    assert half.status_code == 422
    assert "Hiệu quả, tác động" in half.content.decode(), "what has no mark is named"
    assert hers.get(confirm).status_code == 404, "the member is not asked before it is whole"
    done = minh.post(key, posted(signed_on=today, do="send", version=1))
    assert done.status_code == 302
    sheet = PaperSheet.objects.get()
    assert sheet.is_asked
    notice = Notice.objects.get(template="paper_sheet")
    assert notice.recipient == member
    _subject, mail = compose(notice)
    assert confirm in mail
    assert not Scoresheet.objects.exists(), "until then it counts for nothing"
    assert actions.what_blocks(reading.entry.round) != []
    today_page = hers.get("/work/").content.decode()
    assert confirm in today_page
    queue = hers.get("/work/appraisal/").content.decode()
    assert f'href="{confirm}">Xác nhận phiếu giấy' in queue, "so that nobody scores twice"
    score = hers.get(reverse("assessments:score", args=[reading.pk])).content.decode()
    assert score.index(confirm) < score.index('id="reader"'), "on top of the dossier"
    page = hers.get(confirm).content.decode()
    for text in (
        "70",
        "Lộ trình rõ.",
        cast.minh.full_name,
        reverse("assessments:paper_sheet_scan", args=[sheet.pk]),
    ):
        assert text in page
    file = hers.get(reverse("assessments:paper_sheet_scan", args=[sheet.pk]))
    assert b"".join(file.streaming_content).startswith(b"%PDF")
    assert hers.post(confirm, {"read": seen(sheet)}).status_code == 302
    own = Scoresheet.objects.get()
    assert (own.status, own.assignment_id, own.remark) == ("locked", reading.pk, "Tốt.")
    version = SheetVersion.objects.get()
    assert (version.total, version.remarks["strategy"]) == (70, "Lộ trình rõ.")
    assert Assignment.objects.get(pk=reading.pk).status == Assignment.Status.SCORED
    assert Entry.objects.get(verb="scoresheet.submitted").actor_id == member.pk, "it is the member's own deed"
    kept = str(list(Entry.objects.filter(verb__startswith="papersheet").values_list("data", flat=True)))
    assert "marks" not in kept
    assert sheet.scan_sha256 in kept


def test_a_sheet_without_scan_or_with_a_false_one_is_not_sent(cast, reading, sign_in, today):
    minh, (key, _confirm) = sign_in(cast.minh), addresses(reading)
    bare = minh.post(key, posted(signed_on=today, do="send"))
    assert bare.status_code == 422
    wrong = minh.post(
        key, posted(signed_on=today, version=1, scan=upload("phieu.pdf", b"MZ false"), do="send")
    )
    assert wrong.status_code == 422
    assert PaperSheet.objects.get().status == PaperSheet.Status.KEYING
    tomorrow = minh.post(key, posted(signed_on=today + timedelta(days=1), version=1))
    assert tomorrow.status_code == 422
    assert minh.post(key, posted({"strategy": 21}, signed_on=today, version=1)).status_code == 422
    assert minh.post(key, posted(signed_on="", version=1)).status_code == 422
    photo = minh.post(key, posted(signed_on=today, version=1, scan=upload("p.png", image()), do="send"))
    assert photo.status_code == 302


def test_of_two_windows_the_second_overwrites_nothing(cast, reading, sign_in, today, keyed):
    keyed(sent=False)
    minh, (key, _confirm) = sign_in(cast.minh), addresses(reading)
    assert minh.post(key, posted(full_marks({"impact": 25}), signed_on=today, version=1)).status_code == 302
    late = minh.post(key, posted(full_marks({"impact": 3}), signed_on=today, version=1))
    assert late.status_code == 409
    assert PaperSheet.objects.get().marks["impact"] == 25


def test_the_member_names_mistakes_and_the_mail_tells_no_mark(cast, reading, sign_in, keyed, today):
    sheet = keyed()
    hers, minh, (key, confirm) = sign_in(reading.member.user), sign_in(cast.minh), addresses(reading)
    dispute = reverse("assessments:paper_sheet_dispute", args=[reading.pk])
    assert hers.post(dispute, {"objection": " "}).status_code == 422
    assert hers.post(dispute, {"objection": "Tiêu chí 4 tôi cho 21 điểm."}).status_code == 302
    _subject, mail = compose(Notice.objects.get(template="paper_sheet_disputed"))
    assert "21" not in mail.replace(key, "")
    assert key in mail
    page = minh.get(key).content.decode()
    assert "Tiêu chí 4 tôi cho 21 điểm." in page
    assert key in minh.get("/work/").content.decode()
    with pytest.raises(ImpossibleMove):
        actions.confirm_paper_sheet(sheet, by=reading.member.user, read=seen(sheet))
    sent = minh.post(key, posted(full_marks({"impact": 21}), signed_on=today, version=1, do="send"))
    assert sent.status_code == 302
    again = PaperSheet.objects.get()
    assert again.is_asked
    stale = hers.post(confirm, {"read": seen(sheet)})
    assert stale.status_code == 422, "he confirms what he has read, not what came after"
    assert not Scoresheet.objects.exists()
    assert hers.post(confirm, {"read": seen(again)}).status_code == 302
    assert SheetVersion.objects.get().total == 73


def test_what_is_asked_is_not_typed_in_until_it_is_taken_back(cast, reading, sign_in, keyed, today):
    sheet = keyed()
    minh, (_key, confirm) = sign_in(cast.minh), addresses(reading)
    with pytest.raises(ImpossibleMove):
        keyed(sent=False, version=1)
    minh.post(reverse("assessments:paper_sheet_correct", args=["2023", reading.pk]))
    assert PaperSheet.objects.get().status == PaperSheet.Status.KEYING
    assert sign_in(reading.member.user).get(confirm).status_code == 404
    minh.post(reverse("assessments:paper_sheet_drop", args=["2023", reading.pk]))
    assert PaperSheet.objects.get().status == PaperSheet.Status.DROPPED
    with pytest.raises(ImpossibleMove):
        actions.send_paper_sheet(sheet, by=cast.minh)
    assert keyed().is_asked, "another sheet may be keyed in afterwards"


def test_a_mark_at_the_end_of_the_scale_without_a_word_is_finished_online(cast, reading, sign_in, keyed):
    sheet = keyed(marks=full_marks({"people": 15}))
    hers, (_key, confirm) = sign_in(reading.member.user), addresses(reading)
    page = hers.get(confirm).content.decode()
    assert "Tổ chức, nhân lực, văn hóa" in page
    assert hers.post(confirm, {"read": seen(sheet)}).status_code == 422
    assert not Scoresheet.objects.exists(), "a refused confirmation leaves no draft behind"
    over = hers.post(reverse("assessments:paper_sheet_take_over", args=[reading.pk]))
    assert over.url == reverse("assessments:score", args=[reading.pk])
    draft = Scoresheet.objects.get()
    assert draft.status == "draft"
    assert draft.marks.get(criterion__code="people").value == 15
    assert PaperSheet.objects.get().status == PaperSheet.Status.TAKEN_OVER


def test_confirming_replaces_the_draft_and_keeps_the_private_note(reading, keyed):
    user = reading.member.user
    actions.save_marks(reading, by=user, marks={"impact": 3}, private_note="Xem lại.", version=0)
    sheet = keyed()
    actions.confirm_paper_sheet(sheet, by=user, read=seen(sheet))
    own = Scoresheet.objects.get()
    assert own.private_note == "Xem lại."
    assert own.marks.get(criterion__code="impact").value == 18


# --- Sealed ------------------------------------------------------------------------------------------------


def doors(assignment: Assignment, sheet: PaperSheet) -> list[str]:
    return [*addresses(assignment), reverse("assessments:paper_sheet_scan", args=[sheet.pk])]


def test_nobody_but_the_member_and_the_keyer_sees_it_and_the_keyer_only_until_it_is_confirmed(
    cast, council, reading, sign_in, keyed, edition
):
    other = create_person("ban@example.org", "Vũ Thị Bản")
    Appointment.objects.create(user=other, role=Role.SECRETARY, edition=edition)
    give_second_factor(other)
    sheet = keyed()
    scan_door = doors(reading, sheet)[2]
    outsiders = [user for user in council.users if user != reading.member.user]
    for user in [*outsiders, cast.thao, cast.oanh, cast.lan, cast.khoa, other]:
        client = sign_in(user)
        assert client.get(scan_door).status_code == 404, user
        assert client.get(doors(reading, sheet)[1]).status_code in {403, 404}, user
        key = client.get(doors(reading, sheet)[0])
        assert key.status_code in {403, 404} or "Lộ trình rõ." not in key.content.decode(), user
    minh = sign_in(cast.minh)
    assert minh.get(scan_door).status_code == 200
    actions.confirm_paper_sheet(sheet, by=reading.member.user, read=seen(sheet))
    assert minh.get(scan_door).status_code == 404
    assert minh.get(doors(reading, sheet)[0]).status_code == 404
    assert "Lộ trình rõ." not in minh.get("/work/2023/paper-sheets/").content.decode()
    assert sign_in(reading.member.user).get(scan_door).status_code == 200
    for assignment in Assignment.objects.exclude(pk=reading.pk):
        score_sheet(assignment)
    actions.close_round(reading.entry.round, by=cast.minh)
    assert minh.get(scan_door).status_code == 200, "the round is closed"
    assert sign_in(cast.thao).get(scan_door).status_code == 200
    assert sign_in(cast.oanh).get(scan_door).status_code == 404


def test_a_recusal_closes_it_for_everybody_and_the_scan_with_it(cast, reading, sign_in, keyed):
    sheet = keyed()
    member = reading.member.user
    actions.recuse(reading, by=member, reason="Anh trai làm ở đó.")
    for user in (member, cast.minh, cast.dung, cast.thao):
        client = sign_in(user)
        for door in doors(reading, sheet):
            assert client.get(door).status_code in {403, 404}, (user, door)
    for deed in (
        lambda: actions.confirm_paper_sheet(sheet, by=member, read=seen(sheet)),
        lambda: actions.dispute_paper_sheet(sheet, by=member, objection="Sai."),
        lambda: actions.take_paper_sheet_over(sheet, by=member),
        lambda: actions.correct_paper_sheet(sheet, by=cast.minh),
    ):
        with pytest.raises((ImpossibleMove, PermissionDenied)):
            deed()
    assert not Scoresheet.objects.exclude(status="void").exists()


def test_who_has_to_do_with_the_unit_keys_nothing_in(cast, reading, sign_in, today):
    Membership.objects.create(user=cast.minh, organization=reading.entry.nomination.organization)
    key, _confirm = addresses(reading)
    assert sign_in(cast.minh).get(key).status_code == 404
    minh = User.objects.get(pk=cast.minh.pk)
    with pytest.raises(PermissionDenied):
        actions.keep_paper_sheet(reading, by=minh, marks=full_marks(), signed_on=today)


@pytest.mark.parametrize("who", ["hanh", "dung", "thao", "oanh", "lan"])
def test_only_the_secretariat_keys_sheets_in(cast, reading, today, who):
    with pytest.raises(PermissionDenied):
        actions.keep_paper_sheet(reading, by=getattr(cast, who), marks=full_marks(), signed_on=today)


def test_another_member_confirms_nothing(council, reading, keyed):
    sheet = keyed()
    for user in council.users:
        if user != reading.member.user:
            with pytest.raises(PermissionDenied):
                actions.confirm_paper_sheet(sheet, by=user, read=seen(sheet))


def test_what_was_submitted_online_leaves_the_paper_behind(cast, reading, keyed):
    sheet = keyed()
    score_sheet(reading)
    with pytest.raises(ImpossibleMove):
        actions.confirm_paper_sheet(sheet, by=reading.member.user, read=seen(sheet))
    with pytest.raises((ImpossibleMove, ValidationError)):
        actions.send_paper_sheet(sheet, by=cast.minh)
    assert not PaperSheet.objects.pending().exists()


def test_who_left_the_secretariat_leaves_the_sheet_to_the_next_one(cast, reading, keyed, edition, today):
    keyed(sent=False)
    Appointment.objects.filter(user=cast.minh).update(ended_at=timezone.now(), ended_by=cast.oanh)
    other = create_person("ban@example.org", "Vũ Thị Bản")
    Appointment.objects.create(user=other, role=Role.SECRETARY, edition=edition)
    sheet = actions.keep_paper_sheet(reading, by=other, marks={"impact": 20}, signed_on=today, scan=scan())
    assert (sheet.keyed_by, sheet.marks) == (other, {"impact": 20})
    assert PaperSheet.objects.filter(status="dropped").count() == 1
