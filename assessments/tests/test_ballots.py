"""Secret ballots: nothing in the database joins a vote to its voter, and nothing is counted before its time."""

import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments import actions
from assessments.models import AgendaItem, Ballot, BallotPaper, CouncilSession, Vote
from assessments.tests.deeds import open_with
from dtportal.accounts.models import User
from dtportal.journal.models import Entry, Notice
from dtportal.programme.models import Edition
from dtportal.states import ImpossibleMove

FOR, AGAINST, ABSTAIN = Vote.Choice.values
Status = AgendaItem.Status


@pytest.fixture
def session(cast, council, edition) -> CouncilSession:
    planned = actions.plan_session(edition, by=cast.minh, title="Phiên họp", place="Hà Nội")
    return open_with(planned, council.users, by=cast.dung)


@pytest.fixture
def put(cast, session):
    """`put()` is a free motion whose ballot is open."""

    def make() -> AgendaItem:
        item = actions.put_motion(session, kind="text", title="Một việc", by=cast.minh)
        return actions.open_ballot(item, by=cast.dung)

    return make


def physical(ballot: Ballot) -> list[tuple[str, str, str]]:
    """The votes of a ballot as somebody reads them who looks into the files of the database: place, writer, choice."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT ctid::text, xmin::text, choice FROM assessments_vote WHERE ballot_id = %s ORDER BY ctid",
                [ballot.pk],
            )
        else:
            cursor.execute(
                "SELECT rowid, '', choice FROM assessments_vote WHERE ballot_id = %s ORDER BY rowid",
                [ballot.pk],
            )
        return cursor.fetchall()


def views_of(ballot: Ballot) -> list[list[str]]:
    """The choices in every order that the database knows."""
    by_key = list(Vote.objects.filter(ballot=ballot).order_by("pk").values_list("choice", flat=True))
    return [[row[2] for row in physical(ballot)], by_key]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_voted_the_database_holds_choices_and_voters_apart(cast, council, put, data):
    """For any voters in any order with any choices: the two tables share no value but the ballot."""
    voters = data.draw(st.permutations(council.users)).copy()
    voters = voters[: data.draw(st.integers(1, len(voters)))]
    item = put()
    chosen, seen = [], set()
    for voter in voters:
        choice = data.draw(st.sampled_from(Vote.Choice.values))
        actions.vote(item, by=voter, choice=choice)
        chosen.append(choice)
        keys = set(Vote.objects.filter(ballot__item=item).values_list("pk", flat=True))
        # Not one row of a moment ago is left: no copy of the table tells which one joined.
        assert not keys & seen
        seen |= keys
        ballot = item.ballots.get()
        assert len({xmin for _place, xmin, _choice in physical(ballot)}) == 1
        assert sorted(Vote.objects.filter(ballot=ballot).values_list("choice", flat=True)) == sorted(chosen)
    papers = set(BallotPaper.objects.filter(ballot=ballot).values_list("pk", flat=True))
    assert not papers & seen
    if actions.turnout(item)[0] >= actions.turnout(item)[1]:
        actions.close_ballot(item, by=cast.dung)
        assert not papers & set(BallotPaper.objects.filter(ballot=ballot).values_list("pk", flat=True))
        assert not seen & set(Vote.objects.filter(ballot=ballot).values_list("pk", flat=True))
        ballot.refresh_from_db()
        assert [ballot.votes_for, ballot.votes_against, ballot.abstentions] == [
            chosen.count(FOR),
            chosen.count(AGAINST),
            chosen.count(ABSTAIN),
        ]
    else:
        actions.void_ballot(item, by=cast.dung)
        assert not Vote.objects.filter(ballot=ballot).exists()


@pytest.mark.slow
def test_the_place_of_a_vote_says_nothing_of_when_it_was_cast(cast, council, put):
    """The first to vote is the only one against; over forty ballots his vote lies anywhere.

    Were places kept, it would lie first every time; by chance alone one of seven places takes more than twenty-four
    of forty with a probability below one in a hundred million.
    """
    for is_closed in (False, True):
        places: dict[tuple[int, int], int] = {}
        for _round in range(40):
            item = put()
            actions.vote(item, by=council.users[0], choice=AGAINST)
            for voter in council.users[1:]:
                actions.vote(item, by=voter, choice=FOR)
            if is_closed:
                actions.close_ballot(item, by=cast.dung)
            for number, choices in enumerate(views_of(item.ballots.get())):
                key = (number, choices.index(AGAINST))
                places[key] = places.get(key, 0) + 1
        assert max(places.values()) <= 24, (is_closed, places)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_no_transaction_wrote_one_vote_and_one_paper(cast, council, put):
    """With real commits: the votes are all of the latest transaction, whoever's paper came with which."""
    item = put()
    for voter, choice in zip(council.users[:4], (AGAINST, FOR, FOR, ABSTAIN), strict=True):
        actions.vote(item, by=voter, choice=choice)
    ballot = item.ballots.get()
    assert len({xmin for _place, xmin, _choice in physical(ballot)}) == 1
    actions.vote(item, by=council.users[4], choice=FOR)
    actions.close_ballot(item, by=cast.dung)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT xmin::text FROM assessments_vote UNION SELECT xmin::text FROM assessments_ballotpaper"
        )
        assert len(cursor.fetchall()) == 1


