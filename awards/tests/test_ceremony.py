"""The ceremony: seats, the announcer's script, the press kit, journalists; nothing of it before one may know."""

import csv
import io
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from assessments.models import Tie
from awards import actions, ceremony
from awards.models import Accreditation, Honor, Introduction, Roll
from dtportal.accounts.models import User
from dtportal.journal.models import Entry, Notice
from dtportal.journal.outbox import deliver_waiting
from dtportal.programme.models import Edition
from dtportal.states import ImpossibleMove
from dtportal.tests.browser.papers import text_of as words_of
from dtportal.todo import tasks_for

pytestmark = pytest.mark.django_db
PAGES = ("awards:ceremony", "awards:seating", "awards:announcer_script", "awards:press_kit")
ASKED = {
    "outlet": "Báo Minh Họa",
    "full_name": "Trần Thị Thu",
    "press_card": "000123",
    "email": "thu@example.org",
    "phone": "",
    "equipment": "",
    "may_use": "on",
}


def text_of(answer):
    return answer.content.decode()


def body_of(answer) -> bytes:
    return b"".join(answer.streaming_content)


def page(name):
    return reverse(name, args=["2023"])


def lines(user):
    roll = ceremony.roll_of(Edition.objects.get(slug="2023"))
    return ceremony.lines_of(roll, user)


# --- Before publication ------------------------------------------------------------------------------


def test_under_embargo_the_organiser_learns_nothing(cast, signed, sign_in):
    for who in (cast.oanh, cast.tung, cast.lan, cast.khoa, cast.hanh):
        for name in PAGES:
            assert sign_in(who).get(page(name)).status_code == 404, (who, name)
    with pytest.raises(PermissionDenied):
        actions.introduce(signed.edition, {}, by=cast.oanh)


def test_under_embargo_whoever_reads_the_roll_has_the_seats_and_no_press_kit(cast, signed, sign_in):
    browser = sign_in(cast.minh)
    assert "Hải Âu" in text_of(browser.get(page("awards:ceremony")))
    assert browser.get(page("awards:press_kit")).status_code == 404
    script = words_of(body_of(browser.get(page("awards:announcer_script"))))
    assert "CHƯA CÔNG BỐ" in script


def test_under_embargo_a_conflict_of_interest_closes_all_of_it(edition, cast, signed, concluded, sign_in):
    """A list with one name too few would tell that the unit is on it."""
    unit = concluded[0].nomination.organization
    Tie.objects.create(edition=edition, user=cast.dung, kind=Tie.Kind.ADVISER, organization=unit)
    assert sign_in(cast.dung).get(page("awards:ceremony")).status_code == 404
    assert sign_in(cast.thao).get(page("awards:ceremony")).status_code == 200


# --- Seats -------------------------------------------------------------------------------------------


def test_seats_go_by_list_then_protocol_then_the_vietnamese_order(edition, cast, published):
    first = lines(cast.oanh)
    assert [line.seat for line in first] == [1, 2, 3, 4]
    tiers = [line.tier.position for line in first]
    assert tiers == sorted(tiers)
    names = [line.name for line in first if line.tier == first[0].tier]
    assert names == ["Bệnh viện Đa khoa Minh Họa Hải Âu", "Hợp tác xã Đồng Vàng Minh Họa"]
    actions.introduce(edition, {first[1].nomination.pk: ("", 1)}, by=cast.oanh)
    assert [line.name for line in lines(cast.oanh)][:2] == names[::-1]


def test_oanh_writes_how_a_name_is_said_and_the_announcer_reads_it(cast, published, sign_in):
    browser, key = sign_in(cast.oanh), lines(cast.oanh)[0].nomination.pk
    sent = {f"spoken-{key}": "Bệnh viện Hải Âu", f"rank-{key}": "3", "page": "1"}
    browser.post(page("awards:ceremony"), sent)
    browser.post(page("awards:ceremony"), sent)
    said = Introduction.objects.get()
    assert (said.spoken, said.protocol_rank) == ("Bệnh viện Hải Âu", 3)
    script = words_of(body_of(browser.get(page("awards:announcer_script"))))
    assert "Đọc: Bệnh viện Hải Âu" in " ".join(script.split())
    assert "DỮ LIỆU MINH HỌA" in script


