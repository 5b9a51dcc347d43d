"""Two people at the same moment, with real threads: PostgreSQL only, SQLite lets one writer in at a time."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from dtportal.states import ImpossibleMove
from nominations import actions
from nominations.actions import StaleSave
from nominations.models import Dossier, Nomination, SectionAnswer
from nominations.tests.helpers import draft, endorsed, unit, written

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


def test_two_clicks_make_one_submission(cast, organization, edition):
    nomination = written(organization, by=cast.lan, edition=edition, body=cast.body)
    results = at_once(*[lambda: actions.submit(nomination, by=cast.lan)] * 4)
    assert kinds(results) == ["Dossier", "ImpossibleMove", "ImpossibleMove", "ImpossibleMove"]
    assert Dossier.objects.count() == 1


def test_two_acceptances_for_one_place_make_one_accepted_unit(cast, organization, edition):
    first = endorsed(organization, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    other = unit("Công ty TNHH Vận tải Sóng Xanh Minh Họa", cast.lan)
    second = endorsed(other, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    results = at_once(
        lambda: actions.accept(first, by=cast.minh), lambda: actions.accept(second, by=cast.minh)
    )
    assert kinds(results) == ["Nomination", "ValidationError"]
    winner = Nomination.objects.accepted().get()
    refused = next(result for result in results if isinstance(result, ValidationError))
    assert winner.reference in refused.messages[0]


def test_two_places_take_both(cast, organization, edition):
    edition.slots_per_cell = 2
    edition.save()
    first = endorsed(organization, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    other = unit("Công ty TNHH Vận tải Sóng Xanh Minh Họa", cast.lan)
    second = endorsed(other, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    at_once(lambda: actions.accept(first, by=cast.minh), lambda: actions.accept(second, by=cast.minh))
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
