"""The council sits: agenda, presence, secret ballots, conclusions."""

import threading
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections

from assessments import actions
from assessments.models import (
    AgendaItem,
    Assignment,
    BallotPaper,
    Conclusion,
    CouncilMember,
    CouncilSession,
    Recommendation,
    Vote,
)
from assessments.tests.deeds import full_marks, open_with, score_sheet
from dtportal.journal.models import Entry, Notice
from dtportal.states import ImpossibleMove
from nominations.models import Nomination


@pytest.fixture
def session(cast, council, edition) -> CouncilSession:
    return actions.plan_session(edition, by=cast.minh, title="Phiên họp thứ nhất", place="Hà Nội")


@pytest.fixture
def on_agenda(cast, council, session, scored) -> AgendaItem:
    """A motion on one appraised dossier, before an open session."""
    round = scored()
    nominations = [entry.nomination for entry in round.entries.select_related("nomination")]
    item = actions.put_conclusions(session, nominations, by=cast.minh, title="Kết luận thẩm định")
    open_with(session, council.users, by=cast.dung)
    return item


@pytest.fixture
def ballot(cast, on_agenda) -> AgendaItem:
    return actions.open_ballot(on_agenda, by=cast.dung)


def vote_all(item: AgendaItem, users, choice: str = "for") -> None:
    for user in users:
        actions.vote(item, by=user, choice=choice)


def session_url(edition, number: int = 1) -> str:
    return f"/work/{edition.slug}/sessions/{number}/"


def test_a_session_from_planning_to_conclusion_in_the_browser(cast, council, edition, scored, sign_in):
    scored(2)
    minh, dung, hanh = sign_in(cast.minh), sign_in(cast.dung), sign_in(cast.hanh)
    minh.post(f"/work/{edition.slug}/sessions/", {"title": "Phiên họp thứ nhất", "place": "Hà Nội"})
    url = session_url(edition)
    assert "Giao thông - Logistics <b>2</b>" in minh.get(f"{url}prepare/").content.decode()
    minh.post(f"{url}conclusions/", {"sector": "GT"})
    item = AgendaItem.objects.get()
    assert "Giao thông" in item.title
    assert hanh.post(f"{url}open/").status_code == 403
    for user in council.users[2:]:
        sign_in(user).post(f"{url}attend/")
    dung.post(f"{url}open/")
    assert Notice.objects.filter(template="session_opened", recipient=cast.hanh).exists()
    hanh.post(f"{url}attend/")
    dung.post(f"/work/motions/{item.pk}/open/")
    assert f"/work/motions/{item.pk}/vote/" in hanh.get(url).content.decode()
    hanh.post(f"/work/motions/{item.pk}/vote/", {"choice": "against"})
    vote_all(item, [user for user in council.users if user != cast.hanh])
    page = hanh.get(url).content.decode()
    assert "Phiếu đã vào hòm phiếu" in page
    assert 'class="count"' not in page
    dung.post(f"/work/motions/{item.pk}/close/")
    item.refresh_from_db()
    assert (item.votes_for, item.votes_against, item.abstentions) == (6, 1, 0)
    assert minh.post(f"/work/motions/{item.pk}/conclude/").status_code == 403
    dung.post(f"/work/motions/{item.pk}/conclude/")
    dung.post(f"{url}close/")
    assert Conclusion.objects.count() == 2
    assert "70" in dung.get(f"/work/motions/{item.pk}/").content.decode()
    assert CouncilSession.objects.get().is_closed


def test_only_dossiers_of_closed_rounds_come_before_the_council(cast, session, assigned):
    nomination = assigned().entries.get().nomination
    with pytest.raises(ValidationError, match=nomination.reference):
        actions.put_conclusions(session, [nomination], by=cast.minh, title="Quá sớm")


def test_a_dossier_is_on_one_agenda_at_a_time(cast, on_agenda):
    nomination = on_agenda.entries.get().nomination
    with pytest.raises(ValidationError):
        actions.put_conclusions(on_agenda.session, [nomination], by=cast.minh, title="Lần nữa")


def test_what_was_not_carried_can_be_put_again(cast, council, ballot):
    vote_all(ballot, council.users, "against")
    assert actions.close_ballot(ballot, by=cast.dung).status == AgendaItem.Status.REJECTED
    with pytest.raises(ImpossibleMove):
        actions.conclude(ballot, by=cast.dung)
    nomination = ballot.entries.get().nomination
    assert actions.put_conclusions(ballot.session, [nomination], by=cast.minh, title="Lần hai")


def test_the_ballot_is_secret(cast, council, ballot):
    vote_all(ballot, council.users[:3], "for")
    vote_all(ballot, council.users[3:], "against")
    names = {field.name for field in Vote._meta.get_fields()}
    assert names == {"id", "ballot", "choice"}
    assert {field.name for field in BallotPaper._meta.get_fields()} == {"id", "ballot", "member"}
    before = set(Vote.objects.values_list("pk", flat=True))
    actions.close_ballot(ballot, by=cast.dung)
    # Written anew in random order: not even a copy of the table taken meanwhile tells who came when.
    assert not before & set(Vote.objects.values_list("pk", flat=True))
    assert Vote.objects.count() == 7
    told = Entry.objects.filter(subject="assessments.agendaitem", subject_id=ballot.pk)
    assert set(told.values_list("verb", flat=True)) == {"motion.put", "ballot.opened", "ballot.closed"}
    for entry in Entry.objects.all():
        assert "choice" not in entry.data


