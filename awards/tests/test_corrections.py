"""A published list is corrected by a new version that goes the whole way again; the old one stays as it was."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from assessments.models import AgendaItem, ListMove, Vote
from awards import actions
from awards.corrections import Change, Kind
from awards.models import Appeal, Ground, Honor, Roll
from awards.tests.conftest import open_the_ballot, vote_on
from dtportal.accounts import second_factor
from dtportal.journal.models import Notice
from dtportal.journal.outbox import compose
from dtportal.programme import clock
from dtportal.states import ImpossibleMove

pytestmark = pytest.mark.django_db
HONORED = "Bệnh viện Đa khoa Minh Họa Hải Âu"


def key_of(name: str) -> str:
    return Honor.objects.get(name=name).nomination.reference


def carry_through(roll: Roll, cast) -> Roll:
    """Vote, two signatures, publication."""
    carry_to_publication(roll, cast)
    actions.publish(roll.edition, by=cast.oanh)
    return Roll.objects.get(pk=roll.pk)


def carry_to_publication(roll: Roll, cast) -> None:
    """The signatures come minutes later, because no code works twice."""
    open_the_ballot(roll, cast)
    vote_on(roll, cast, Vote.Choice.FOR)
    with time_machine.travel(timezone.now() + timedelta(minutes=5 * roll.version)):
        for user in (cast.dung, cast.thao):
            actions.sign(roll, by=user, code=second_factor.current_code(user))


def test_whoever_publishes_a_correction_is_told_what_it_does(edition, cast, published, sign_in):
    entry = Honor.objects.get(name=HONORED).entry
    sign_in(cast.minh).post(
        reverse("awards:correct", args=[edition.slug]),
        {"reason": "Kết luận thanh tra.", "revoked": entry.pk, "ground": Ground.FALSE_FILE},
    )
    carry_to_publication(Roll.objects.get(version=2), cast)
    oanh = sign_in(cast.oanh)
    asked = oanh.get("/work/2023/publication/publish/").content.decode()
    assert "phiên bản 1" in asked or "phiên bản cũ" in asked
    assert "Mọi đơn vị" not in asked.split('class="happens"')[1].split("</ul>")[0]
    answer = oanh.post("/work/2023/publication/publish/", {"confirmed": "on"}, follow=True)
    assert "Đã công bố phiên bản 2 của danh sách." in answer.content.decode()


def test_a_revoked_honour_stays_listed_as_revoked_and_only_its_unit_is_told(
    edition, cast, published, sign_in
):
    entry = Honor.objects.get(name=HONORED).entry
    told = Notice.objects.count()
    page = reverse("awards:correct", args=[edition.slug])
    answer = sign_in(cast.minh).post(
        page,
        {"reason": "Kết luận thanh tra.", "revoked": entry.pk, "ground": Ground.FALSE_FILE},
        follow=True,
    )
    assert "Kết luận thanh tra." in answer.content.decode()
    made = Roll.objects.get(version=2)
    assert not Honor.objects.get(name=HONORED).is_revoked  # nothing changes before publication
    assert Roll.objects.get(version=1).status == Roll.Status.PUBLISHED
    told = Notice.objects.count()
    carry_through(made, cast)
    honor = Honor.objects.get(name=HONORED)
    assert (honor.is_revoked, honor.revoked_for) == (True, Ground.FALSE_FILE)
    assert Roll.objects.get(version=1).status == Roll.Status.SUPERSEDED
    assert Roll.objects.get(version=1).entries.get(name=HONORED).revoked_for == ""
    news = Notice.objects.filter(template__in=["honor_revoked", "honor_conferred", "honor_not_conferred"])
    revoked = [notice for notice in news if notice.template == "honor_revoked"]
    assert [notice.recipient for notice in revoked] == [cast.lan]
    assert "Kết luận thanh tra." in compose(revoked[0])[1]
    assert Honor.objects.count() == 4 and told


def test_nobody_moves_up_when_an_honour_is_revoked(edition, cast, published):
    before = {honor.name: (honor.tier.code, honor.certificate_number) for honor in Honor.objects.all()}
    change = Change(key_of(HONORED), Kind.REVOKED, "Gian dối.", ground=Ground.FRAUD)
    roll = actions.draw_correction(edition, by=cast.minh, reason="Gian dối.", changes=[change])
    carry_through(roll, cast)
    after = {honor.name: (honor.tier.code, honor.certificate_number) for honor in Honor.objects.all()}
    assert after == before


def test_a_printed_name_is_put_right_and_keeps_its_number_and_code(edition, cast, published):
    honor = Honor.objects.get(name=HONORED)
    change = Change(key_of(HONORED), Kind.RENAMED, "Lỗi chính tả.", name="Bệnh viện Đa khoa Hải Âu Minh Họa")
    carry_through(
        actions.draw_correction(edition, by=cast.minh, reason="Lỗi chính tả.", changes=[change]), cast
    )
    again = Honor.objects.get(pk=honor.pk)
    assert again.name == "Bệnh viện Đa khoa Hải Âu Minh Họa"
    assert (again.slug, again.certificate_number, again.verification_code) == (
        honor.slug,
        honor.certificate_number,
        honor.verification_code,
    )
    assert (
        Roll.objects.get(version=1).entries.get(certificate_number=honor.certificate_number).name == HONORED
    )
    assert Notice.objects.filter(template="honor_corrected", recipient=cast.lan).count() == 1


def test_a_second_correction_keeps_what_the_first_has_put_right(edition, cast, published):
    first = Change(key_of(HONORED), Kind.RENAMED, "Lỗi.", name="Bệnh viện Hải Âu Minh Họa")
    carry_through(actions.draw_correction(edition, by=cast.minh, reason="Lỗi.", changes=[first]), cast)
    other = Honor.objects.exclude(name="Bệnh viện Hải Âu Minh Họa").first()
    second = Change(other.nomination.reference, Kind.REVOKED, "Gian dối.", ground=Ground.FRAUD)
    carry_through(actions.draw_correction(edition, by=cast.minh, reason="Gian dối.", changes=[second]), cast)
    assert Honor.objects.filter(name="Bệnh viện Hải Âu Minh Họa", revoked_at=None).exists()
    assert [roll.status for roll in Roll.objects.order_by("version")] == [
        "superseded",
        "superseded",
        "published",
    ]


def move(edition, cast, nomination, tier: str, direction: str) -> None:
    """As the council carries it; motions and ballots have their own tests."""
    session = edition.sessions.latest("number")
    item = AgendaItem.objects.create(
        session=session,
        kind=AgendaItem.Kind.MOVE,
        position=session.items.count() + 1,
        title="Đưa hồ sơ qua ngưỡng",
        text="Hội đồng xét lại sau khiếu nại.",
        status=AgendaItem.Status.CARRIED,
        votes_for=2,
        votes_against=0,
        abstentions=0,
        closed_at=clock.now(edition),
        closed_by=cast.dung,
    )
    ListMove.objects.create(
        item=item, nomination=nomination, tier=edition.tiers.get(code=tier), direction=direction
    )


def test_what_the_council_moves_after_publication_is_taken_up_by_the_next_version(edition, cast, published):
    third = Honor.objects.get(name="Trường Minh Họa Trường Giang")
    assert third.tier.code == "top500"
    move(edition, cast, third.nomination, "top100", "into")
    roll = actions.draw_correction(edition, by=cast.minh, reason="Kết luận xét lại.")
    carry_through(roll, cast)
    tiers = {honor.name: honor.tier.code for honor in Honor.objects.all()}
    assert tiers["Trường Minh Họa Trường Giang"] == "top100"
    assert tiers[HONORED] == "top100" and tiers["Hợp tác xã Đồng Vàng Minh Họa"] == "top100"
    with pytest.raises(ValidationError, match="Không có gì để đính chính"):
        actions.draw_correction(edition, by=cast.minh, reason="Lần nữa.")


def test_a_move_carried_after_the_drawing_asks_for_a_new_version_before_anybody_signs(
    edition, cast, carried, sign_in
):
    third = carried.entries.get(name="Trường Minh Họa Trường Giang").conclusion.nomination
    move(edition, cast, third, "top100", "into")
    with pytest.raises(ValidationError, match="bản mới"):
        actions.sign(carried, by=cast.dung, code=second_factor.current_code(cast.dung))
    page = reverse("awards:roll", args=[edition.slug])
    assert "bản mới" in sign_in(cast.minh).get(page).content.decode()
    new = actions.draw_roll(edition, by=cast.minh)
    lines = {entry.name: entry.tier.code for entry in new.entries.all()}
    assert lines["Trường Minh Họa Trường Giang"] == "top100"
    assert lines["Hợp tác xã Đồng Vàng Minh Họa"] == "top500"
    shown = sign_in(cast.minh).get(page).content.decode()
    assert "Hội đồng xét lại sau khiếu nại." in shown and "Do Hội đồng biểu quyết" in shown


def test_what_is_missing_is_said_next_to_the_field(edition, cast, published, sign_in):
    browser, page = sign_in(cast.minh), reverse("awards:correct", args=[edition.slug])
    entry = Honor.objects.first().entry
    for data, words in (
        ({}, "Trường này là bắt buộc"),
        ({"reason": "Sai."}, "Không có gì để đính chính"),
        ({"reason": "Sai.", "revoked": entry.pk}, "bốn căn cứ"),
        ({"reason": "Sai.", "name": "Tên mới"}, "Hãy chọn"),
    ):
        answer = browser.post(page, data)
        assert answer.status_code == 400
        assert words in answer.content.decode(), words
    assert Roll.objects.count() == 1


def test_only_the_secretariat_draws_a_correction_up_and_one_at_a_time(edition, cast, published):
    change = Change(key_of(HONORED), Kind.REVOKED, "Gian dối.", ground=Ground.FRAUD)
    for user in (cast.oanh, cast.dung, cast.thao, cast.hanh, cast.lan):
        with pytest.raises(PermissionDenied):
            actions.draw_correction(edition, by=user, reason="Gian dối.", changes=[change])
    actions.draw_correction(edition, by=cast.minh, reason="Gian dối.", changes=[change])
    with pytest.raises(ImpossibleMove):
        actions.draw_correction(edition, by=cast.minh, reason="Gian dối.", changes=[change])


def test_an_upheld_appeal_is_settled_by_the_corrected_list(edition, cast, published):
    made = actions.appeal(
        Honor.objects.get(name=HONORED).nomination,
        by=cast.lan,
        text="Tên in trên giấy chứng nhận sai so với hồ sơ.",
    )
    Appeal.objects.filter(pk=made.pk).update(
        status=Appeal.Status.UPHELD, answer="Đúng.", answered_at=clock.now(edition), answered_by=cast.minh
    )
    change = Change(key_of(HONORED), Kind.RENAMED, "Lỗi chính tả.", name="Bệnh viện Hải Âu Minh Họa")
    roll = actions.draw_correction(edition, by=cast.minh, reason="Khiếu nại đúng.", changes=[change])
    carry_through(roll, cast)
    made.refresh_from_db()
    assert (made.status, made.corrected_in) == (Appeal.Status.CORRECTED, roll)


def test_before_publication_nothing_can_be_corrected(edition, cast, signed):
    with pytest.raises(ImpossibleMove):
        actions.draw_correction(edition, by=cast.minh, reason="Sai.")
