"""The secretariat's queue: owners, notes, saved views, search in answers, deeds on many dossiers."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from dtportal.accounts import actions as accounts
from dtportal.accounts.models import Appointment, Membership, User
from dtportal.demo.cast import create_person, give_second_factor
from dtportal.journal.models import Notice
from dtportal.roles import Can, roles_that
from nominations import actions
from nominations.models import InternalNote, Nomination
from nominations.supplements import Asked
from nominations.tests.helpers import draft, endorsed, examined, pdf, submitted, unit, written

pytestmark = pytest.mark.django_db

DESK = "/work/2023/nominations/"
NAMES = ["Bệnh viện Số Minh Họa", "Phòng khám Sao Mai Minh Họa", "Trung tâm Y tế Biển Xanh Minh Họa"]


@pytest.fixture
def mai(edition) -> User:
    """A second secretary."""
    user = create_person("mai@example.org", "Trần Thị Mai Minh Họa")
    give_second_factor(user)
    Appointment.objects.create(user=user, role=roles_that(Can.HAND_OVER)[0], edition=edition)
    return user


@pytest.fixture
def three(cast, edition) -> list[Nomination]:
    return [
        submitted(unit(name, cast.lan, "YT"), by=cast.lan, edition=edition, body=cast.body) for name in NAMES
    ]


def shown(client, query: str, rows: list[Nomination]) -> set[str]:
    page = client.get(f"{DESK}?{query}").content.decode()
    return {
        row.reference for row in rows if f"/{row.reference}/" in page or f'href="{row.reference}/' in page
    }


def test_a_dossier_is_taken_over_and_handed_on_with_a_note(cast, three, mai, sign_in):
    minh = sign_in(cast.minh)
    first = three[0]
    minh.post(f"{DESK}{first.reference}/owner/", {"to": cast.minh.pk})
    assert cast.minh.full_name in minh.get(f"{DESK}{first.reference}/").content.decode()
    assert not Notice.objects.filter(template="nomination.entrusted").exists()
    minh.post(f"{DESK}{first.reference}/owner/", {"to": mai.pk, "note": "Đã gọi điện, chờ bản gốc."})
    page = sign_in(mai).get(f"{DESK}{first.reference}/").content.decode()
    assert "Đã gọi điện, chờ bản gốc." in page
    told = Notice.objects.get(template="nomination.entrusted")
    assert told.recipient == mai and told.context["note"] == "Đã gọi điện, chờ bản gốc."
    assert shown(sign_in(mai), "view=mine", three) == {first.reference}
    assert shown(minh, "view=mine", three) == set()
    assert shown(minh, f"owner={mai.pk}", three) == {first.reference}
    assert shown(minh, "owner=none", three) == {row.reference for row in three[1:]}


def test_nobody_looks_after_his_own_organisation_s_dossier(cast, three, mai, sign_in):
    Membership.objects.create(user=mai, organization=three[0].organization)
    with pytest.raises(ValidationError):
        actions.entrust(three[0], User.objects.get(pk=mai.pk), by=cast.minh)
    with pytest.raises(ValidationError):
        actions.entrust(three[1], cast.khoa, by=cast.minh)
    with pytest.raises(PermissionDenied):
        actions.entrust(three[1], cast.minh, by=cast.tung)


def test_internal_notes_stay_in_the_secretariat(cast, three, mai, sign_in):
    first = three[0]
    sign_in(cast.minh).post(f"{DESK}{first.reference}/notes/", {"text": "Nghi trùng với đơn vị khác."})
    assert "Nghi trùng" in sign_in(mai).get(f"{DESK}{first.reference}/").content.decode()
    assert "Nghi trùng" not in sign_in(cast.lan).get(f"/work/nominations/{first.reference}/").content.decode()
    assert InternalNote.objects.visible_to(cast.thao).count() == 1
    for name in ("lan", "khoa", "hanh", "tung"):
        assert not InternalNote.objects.visible_to(getattr(cast, name)).exists(), name
    Membership.objects.create(user=mai, organization=first.organization)
    assert not InternalNote.objects.visible_to(User.objects.get(pk=mai.pk)).exists()
    empty = sign_in(cast.minh).post(f"{DESK}{first.reference}/notes/", {"text": "  "})
    assert empty.status_code == 422 and "nhập nội dung ghi chú" in empty.content.decode()


def test_saved_views_hold_and_count_what_they_say(cast, organization, edition, three, sign_in):
    minh = sign_in(cast.minh)
    fit = endorsed(organization, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    rows = [fit, *three]
    actions.return_for_additions(three[1], by=cast.minh, reason="Bổ sung.", items=[Asked("model")])
    actions.hold(three[2], by=cast.minh, reason="Chờ xác minh.")
    assert shown(minh, "view=new", rows) == {fit.reference, three[0].reference}
    assert shown(minh, "view=endorsed", rows) == {fit.reference}
    assert shown(minh, "view=additions", rows) == {three[1].reference}
    assert shown(minh, "view=on_hold", rows) == {three[2].reference}
    assert shown(minh, "view=conflicts", rows) == {row.reference for row in three}
    assert shown(minh, "view=mine", rows) == {three[1].reference, three[2].reference}
    assert shown(minh, "view=overdue", rows) == set()
    assert shown(minh, "view=conflicts&owner=none", rows) == {three[0].reference}
    assert shown(minh, f"body={cast.body.pk}", rows) == {row.reference for row in rows}
    page = minh.get(DESK).content.decode()
    for view, count in {
        "new": 2,
        "endorsed": 1,
        "additions": 1,
        "conflicts": 3,
        "on_hold": 1,
        "overdue": 0,
    }.items():
        start = page.index(f'href="?view={view}"')
        assert f"<b>{count}</b>" in page[start : start + 80], view


def test_what_has_waited_too_long_is_overdue(cast, edition, three, sign_in):
    minh = sign_in(cast.minh)
    actions.return_for_additions(
        three[0],
        by=cast.minh,
        reason="Bổ sung.",
        items=[Asked("model")],
        until=edition.clock_at + timedelta(days=25),
    )
    actions.return_for_additions(three[1], by=cast.minh, reason="Bổ sung.", items=[Asked("model")])
    accounts.move_clock(edition, to=edition.clock_at + timedelta(days=9), by=cast.oanh)
    assert shown(minh, "view=overdue", three) == set()
    edition.refresh_from_db()
    accounts.move_clock(edition, to=edition.clock_at + timedelta(days=2), by=cast.oanh)
    assert shown(minh, "view=overdue", three) == {three[2].reference}
    edition.refresh_from_db()
    accounts.move_clock(
        edition, to=edition.clock_at + timedelta(days=12), by=cast.oanh
    )  # 02/06, after the intake
    assert shown(minh, "view=overdue", three) == {three[1].reference, three[2].reference}
    edition.refresh_from_db()
    accounts.move_clock(edition, to=edition.clock_at + timedelta(days=5), by=cast.oanh)
    assert shown(minh, "view=overdue", three) == {row.reference for row in three}


def test_search_reads_answers_people_and_file_names(cast, edition, three, sign_in):
    minh = sign_in(cast.minh)
    organization = unit("Công ty TNHH Kho bãi Minh Họa", cast.lan)
    organization.legal_representative = "Đỗ Thị Hằng Nga Minh Họa"
    organization.save()
    nomination = written(organization, by=cast.lan, edition=edition, body=cast.body)
    answer = nomination.answers.get(section="results")
    text = "Rút ngắn thời gian thông quan còn 4 giờ."
    actions.save_section(nomination, "results", {"results": text}, version=answer.version, by=cast.lan)
    actions.attach(
        nomination, pdf("x", "so-tay-van-hanh.pdf"), section="strategy", question="plan_file", by=cast.lan
    )
    actions.submit(nomination, by=cast.lan)
    rows = [nomination, *three]
    only = {nomination.reference}
    assert shown(minh, "q=thoi gian thong quan", rows) == only
    assert shown(minh, "q=THÔNG QUAN CÒN", rows) == only
    assert shown(minh, "q=thong qua", rows) == only, "the last word may be unfinished"
    assert shown(minh, "q=quan thong", rows) == set(), "answers are searched for the phrase"
    assert shown(minh, "q=hang nga", rows) == only
    assert shown(minh, "q=van hanh pdf", rows) == only
    assert shown(minh, f"q={nomination.reference.lower()}", rows) == only
    assert shown(minh, "q=\"'); *:(", rows) == set()
    assert shown(minh, "q=%25", rows) == set()


def test_a_draft_is_not_found_before_it_is_submitted(cast, edition, three, sign_in):
    hidden = draft(unit("Công ty Bí mật Minh Họa", cast.lan), by=cast.lan, edition=edition)
    assert shown(sign_in(cast.minh), "q=bi mat", [hidden, *three]) == set()


def test_next_and_previous_stay_in_the_list_one_comes_from(cast, edition, three, sign_in):
    minh = sign_in(cast.minh)
    other = submitted(unit("Công ty Minh Họa", cast.lan), by=cast.lan, edition=edition, body=cast.body)
    query = f"sector={three[0].sector_id}"
    after = minh.get(f"{DESK}next/?after={three[0].reference}&{query}").url
    assert after == f"{DESK}{three[1].reference}/?{query}"
    assert (
        minh.get(f"{DESK}next/?before={three[1].reference}&{query}").url
        == f"{DESK}{three[0].reference}/?{query}"
    )
    assert (
        minh.get(f"{DESK}next/?after={three[2].reference}&{query}").url
        == f"{DESK}{three[0].reference}/?{query}"
    )
    assert minh.get(f"{DESK}next/?after={three[2].reference}").url == f"{DESK}{other.reference}/"
    page = minh.get(after).content.decode()
    assert f"?after={three[1].reference}&amp;{query}" in page


def test_many_are_handed_over_at_once_and_the_filter_stays(cast, three, mai, sign_in):
    minh = sign_in(cast.minh)
    data = {
        "deed_name": "entrust",
        "to": mai.pk,
        "rows": [three[0].pk, three[2].pk],
        "found": "status=submitted",
    }
    answer = minh.post(f"{DESK}deeds/", data)
    assert answer.url == f"{DESK}?status=submitted"
    assert "Đã thực hiện với 2 hồ sơ" in minh.get(answer.url).content.decode()
    assert "Đã thực hiện" not in minh.get(answer.url).content.decode()
    assert shown(minh, f"owner={mai.pk}", three) == {three[0].reference, three[2].reference}


def test_each_refusal_of_a_deed_is_reported_and_the_rest_is_done(cast, organization, edition, three, sign_in):
    minh = sign_in(cast.minh)
    fit = endorsed(organization, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    examined(fit, by=cast.minh)
    actions.decline(three[1], by=cast.minh, reason="Không đủ điều kiện.", rule="Điều 4.")
    data = {"deed_name": "accept", "everything": "on", "found": ""}
    page = minh.post(f"{DESK}deeds/", data, follow=True).content.decode()
    assert "Đã thực hiện với 1 hồ sơ" in page and "Không thực hiện được với 3 hồ sơ:" in page
    assert "Chưa có cơ quan nào đề cử hồ sơ này" in page
    assert set(Nomination.objects.accepted()) == {fit}


def test_many_are_declined_by_a_rule_each_or_not_at_all(cast, three, sign_in):
    minh = sign_in(cast.minh)
    actions.judge(three[1], {"strategy": actions.Judgement("not_met", "Bản sao.")}, by=cast.minh, number=1)
    data = {"deed_name": "decline", "rows": [row.pk for row in three], "reason": "Không đủ điều kiện."}
    page = minh.post(f"{DESK}deeds/", data, follow=True).content.decode()
    assert "Đã thực hiện với 1 hồ sơ" in page and "Không thực hiện được với 2 hồ sơ:" in page
    assert page.count("Cần nêu căn cứ") == 2
    note = three[1].screening_notes.get()
    assert [rule.key for rule in note.rules] == ["strategy"]
    rule = "Mỗi lĩnh vực, mỗi địa phương chọn 01 đơn vị."
    page = minh.post(f"{DESK}deeds/", data | {"rule": rule}, follow=True).content.decode()
    assert "Đã thực hiện với 2 hồ sơ" in page
    assert rule in sign_in(cast.lan).get(three[0].get_absolute_url()).content.decode()
    assert [note.rule for note in three[2].screening_notes.all()] == [rule]


def test_a_deed_without_its_reason_loses_nothing(cast, three, sign_in):
    minh = sign_in(cast.minh)
    data = {"deed_name": "hold", "rows": [three[1].pk], "found": "status=submitted", "reason": " "}
    answer = minh.post(f"{DESK}deeds/", data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Cần ghi lý do" in page
    assert f'value="{three[1].pk}" aria-label="Chọn {three[1].known_as}" checked' in page
    assert "hồ sơ nào" in minh.post(f"{DESK}deeds/", {"deed_name": "accept"}).content.decode()


def test_a_deed_touches_only_what_one_may_see(cast, edition, three, sign_in):
    hidden = draft(unit("Công ty Bí mật Minh Họa", cast.lan), by=cast.lan, edition=edition)
    data = {"deed_name": "hold", "rows": [hidden.pk, 999999], "reason": "Chờ."}
    page = sign_in(cast.minh).post(f"{DESK}deeds/", data, follow=True).content.decode()
    hidden.refresh_from_db()
    assert hidden.status == Nomination.Status.DRAFT
    assert "Có 2 hồ sơ không thuộc danh sách" in page and hidden.reference not in page


def test_a_deed_touches_only_what_the_posted_filter_holds(cast, three, sign_in):
    actions.hold(three[0], by=cast.minh, reason="Chờ.")
    data = {
        "deed_name": "hold",
        "rows": [row.pk for row in three],
        "reason": "Xác minh.",
        "found": "status=on_hold",
    }
    page = sign_in(cast.minh).post(f"{DESK}deeds/", data, follow=True).content.decode()
    assert page.count("không còn trong danh sách theo bộ lọc này") == 2
    assert all(row.known_as in page for row in three[1:])
    assert {row.status for row in Nomination.objects.filter(pk__in=[row.pk for row in three[1:]])} == {
        "submitted"
    }