def test_a_second_vote_is_refused_with_a_clear_sentence(cast, ballot, sign_in):
    browser = sign_in(cast.hanh)
    browser.post(f"/work/motions/{ballot.pk}/vote/", {"choice": "for"})
    again = browser.post(f"/work/motions/{ballot.pk}/vote/", {"choice": "against"})
    assert again.status_code == 409
    assert "không thể bỏ phiếu lần thứ hai" in again.content.decode()
    assert list(Vote.objects.values_list("choice", flat=True)) == ["for"]


@pytest.mark.parametrize("who", ["minh", "thao", "oanh", "lan", "tung"])
def test_only_members_vote(cast, ballot, sign_in, who):
    answer = sign_in(getattr(cast, who)).post(f"/work/motions/{ballot.pk}/vote/", {"choice": "for"})
    assert answer.status_code in {403, 404}
    assert not Vote.objects.exists()


def test_a_choice_that_does_not_exist_is_no_vote(cast, ballot):
    with pytest.raises(ValidationError):
        actions.vote(ballot, by=cast.hanh, choice="perhaps")
    assert not BallotPaper.objects.exists()


def test_without_a_quorum_nothing_is_counted(cast, council, ballot):
    vote_all(ballot, council.users[:4])
    with pytest.raises(ValidationError, match="4/7"):
        actions.close_ballot(ballot, by=cast.dung)
    actions.vote(ballot, by=council.users[4], choice="for")
    assert actions.close_ballot(ballot, by=cast.dung).status == AgendaItem.Status.CARRIED


def test_half_of_the_papers_is_not_enough(cast, council, ballot):
    vote_all(ballot, council.users[:3])
    vote_all(ballot, council.users[3:5], "against")
    actions.vote(ballot, by=council.users[5], choice="abstain")
    assert actions.close_ballot(ballot, by=cast.dung).status == AgendaItem.Status.REJECTED


def test_a_recused_member_sees_only_that_he_is_recused(cast, council, edition, session, scored, sign_in):
    round = scored(close=False)
    assignment = Assignment.objects.exclude(member__user=cast.dung).first()
    member, nomination = assignment.member.user, assignment.entry.nomination
    actions.recuse(assignment, by=member, reason="Tư vấn cho đơn vị")
    score_sheet(actions.assign(round, by=cast.minh)[0])
    actions.close_round(round, by=cast.minh)
    item = actions.put_conclusions(session, [nomination], by=cast.minh, title="Kết luận riêng")
    open_with(session, council.users, by=cast.dung)
    actions.open_ballot(item, by=cast.dung)
    browser = sign_in(member)
    page = browser.get(session_url(edition)).content.decode()
    assert "Kết luận riêng" not in page
    assert "xung đột lợi ích" in page
    for path in (f"/work/motions/{item.pk}/", f"/work/appraisal/dossiers/{nomination.reference}/"):
        assert browser.get(path).status_code == 404, path
    assert browser.post(f"/work/motions/{item.pk}/vote/", {"choice": "for"}).status_code == 404
    assert "Kết luận riêng" not in browser.get("/work/").content.decode()
    with pytest.raises(PermissionDenied):
        actions.vote(item, by=member, choice="for")
    # He does not count for the quorum either.
    others = [user for user in council.users if user != member]
    vote_all(item, others[:4])
    assert actions.close_ballot(item, by=cast.dung).status == AgendaItem.Status.CARRIED
    assert 'class="count"' not in browser.get(session_url(edition)).content.decode()


def test_dossiers_of_a_motion_stand_in_the_order_of_their_numbers(cast, council, session, scored, sign_in):
    nominations = [entry.nomination for entry in scored(3).entries.select_related("nomination")]
    for nomination, number in zip(
        nominations, ["CDS1-2023-0012", "CDS1-2023-0003", "CDS1-2023-0007"], strict=True
    ):
        Nomination.objects.filter(pk=nomination.pk).update(number=number)
    item = actions.put_conclusions(session, nominations, by=cast.minh, title="Kết luận")
    open_with(session, council.users, by=cast.dung)
    actions.point_at(session, by=cast.dung, item=item)
    dung = sign_in(cast.dung)
    for page in (f"/work/motions/{item.pk}/", session_url(item.edition)):
        body = dung.get(page).content.decode()
        places = [body.index(f"CDS1-2023-{number}") for number in ("0003", "0007", "0012")]
        assert places == sorted(places), page


def test_the_attendance_names_the_chair(cast, council, session, sign_in):
    CouncilMember.objects.filter(user__in=[cast.dung, cast.hanh]).update(position="Ủy viên Hội đồng")
    body = sign_in(cast.thao).get(session_url(session.edition)).content.decode()
    listed = body[body.index("rows attendance") :]
    assert listed.count("Ủy viên Hội đồng") == 1 and listed.count("Chủ tịch Hội đồng") == 1


