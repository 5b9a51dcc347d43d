"""A session is convened: invitations, who is present, quorum, and who leads in the chair's place."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from icalendar import Calendar

from assessments import actions
from assessments.leading import leader_of
from assessments.models import (
    Attendance,
)
from assessments.tests.deeds import open_with, state_conflict
from dtportal.journal.models import Notice
from dtportal.journal.outbox import compose, deliver
from dtportal.programme.models import Edition
from dtportal.tests.browser.papers import text_of

URL = "/work/2023/sessions/1/"


# --- Quorum and presence -----------------------------------------------------------------------------


def test_without_a_quorum_the_chair_opens_only_with_a_reason(cast, council, session, sign_in):
    """Three quarters of seven are six."""
    for user in council.users[2:6]:
        actions.attend(session, by=user)
    dung = sign_in(cast.dung)
    page = dung.post(f"{URL}open/", follow=True).content.decode()
    assert "có mặt 5/7, cần ít nhất 6" in page
    session.refresh_from_db()
    assert session.is_planned
    dung.post(f"{URL}open/", {"waive": "Hai thành viên đang đi khảo sát."})
    session.refresh_from_db()
    assert session.is_open
    assert (session.present_at_opening, session.council_size) == (5, 7)
    assert session.quorum_waived == "Hai thành viên đang đi khảo sát."
    assert (
        "Chủ trì quyết định vẫn khai mạc, lý do: Hai thành viên"
        in dung.get(f"{URL}minutes/").content.decode()
    )


def test_with_a_quorum_no_reason_is_kept(cast, council, session):
    for user in council.users[2:]:
        actions.attend(session, by=user)
    opened = actions.open_session(session, by=cast.dung, waive="Không cần")
    assert (opened.present_at_opening, opened.quorum_waived) == (6, "")


def test_the_quorum_is_the_editions(cast, council, edition, session):
    Edition.objects.filter(pk=edition.pk).update(session_quorum="1/2")
    for user in council.users[2:5]:
        actions.attend(session, by=user)
    assert actions.open_session(session, by=cast.dung).present_at_opening == 4


def test_members_answer_the_invitation_and_the_secretary_calls_the_roll(cast, council, session, sign_in):
    hanh = sign_in(cast.hanh)
    hanh.post(f"{URL}reply/", {"answer": "excused", "reason": ""})
    assert not Attendance.objects.exists()
    hanh.post(f"{URL}reply/", {"answer": "excused", "reason": "Đi công tác"})
    seat = council.seats[cast.hanh.pk]
    assert list(Attendance.objects.values_list("member", "status", "reason")) == [
        (seat.pk, "excused", "Đi công tác")
    ]
    minh = sign_in(cast.minh)
    minh.post(f"{URL}presence/", {"member": seat.pk, "status": "present"})
    assert Attendance.objects.get().status == "present"
    stranger = sign_in(council.an)
    assert stranger.post(f"{URL}presence/", {"member": seat.pk, "status": "absent"}).status_code == 403
    assert "Đi công tác" not in stranger.get(URL).content.decode()


def test_an_invitation_carries_the_agenda_and_an_event(
    cast, council, session, nominations, mailoutbox, sign_in
):
    one, other = nominations
    item = actions.put_dossier(session, one, by=cast.minh, text="Các phiếu lệch nhau")
    actions.put_motion(session, kind="text", title="Khảo sát bổ sung", by=cast.minh)
    state_conflict(council.seats[council.an.pk], one)
    assert actions.invite(session, by=cast.minh) == 7
    assert actions.invite(session, by=cast.minh) == 7
    told = Notice.objects.filter(template="session_invited", recipient=council.an).order_by("pk").last()
    _subject, body = compose(told)
    assert "2. Khảo sát bổ sung" in body
    assert item.title not in body
    assert "1. (không hiển thị do xung đột lợi ích)" in body
    for nomination in (one, other):
        assert nomination.reference not in body and nomination.honoree_name not in body
    assert deliver(told.pk)
    (name, content, kind) = mailoutbox[-1].attachments[0]
    event = Calendar.from_ical(content).walk("VEVENT")[0]
    assert kind == "text/calendar" and name.endswith(".ics")
    assert event["summary"] == "Phiên họp thứ nhất"
    assert int(event["sequence"]) == 2
    assert "302" in event["location"]
    letter = sign_in(council.an).get(f"{URL}invitation/")
    assert letter["Content-Type"] == "application/pdf"
    # Signed by the secretary in the chair's name; the last line of the agenda ends the sentence.
    printed = " ".join(text_of(letter.content).split())
    assert "2. Khảo sát bổ sung. Trân trọng kính mời./." in printed
    assert f"TRƯỞNG BAN THƯ KÝ {cast.minh.full_name}" in printed


def test_nobody_is_invited_to_nowhere(cast, council, edition):
    session = actions.plan_session(edition, by=cast.minh, title="Chưa rõ")
    with pytest.raises(ValidationError):
        actions.invite(session, by=cast.minh)


# --- The deputy --------------------------------------------------------------------------------------


@pytest.fixture
def deputy(cast, council, edition):
    """An, after him Bảo."""
    first, second = council.seats[council.an.pk], council.seats[council.bao.pk]
    actions.name_deputies(edition, [first, second], by=cast.minh)
    return council.an


def test_a_deputy_opens_only_when_the_chairs_absence_is_stated(cast, council, session, deputy, sign_in):
    for user in council.users:
        if user != cast.dung:
            actions.attend(session, by=user)
    with pytest.raises(PermissionDenied):
        actions.open_session(session, by=deputy)
    actions.state_presence(session, council.seats[cast.dung.pk], by=cast.minh, status="excused", reason="Ốm")
    with pytest.raises(PermissionDenied):
        actions.open_session(session, by=council.bao)
    opened = actions.open_session(session, by=deputy)
    assert opened.opened_by == deputy
    assert sign_in(deputy).get(f"{URL}room/").status_code == 200
    assert sign_in(council.bao).get(f"{URL}room/").status_code == 403
    item = actions.put_motion(session, kind="text", title="Một việc", by=cast.minh)
    with pytest.raises(PermissionDenied):
        actions.open_ballot(item, by=cast.dung)
    actions.open_ballot(item, by=deputy)
    # The chair comes after all: from then on it is he again.
    actions.attend(session, by=cast.dung)
    with pytest.raises(PermissionDenied):
        actions.close_session(session, by=deputy)
    for user in council.users:
        actions.vote(item, by=user, choice="for")
    actions.close_ballot(item, by=cast.dung)
    actions.close_session(session, by=cast.dung)


def test_without_a_designated_deputy_nobody_takes_the_chairs_place(cast, council, session):
    for user in council.users:
        actions.attend(session, by=user)
    actions.state_presence(session, council.seats[cast.dung.pk], by=cast.minh, status="left")
    assert leader_of(session) is None
    for user in council.users:
        with pytest.raises(PermissionDenied):
            actions.open_session(session, by=user)


def test_where_the_chair_is_in_conflict_his_deputy_leads_and_concludes(
    cast, council, session, nominations, deputy, sign_in
):
    closed = actions.put_dossier(session, nominations[0], by=cast.minh)
    free = actions.put_dossier(session, nominations[1], by=cast.minh)
    state_conflict(council.seats[cast.dung.pk], nominations[0])
    open_with(session, council.users, by=cast.dung)
    dung = sign_in(cast.dung)
    for path in ("open", "close", "void", "conclude", "approve"):
        assert dung.post(f"/work/motions/{closed.pk}/{path}/").status_code == 403, path
    actions.point_at(session, by=cast.dung, item=closed)
    with pytest.raises(PermissionDenied):
        actions.point_at(session, by=cast.dung, item=closed, nomination=nominations[0])
    actions.open_ballot(closed, by=deputy)
    with pytest.raises(PermissionDenied):
        actions.open_ballot(free, by=deputy)
    others = [user for user in council.users if user != cast.dung]
    for user in others:
        actions.vote(closed, by=user, choice="for")
    actions.close_ballot(closed, by=deputy)
    with pytest.raises(PermissionDenied):
        actions.conclude(closed, by=cast.dung)
    (conclusion,) = actions.conclude(closed, by=deputy)
    assert conclusion.concluded_by == deputy
    assert "chủ trì nội dung này thay Chủ tịch" in sign_in(cast.minh).get(f"{URL}minutes/").content.decode()
