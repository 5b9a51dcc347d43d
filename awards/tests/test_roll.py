"""The roll's way: drawn up, voted on, signed by two, or refused."""

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from assessments.models import AgendaItem, InterestStatement, Round, Vote
from awards import actions
from awards.models import Roll, RollEntry
from awards.tests.conftest import open_the_ballot, vote_on
from dtportal.accounts import second_factor
from dtportal.accounts.models import Appointment, Membership
from dtportal.journal.models import Entry, Notice
from dtportal.roles import Role
from dtportal.states import ImpossibleMove

pytestmark = pytest.mark.django_db


def page(edition):
    return reverse("awards:roll", args=[edition.slug])


def test_minh_draws_the_roll_up_and_it_stands_on_the_agenda(edition, cast, concluded, sign_in):
    browser = sign_in(cast.minh)
    assert "Chưa lập danh sách" in browser.get(page(edition)).content.decode()
    answer = browser.post(reverse("awards:draw", args=[edition.slug]), follow=True)
    assert "Bệnh viện Đa khoa Minh Họa Hải Âu" in answer.content.decode()
    item = Roll.objects.get().item
    assert (item.kind, item.status) == (AgendaItem.Kind.ROLL, AgendaItem.Status.PLANNED)
    assert Notice.objects.filter(template="roll_drawn", recipient=cast.dung).exists()


def test_scores_are_exact_and_shown_with_a_comma(cast, edition, drawn, sign_in):
    entry = drawn.entries.first()
    entry.score_numerator, entry.score_denominator = 1999, 24  # 83,2916…
    entry.save()
    assert "83,29" in sign_in(cast.minh).get(page(edition)).content.decode()


def test_lists_are_nested_and_whoever_lacks_sheets_is_not_on_them(drawn):
    lines = [(e.tier.code, e.rank, e.conclusion.nomination.organization.name) for e in drawn.entries.all()]
    assert lines == [
        ("top100", 1, "Bệnh viện Đa khoa Minh Họa Hải Âu"),
        ("top100", 2, "Hợp tác xã Đồng Vàng Minh Họa"),
        ("top500", 3, "Trường Minh Họa Trường Giang"),
        ("leaders", 1, "Công ty Cánh Buồm"),
    ]


def test_no_roll_while_a_round_is_open(edition, cast, concluded):
    Round.objects.create(edition=edition, number=1, opened_by=cast.minh)
    with pytest.raises(ValidationError):
        actions.draw_roll(edition, by=cast.minh)


def test_there_is_one_roll_at_a_time(edition, cast, drawn):
    with pytest.raises(ImpossibleMove):
        actions.draw_roll(edition, by=cast.minh)


def test_only_the_secretariat_draws_up(edition, cast, concluded):
    for user in (cast.oanh, cast.dung, cast.thao, cast.lan, cast.tung):
        with pytest.raises(PermissionDenied):
            actions.draw_roll(edition, by=user)


def test_a_roll_the_council_rejects_gives_way_to_a_new_version(edition, cast, voting):
    vote_on(voting, cast, Vote.Choice.AGAINST)
    new = actions.draw_roll(edition, by=cast.minh)
    voting.refresh_from_db()
    assert (voting.status, new.version) == (Roll.Status.RETURNED, 2)


def test_a_member_sees_the_roll_while_its_ballot_is_open_and_not_before_or_after(
    edition, cast, drawn, sign_in
):
    browser = sign_in(cast.hanh)
    assert browser.get(page(edition)).status_code == 404
    open_the_ballot(drawn, cast)
    assert "Bệnh viện Đa khoa Minh Họa Hải Âu" in browser.get(page(edition)).content.decode()
    vote_on(drawn, cast, Vote.Choice.FOR)
    assert browser.get(page(edition)).status_code == 404


def test_a_member_in_conflict_does_not_see_that_line(edition, cast, voting, sign_in):
    member = edition.council.get(user=cast.hanh)
    nomination = voting.entries.first().conclusion.nomination
    InterestStatement.objects.create(
        member=member, nomination=nomination, has_conflict=True, reason="Cố vấn cũ"
    )
    text = sign_in(cast.hanh).get(page(edition)).content.decode()
    assert "Bệnh viện Đa khoa Minh Họa Hải Âu" not in text
    assert "Hợp tác xã Đồng Vàng Minh Họa" in text


def test_nothing_is_signed_before_the_council_has_carried_it(cast, drawn):
    with pytest.raises(ValidationError):
        actions.sign(drawn, by=cast.dung, code=second_factor.current_code(cast.dung))
    assert not drawn.signatures.exists()


def test_dung_and_thao_sign_with_their_second_factor(edition, cast, carried, sign_in, settings):
    settings.DEMO = True
    for user in (cast.dung, cast.thao):
        browser = sign_in(user)
        # A code is good for half a minute, and the next one may begin between two lines.
        with time_machine.travel(timezone.now(), tick=False):
            code = second_factor.current_code(user)
            assert code in browser.get(page(edition)).content.decode()
            answer = browser.post(reverse("awards:sign", args=[edition.slug]), {"code": code}, follow=True)
        assert "Đã ký" in answer.content.decode()
    carried.refresh_from_db()
    assert carried.status == Roll.Status.SIGNED
    assert {s.roll_sha256 for s in carried.signatures.all()} == {carried.sha256}
    entries = Entry.objects.filter(verb="roll.signed", subject_id=carried.pk)
    assert {entry.data["sha256"] for entry in entries} == {carried.sha256}
    assert Notice.objects.filter(template="roll_signed", recipient=cast.oanh).exists()