@pytest.mark.parametrize("rank", ["0", "1000", "x"])
def test_a_wrong_rank_is_told_and_nothing_is_kept(cast, published, sign_in, rank):
    key = lines(cast.oanh)[0].nomination.pk
    answer = sign_in(cast.oanh).post(
        page("awards:ceremony"), {f"spoken-{key}": "x", f"rank-{key}": rank}, follow=True
    )
    assert answer.status_code == 200
    assert not Introduction.objects.exists()


def test_only_the_organiser_writes(cast, published, sign_in):
    key = lines(cast.oanh)[0].nomination.pk
    assert sign_in(cast.minh).post(page("awards:ceremony"), {f"spoken-{key}": "x"}).status_code == 403
    for who in (cast.tung, cast.lan, cast.hanh):
        assert sign_in(who).get(page("awards:ceremony")).status_code == 404


def test_a_revoked_honour_has_no_seat(cast, published):
    honor = Honor.objects.first()
    assert honor.name in [line.name for line in lines(cast.oanh)]
    honor.entry.revoked_for = "fraud"
    honor.entry.save()
    assert honor.name not in [line.name for line in lines(cast.oanh)]


def test_a_named_person_prepares_the_seats_of_a_signed_list_and_the_look_is_on_record(
    edition, cast, signed, sign_in
):
    assert sign_in(cast.binh).get(page("awards:ceremony")).status_code == 404
    row = actions.name_confidant(edition, by=cast.oanh, user=cast.binh, purpose="seating")
    actions.approve_confidant(row, by=cast.dung)
    shown = sign_in(cast.binh).get(page("awards:ceremony")).content.decode()
    assert "Bệnh viện Đa khoa Minh Họa Hải Âu" in shown
    assert Entry.objects.filter(verb="roll.looked_at", actor_id=cast.binh.pk).count() == 1


def test_the_seating_is_a_workbook(cast, published, sign_in):
    rows = list(
        load_workbook(io.BytesIO(body_of(sign_in(cast.oanh).get(page("awards:seating"))))).active.values
    )
    assert [row[0] for row in rows[1:]] == [1, 2, 3, 4]
    assert rows[1][2] == "Bệnh viện Đa khoa Minh Họa Hải Âu"


# --- The press ---------------------------------------------------------------------------------------


def test_the_press_kit_holds_what_is_public(cast, published, sign_in):
    answer = sign_in(cast.oanh).get(page("awards:press_kit"))
    kit = ZipFile(io.BytesIO(body_of(answer)))
    assert set(kit.namelist()) == {
        "README.txt", "LICENCE.txt", "danh-sach.csv", "danh-sach.xlsx", "quyet-dinh.pdf", "thong-tin-bao-chi.txt",
        "bieu-trung.svg",
    }  # fmt: skip
    table = list(csv.reader(io.StringIO(kit.read("danh-sach.csv").decode("utf-8-sig"))))
    assert len(table) == 5
    assert kit.read("quyet-dinh.pdf").startswith(b"%PDF")
    assert "DỮ LIỆU MINH HỌA" in kit.read("README.txt").decode()
    everything = b"".join(kit.read(name) for name in kit.namelist()).decode("utf-8", "ignore")
    assert "khen thưởng" not in kit.read("thong-tin-bao-chi.txt").decode()
    assert "Đơn vị chưa đạt" not in everything


def test_a_cell_that_could_be_a_formula_is_text(cast, published, sign_in):
    Honor.objects.filter(pk=published[0].pk).update(name="=HYPERLINK(1)")
    kit = ZipFile(io.BytesIO(body_of(sign_in(cast.oanh).get(page("awards:press_kit")))))
    assert "'=HYPERLINK(1)" in kit.read("danh-sach.csv").decode()


