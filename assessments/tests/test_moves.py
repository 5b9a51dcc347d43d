"""Readers moved by hand, with warnings; what was moved can be undone."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from assessments import actions
from assessments.models import Assignment, AssignmentPlan
from assessments.tests.deeds import full_marks
from dtportal.accounts.models import Membership
from dtportal.journal.models import Notice
from dtportal.states import ImpossibleMove

Status = Assignment.Status


def address(entry) -> str:
    round = entry.round
    return f"/work/{round.edition.slug}/rounds/{round.number}/{entry.nomination.reference}/"


def readers(entry) -> set:
    return {row.member.user for row in entry.assignments.active().select_related("member__user")}


@pytest.fixture
def entry(assigned):
    return assigned(1).entries.get()


@pytest.fixture
def outsider(entry, council):
    return next(user for user in council.users if user not in readers(entry))


def test_a_dossier_goes_from_one_reader_to_another_and_back(cast, council, entry, outsider, sign_in):
    row = entry.assignments.first()
    before, giver = readers(entry), row.member.user
    browser = sign_in(cast.minh)
    asked = browser.post(address(entry), {"reader": row.pk, "member": council.seats[outsider.pk].pk})
    assert asked.status_code == 422
    assert "không am hiểu" in asked.content.decode() or asked.context["asked"].cautions
    assert readers(entry) == before
    wanted = {"reader": row.pk, "member": council.seats[outsider.pk].pk, "confirmed": "1"}
    browser.post(address(entry), wanted)
    assert readers(entry) == before - {giver} | {outsider}
    assert Notice.objects.filter(template="released", recipient=giver).count() == 1
    assert Notice.objects.filter(template="assigned", recipient=outsider).count() == 1
    last = browser.get(address(entry)).context["last"]
    browser.post(f"/work/{entry.round.edition.slug}/plans/{last.pk}/undo/")
    assert readers(entry) == before


def test_a_conflict_is_refused_whoever_asks_and_never_offered(cast, council, entry, outsider, sign_in):
    Membership.objects.create(user=outsider, organization=entry.nomination.organization)
    seat = council.seats[outsider.pk]
    with pytest.raises(ValidationError):
        actions.assign_member(entry, seat, by=cast.minh, despite=True)
    with pytest.raises(ValidationError):
        actions.move_reader(entry.assignments.first(), seat, by=cast.minh, despite=True)
    browser = sign_in(cast.minh)
    assert outsider.full_name not in browser.get(address(entry)).content.decode()
    browser.post(address(entry), {"member": seat.pk, "confirmed": "1"})
    assert outsider not in readers(entry)


def test_too_much_and_the_same_body_are_said_before_it_is_done(
    cast, council, edition, entry, outsider, other_body, sign_in
):
    actions.seat(edition, outsider, body=other_body, max_load=0)
    actions.seat(edition, entry.assignments.first().member.user, body=other_body)
    seat = council.seats[outsider.pk]
    with pytest.raises(ValidationError):
        actions.assign_member(entry, seat, by=cast.minh)
    page = sign_in(cast.minh).post(address(entry), {"member": seat.pk})
    assert len(page.context["asked"].cautions) == 3
    assert outsider not in readers(entry)
    sign_in(cast.minh).post(address(entry), {"member": seat.pk, "confirmed": "1"})
    assert outsider in readers(entry)


def test_what_somebody_has_begun_stays_with_him(cast, council, entry, outsider):
    row = entry.assignments.first()
    reader = row.member.user
    actions.state_interest(row, by=reader, has_conflict=False)
    actions.save_marks(row, by=reader, marks=full_marks(), version=0)
    with pytest.raises(ImpossibleMove):
        actions.release_reader(row, by=cast.minh)
    with pytest.raises(ImpossibleMove):
        actions.move_reader(row, council.seats[outsider.pk], by=cast.minh, despite=True)
    assert reader in readers(entry)


def test_given_back_twice_is_given_back_once_and_can_be_assigned_again(cast, entry, sign_in):
    row = entry.assignments.first()
    browser = sign_in(cast.minh)
    for _click in range(2):
        browser.post(address(entry), {"reader": row.pk, "release": "1"})
    assert Assignment.objects.get(pk=row.pk).status == Status.RELEASED
    assert Notice.objects.filter(template="released").count() == 1
    actions.assign_member(entry, row.member, by=cast.minh)
    assert Assignment.objects.get(pk=row.pk).status == Status.OFFERED
    assert entry.assignments.count() == 3


def test_only_the_last_step_is_undone(cast, council, entry, outsider):
    first = AssignmentPlan.objects.get()
    actions.assign_member(entry, council.seats[outsider.pk], by=cast.minh)
    second = AssignmentPlan.objects.applied().first()
    with pytest.raises(ImpossibleMove):
        actions.undo(first, by=cast.minh)
    actions.undo(second, by=cast.minh)
    actions.undo(second, by=cast.minh)
    assert entry.assignments.active().count() == 3
    actions.undo(first, by=cast.minh)
    assert not entry.assignments.active().exists()


def test_who_came_into_a_conflict_meanwhile_does_not_get_it_back(cast, council, entry, outsider):
    row = entry.assignments.first()
    actions.move_reader(row, council.seats[outsider.pk], by=cast.minh)
    Membership.objects.create(user=row.member.user, organization=entry.nomination.organization)
    actions.undo(AssignmentPlan.objects.applied().first(), by=cast.minh)
    assert row.member.user not in readers(entry)
    assert outsider not in readers(entry)


def test_a_member_moves_nothing(cast, council, entry, outsider, sign_in):
    seat = council.seats[outsider.pk]
    for deed in (
        lambda: actions.assign_member(entry, seat, by=council.an),
        lambda: actions.release_reader(entry.assignments.first(), by=council.an),
        lambda: actions.stop_reading(seat, by=council.an, reason="x"),
        lambda: actions.order_leaving(seat, by=council.an, reason="x"),
    ):
        with pytest.raises(PermissionDenied):
            deed()


def test_the_page_of_a_member_who_leaves_needs_a_reason(cast, council, edition, entry, sign_in):
    browser = sign_in(cast.minh)
    url = f"/work/{edition.slug}/council/{council.an.pk}/stop/"
    assert browser.get(url).status_code == 200
    assert browser.post(url, {"how": "leaves", "reason": ""}).status_code == 422
    shown = browser.post(url, {"how": "leaves", "reason": "Ốm dài ngày."})
    assert "/plans/" in shown.url
    browser.post(url, {"how": "no_more", "reason": "Bận."})
    assert "no_more" not in browser.get(f"/work/{edition.slug}/council/").content.decode()
    browser.post(f"/work/{edition.slug}/council/{council.an.pk}/again/")
    assert not council.seats[council.an.pk].__class__.objects.filter(reading_stop__isnull=False).exists()
