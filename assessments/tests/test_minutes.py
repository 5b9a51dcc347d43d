"""The minutes write themselves, are frozen to be signed, and are closed with the signed scan."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction
from docx import Document

from assessments import actions, minutes_text
from assessments.minutes import record_of
from assessments.models import AgendaItem, CouncilMember, CouncilSession, Minutes
from assessments.tests.deeds import open_with
from dtportal import sealing
from dtportal.programme.models import Edition
from dtportal.states import ImpossibleMove
from dtportal.tests.browser.papers import plan_pdf, text_of

URL = "/work/2023/sessions/1/minutes/"


@pytest.fixture
def session(cast, council, edition, scored) -> CouncilSession:
    """Six of seven came; one list was carried after a void ballot, one motion failed."""
    nominations = [entry.nomination for entry in scored(2).entries.select_related("nomination")]
    planned = actions.plan_session(edition, by=cast.minh, title="Phiên họp thứ nhất", place="Phòng 302")
    item = actions.put_conclusions(planned, nominations, by=cast.minh, title="Kết luận giao thông")
    other = actions.put_motion(planned, kind="text", title="Khảo sát bổ sung", by=cast.minh)
    actions.answer_invitation(planned, by=council.giang, is_coming=False, reason="Đi công tác")
    here = council.users[:6]
    opened = open_with(planned, here, by=cast.dung)
    actions.write_notes(item, by=cast.minh, notes="Hội đồng bàn về nhân rộng.", version=0)
    actions.open_ballot(item, by=cast.dung)
    actions.vote(item, by=cast.hanh, choice="against")
    actions.void_ballot(item, by=cast.dung)
    for one, choice in ((item, "for"), (other, "against")):
        actions.open_ballot(one, by=cast.dung)
        for user in here:
            actions.vote(one, by=user, choice=choice if user != cast.hanh else "abstain")
        actions.close_ballot(one, by=cast.dung)
    return opened


@pytest.fixture
def closed(cast, session) -> Minutes:
    actions.conclude(session.items.first(), by=cast.dung)
    actions.close_session(session, by=cast.dung)
    return Minutes.objects.get()


def scan(name: str = "bien-ban.pdf") -> ContentFile:
    return ContentFile(plan_pdf(), name=name)


def words(session: CouncilSession) -> str:
    return "\n".join(f"{block.lead}{block.text}" for block in minutes_text.blocks(record_of(session)))


def test_the_minutes_tell_what_happened(session):
    text = words(session)
    for sentence in (
        "Có mặt 06/07 thành viên Hội đồng; vắng mặt có lý do 01; vắng mặt không lý do 00.",
        "Vắng mặt có lý do: Cao Thị Giang (Đi công tác).",
        "ít nhất 3/4 (06 thành viên), đủ điều kiện tiến hành họp.",
        "Chủ trì (chủ tọa): Vũ Tiến Dũng.",
        "Thư ký (người ghi biên bản): Lê Quang Minh.",
        "1. Kết luận giao thông",
        "Hội đồng bàn về nhân rộng.",
        "Bỏ phiếu kín lần 1: số phiếu phát ra 06; thu về 01; trên 07 thành viên có quyền biểu quyết; "
        "không đủ số phiếu theo quy định, cuộc bỏ phiếu không có giá trị.",
        "Bỏ phiếu kín lần 2: số phiếu phát ra 06; thu về 06; trên 07 thành viên có quyền biểu quyết; "
        "hợp lệ 06; tán thành 05; không tán thành 00; không có ý kiến 01.",
        "Kết quả: Hội đồng thông qua.",
        "2. Khảo sát bổ sung",
        "Kết quả: Hội đồng không thông qua.",
    ):
        assert sentence in text, sentence


def test_their_number_comes_with_the_closing_and_counts_within_the_year(cast, council, edition, closed):
    assert closed.label == "01/BB-HĐTĐ"
    second = actions.plan_session(edition, by=cast.minh, title="Phiên hai")
    open_with(second, council.users, by=cast.dung)
    actions.close_session(second, by=cast.dung)
    assert Minutes.objects.get(session=second).label == "02/BB-HĐTĐ"


def test_whoever_presides_is_its_chair_and_a_list_ends_with_a_stop(council, session):
    for seat, position in ((council.dung, "Ủy viên Hội đồng"), (council.hanh, "Phó Vụ trưởng")):
        CouncilMember.objects.filter(user=seat).update(position=position)
    lines = [block.text for block in minutes_text.blocks(record_of(session)) if block.kind == "li"]
    assert "Vũ Tiến Dũng, Chủ tịch Hội đồng" in [line.rstrip(";.") for line in lines]
    assert "Ủy viên Hội đồng" not in " ".join(lines) and ", Phó Vụ trưởng" in " ".join(lines)
    assert [line[-1] for line in lines[:6]] == [";"] * 5 + ["."]
    CouncilMember.objects.filter(user=council.dung).update(position="Thứ trưởng")
    assert "Vũ Tiến Dũng, Chủ tịch Hội đồng, Thứ trưởng" in words(session)


def test_an_item_on_one_dossier_is_headed_with_it(cast, session, scored):
    nomination = scored(1).entries.get().nomination
    actions.put_dossier(session, nomination, by=cast.minh, text="ngang nhau tại ngưỡng TOP 100")
    text = words(session)
    assert f"3. Kết luận về một hồ sơ: {nomination.honoree_name} ({nomination.number})" in text
    assert "Nội dung trình: Ngang nhau tại ngưỡng TOP 100." in text


@pytest.fixture
def chair_decides(edition) -> None:
    """What the edition says of equal votes, before a mark freezes it."""
    Edition.objects.filter(pk=edition.pk).update(ballot_tie=Edition.BallotTie.CHAIR)


def test_equal_votes_name_who_decided(cast, council, edition, chair_decides, session):
    actions.name_deputies(edition, [council.seats[cast.hanh.pk]], by=cast.minh)
    item = actions.put_motion(session, kind="text", title="Bằng phiếu", by=cast.minh)
    actions.open_ballot(item, by=cast.dung)
    for user, choice in zip(council.users[:6], ["for", "against"] * 3, strict=True):
        actions.vote(item, by=user, choice=choice)
    actions.close_ballot(item, by=cast.dung)
    actions.state_presence(session, council.seats[cast.dung.pk], by=cast.minh, status="left")
    actions.decide_tie(item, by=cast.hanh, carried=True, reason="đã đủ căn cứ")
    said = f"bằng nhau. {cast.hanh.full_name} quyết định thông qua, lý do: đã đủ căn cứ."
    content = record_of(session)
    assert said in words(session)
    # What was frozen before the name was kept is read as well.
    for one in content["items"]:
        del one["decided_by"]
    assert any("quyết định thông qua" in block.text for block in minutes_text.blocks(content))


def test_the_word_file_says_whose_it_is(cast, edition, closed, sign_in):
    about = Document(BytesIO(sign_in(cast.minh).get(f"{URL}docx/").content)).core_properties
    assert about.title == "Biên bản 01/BB-HĐTĐ: Phiên họp thứ nhất"
    assert about.author == f"Hội đồng thẩm định Chương trình {edition.name}"
    assert "python" not in f"{about.comments}{about.last_modified_by}"


def test_pdf_and_docx_say_the_same(cast, council, closed, sign_in):
    browser = sign_in(cast.dung)
    printed = " ".join(text_of(browser.get(f"{URL}pdf/").content).split())
    word = browser.get(f"{URL}docx/")
    assert word["Content-Disposition"].endswith('.docx"')
    document = Document(BytesIO(word.content))
    assert document.sections[0].left_margin.mm == pytest.approx(30, abs=0.1)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    typed = " ".join(" ".join([p.text for p in document.paragraphs] + cells).split())
    for sentence in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 01/BB-HĐTĐ",
        "BIÊN BẢN",
        "Thời gian bắt đầu:",
        "tán thành 05; không tán thành 00; không có ý kiến 01",
        "70,00",
        "THƯ KÝ",
        "CHỦ TRÌ",
    ):
        assert sentence in printed, sentence
        assert sentence in typed, sentence


def test_they_wait_until_every_carried_list_is_concluded(cast, session):
    actions.close_session(session, by=cast.dung)
    minutes = Minutes.objects.get()
    with pytest.raises(ValidationError):
        actions.freeze_minutes(minutes, by=cast.minh)
    actions.conclude(session.items.first(), by=cast.dung)
    assert actions.freeze_minutes(minutes, by=cast.minh).is_frozen


def test_frozen_text_stays_whatever_changes_around_it(cast, closed, sign_in):
    minh = sign_in(cast.minh)
    minh.post(f"{URL}freeze/")
    closed.refresh_from_db()
    assert closed.sha256 == sealing.digest(closed.content)
    item = AgendaItem.objects.first()
    with pytest.raises(ImpossibleMove):
        actions.write_notes(item, by=cast.minh, notes="Khác đi", version=item.notes_version)
    AgendaItem.objects.filter(pk=item.pk).update(title="Đã đổi tên")
    page = minh.get(URL).content.decode()
    assert "Kết luận giao thông" in page and "Đã đổi tên" not in page
    minh.post(f"{URL}reopen/")
    assert "Đã đổi tên" in minh.get(URL).content.decode()


def test_the_signed_scan_closes_them_for_good(cast, council, closed, sign_in):
    minh = sign_in(cast.minh)
    minh.post(f"{URL}freeze/")
    wrong = minh.post(f"{URL}close/", {"scan": ContentFile(b"MZ not a scan", name="a.pdf")})
    assert wrong.status_code == 422
    assert sign_in(council.an).post(f"{URL}close/", {"scan": scan()}).status_code == 403
    minh.post(f"{URL}close/", {"scan": scan()})
    closed.refresh_from_db()
    assert closed.is_closed and closed.scan_sha256 and closed.closed_by == cast.minh
    kept = sign_in(cast.thao).get(f"{URL}scan/")
    assert b"".join(kept.streaming_content).startswith(b"%PDF")
    for step in ("freeze", "reopen"):
        minh.post(f"{URL}{step}/")
    closed.refresh_from_db()
    assert closed.is_closed
    with pytest.raises(ImpossibleMove):
        actions.close_minutes(closed, by=cast.minh, scan=scan("khac.pdf"))


def test_the_database_itself_keeps_closed_minutes(cast, edition, closed):
    actions.freeze_minutes(closed, by=cast.minh)
    actions.close_minutes(closed, by=cast.minh, scan=scan())
    with pytest.raises(DatabaseError), transaction.atomic():
        Minutes.objects.update(sha256="0" * 64)
    Minutes.objects.get().delete()  # of a rehearsal, which may be wiped


def test_minutes_of_a_live_edition_are_never_removed(cast, council, edition):
    Edition.objects.filter(pk=edition.pk).update(kind="live", clock_at=None)
    session = actions.plan_session(edition, by=cast.minh, title="Phiên thật")
    open_with(session, council.users, by=cast.dung)
    actions.close_session(session, by=cast.dung)
    with pytest.raises(DatabaseError), transaction.atomic():
        Minutes.objects.get().delete()


def test_the_scan_is_closed_to_whoever_may_not_know_all_of_it(cast, council, closed, sign_in):
    nomination = AgendaItem.objects.first().entries.first().nomination
    actions.freeze_minutes(closed, by=cast.minh)
    actions.close_minutes(closed, by=cast.minh, scan=scan())
    closed.refresh_from_db()
    chair = sign_in(cast.dung)
    assert chair.get(f"{URL}scan/").status_code == 200
    nomination.interest_statements.update_or_create(
        member=council.seats[cast.dung.pk], defaults={"has_conflict": True, "reason": "Tư vấn"}
    )
    assert chair.get(f"{URL}scan/").status_code == 404
    page = chair.get(URL).content.decode()
    assert closed.sha256 not in page and nomination.reference not in page
    assert "không hiển thị" in page