def test_a_wrong_code_signs_nothing(edition, cast, carried, sign_in):
    answer = sign_in(cast.dung).post(reverse("awards:sign", args=[edition.slug]), {"code": "000000"})
    assert "Mã xác thực hai lớp không đúng" in answer.content.decode()
    assert not carried.signatures.exists()


def test_the_same_person_cannot_sign_for_both(edition, cast, carried):
    Appointment.objects.create(user=cast.dung, role=Role.AUDITOR, edition=edition)
    actions.sign(carried, by=cast.dung, code=second_factor.current_code(cast.dung))
    with pytest.raises(ImpossibleMove):
        actions.sign(carried, by=cast.dung, code=second_factor.current_code(cast.dung))
    carried.refresh_from_db()
    assert (carried.status, carried.signatures.count()) == (Roll.Status.APPROVED, 1)


def test_a_list_that_was_tampered_with_cannot_be_signed(cast, carried):
    RollEntry.objects.filter(roll=carried, rank=2).update(rank=1)
    with pytest.raises(ValidationError):
        actions.sign(carried, by=cast.thao, code=second_factor.current_code(cast.thao))


def test_a_refusal_needs_a_reason_and_returns_the_roll(edition, cast, carried, sign_in):
    browser = sign_in(cast.thao)
    address = reverse("awards:refuse", args=[edition.slug])
    browser.post(address, {"reason": "  "})
    carried.refresh_from_db()
    assert carried.status == Roll.Status.DRAFT
    browser.post(address, {"reason": "Biên bản phiên họp chưa được ký."})
    carried.refresh_from_db()
    assert carried.status == Roll.Status.RETURNED
    assert Notice.objects.get(template="roll_refused").recipient == cast.minh
    assert "Biên bản phiên họp chưa được ký." in sign_in(cast.minh).get(page(edition)).content.decode()
    assert actions.draw_roll(edition, by=cast.minh).version == 2


def test_nobody_else_signs_or_refuses(cast, carried):
    for user in (cast.minh, cast.hanh, cast.oanh, cast.khoa, cast.lan, cast.tung):
        with pytest.raises(PermissionDenied):
            actions.sign(carried, by=user, code="000000")
        with pytest.raises(PermissionDenied):
            actions.refuse(carried, by=user, reason="Không")


def test_today_says_what_waits_for_whom(edition, cast, concluded, sign_in):
    assert "Lập danh sách trình tôn vinh" in sign_in(cast.minh).get("/work/").content.decode()
    roll = actions.draw_roll(edition, by=cast.minh)
    assert "Lập danh sách trình tôn vinh" not in sign_in(cast.minh).get("/work/").content.decode()
    assert "Ký hoặc từ chối" not in sign_in(cast.dung).get("/work/").content.decode()
    open_the_ballot(roll, cast)
    vote_on(roll, cast, Vote.Choice.FOR)
    for user in (cast.dung, cast.thao):
        assert "Ký hoặc từ chối danh sách" in sign_in(user).get("/work/").content.decode()
        actions.sign(roll, by=user, code=second_factor.current_code(user))
        assert "Ký hoặc từ chối danh sách" not in sign_in(user).get("/work/").content.decode()
    assert "Công bố danh sách tôn vinh" in sign_in(cast.oanh).get("/work/").content.decode()


def test_the_chair_is_told_in_the_mail_what_to_look_at(drawn, edition):
    from dtportal.journal.outbox import deliver_waiting

    deliver_waiting()
    letter = next(m for m in mail.outbox if m.subject.startswith("Danh sách trình tôn vinh"))
    assert page(edition) in letter.body
    assert "Minh Họa Hải Âu" not in letter.body


def test_the_page_says_who_is_in_because_of_a_floor_and_what_that_costs(edition, cast, concluded, sign_in):
    """One of the two of the narrow list has to come from the third one's sector."""
    third = concluded[2].nomination.sector
    edition.quotas = [{"tier": "top100", "by": "sector", "key": third.code, "least": 1}]
    edition.save()
    actions.draw_roll(edition, by=cast.minh)
    text = sign_in(cast.minh).get(page(edition)).content.decode()
    assert "Do số tối thiểu, tối đa" in text and "giảm 7,00 điểm" in text
    assert f"TOP 100: {third.name} tối thiểu 1" in text
    lines = {e.conclusion.nomination.organization.name: e.tier.code for e in Roll.objects.get().entries.all()}
    assert lines["Trường Minh Họa Trường Giang"] == "top100"
    assert lines["Hợp tác xã Đồng Vàng Minh Họa"] == "top500"


def test_whoever_may_not_know_a_dossier_reads_nothing_of_it_among_the_effects(
    edition, cast, concluded, sign_in
):
    third = concluded[2].nomination
    edition.quotas = [{"tier": "top100", "by": "sector", "key": third.sector.code, "least": 1}]
    edition.save()
    actions.draw_roll(edition, by=cast.minh)
    Membership.objects.create(user=cast.thao, organization=third.organization)
    text = sign_in(cast.thao).get(page(edition)).content.decode()
    assert "Trường Minh Họa Trường Giang" not in text and "giảm" not in text