def test_in_session_members_read_the_dossiers_of_the_agenda(cast, council, on_agenda, sign_in):
    nomination = on_agenda.entries.get().nomination
    assigned = Assignment.objects.filter(entry__nomination=nomination).values("member__user")
    reader = next(user for user in council.users if user.pk not in {row["member__user"] for row in assigned})
    url = f"/work/appraisal/dossiers/{nomination.reference}/"
    browser = sign_in(reader)
    assert "Lộ trình ba bước" in browser.get(url).content.decode()
    assert f'href="{url}"' in browser.get(f"/work/motions/{on_agenda.pk}/").content.decode()
    actions.open_ballot(on_agenda, by=cast.dung)
    vote_all(on_agenda, council.users)
    assert browser.get(url).status_code == 200
    actions.close_ballot(on_agenda, by=cast.dung)
    assert browser.get(url).status_code == 404
    assert f'href="{url}"' not in browser.get(f"/work/motions/{on_agenda.pk}/").content.decode()


def test_the_conclusion_is_the_exact_mean_with_recommendations(cast, council, session, edition, assigned):
    round = assigned()
    marks = [full_marks(), full_marks(), full_marks({"impact": 19})]
    for assignment, given in zip(Assignment.objects.all(), marks, strict=True):
        score_sheet(assignment, given)
    actions.close_round(round, by=cast.minh)
    item = actions.put_conclusions(session, [round.entries.get().nomination], by=cast.minh, title="Kết luận")
    open_with(session, council.users, by=cast.dung)
    actions.open_ballot(item, by=cast.dung)
    vote_all(item, council.users)
    actions.close_ballot(item, by=cast.dung)
    (conclusion,) = actions.conclude(item, by=cast.dung)
    assert conclusion.score == Fraction(211, 3)
    assert conclusion.criterion_means["impact"] == [55, 3]
    assert conclusion.sheet_count == 3
    assert conclusion.verdict == Conclusion.Verdict.OUTSTANDING
    advice = list(Recommendation.objects.values_list("kind", "text"))
    assert 1 <= len(advice) <= 3
    assert any("dữ liệu dùng chung" in text for _kind, text in advice)
    assert any("Tổ chức, nhân lực, văn hóa" in text for _kind, text in advice)
    assert [c.pk for c in actions.conclude(item, by=cast.dung)] == [conclusion.pk]


def test_below_the_pass_mark_the_council_does_not_propose(cast, council, session, edition, assigned):
    round = assigned()
    edition.pass_mark = 71
    edition.save()
    for assignment in Assignment.objects.all():
        score_sheet(assignment)
    actions.close_round(round, by=cast.minh)
    item = actions.put_conclusions(session, [round.entries.get().nomination], by=cast.minh, title="Kết luận")
    open_with(session, council.users, by=cast.dung)
    actions.open_ballot(item, by=cast.dung)
    vote_all(item, council.users)
    actions.close_ballot(item, by=cast.dung)
    assert actions.conclude(item, by=cast.dung)[0].verdict == Conclusion.Verdict.NOT_YET


def test_an_open_ballot_keeps_the_session_open(cast, ballot):
    with pytest.raises(ValidationError):
        actions.close_session(ballot.session, by=cast.dung)


def test_nothing_more_is_put_before_a_closed_session(cast, on_agenda):
    actions.close_session(on_agenda.session, by=cast.dung)
    with pytest.raises(ImpossibleMove):
        actions.put_motion(on_agenda.session, kind=AgendaItem.Kind.ROLL, title="Danh sách", by=cast.minh)
    with pytest.raises(ImpossibleMove):
        actions.attend(on_agenda.session, by=cast.hanh)
    with pytest.raises(ImpossibleMove):
        actions.open_ballot(on_agenda, by=cast.dung)


def test_concluding_many_takes_as_many_queries_as_concluding_one(
    cast, council, edition, scored, django_assert_max_num_queries
):
    for number, size in enumerate((1, 8), 1):
        round = scored(size)
        session = actions.plan_session(edition, by=cast.minh, title=f"Phiên {number}")
        nominations = [entry.nomination for entry in round.entries.select_related("nomination")]
        item = actions.put_conclusions(session, nominations, by=cast.minh, title="Kết luận")
        open_with(session, council.users, by=cast.dung)
        actions.open_ballot(item, by=cast.dung)
        vote_all(item, council.users)
        actions.close_ballot(item, by=cast.dung)
        with django_assert_max_num_queries(16):
            assert len(actions.conclude(item, by=cast.dung)) == size


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_votes_at_once_count_as_one(cast, ballot):
    """A double click that reaches two workers at the same moment."""
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def click() -> None:
        start.wait()
        try:
            actions.vote(ballot, by=type(cast.hanh).objects.get(pk=cast.hanh.pk), choice="for")
            outcomes.append("counted")
        except actions.AlreadyVoted:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["counted", "refused"]
    assert Vote.objects.count() == BallotPaper.objects.count() == 1
