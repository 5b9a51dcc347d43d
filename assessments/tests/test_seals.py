"""Through no door does anybody see the scores of others before the round closes.

Every address of the access table is asked as everybody, so that a new one is covered as soon as it is there.
"""

import pytest
from django.test import Client

from assessments import actions
from assessments.models import Assignment, InterestStatement, Round, RoundEntry, Scoresheet
from assessments.tests.leaks import ONE, OTHER, Portal
from dtportal.accounts.models import Appointment, User
from dtportal.demo.cast import create_person, give_second_factor
from dtportal.roles import Role
from dtportal.tests.access_table import EVERYBODY, PUBLIC, TABLE
from dtportal.tests.world import build

Status = Assignment.Status


@pytest.fixture
def portal(edition, cast, organization, settings, sign_in) -> Portal:
    """The edition to its very end, so that every address exists; then Lan's dossier lies before the council again.

    Hạnh has it before her, Yên was recused from it, Vân sits in the council and has nothing to do with it.
    """
    settings.DEMO = True
    world = build(edition, cast, organization)
    entry = RoundEntry.objects.get(nomination=world.nomination)
    # What no page can do: a published edition with an open round. The answers to come are drawn from what stands now.
    Round.objects.filter(pk=entry.round_id).update(status=Round.Status.OPEN, closed_at=None, closed_by=None)
    people = {name: getattr(world.cast, name) for name in EVERYBODY}
    people |= {"yen": member(edition, "yen", "Ngô Hải Yên"), "van": member(edition, "van", "Bùi Khánh Vân")}
    take_part(entry, edition, people)
    world.round, world.entry_reference = Round.objects.get(pk=entry.round_id), entry.nomination.reference
    world.assignment = Assignment.objects.get(entry=entry, member__user=world.cast.hanh)
    browsers = {name: sign_in(person) for name, person in people.items()}
    return Portal(world, {PUBLIC: Client(), **browsers}, entry, like={"yen": "hanh", "van": "hanh"})


def member(edition, name: str, full_name: str) -> User:
    user = create_person(f"{name}@example.org", full_name)
    Appointment.objects.create(user=user, role=Role.MEMBER, edition=edition)
    give_second_factor(user)
    actions.seat(edition, user)
    return user


def take_part(entry: RoundEntry, edition, people: dict[str, User]) -> None:
    seats = {user: user.council_memberships.get(edition=edition) for user in (people["hanh"], people["yen"])}
    made = {"entry": entry, "assigned_by": people["minh"]}
    hanh, _created = Assignment.objects.get_or_create(
        member=seats[people["hanh"]], defaults=made, entry=entry
    )
    hanh.scoresheets.all().delete()
    Assignment.objects.filter(pk=hanh.pk).update(status=Status.READING)
    Scoresheet.objects.create(assignment=hanh, remark="Bản nháp của Hạnh.")
    # The chair is a member, too; here he has an office only.
    Assignment.objects.filter(entry=entry, member__user=people["dung"]).update(status=Status.RECUSED)
    Assignment.objects.create(member=seats[people["yen"]], status=Status.RECUSED, **made)
    InterestStatement.objects.create(
        member=seats[people["yen"]],
        nomination=entry.nomination,
        has_conflict=True,
        reason="Cố vấn của đơn vị.",
    )


@pytest.mark.slow
def test_nobody_sees_a_difference_that_sealed_sheets_make(portal):
    one, other = portal.read(ONE), portal.read(OTHER)
    spoken = {
        f"{who} {name}: “{words}”"
        for secret, seen in ((ONE, one), (OTHER, other))
        for (who, name), text in seen.items()
        for words in secret.never
        if words in text
    }
    assert not spoken
    differing = sorted(key for key in one if one[key] != other[key])
    assert not differing, "\n".join(
        f"{who} {name}: {where(one[who, name], other[who, name])}" for who, name in differing
    )
    whoever_looks_for_leaks_must_be_able_to_find_one(portal)


def where(one: str, other: str) -> str:
    """Around the first difference; one that no sheet makes belongs into `leaks.NEW_EVERY_TIME`."""
    index = next((i for i, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), 0)
    return " ≠ ".join(repr(text[max(0, index - 60) : index + 60]) for text in (one, other))


def whoever_looks_for_leaks_must_be_able_to_find_one(portal: Portal) -> None:
    """The same reading, once the round is closed."""
    closed = {"closed_at": portal.world.edition.clock_at, "closed_by": portal.world.cast.minh}
    Round.objects.filter(pk=portal.entry.round_id).update(status=Round.Status.CLOSED, **closed)
    Assignment.objects.filter(entry=portal.entry, status=Status.READING).update(status=Status.RECUSED)
    rows = [row for row in TABLE if row.name == "assessments:round"]
    one, other = portal.read(ONE, rows), portal.read(OTHER, rows)
    assert {who for who, name in one if one[who, name] != other[who, name]} == {"minh", "dung", "thao"}
