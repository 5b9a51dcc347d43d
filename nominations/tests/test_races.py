"""Two people at the same moment, with real threads: PostgreSQL only, SQLite lets one writer in at a time."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from time import sleep

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from dtportal.journal.models import Notice
from dtportal.programme import calendar
from dtportal.programme.models import Edition
from dtportal.states import ImpossibleMove
from nominations import actions
from nominations.actions import Judgement, StaleSave
from nominations.models import Dossier, Nomination, SectionAnswer, Verdict
from nominations.tests.helpers import draft, endorsed, examined, unit, written

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def at_once(*deeds: Callable) -> list:
    """What each deed returned or raised; all start together, each on its own connection."""
    barrier, results = Barrier(len(deeds)), [None] * len(deeds)

    def run(index: int, deed: Callable) -> None:
        barrier.wait()
        try:
            results[index] = deed()
        except (ValidationError, ImpossibleMove, StaleSave) as error:
            results[index] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def kinds(results: list) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def test_twenty_impatient_clicks_make_one_submission(cast, organization, edition):
    nomination = written(organization, by=cast.lan, edition=edition, body=cast.body)
    results = at_once(*[lambda: actions.submit(nomination, by=cast.lan)] * 20)
    assert kinds(results) == ["Dossier", *["ImpossibleMove"] * 19]
    assert Dossier.objects.count() == 1
    assert Notice.objects.filter(template="nomination.receipt").count() == 1
    assert Nomination.objects.get().number == "CDS1-2023-GT-0001"


def test_dossiers_submitted_at_the_same_moment_get_numbers_without_gaps_or_doubles(cast, edition):
    names = [f"Đơn vị Minh Họa {number}" for number in range(8)]
    waiting = [written(unit(name, cast.lan), by=cast.lan, edition=edition, body=cast.body) for name in names]

    def submit(nomination):
        return lambda: actions.submit(nomination, by=cast.lan)

    assert kinds(at_once(*[submit(nomination) for nomination in waiting])) == ["Dossier"] * 8
    numbers = Nomination.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [f"CDS1-2023-GT-{number:04d}" for number in range(1, 9)]


def test_whoever_waited_past_the_deadline_is_refused(cast, organization, edition):
    """Her click came in time but waits for a colleague's; meanwhile the deadline, and its grace, pass."""
    nomination = written(organization, by=cast.lan, edition=edition, body=cast.body)
    results = []

    def click() -> None:
        try:
            results.append(actions.submit(nomination, by=cast.lan))
        except ValidationError as error:
            results.append(error)
        finally:
            connection.close()

    with transaction.atomic():
        Nomination.objects.select_for_update().get(pk=nomination.pk)
        waiting = Thread(target=click)
        waiting.start()
        wait_until_somebody_waits()
        mover = Thread(target=lambda: (move_past_the_deadline(edition), connection.close()))
        mover.start()
        mover.join()
    waiting.join()
    assert kinds(results) == ["ValidationError"]
    assert not Dossier.objects.exists()


def move_past_the_deadline(edition) -> None:
    end = calendar.end_of(edition.intake.ends_on) + timedelta(minutes=edition.intake.grace_minutes, seconds=1)
    Edition.objects.filter(pk=edition.pk).update(clock_at=end)


def wait_until_somebody_waits() -> None:
    """Until another connection stands at a lock that we hold; fails after ten seconds."""
    question = (
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    )
    for _attempt in range(200):
        with connection.cursor() as cursor:
            cursor.execute(question)
            if cursor.fetchone()[0]:
                return
        sleep(0.05)
    raise AssertionError("nobody waits")


def test_submitting_and_taking_back_at_once_end_in_one_of_both(cast, organization, edition):
    nomination = written(organization, by=cast.lan, edition=edition, body=cast.body)
    actions.submit(nomination, by=cast.lan)
    results = at_once(
        *[lambda: actions.take_back(nomination, by=cast.lan)] * 4,
        lambda: actions.hold(nomination, by=cast.minh, reason="Chờ xác minh."),
    )
    nomination.refresh_from_db()
    assert kinds(results) == ["ImpossibleMove"] * 4 + ["Nomination"]
    assert nomination.status in {Nomination.Status.DRAFT, Nomination.Status.ON_HOLD}


