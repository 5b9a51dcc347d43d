"""Minh hands over, assigns and closes."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command

from assessments import actions, planning
from assessments.models import Assignment, AssignmentPlan, Round, Scoresheet
from assessments.tests.deeds import full_marks, score_sheet
from dtportal.accounts.models import Membership
from dtportal.journal.models import Notice
from dtportal.states import ImpossibleMove
from nominations.models import Dossier, Nomination


def rounds_url(edition) -> str:
    return f"/work/{edition.slug}/rounds/"


def test_minh_hands_accepted_dossiers_over_and_assigns_them(cast, council, edition, accepted, sign_in):
    for number in range(1, 4):
        accepted(number)
    browser = sign_in(cast.minh)
    assert "Chuyển cả 3 hồ sơ" in browser.get(rounds_url(edition)).content.decode()
    browser.post(f"{rounds_url(edition)}hand-over/", {"all": "1", "name": "Đợt một"})
    plan = browser.post(f"{rounds_url(edition)}1/assign/").url
    planning.run(AssignmentPlan.objects.get().pk)
    assert not Assignment.objects.exists()
    browser.post(f"{plan}carry-out/")
    planning.run(AssignmentPlan.objects.get().pk)
    page = browser.get(f"{rounds_url(edition)}1/").content.decode()
    assert "Đợt một" in page
    assert Assignment.objects.count() == 9
    loads = [Assignment.objects.filter(member=seat).count() for seat in council.seats.values()]
    assert max(loads) - min(loads) <= 1
    told = Notice.objects.filter(template="assigned")
    assert {notice.recipient_id for notice in told} == set(
        Assignment.objects.values_list("member__user", flat=True)
    )


def test_only_the_ticked_dossiers_of_the_sector_are_handed_over(cast, edition, accepted, sign_in):
    chosen, other, health = accepted(1), accepted(2), accepted(3, sector="YT")
    sign_in(cast.minh).post(
        f"{rounds_url(edition)}hand-over/", {"sector": "GT", "nomination": [chosen.pk, health.pk]}
    )
    assert [entry.nomination for entry in Round.objects.get().entries.all()] == [chosen]
    assert not other.round_entries.exists()


def test_a_dossier_goes_to_the_council_once_and_only_when_accepted(cast, edition, accepted):
    nomination = accepted(1)
    actions.open_round(edition, [nomination], by=cast.minh)
    with pytest.raises(ValidationError, match=nomination.reference):
        actions.open_round(edition, [nomination], by=cast.minh)
    returned = accepted(2)
    Nomination.objects.filter(pk=returned.pk).delete()
    with pytest.raises(ValidationError):
        actions.open_round(edition, [returned], by=cast.minh)


def test_the_round_keeps_the_dossier_as_it_stood(cast, edition, accepted):
    nomination = accepted(1)
    round = actions.open_round(edition, [nomination], by=cast.minh)
    frozen = nomination.current_dossier
    Dossier.objects.create(
        nomination=nomination, number=2, content=frozen.content, sha256="0" * 64,
        frozen_at=frozen.frozen_at, frozen_by=cast.minh,
    )  # fmt: skip
    assert round.entries.get().dossier == frozen


def test_hanh_may_not_assign_herself(cast, assigned, edition, sign_in):
    round = assigned()
    browser = sign_in(cast.hanh)
    assert browser.post(f"{rounds_url(edition)}{round.number}/assign/").status_code == 403
    assert browser.get(rounds_url(edition)).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.assign(round, by=cast.hanh)


def test_nobody_reads_a_unit_that_his_body_nominated_or_that_he_belongs_to(
    cast, council, edition, accepted, sign_in
):
    nomination = accepted(1)
    Membership.objects.create(user=council.an, organization=nomination.organization)
    for user in (council.bao, council.chinh):
        actions.seat(edition, user, body=cast.body)
    round = actions.open_round(edition, [nomination], by=cast.minh)
    readers = {assignment.member.user for assignment in actions.assign(round, by=cast.minh)}
    assert not readers & {council.an, council.bao, council.chinh}
    with pytest.raises(ValidationError):
        actions.assign_member(round.entries.get(), council.seats[council.bao.pk], by=cast.minh)
    offered = sign_in(cast.minh).get(f"{rounds_url(edition)}1/{nomination.reference}/").content.decode()
    assert council.bao.full_name not in offered


def test_what_cannot_be_served_is_named_and_nothing_is_assigned(cast, council, edition, accepted):
    served, short = accepted(1), accepted(2)
    for user in council.users[:5]:
        Membership.objects.create(user=user, organization=short.organization)
    round = actions.open_round(edition, [served, short], by=cast.minh)
    with pytest.raises(ValidationError, match=short.reference) as refusal:
        actions.assign(round, by=cast.minh)
    assert served.reference not in str(refusal.value)
    assert not Assignment.objects.exists()


def test_who_has_enough_gets_no_more(cast, council, edition, accepted):
    for user in council.users:
        actions.seat(edition, user, max_load=1)
    round = actions.open_round(edition, [accepted(number) for number in (1, 2, 3)], by=cast.minh)
    with pytest.raises(ValidationError):
        actions.assign(round, by=cast.minh)


def test_whose_appointment_has_ended_reads_nothing_new(cast, council, edition, accepted):
    for user in (council.an, council.bao):
        appointment = user.appointments.get()
        appointment.ended_at, appointment.ended_by = appointment.appointed_at, cast.oanh
        appointment.save()
    round = actions.open_round(edition, [accepted(number) for number in (1, 2)], by=cast.minh)
    readers = {assignment.member.user for assignment in actions.assign(round, by=cast.minh)}
    assert not readers & {council.an, council.bao}


def test_assigning_twice_changes_nothing(cast, assigned):
    round = assigned(2)
    assert actions.assign(round, by=cast.minh) == []
    assert Assignment.objects.count() == 6


def test_fewer_than_three_sheets_cannot_close_and_the_dossier_is_named(cast, assigned, edition, sign_in):
    round = assigned(2)
    first, *others = Assignment.objects.all()
    for assignment in others:
        score_sheet(assignment)
    actions.recuse(first, by=first.member.user, reason="Tư vấn cho đơn vị.")
    with pytest.raises(ValidationError, match=first.entry.nomination.reference):
        actions.close_round(round, by=cast.minh)
    browser = sign_in(cast.minh)
    page = browser.post(f"{rounds_url(edition)}1/close/", follow=True).content.decode()
    assert first.entry.nomination.reference in page
    assert Round.objects.get().is_open
    replacement = browser.get(f"{rounds_url(edition)}1/{first.entry.nomination.reference}/").context[
        "candidates"
    ][0]
    browser.post(
        f"{rounds_url(edition)}1/{first.entry.nomination.reference}/",
        {"member": replacement.member.pk, "confirmed": "1"},
    )
    score_sheet(Assignment.objects.get(member=replacement.member, entry=first.entry))
    assert not actions.close_round(round, by=cast.minh).is_open


def test_an_unfinished_member_is_named(cast, assigned):
    round = assigned()
    waiting, *others = Assignment.objects.all()
    for assignment in others:
        score_sheet(assignment)
    with pytest.raises(ValidationError, match=waiting.member.user.full_name):
        actions.close_round(round, by=cast.minh)


def test_after_closing_no_sheet_changes_any_more(cast, scored):
    scored()
    sheet = Scoresheet.objects.first()
    member = sheet.assignment.member.user
    for deed in (
        lambda: actions.take_back(sheet, by=member),
        lambda: actions.save_marks(sheet.assignment, by=member, marks=full_marks(), version=1),
    ):
        with pytest.raises(ImpossibleMove):
            deed()


def test_the_command_assigns_the_open_rounds(cast, council, edition, accepted, capsys):
    actions.open_round(edition, [accepted(1)], by=cast.minh)
    call_command("assign", "2023", by=cast.minh.email)
    assert "3" in capsys.readouterr().out
    assert Assignment.objects.count() == 3


@pytest.mark.parametrize(
    "arguments", [("1999", "minh@example.org"), ("2023", "nobody@example.org"), ("2023", "hanh@example.org")]
)
def test_the_command_refuses_with_one_sentence(cast, council, edition, accepted, capsys, arguments):
    actions.open_round(edition, [accepted(1)], by=cast.minh)
    with pytest.raises(SystemExit) as end:
        call_command("assign", arguments[0], by=arguments[1])
    assert end.value.code == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_minh_gives_an_appointed_member_a_seat(cast, edition, sign_in):
    browser = sign_in(cast.minh)
    url = f"/work/{edition.slug}/council/"
    assert cast.hanh.full_name in browser.get(url).content.decode()
    sector = edition.sectors.get(code="GT")
    words = {"academic_title": "TS.", "position": "Trưởng khoa", "min_load": "2", "max_load": "12"}
    levels = {f"level-{each.code}": "3" if each == sector else "0" for each in edition.sectors.all()}
    browser.post(f"{url}{cast.hanh.pk}/", words | levels)
    seat = edition.council.get()
    assert (seat.user, seat.min_load, seat.max_load) == (cast.hanh, 2, 12)
    assert [(row.sector, row.level) for row in seat.expertise.all()] == [(sector, 3)]
    assert browser.get(f"{url}{cast.tung.pk}/").status_code == 404
