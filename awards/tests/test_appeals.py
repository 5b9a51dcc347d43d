"""Appeals: a unit reads how its result came about and writes; the office answers, the council reopens by vote."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from assessments import actions as assessments
from assessments.models import AgendaItem, CouncilSession, Tie
from awards import actions
from awards.computation import appeals_end, computation_of, may_open_results
from awards.models import Appeal, Roll
from dtportal.accounts.models import Membership, User
from dtportal.journal.models import Entry, Notice
from dtportal.journal.outbox import deliver_waiting
from dtportal.programme.models import Edition
from dtportal.states import ImpossibleMove
from dtportal.todo import tasks_for

pytestmark = pytest.mark.django_db
WHY = "Điểm tiêu chí 2 chưa tính báo cáo kiểm toán đã nộp."


def text_of(answer):
    return answer.content.decode()


def again(user):
    """The same person as another request loads him."""
    return User.objects.get(pk=user.pk)


@pytest.fixture
def mine(published, concluded):
    """Lan's third unit: published, not among the first two."""
    return concluded[2].nomination


@pytest.fixture
def appeal(cast, mine):
    return actions.appeal(mine, text=WHY, by=again(cast.lan))


@pytest.fixture
def session(edition, cast):
    return assessments.plan_session(
        edition,
        by=cast.minh,
        title="Phiên phúc tra",
        starts_at=edition.clock_at + timedelta(days=1),
        place="Hà Nội",
    )


def decide(item, status, cast):
    """The ballots of a council have their own tests."""
    item.move(AgendaItem.Status.VOTING)
    item.move(status)
    item.closed_at, item.closed_by = item.edition.clock_at, cast.dung
    item.save()


# --- The own computation -----------------------------------------------------------------------------


def test_a_unit_reads_its_own_mean_and_no_member(cast, mine, sign_in):
    page = text_of(sign_in(cast.lan).get(reverse("awards:own_result", args=[mine.reference])))
    assert "<b>80</b> = 80,00" in page
    for member in (cast.hanh, cast.dung):
        assert member.full_name not in page
    assert "91,00" not in page
    assert "87,00" not in page


def test_the_line_is_shown_only_where_everything_is_opened(edition, cast, mine):
    roll = Roll.objects.published().get()
    assert computation_of(mine, roll).line == Fraction(80)
    Edition.objects.filter(pk=edition.pk).update(opening=Edition.Opening.AUDITOR)
    mine.edition.refresh_from_db()
    found = computation_of(mine, roll)
    assert (found.line, found.mean) == (None, Fraction(80))


def test_before_publication_there_is_no_such_page(cast, concluded, signed, sign_in):
    nomination = concluded[0].nomination
    assert sign_in(cast.lan).get(reverse("awards:own_result", args=[nomination.reference])).status_code == 404
    with pytest.raises(ValidationError):
        actions.appeal(nomination, text=WHY, by=again(cast.lan))


def test_nobody_reads_the_result_of_another_unit(cast, mine, sign_in):
    address = reverse("awards:own_result", args=[mine.reference])
    for who in (cast.tung, cast.khoa, cast.oanh, cast.minh, cast.dung, cast.hanh, cast.thao):
        assert sign_in(who).get(address).status_code == 404, who


# --- Appealing ---------------------------------------------------------------------------------------


def test_a_representative_appeals_on_the_page(cast, mine, sign_in):
    browser = sign_in(cast.lan)
    page = browser.post(reverse("awards:appeal_write", args=[mine.reference]), {"text": WHY}, follow=True)
    made = Appeal.objects.get()
    assert made.known_as in text_of(page)
    assert (made.nomination, made.status) == (mine, Appeal.Status.RECEIVED)
    told = Notice.objects.filter(template="appeal_received").values_list("recipient", flat=True)
    assert set(told) == {cast.minh.pk, cast.thao.pk}
    assert Entry.objects.get(verb="appeal.received").data.keys() == {"nomination", "roll", "files"}


def test_the_same_words_twice_are_one_appeal_and_another_is_refused(cast, mine, appeal):
    assert actions.appeal(mine, text=WHY, by=again(cast.lan)) == appeal
    with pytest.raises(ValidationError):
        actions.appeal(mine, text="Thêm nữa", by=again(cast.lan))
    assert Appeal.objects.count() == 1


def test_the_last_second_counts_and_the_next_is_late(edition, cast, mine, sign_in):
    ends = appeals_end(Roll.objects.published().get())
    Edition.objects.filter(pk=edition.pk).update(clock_at=ends + timedelta(seconds=1))
    address = reverse("awards:appeal_write", args=[mine.reference])
    answer = sign_in(cast.lan).post(address, {"text": WHY})
    assert answer.status_code == 422
    assert "23:59" in text_of(answer)
    assert not Appeal.objects.exists()
    Edition.objects.filter(pk=edition.pk).update(clock_at=ends + timedelta(microseconds=500_000))
    sign_in(cast.lan).post(address, {"text": WHY})
    assert Appeal.objects.count() == 1


