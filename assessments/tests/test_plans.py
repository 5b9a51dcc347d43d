"""Minh sees who would read what, does exactly that, and can undo it until somebody begins."""

import subprocess
import sys
from datetime import timedelta
from threading import Thread

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from assessments import actions, planning
from assessments.conflicts import pairs
from assessments.models import Assignment, AssignmentPlan, ReadingStop, Round, RoundEntry
from assessments.tests.deeds import full_marks, score_sheet
from dtportal.accounts.models import Membership
from dtportal.journal.models import Notice
from dtportal.programme.models import Sector
from dtportal.states import ImpossibleMove
from nominations.models import Dossier

Status = Assignment.Status


@pytest.fixture
def handed(cast, council, edition, accepted):
    """`handed(n)` is an open round of n dossiers of two sectors, without readers."""

    def make(count: int = 4) -> Round:
        rows = [accepted(number, sector="GT" if number % 2 else "YT") for number in range(1, count + 1)]
        return actions.open_round(edition, rows, by=cast.minh)

    return make


@pytest.fixture
def experts(council, edition):
    """An, Bảo and Chính know transport, Đức, Giang and Hạnh health; Dũng nothing."""
    transport, health = (Sector.objects.get(code=code) for code in ("GT", "YT"))
    for user in (council.an, council.bao, council.chinh):
        actions.seat(edition, user, expertise={transport: 3})
    for user in (council.duc, council.giang, council.hanh):
        actions.seat(edition, user, expertise={health: 3})
    return council


def drawn(round, by, **options) -> AssignmentPlan:
    plan = actions.order_plan(round, by=by, **options)
    planning.run(plan.pk)
    plan.refresh_from_db()
    return plan


def done(plan, by) -> AssignmentPlan:
    actions.carry_out(plan, by=by)
    planning.run(plan.pk)
    plan.refresh_from_db()
    return plan


def as_it_is() -> set[tuple[int, int]]:
    return set(Assignment.objects.active().values_list("entry", "member"))


def test_the_plan_is_shown_before_anything_is_done(cast, experts, handed, edition, sign_in):
    handed()
    browser = sign_in(cast.minh)
    address = browser.post(f"/work/{edition.slug}/rounds/1/assign/", {"crossing": "share"}).url
    assert "data-finished" not in browser.get(address).content.decode()
    planning.run(AssignmentPlan.objects.get().pk)
    page = browser.get(address).content.decode()
    assert experts.an.full_name in page
    assert "CDS1-2023-GT-0001" in page
    assert not Assignment.objects.exists()
    assert not Notice.objects.filter(template="assigned").exists()


def test_exactly_what_was_shown_is_done_and_everybody_gets_one_mail(cast, experts, handed):
    plan = drawn(handed(), cast.minh)
    shown = set(plan.pairs.values_list("entry", "member"))
    assert len(shown) == 12
    done(plan, cast.minh)
    assert as_it_is() == shown
    told = list(Notice.objects.filter(template="assigned").values_list("recipient", flat=True))
    assert sorted(told) == sorted(set(Assignment.objects.values_list("member__user", flat=True)))


def test_a_second_click_and_a_second_worker_change_nothing(cast, experts, handed):
    plan = done(drawn(handed(), cast.minh), cast.minh)
    actions.carry_out(plan, by=cast.minh)
    planning.run(plan.pk)
    assert Assignment.objects.count() == 12
    assert Notice.objects.filter(template="assigned").count() == 7


def test_while_one_is_being_drawn_the_same_plan_is_returned(cast, experts, handed):
    round = handed()
    assert actions.order_plan(round, by=cast.minh) == actions.order_plan(round, by=cast.minh)


def test_what_has_changed_meanwhile_is_refused(cast, experts, handed, sign_in, edition):
    plan = drawn(handed(), cast.minh)
    entry = RoundEntry.objects.first()
    Membership.objects.create(user=experts.an, organization=entry.nomination.organization)
    done(plan, cast.minh)
    assert plan.status == AssignmentPlan.Status.FAILED
    assert not Assignment.objects.exists()
    assert plan.failure in sign_in(cast.minh).get(plan.get_absolute_url()).content.decode()