def test_no_table_was_given_a_column_that_would_join_them(cast, council, put):
    assert {field.name for field in Vote._meta.get_fields()} == {"id", "ballot", "choice"}
    assert {field.name for field in BallotPaper._meta.get_fields()} == {"id", "ballot", "member"}


def test_the_journal_and_the_mails_tell_of_rounds_never_of_votes(cast, council, put):
    before = set(Entry.objects.values_list("pk", flat=True))
    item = put()
    mails = Notice.objects.count()
    for voter in council.users:
        actions.vote(item, by=voter, choice=FOR)
    actions.close_ballot(item, by=cast.dung)
    told = Entry.objects.exclude(pk__in=before).order_by("pk")
    assert [entry.verb for entry in told] == ["motion.put", "ballot.opened", "ballot.closed"]
    assert Notice.objects.count() == mails


def test_nobody_sees_a_count_before_the_ballot_is_closed(cast, council, edition, put, sign_in):
    """Not on a page, not in the draft of the minutes, not as the difference between two looks."""
    item = put()
    looks = []
    for who in (cast.dung, cast.minh, cast.thao, council.an):
        browser = sign_in(who)
        for path in ("", "?part=live", "minutes/"):
            looks.append((browser, f"/work/{edition.slug}/sessions/1/{path}"))
        looks.append((browser, f"/work/motions/{item.pk}/"))
    actions.vote(item, by=council.bao, choice=FOR)
    first = [_without_tokens(browser.get(url)) for browser, url in looks]
    actions.vote(item, by=council.chinh, choice=AGAINST)
    second = [_without_tokens(browser.get(url)) for browser, url in looks]
    for (_browser, url), one, two in zip(looks, first, second, strict=True):
        assert 'class="count"' not in two, url
        # Two papers instead of one; nothing else of the page has changed.
        assert two.replace("<b>2</b>", "<b>1</b>").count("<b>1</b>") == one.replace(
            "<b>2</b>", "<b>1</b>"
        ).count("<b>1</b>"), url
    assert Ballot.objects.get().votes_for is None
    for value in (item.votes_for, item.votes_against, item.abstentions):
        assert value is None