def two_rivals(cast, organization, edition) -> list[Nomination]:
    """Two endorsed and examined units of one sector and locality."""
    other = unit("Công ty TNHH Vận tải Sóng Xanh Minh Họa", cast.lan)
    common = {"by": cast.lan, "edition": edition, "body": cast.body, "officer": cast.khoa}
    return [examined(endorsed(one, **common), by=cast.minh) for one in (organization, other)]


def choose(nomination: Nomination, cast) -> Nomination:
    return actions.accept(nomination, by=cast.minh, reason="Kết quả rõ hơn.")


def test_two_acceptances_for_one_place_make_one_accepted_unit(cast, organization, edition):
    first, second = two_rivals(cast, organization, edition)
    results = at_once(
        lambda: choose(first, cast),
        lambda: choose(second, cast),
    )
    assert kinds(results) == ["Nomination", "ValidationError"]
    winner = Nomination.objects.accepted().get()
    refused = next(result for result in results if isinstance(result, ValidationError))
    assert winner.known_as in refused.messages[0]
    assert cast.minh.full_name in refused.messages[0], "the loser learns who decided"


def test_two_places_take_both(cast, organization, edition):
    edition.slots_per_cell = 2
    edition.save()
    first, second = two_rivals(cast, organization, edition)
    at_once(
        lambda: choose(first, cast),
        lambda: choose(second, cast),
    )
    assert sorted(Nomination.objects.accepted().values_list("slot", flat=True)) == [1, 2]


def test_two_saves_of_one_section_lose_nothing_silently(cast, organization, edition):
    nomination = draft(organization, by=cast.lan, edition=edition)

    def save(text: str) -> SectionAnswer:
        return actions.save_section(nomination, "results", {"results": text}, version=0, by=cast.lan)

    assert kinds(at_once(lambda: save("Một"), lambda: save("Hai"))) == ["SectionAnswer", "StaleSave"]


def test_numbers_given_at_the_same_moment_differ(cast, edition):
    units = [unit(f"Đơn vị Minh Họa {number}", cast.lan) for number in range(4)]

    def start(organization):
        return lambda: draft(organization, by=cast.lan, edition=edition)

    results = at_once(*[start(organization) for organization in units])
    assert sorted(result.reference for result in results) == [f"2023-GT-000{n}" for n in range(1, 5)]


def test_taking_back_and_choosing_another_at_once_leave_one_holder_of_the_place(cast, organization, edition):
    first, second = two_rivals(cast, organization, edition)
    choose(first, cast)
    results = at_once(
        lambda: actions.reopen(first, by=cast.minh, reason="Xem lại."),
        lambda: choose(second, cast),
    )
    first.refresh_from_db()
    assert (first.status, first.slot) == (Nomination.Status.SUBMITTED, None)
    holders = list(Nomination.objects.accepted())
    assert holders == ([second] if "ValidationError" not in kinds(results) else [])
    assert results[0] == first


def test_two_who_take_one_decision_back_do_it_once(cast, organization, edition):
    first, _second = two_rivals(cast, organization, edition)
    choose(first, cast)
    results = at_once(*[lambda: actions.reopen(first, by=cast.minh, reason="Xem lại.")] * 4)
    assert kinds(results) == ["ImpossibleMove"] * 3 + ["Nomination"]
    assert Notice.objects.filter(template="nomination.reopened", recipient=cast.lan).count() == 1


def test_a_verdict_is_kept_once_and_the_slower_is_told(cast, organization, edition):
    nomination = endorsed(organization, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)

    def judge(outcome: str) -> list[Verdict]:
        return actions.judge(nomination, {"strategy": Judgement(outcome)}, by=cast.minh, number=1)

    assert kinds(at_once(lambda: judge("met"), lambda: judge("not_met"))) == ["ValidationError", "list"]
    assert Verdict.objects.count() == 1
