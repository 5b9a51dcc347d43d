"""The council deliberates: the chair's cursor, motions, and what a recused member may know."""

from io import BytesIO

import pytest
from docx import Document

from assessments import actions
from assessments.models import (
    AgendaItem,
    Assignment,
    ListMove,
    Vote,
)
from assessments.tests.deeds import full_marks, open_with, score_sheet, state_conflict
from assessments.voters import electorate
from dtportal.states import ImpossibleMove
from dtportal.tests.browser.papers import text_of
from nominations.models import Nomination

URL = "/work/2023/sessions/1/"


# --- Cursor and timer --------------------------------------------------------------------------------


def test_everybodys_screen_follows_the_chairs_cursor(cast, council, session, nominations, sign_in):
    item = actions.put_conclusions(session, nominations, by=cast.minh, title="Danh sách giao thông")
    open_with(session, council.users, by=cast.dung)
    an = sign_in(council.an)
    first = an.get(f"{URL}?part=live")
    again = an.get(f"{URL}?part=live", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304 and not again.content
    assert "no-store" in first["Cache-Control"]
    sign_in(cast.dung).post(f"{URL}point/", {"item": item.pk, "nomination": nominations[1].pk})
    then = an.get(f"{URL}?part=live", headers={"If-None-Match": first["ETag"]})
    assert then.status_code == 200
    page = then.content.decode()
    assert "Hội đồng đang xem xét: nội dung 1" in page
    assert nominations[1].honoree_name in page and nominations[0].honoree_name not in page
    assert "70.00" in page or "70,00" in page
    assert sign_in(council.an).post(f"{URL}point/", {"item": ""}).status_code == 403


def test_a_conflict_stated_meanwhile_closes_the_screen_at_once(cast, council, session, nominations, sign_in):
    """Nothing else has happened in the session, but this member's screen may not stay as it was."""
    item = actions.put_conclusions(session, nominations, by=cast.minh, title="Danh sách giao thông")
    open_with(session, council.users, by=cast.dung)
    actions.point_at(session, by=cast.dung, item=item, nomination=nominations[0])
    an = sign_in(council.an)
    before = an.get(f"{URL}?part=live")
    assert nominations[0].honoree_name in before.content.decode()
    state_conflict(council.seats[council.an.pk], nominations[0])
    after = an.get(f"{URL}?part=live", headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert nominations[0].honoree_name not in after.content.decode()


def test_the_timer_runs_by_the_servers_time(cast, council, session, sign_in, time_machine):
    open_with(session, council.users, by=cast.dung)
    dung = sign_in(cast.dung)
    time_machine.move_to("2026-03-02 09:00:00+07:00", tick=False)
    dung.post(f"{URL}timer/", {"do": "start", "minutes": "5"})
    time_machine.shift(60)
    assert 'data-left="240"' in sign_in(council.an).get(f"{URL}?part=live").content.decode()
    dung.post(f"{URL}timer/", {"do": "pause"})
    time_machine.shift(600)
    session.refresh_from_db()
    assert session.seconds_left == 240
    assert sign_in(council.an).post(f"{URL}timer/", {"do": "start"}).status_code == 403


# --- What a recused member may know ------------------------------------------------------------------


def test_a_recused_member_sees_only_that_he_is_recused(cast, council, session, nominations, edition, sign_in):
    """Every page, partial, draft and paper of the session, during and after it; the counts of votes included."""
    secret = nominations[0]
    state_conflict(council.seats[council.an.pk], secret)
    item = actions.put_dossier(session, secret, by=cast.minh, text="Phiếu lệch nhau rất xa")
    move = actions.put_move(
        session,
        secret,
        by=cast.minh,
        tier=edition.tiers.first(),
        direction="into",
        reason="Tác động vượt địa phương",
    )
    open_with(session, council.users, by=cast.dung)
    actions.write_notes(item, by=cast.minh, notes="Thảo luận rất sôi nổi", version=0)
    an = sign_in(council.an)
    words = [
        secret.reference,
        secret.honoree_name,
        "Phiếu lệch nhau",
        "Tác động vượt",
        "sôi nổi",
        "Kết luận về một hồ sơ",
        "Chuyển hồ sơ qua",
        'class="count"',
    ]

    def look(*, also: bool = True) -> None:
        for path in (URL, f"{URL}?part=live", f"{URL}minutes/", "/work/2023/sessions/", "/work/"):
            page = an.get(path).content.decode()
            for word in words:
                assert word not in page, (path, word)
        for one in (item, move):
            assert an.get(f"/work/motions/{one.pk}/").status_code == 404
            assert an.get(f"/work/motions/{one.pk}/{secret.reference}/").status_code == 404
            assert an.post(f"/work/motions/{one.pk}/vote/", {"choice": "for"}).status_code == 404
        assert "không tham gia nội dung này" in an.get(URL).content.decode()

    look()
    actions.point_at(session, by=cast.dung, item=item, nomination=secret)
    look()
    for one in (item, move):
        actions.open_ballot(one, by=cast.dung)
        look()
        for user in council.users:
            if user != council.an:
                actions.vote(one, by=user, choice="for")
        look()
        actions.close_ballot(one, by=cast.dung)
        look()
    actions.conclude(item, by=cast.dung)
    actions.close_session(session, by=cast.dung)
    look()
    whole = sign_in(cast.minh).get(f"{URL}minutes/").content.decode()
    assert secret.honoree_name in whole and "sôi nổi" in whole
    for kind in ("pdf", "docx"):
        assert _text(an.get(f"{URL}minutes/{kind}/")).find(secret.reference) == -1
        assert _text(sign_in(cast.minh).get(f"{URL}minutes/{kind}/")).find(secret.reference) != -1
    assert not Vote.objects.exclude(choice="for").exists()


def _text(response) -> str:
    assert response.status_code == 200
    if "pdf" in response["Content-Type"]:
        return " ".join(text_of(response.content).split())
    document = Document(BytesIO(response.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join([paragraph.text for paragraph in document.paragraphs] + cells)


def test_the_screen_on_the_wall_shows_nothing_that_somebody_present_may_not_see(
    cast, council, session, nominations, sign_in
):
    state_conflict(council.seats[council.an.pk], nominations[0])
    item = actions.put_dossier(session, nominations[0], by=cast.minh, text="Xem xét riêng")
    open_with(session, council.users, by=cast.dung)
    actions.point_at(session, by=cast.dung, item=item, nomination=nominations[0])
    minh = sign_in(cast.minh)
    page = minh.get(f"{URL}room/").content.decode()
    assert nominations[0].honoree_name not in page and "Xem xét riêng" not in page
    actions.leave(session, by=council.an)
    assert nominations[0].honoree_name in minh.get(f"{URL}room/?part=live").content.decode()
    assert sign_in(cast.hanh).get(f"{URL}room/").status_code == 403


def test_whoever_is_in_conflict_in_a_sector_does_not_vote_on_its_order(
    cast, council, session, scored, sign_in
):
    """He follows the list, for none of its dossiers is closed to him, but gets no paper."""
    first = scored(2)
    second = scored(1)
    listed = [entry.nomination for entry in first.entries.select_related("nomination")]
    elsewhere = second.entries.get().nomination
    state_conflict(council.seats[council.an.pk], elsewhere)
    item = actions.put_conclusions(session, listed, by=cast.minh, title="Giao thông, đợt 1")
    single = actions.put_motion(session, kind="text", title="Việc khác", by=cast.minh)
    assert council.seats[council.an.pk] not in electorate(item)
    assert council.seats[council.an.pk] in electorate(single)
    open_with(session, council.users, by=cast.dung)
    actions.open_ballot(item, by=cast.dung)
    an = sign_in(council.an)
    page = an.get(URL).content.decode()
    assert "Giao thông, đợt 1" in page and f"/work/motions/{item.pk}/vote/" not in page
    assert an.post(f"/work/motions/{item.pk}/vote/", {"choice": "for"}).status_code == 403


@pytest.mark.parametrize("who", ["oanh", "lan", "khoa", "binh", "tung"])
def test_offices_without_a_part_in_sessions_see_nothing_of_them(
    cast, council, session, nominations, sign_in, who
):
    item = actions.put_conclusions(session, nominations, by=cast.minh, title="Danh sách")
    open_with(session, council.users, by=cast.dung)
    browser = sign_in(getattr(cast, who))
    for path in (
        URL,
        f"{URL}?part=live",
        f"{URL}room/",
        f"{URL}prepare/",
        f"{URL}minutes/",
        f"{URL}minutes/pdf/",
        f"{URL}minutes/docx/",
        f"{URL}minutes/scan/",
        f"{URL}invitation/",
        f"{URL}calendar/",
        "/work/2023/sessions/",
        f"/work/motions/{item.pk}/",
        f"/work/motions/{item.pk}/{nominations[0].reference}/",
    ):
        assert browser.get(path).status_code in {403, 404}, path


def test_a_member_without_assignment_reads_scores_only_in_session(
    cast, council, session, nominations, sign_in
):
    """Before the opening and after the ballot the draft shows him no score."""
    item = actions.put_conclusions(session, nominations, by=cast.minh, title="Danh sách")
    readers = Assignment.objects.filter(entry__nomination=nominations[0]).values_list(
        "member__user", flat=True
    )
    user = next(user for user in council.users if user.pk not in readers and user != cast.dung)
    browser = sign_in(user)
    draft = f"/work/motions/{item.pk}/{nominations[0].reference}/"
    assert 'class="shown-score"' not in browser.get(draft).content.decode()
    open_with(session, council.users, by=cast.dung)
    assert 'class="shown-score"' in browser.get(draft).content.decode()
    actions.open_ballot(item, by=cast.dung)
    for member in council.users:
        actions.vote(item, by=member, choice="for")
    actions.close_ballot(item, by=cast.dung)
    assert 'class="shown-score"' not in browser.get(draft).content.decode()


# --- Motions -----------------------------------------------------------------------------------------


def test_a_wish_to_move_a_dossier_is_kept_for_the_roll(cast, council, session, nominations, edition, sign_in):
    minh = sign_in(cast.minh)
    tier = edition.tiers.first()
    data = {"kind": "move", "nomination": nominations[0].reference, "tier": tier.pk, "direction": "into"}
    refused = minh.post(f"{URL}motion/", data)
    assert refused.status_code == 422
    minh.post(f"{URL}motion/", {**data, "reason": "Tác động vượt địa phương"})
    item = AgendaItem.objects.get()
    open_with(session, council.users, by=cast.dung)
    assert not ListMove.objects.carried(edition).exists()
    actions.open_ballot(item, by=cast.dung)
    for user in council.users:
        actions.vote(item, by=user, choice="for")
    actions.close_ballot(item, by=cast.dung)
    (wish,) = ListMove.objects.carried(edition)
    assert (wish.nomination, wish.tier, wish.direction) == (nominations[0], tier, "into")
    assert wish.item.text == "Tác động vượt địa phương"
    roll = f"/work/{edition.slug}/roll/"
    assert "Tác động vượt địa phương" in minh.get(roll).content.decode()
    state_conflict(council.seats[cast.dung.pk], nominations[0])
    assert "Tác động vượt địa phương" not in sign_in(cast.dung).get(roll).content.decode()


def test_a_dossier_of_an_open_round_cannot_be_named(cast, session, assigned, sign_in):
    nomination = assigned().entries.get().nomination
    answer = sign_in(cast.minh).post(f"{URL}motion/", {"kind": "dossier", "nomination": nomination.reference})
    assert answer.status_code == 422
    assert not AgendaItem.objects.exists()


def test_a_dossier_is_named_by_its_number_never_by_an_address_that_looks_like_one(
    cast, session, nominations, sign_in
):
    other = nominations[1]
    Nomination.objects.filter(pk=other.pk).update(reference="2023-GT-9999")
    minh = sign_in(cast.minh)
    assert minh.post(f"{URL}motion/", {"kind": "dossier", "nomination": "2023-gt-9999"}).status_code == 422
    minh.post(f"{URL}motion/", {"kind": "dossier", "nomination": other.number.lower()})
    assert AgendaItem.objects.get().entries.get().nomination == other


def test_an_item_is_taken_off_until_it_is_voted_on(cast, council, session, sign_in):
    item = actions.put_motion(session, kind="text", title="Một việc", by=cast.minh)
    sign_in(cast.minh).post(f"/work/motions/{item.pk}/take-off/")
    assert not AgendaItem.objects.exists()
    item = actions.put_motion(session, kind="text", title="Một việc", by=cast.minh)
    open_with(session, council.users, by=cast.dung)
    actions.open_ballot(item, by=cast.dung)
    with pytest.raises(ImpossibleMove):
        actions.take_off(item, by=cast.minh)


def test_two_who_write_the_discussion_do_not_overwrite_each_other(cast, session, sign_in):
    item = actions.put_motion(session, kind="text", title="Một việc", by=cast.minh)
    minh = sign_in(cast.minh)
    url = f"/work/motions/{item.pk}/notes/"
    assert minh.post(
        url, {"notes": "Trước", "version": 0}, headers={"Accept": "application/json"}
    ).json() == {"version": 1}
    stale = minh.post(url, {"notes": "Sau", "version": 0})
    assert stale.status_code == 409
    page = stale.content.decode()
    assert "Trước" in page and "Sau" in page
    item.refresh_from_db()
    assert item.notes == "Trước"


def test_dossiers_whose_sheets_lie_apart_are_proposed(cast, session, assigned, sign_in):
    round = assigned()
    extra = [
        {"strategy": 20, "impact": 25, "data": 20, "people": 15},
        {"strategy": 2, "impact": 2, "data": 2},
        None,
    ]
    for assignment, marks in zip(Assignment.objects.all(), extra, strict=True):
        score_sheet(assignment, full_marks(marks))
    actions.close_round(round, by=cast.minh)
    page = sign_in(cast.minh).get(f"{URL}prepare/").content.decode()
    nomination = round.entries.get().nomination
    assert nomination.number in page
    assert "điểm" in page
    # The agenda is Vietnamese, in whatever language the secretary works.
    sign_in(cast.minh).post(
        f"/en{URL}motion/", {"kind": "dossier", "nomination": nomination.number, "flagged": "1"}
    )
    assert "Ngang nhau tại ngưỡng" in AgendaItem.objects.get().text