def _without_tokens(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("who", ["minh", "thao", "oanh", "lan", "tung", "khoa", "binh"])
def test_only_members_vote(cast, put, sign_in, who):
    item = put()
    answer = sign_in(getattr(cast, who)).post(f"/work/motions/{item.pk}/vote/", {"choice": "for"})
    assert answer.status_code in {403, 404}
    assert not Vote.objects.exists()


def test_whoever_is_not_there_does_not_vote(cast, council, put, sign_in):
    item = put()
    actions.leave(item.session, by=council.an)
    answer = sign_in(council.an).post(f"/work/motions/{item.pk}/vote/", {"choice": "for"})
    assert answer.status_code == 409
    assert "Chỉ thành viên có mặt mới biểu quyết" in answer.content.decode()
    assert not Vote.objects.exists()


def test_papers_issued_returned_and_valid(cast, council, put):
    item = put()
    actions.leave(item.session, by=council.an)
    for voter in council.users[3:]:
        actions.vote(item, by=voter, choice=FOR)
    actions.vote(item, by=cast.dung, choice=ABSTAIN)
    actions.close_ballot(item, by=cast.dung)
    ballot = Ballot.objects.get()
    assert (ballot.entitled, ballot.issued, ballot.returned) == (7, 6, 5)


def test_a_ballot_without_quorum_is_void_and_repeated(cast, council, put):
    item = put()
    actions.vote(item, by=council.an, choice=AGAINST)
    with pytest.raises(ValidationError):
        actions.close_ballot(item, by=cast.dung)
    item = actions.void_ballot(item, by=cast.dung)
    assert item.status == Status.PLANNED
    assert not Vote.objects.exists()
    actions.open_ballot(item, by=cast.dung)
    for voter in council.users:
        actions.vote(item, by=voter, choice=FOR)
    with pytest.raises(ImpossibleMove):
        actions.void_ballot(item, by=cast.dung)
    assert actions.close_ballot(item, by=cast.dung).status == Status.CARRIED
    kept = item.ballots.values_list("number", "status", "returned", "votes_for")
    assert list(kept) == [(1, "void", 1, None), (2, "counted", 7, 7)]


def tie(item, council) -> None:
    for voter, choice in zip(council.users[:6], [FOR, AGAINST] * 3, strict=True):
        actions.vote(item, by=voter, choice=choice)


def test_equal_votes_fail_where_the_edition_says_so(cast, council, put):
    item = put()
    tie(item, council)
    assert actions.close_ballot(item, by=cast.dung).status == Status.REJECTED


def test_equal_votes_are_decided_by_the_chair_with_a_reason(cast, council, edition, put, sign_in):
    Edition.objects.filter(pk=edition.pk).update(ballot_tie=Edition.BallotTie.CHAIR)
    item = put()
    tie(item, council)
    assert actions.close_ballot(item, by=cast.dung).status == Status.TIED
    with pytest.raises(ImpossibleMove):
        actions.open_ballot(item, by=cast.dung)
    browser = sign_in(cast.dung)
    url = f"/work/motions/{item.pk}/decide/"
    assert sign_in(council.an).post(url, {"carried": "yes", "reason": "x"}).status_code == 403
    browser.post(url, {"carried": "yes", "reason": ""})
    item.refresh_from_db()
    assert item.status == Status.TIED
    browser.post(url, {"carried": "yes", "reason": "Đã đủ căn cứ."})
    item.refresh_from_db()
    assert (item.status, item.tie_reason) == (Status.CARRIED, "Đã đủ căn cứ.")


def test_equal_votes_are_voted_on_again_then_decided(cast, council, edition, put):
    Edition.objects.filter(pk=edition.pk).update(ballot_tie=Edition.BallotTie.REPEAT)
    item = put()
    tie(item, council)
    item = actions.close_ballot(item, by=cast.dung)
    with pytest.raises(ImpossibleMove):
        actions.decide_tie(item, by=cast.dung, carried=True, reason="Vội")
    item = actions.open_ballot(item, by=cast.dung)
    tie(item, council)
    assert actions.close_ballot(item, by=cast.dung).status == Status.TIED
    assert actions.decide_tie(item, by=cast.dung, carried=False, reason="Chưa rõ").status == Status.REJECTED
    assert item.ballots.count() == 2


def test_a_ballot_needs_the_quorum_of_its_edition(cast, council, edition, put):
    Edition.objects.filter(pk=edition.pk).update(ballot_quorum="1")
    item = put()
    for voter in council.users[:6]:
        actions.vote(item, by=voter, choice=FOR)
    with pytest.raises(ValidationError, match="6/7"):
        actions.close_ballot(item, by=cast.dung)


def test_a_member_cannot_open_close_or_void(cast, council, put):
    item = put()
    for act in (actions.close_ballot, actions.void_ballot):
        with pytest.raises(PermissionDenied):
            act(item, by=council.an)
    other = actions.put_motion(item.session, kind="text", title="Việc khác", by=cast.minh)
    with pytest.raises(PermissionDenied):
        actions.open_ballot(other, by=council.an)


# --- Races -------------------------------------------------------------------------------------------


def at_once(*deeds) -> list[str]:
    outcomes: list[str] = []
    start = threading.Barrier(len(deeds))

    def run(deed) -> None:
        start.wait()
        try:
            deed()
            outcomes.append("done")
        except (ImpossibleMove, ValidationError) as error:
            outcomes.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_votes_of_one_member_at_once_count_as_one(cast, council, put):
    item = put()

    def click() -> None:
        actions.vote(item, by=User.objects.get(pk=council.an.pk), choice=FOR)

    assert at_once(click, click) == ["AlreadyVoted", "done"]
    assert Vote.objects.count() == BallotPaper.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_votes_at_once_all_count(cast, council, put):
    item = put()
    deeds = [
        lambda user=user: actions.vote(item, by=User.objects.get(pk=user.pk), choice=FOR)
        for user in council.users
    ]
    assert at_once(*deeds) == ["done"] * 7
    assert Vote.objects.count() == BallotPaper.objects.count() == 7


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_vote_against_the_closing_counts_or_is_refused(cast, council, put):
    item = put()
    for voter in council.users[:6]:
        actions.vote(item, by=voter, choice=FOR)
    last = council.users[6]
    outcome = at_once(
        lambda: actions.vote(item, by=User.objects.get(pk=last.pk), choice=AGAINST),
        lambda: actions.close_ballot(item, by=User.objects.get(pk=cast.dung.pk)),
    )
    ballot = Ballot.objects.get()
    counted = ballot.votes_for + ballot.votes_against + ballot.abstentions
    assert counted == ballot.returned == Vote.objects.count() == BallotPaper.objects.count()
    assert outcome == (["done", "done"] if counted == 7 else ["ImpossibleMove", "done"])