def test_only_a_representative_of_the_unit_appeals(cast, mine):
    for who in (cast.tung, cast.khoa, cast.minh):
        with pytest.raises((PermissionDenied, ValidationError)):
            actions.appeal(mine, text=WHY, by=again(who))


# --- Answering ---------------------------------------------------------------------------------------


def test_the_secretariat_answers_and_the_unit_is_told(cast, mine, appeal, sign_in):
    address = reverse("awards:appeal_answer", args=["2023", appeal.pk])
    assert sign_in(cast.minh).post(address, {"text": "Báo cáo đã được tính."}).status_code == 302
    appeal.refresh_from_db()
    assert appeal.status == Appeal.Status.REJECTED
    deliver_waiting()
    mail = Notice.objects.get(template="appeal_answered")
    assert mail.recipient == cast.lan
    assert "Báo cáo đã được tính." in mail.sent_body
    assert "Báo cáo đã được tính." in text_of(
        sign_in(cast.lan).get(reverse("awards:own_result", args=[mine.reference]))
    )


def test_two_answers_at_once_leave_the_first(cast, appeal):
    actions.answer_appeal(appeal, text="Một.", by=cast.minh)
    actions.answer_appeal(appeal, text="Một.", by=cast.minh)
    with pytest.raises(ImpossibleMove):
        actions.answer_appeal(appeal, text="Hai.", by=cast.minh)
    assert Notice.objects.filter(template="appeal_answered").count() == 1


def test_nobody_else_answers(cast, appeal, session):
    for who in (cast.thao, cast.dung, cast.oanh, cast.lan):
        with pytest.raises(PermissionDenied):
            actions.answer_appeal(appeal, text="Không.", by=again(who))
        with pytest.raises(PermissionDenied):
            actions.put_appeal(appeal, session, reason="Vì sao", by=again(who))


def test_the_council_reopens_by_vote_and_the_appeal_waits_for_a_correction(cast, mine, appeal, session):
    item = actions.put_appeal(appeal, session, reason="Báo cáo kiểm toán chưa được tính", by=cast.minh)
    assert actions.put_appeal(appeal, session, reason="Lần nữa", by=cast.minh) == item
    assert list(item.entries.values_list("nomination", flat=True)) == [mine.pk]
    appeal.refresh_from_db()
    with pytest.raises(ImpossibleMove):
        actions.settle_appeal(appeal, text="Được.", by=cast.minh)
    decide(item, AgendaItem.Status.CARRIED, cast)
    assert appeal in Appeal.objects.waiting()
    actions.settle_appeal(appeal, text="Hội đồng đã xem xét lại.", by=cast.minh)
    found = Appeal.objects.upheld().get()
    assert (found.nomination, found.reason) == (mine, "Báo cáo kiểm toán chưa được tính")


def test_a_motion_that_is_not_carried_leaves_the_result(cast, appeal, session):
    item = actions.put_appeal(appeal, session, reason="Xem lại", by=cast.minh)
    decide(item, AgendaItem.Status.REJECTED, cast)
    actions.settle_appeal(appeal, text="Hội đồng không xem xét lại.", by=cast.minh)
    appeal.refresh_from_db()
    assert appeal.status == Appeal.Status.REJECTED
    assert not Appeal.objects.upheld().exists()


def test_a_motion_taken_off_the_agenda_can_be_put_again(cast, appeal, session):
    item = actions.put_appeal(appeal, session, reason="Xem lại", by=cast.minh)
    assessments.take_off(item, by=cast.minh)
    assert appeal in Appeal.objects.waiting()
    appeal.refresh_from_db()
    second = actions.put_appeal(appeal, session, reason="Xem lại", by=cast.minh)
    assert AgendaItem.objects.filter(kind=AgendaItem.Kind.REOPENING).get() == second


def test_a_reopening_needs_its_reason(cast, appeal, session, sign_in):
    address = reverse("awards:appeal_put", args=["2023", appeal.pk])
    answer = sign_in(cast.minh).post(address, {"session": session.pk, "reason": " "})
    assert answer.status_code == 422
    assert CouncilSession.objects.get(pk=session.pk).items.count() == 0