def test_a_journalist_asks_and_is_answered(edition, cast, sign_in):
    address = reverse("awards:press", args=["2023"])
    assert Client().post(address, ASKED).status_code == 200
    assert Client().post(address, ASKED | {"outlet": "Báo khác"}).status_code == 200
    made = Accreditation.objects.get()
    assert made.outlet == "Báo Minh Họa"
    urls = [task.url for task in tasks_for(User.objects.get(pk=cast.oanh.pk))]
    assert page("awards:press_desk") in urls
    decide = reverse("awards:press_decide", args=["2023", made.pk])
    browser = sign_in(cast.oanh)
    browser.post(decide, {"accept": "1"})
    browser.post(decide, {"accept": "1"})
    made.refresh_from_db()
    assert (made.status, made.badge_number) == (Accreditation.Status.ACCEPTED, "BC-001")
    deliver_waiting()
    mail = Notice.objects.get(template="press_answered")
    assert (mail.address, "BC-001" in mail.sent_body) == ("thu@example.org", True)
    assert "BC-001" in text_of(browser.get(page("awards:press_desk")))
    rows = list(load_workbook(io.BytesIO(body_of(browser.get(page("awards:press_table"))))).active.values)
    assert rows[1][:4] == ("BC-001", "Báo Minh Họa", "Trần Thị Thu", "000123")


def test_a_refusal_needs_its_reason(edition, cast):
    made = actions.ask_for_accreditation(edition, **{k: v for k, v in ASKED.items() if k != "may_use"})
    with pytest.raises(ValidationError):
        actions.decline_press(made, reason=" ", by=cast.oanh)
    actions.decline_press(made, reason="Hết chỗ", by=cast.oanh)
    actions.decline_press(made, reason="Hết chỗ", by=cast.oanh)
    assert Notice.objects.filter(template="press_answered").count() == 1
    with pytest.raises(ImpossibleMove):
        made.refresh_from_db()
        made.move(Accreditation.Status.REQUESTED)


def test_badges_are_numbered_one_after_the_other(edition, cast):
    asked = {k: v for k, v in ASKED.items() if k not in ("may_use", "email")}
    for number in range(1, 4):
        made = actions.ask_for_accreditation(edition, email=f"a{number}@example.org", **asked)
        assert actions.accredit(made, by=cast.oanh).badge == number


def test_only_the_organiser_sees_and_decides(edition, cast, sign_in):
    made = actions.ask_for_accreditation(edition, **{k: v for k, v in ASKED.items() if k != "may_use"})
    for who in (cast.minh, cast.thao, cast.dung, cast.lan, cast.tung):
        assert sign_in(who).get(page("awards:press_desk")).status_code == 403
        with pytest.raises(PermissionDenied):
            actions.accredit(made, by=who)


def test_without_consent_nothing_is_kept(edition):
    answer = Client().post(reverse("awards:press", args=["2023"]), {**ASKED, "may_use": ""})
    assert answer.status_code == 400
    assert not Accreditation.objects.exists()


def test_after_the_announcement_nobody_is_accredited(edition):
    edition.phases.filter(kind="announcement").delete()
    answer = Client().post(reverse("awards:press", args=["2023"]), ASKED)
    assert answer.status_code == 400
    assert not Accreditation.objects.exists()


def test_the_page_of_seats_loads_once(cast, published, sign_in, django_assert_max_num_queries):
    browser = sign_in(cast.oanh)
    browser.get(page("awards:ceremony"))
    with django_assert_max_num_queries(12):
        browser.get(page("awards:ceremony"))


def test_of_two_versions_the_public_one_counts_until_the_correction_is_published(edition, cast, published):
    first = Roll.objects.published().get()
    Roll.objects.create(
        edition=edition, version=9, sha256="0" * 64, drawn_by=cast.minh, corrects=first, reason="Khiếu nại"
    )
    assert ceremony.roll_of(edition) == first