def test_a_killed_worker_leaves_nothing_behind_and_the_sweep_finishes(cast, experts, handed, monkeypatch):
    plan = drawn(handed(), cast.minh)
    actions.carry_out(plan, by=cast.minh)

    class Killed(BaseException):
        """What a SIGKILL looks like to the database: the transaction is gone."""

    def die(*args, **options):
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(planning, "tell", die)
        with pytest.raises(Killed):
            planning.run(plan.pk)
    assert not Assignment.objects.exists()
    from assessments.tasks import sweep

    sweep()
    assert not Assignment.objects.exists()
    AssignmentPlan.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=5))
    sweep()
    assert Assignment.objects.count() == 12


def test_readers_of_other_sectors_join_the_panels(cast, experts, handed):
    round = handed(10)
    apart = drawn(round, cast.minh, crossing="none")
    joined = drawn(round, cast.minh, crossing="share")
    assert joined.result["islands"] == 1
    share = joined.result["crossing"] / joined.result["sectored"]
    assert 0.15 <= share <= 0.45
    assert joined.result["crossing"] > apart.result["crossing"]


def test_reference_dossiers_are_read_by_everybody_who_can(cast, experts, handed):
    round = handed(8)
    entry = round.entries.first()
    Membership.objects.create(user=experts.an, organization=entry.nomination.organization)
    done(drawn(round, cast.minh, crossing="reference"), cast.minh)
    references = round.entries.filter(is_reference=True)
    assert references.count() == 5
    for one in references:
        assert one.assignments.count() == 7 - (one == entry)
    others = round.entries.filter(is_reference=False)
    assert {one.assignments.count() for one in others} == {3}


def test_members_of_one_body_do_not_meet_where_there_is_another_way(
    cast, experts, handed, edition, other_body
):
    for user in (experts.an, experts.bao, experts.duc):
        actions.seat(edition, user, body=other_body)
    round = handed(6)
    actions.assign(round, by=cast.minh)
    for entry in round.entries.all():
        assert entry.assignments.filter(member__body=other_body).count() <= 1


def test_keywords_draw_a_reader_to_the_dossier_that_uses_them(cast, council, edition, accepted):
    rows = [accepted(number) for number in range(1, 5)]
    content = rows[2].current_dossier.content
    section = next(part for part in content["sections"] if part["key"] == "strategy")
    section["answers"]["strategy"] = "Kho dữ liệu viễn thám theo dõi rừng ngập mặn."
    Dossier.objects.filter(nomination=rows[2]).update(content=content)
    actions.seat(edition, council.giang, keywords="viễn thám, rừng ngập mặn")
    round = actions.open_round(edition, rows, by=cast.minh)
    plan = drawn(round, cast.minh)
    assert plan.pairs.filter(member__user=council.giang, entry__nomination=rows[2]).exists()


def test_who_is_not_there_in_time_gets_nothing(cast, council, edition, handed):
    round = handed()
    seat = council.seats[council.an.pk]
    seat.available_from = round.due_on + timedelta(days=1)
    seat.save()
    gone = council.seats[council.bao.pk]
    gone.available_until = edition.clock_at.date() - timedelta(days=1)
    gone.save()
    actions.assign(round, by=cast.minh)
    assert not Assignment.objects.filter(member__in=[seat, gone]).exists()


def test_too_few_members_are_said_with_names_and_numbers(cast, council, edition, handed, sign_in, capsys):
    for user in council.users:
        actions.seat(edition, user, max_load=1)
    round = handed()
    plan = drawn(round, cast.minh)
    page = sign_in(cast.minh).get(plan.get_absolute_url()).content.decode()
    assert "CDS1-2023-GT-0001" in page
    assert f"{council.an.full_name} (+1)" in page
    with pytest.raises(ImpossibleMove):
        actions.carry_out(plan, by=cast.minh)
    with pytest.raises(SystemExit) as end:
        call_command("assign", edition.slug, by=cast.minh.email)
    assert end.value.code == 1
    assert len(capsys.readouterr().err.strip().splitlines()) >= 2