def test_a_corrected_list_settles_what_was_upheld(edition, cast, mine, appeal, session):
    item = actions.put_appeal(appeal, session, reason="Xem lại", by=cast.minh)
    decide(item, AgendaItem.Status.CARRIED, cast)
    appeal.refresh_from_db()
    actions.settle_appeal(appeal, text="Được.", by=cast.minh)
    first = Roll.objects.published().get()
    first.move(Roll.Status.SUPERSEDED)
    first.save()
    second = Roll.objects.create(
        edition=edition, version=9, sha256="0" * 64, drawn_by=cast.minh, corrects=first, reason="Khiếu nại",
        status=Roll.Status.PUBLISHED, published_at=edition.clock_at, published_by=cast.oanh,
    )  # fmt: skip
    assert actions.close_corrected(second, by=cast.oanh) == [appeal]
    assert actions.close_corrected(second, by=cast.oanh) == []
    appeal.refresh_from_db()
    assert (appeal.status, appeal.corrected_in) == (Appeal.Status.CORRECTED, second)
    # Against the new version one may appeal again.
    assert actions.appeal(mine, text="Vẫn chưa đúng.", by=again(cast.lan)) != appeal


# --- Who sees it -------------------------------------------------------------------------------------


def test_a_conflict_of_interest_closes_an_appeal(edition, cast, mine, appeal, sign_in):
    Membership.objects.create(user=cast.minh, organization=mine.organization)
    assessments.state_tie(edition, by=again(cast.dung), kind=Tie.Kind.ADVISER, organization=mine.organization)
    minh = again(cast.minh)
    address = reverse("awards:appeal", args=["2023", appeal.pk])
    assert sign_in(minh).get(address).status_code == 404
    assert appeal.known_as not in text_of(sign_in(minh).get(reverse("awards:appeals", args=["2023"])))
    with pytest.raises(PermissionDenied):
        actions.answer_appeal(appeal, text="Không.", by=minh)
    assert sign_in(cast.thao).get(address).status_code == 200


def test_a_tie_that_the_auditor_states_hides_it_from_desk_and_journal(edition, cast, mine, appeal, sign_in):
    Tie.objects.create(edition=edition, user=cast.thao, kind=Tie.Kind.ADVISER, organization=mine.organization)
    thao = again(cast.thao)
    assert not Appeal.objects.visible_to(thao).exists()
    assert not Entry.objects.visible_to(thao).filter(verb="appeal.received").exists()


def test_others_learn_nothing_of_an_appeal(cast, appeal, sign_in):
    for who in (cast.oanh, cast.dung, cast.hanh, cast.tung, cast.khoa):
        assert sign_in(who).get(reverse("awards:appeal", args=["2023", appeal.pk])).status_code == 403
        assert not Appeal.objects.visible_to(again(who)).exists()


def test_whoever_answers_finds_it_on_today(cast, appeal):
    assert reverse("awards:appeals", args=["2023"]) in [task.url for task in tasks_for(again(cast.minh))]
    assert all("appeals" not in task.url for task in tasks_for(again(cast.oanh)))


# --- Experts -----------------------------------------------------------------------------------------


def test_the_auditor_admits_an_expert_where_the_totals_are_sealed(edition, cast, appeal):
    assert may_open_results(again(cast.khoa), edition)
    Edition.objects.filter(pk=edition.pk).update(opening=Edition.Opening.AUDITOR)
    edition.refresh_from_db()
    assert not may_open_results(again(cast.khoa), edition)
    assert may_open_results(again(cast.thao), edition)
    assert not may_open_results(again(cast.oanh), edition)
    expert = actions.admit_expert(appeal, email=cast.khoa.email.upper(), by=cast.thao)
    assert actions.admit_expert(appeal, email=cast.khoa.email, by=cast.thao) == expert
    assert may_open_results(again(cast.khoa), edition)
    actions.end_expert(expert, by=cast.thao)
    assert not may_open_results(again(cast.khoa), edition)


def test_a_competitor_is_no_expert_and_only_the_auditor_admits(edition, cast, appeal):
    Edition.objects.filter(pk=edition.pk).update(opening=Edition.Opening.AUDITOR)
    for email in (cast.tung.email, "nobody@example.org"):
        with pytest.raises(ValidationError):
            actions.admit_expert(appeal, email=email, by=cast.thao)
    for who in (cast.minh, cast.oanh, cast.dung):
        with pytest.raises(PermissionDenied):
            actions.admit_expert(appeal, email=cast.khoa.email, by=who)


def test_the_desk_loads_once(cast, appeal, concluded, sign_in, django_assert_max_num_queries):
    for conclusion in concluded[:2]:
        actions.appeal(conclusion.nomination, text=WHY, by=again(cast.lan))
    browser, address = sign_in(cast.minh), reverse("awards:appeals", args=["2023"])
    browser.get(address)
    with django_assert_max_num_queries(12):
        assert text_of(browser.get(address)).count("KN-") >= 3