def test_the_last_plan_is_undone_until_somebody_begins(cast, experts, handed, sign_in):
    plan = done(drawn(handed(), cast.minh), cast.minh)
    browser = sign_in(cast.minh)
    browser.post(f"{plan.get_absolute_url()}undo/")
    assert as_it_is() == set()
    assert Notice.objects.filter(template="released").count() == 7
    again = done(drawn(Round.objects.get(), cast.minh, seed=1), cast.minh)
    assert len(as_it_is()) == 12
    score_sheet(Assignment.objects.active().first())
    before = as_it_is()
    with pytest.raises(ImpossibleMove):
        actions.undo(again, by=cast.minh)
    browser.post(f"{again.get_absolute_url()}undo/")
    assert as_it_is() == before


def test_a_member_who_was_given_it_back_reads_it_no_more(cast, experts, handed, sign_in):
    plan = done(drawn(handed(), cast.minh), cast.minh)
    one = Assignment.objects.filter(member__user=experts.an).first()
    actions.state_interest(one, by=experts.an, has_conflict=False)
    browser = sign_in(experts.an)
    assert browser.get(f"/work/appraisal/{one.pk}/").status_code == 200
    actions.undo(plan, by=cast.minh)
    assert browser.get(f"/work/appraisal/{one.pk}/").status_code == 404
    with pytest.raises(PermissionDenied):
        actions.save_marks(one, by=experts.an, marks=full_marks(), version=0)


def test_who_leaves_half_way_loses_no_score_and_the_others_keep_their_dossiers(
    cast, experts, handed, edition
):
    done(drawn(handed(6), cast.minh), cast.minh)
    own = list(Assignment.objects.filter(member__user=experts.an).order_by("pk"))
    sheet = score_sheet(own[0])
    others = as_it_is() - {(row.entry_id, row.member_id) for row in own}
    plan = actions.order_leaving(own[0].member, by=cast.minh, reason="Đi công tác dài ngày.")
    planning.run(plan.pk)
    assert Assignment.objects.get(pk=own[1].pk).status == Status.OFFERED
    done(AssignmentPlan.objects.get(pk=plan.pk), cast.minh)
    sheet.refresh_from_db()
    assert sheet.status == sheet.Status.LOCKED
    assert Assignment.objects.get(pk=own[0].pk).status == Status.SCORED
    assert {Assignment.objects.get(pk=row.pk).status for row in own[1:]} == {Status.RELEASED}
    assert others <= as_it_is()
    for entry in RoundEntry.objects.all():
        assert entry.assignments.active().count() == 3
    assert ReadingStop.objects.get().leaves


def test_who_takes_no_more_keeps_what_is_there(cast, experts, handed, accepted, edition):
    done(drawn(handed(), cast.minh), cast.minh)
    seat = experts.seats[experts.an.pk]
    mine = Assignment.objects.active().filter(member=seat).count()
    actions.stop_reading(seat, by=cast.minh, reason="Quá nhiều việc.")
    second = actions.open_round(edition, [accepted(9), accepted(10)], by=cast.minh)
    actions.assign(second, by=cast.minh)
    assert Assignment.objects.active().filter(member=seat).count() == mine
    actions.take_again(seat, by=cast.minh)
    assert not ReadingStop.objects.exists()


def test_nobody_reads_a_dossier_twice(cast, experts, handed, edition):
    round = handed(2)
    done(drawn(round, cast.minh), cast.minh)
    for assignment in Assignment.objects.active():
        score_sheet(assignment)
    actions.close_round(round, by=cast.minh)
    again = Round.objects.create(
        edition=edition, number=2, reading=Round.Reading.SECOND, sheets_wanted=2, opened_by=cast.minh
    )
    for entry in round.entries.all():
        RoundEntry.objects.create(
            round=again, nomination=entry.nomination, dossier=entry.dossier, reading=Round.Reading.SECOND
        )
    assert len(actions.assign(again, by=cast.minh)) == 4
    for entry in again.entries.all():
        first = set(
            round.entries.get(nomination=entry.nomination).assignments.values_list("member", flat=True)
        )
        assert not first & set(entry.assignments.values_list("member", flat=True))


def test_no_plan_gives_a_dossier_to_somebody_with_a_conflict(cast, experts, handed, edition, other_body):
    round = handed(6)
    for user, entry in zip(experts.users, round.entries.all(), strict=False):
        Membership.objects.create(user=user, organization=entry.nomination.organization)
    actions.assign(round, by=cast.minh)
    nominations = [entry.nomination for entry in round.entries.select_related("nomination")]
    forbidden = pairs(list(edition.council.all()), nominations)
    given = set(Assignment.objects.values_list("entry__nomination", "member"))
    assert len(forbidden) == 6
    assert not given & forbidden


def test_minh_keeps_out_of_a_plan_with_a_dossier_of_his_own_unit(cast, experts, handed, sign_in):
    round = handed()
    plan = drawn(round, cast.minh)
    Membership.objects.create(user=cast.minh, organization=round.entries.first().nomination.organization)
    cast.minh.__dict__.pop("tied_organization_ids", None)
    assert sign_in(cast.minh).get(plan.get_absolute_url()).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.order_plan(round, by=type(cast.minh).objects.get(pk=cast.minh.pk))


def test_the_web_process_never_loads_the_solver():
    code = (
        "import django, sys; django.setup(); import dtportal.urls, dtportal.wsgi; "
        "from django.urls import get_resolver; get_resolver().reverse_dict; "
        "sys.exit(any(name.split('.')[0] == 'ortools' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_failed_validation_names_no_half_work(cast, council, edition, handed):
    for user in council.users[:5]:
        seat = council.seats[user.pk]
        seat.max_load = 0
        seat.save()
    with pytest.raises(ValidationError):
        actions.assign(handed(), by=cast.minh)
    assert not Assignment.objects.exists()
    assert not AssignmentPlan.objects.filter(applied_at__isnull=False).exists()


@pytest.mark.parametrize("crossing", ["share", "reference"])
def test_the_page_asks_the_database_no_more_for_more_dossiers(
    cast, experts, handed, sign_in, django_assert_max_num_queries, crossing
):
    plan = drawn(handed(12), cast.minh, crossing=crossing)
    browser = sign_in(cast.minh)
    browser.get(plan.get_absolute_url())
    with django_assert_max_num_queries(12):
        browser.get(plan.get_absolute_url())


def test_minh_chooses_what_to_hand_over_by_numbers_and_sets_the_day(
    cast, council, edition, accepted, sign_in
):
    rows = [accepted(number, sector="GT" if number % 2 else "YT") for number in range(1, 5)]
    browser = sign_in(cast.minh)
    url = f"/work/{edition.slug}/rounds/"
    wanted = f"{rows[0].number}, {rows[3].number}"
    assert list(browser.get(url, {"q": wanted}).context["page"]) == [rows[0], rows[3]]
    day = edition.clock_at.date() + timedelta(days=20)
    browser.post(f"{url}hand-over/", {"all": "1", "q": wanted, "due_on": day.isoformat()})
    round = Round.objects.get()
    assert round.due_on == day
    assert [entry.nomination for entry in round.entries.order_by("pk")] == [rows[0], rows[3]]
    for wrong in ("2023-02-31", "morgen", "2001-01-01"):
        browser.post(f"{url}hand-over/", {"all": "1", "due_on": wrong})
    assert Round.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_workers_at_once_assign_once(cast, experts, handed):
    plan = drawn(handed(), cast.minh)
    actions.carry_out(plan, by=cast.minh)

    def work() -> None:
        try:
            planning.run(plan.pk)
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert Assignment.objects.count() == 12
    assert Notice.objects.filter(template="assigned").count() == 7
