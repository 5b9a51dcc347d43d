"""Hạnh declares, reads, scores and submits; nobody else sees anything of it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from assessments import actions
from assessments.models import Assignment, InterestStatement, Mark, Scoresheet
from assessments.tests.deeds import full_marks, score_sheet
from dtportal.journal.models import Entry, Notice
from dtportal.states import ImpossibleMove
from nominations.models import Evidence

Status = Assignment.Status


def fields(marks: dict[str, int | str], version: int = 0, **more) -> dict:
    """What the scoring page posts."""
    return {f"mark-{code}": value for code, value in marks.items()} | {"version": version, **more}


@pytest.fixture
def mine(cast, assigned, give_to) -> Assignment:
    """Hạnh's assignment, not yet declared."""
    return give_to(cast.hanh, assigned())


@pytest.fixture
def reading(cast, mine) -> Assignment:
    """Hạnh's assignment, open to her."""
    actions.state_interest(mine, by=cast.hanh, has_conflict=False)
    return Assignment.objects.get(pk=mine.pk)


def test_before_the_declaration_nothing_opens(cast, mine, sign_in):
    browser = sign_in(cast.hanh)
    evidence = Evidence.objects.get()
    assert browser.get(f"/work/appraisal/{mine.pk}/").url == reverse("assessments:declare")
    assert browser.post(f"/work/appraisal/{mine.pk}/", fields(full_marks())).status_code == 404
    assert browser.get(f"/work/appraisal/evidence/{evidence.pk}/").status_code == 404
    assert browser.get(f"/work/appraisal/dossiers/{mine.entry.nomination.reference}/").status_code == 404


def test_hanh_declares_reads_scores_and_submits(cast, mine, sign_in):
    browser = sign_in(cast.hanh)
    page = browser.get("/work/appraisal/declare/").content.decode()
    assert mine.entry.nomination.organization.name in page
    assert "Lộ trình ba bước" not in page
    browser.post("/work/appraisal/declare/", {f"a{mine.pk}-statement": "none"})
    page = browser.get(f"/work/appraisal/{mine.pk}/").content.decode()
    assert "Lộ trình ba bước" in page
    assert "ke-hoach.pdf" in page
    evidence = browser.get(f"/work/appraisal/evidence/{Evidence.objects.get().pk}/")
    assert evidence.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(evidence.streaming_content) == b"%PDF-1.4 minh hoa"
    browser.post(
        f"/work/appraisal/{mine.pk}/", fields(full_marks(), do="submit", **{"remark-impact": "Rõ ràng."})
    )
    sheet = Scoresheet.objects.get()
    assert sheet.status == Scoresheet.Status.LOCKED
    assert sum(sheet.marks.values_list("value", flat=True)) == 70
    assert sheet.marks.get(criterion__code="impact").remark == "Rõ ràng."
    queue = browser.get("/work/appraisal/").content.decode()
    assert "<b>70</b>" in queue


def test_a_chosen_level_counts_as_its_middle_where_no_number_was_typed(cast, reading, sign_in):
    sign_in(cast.hanh).post(
        f"/work/appraisal/{reading.pk}/",
        {"version": 0, "level-strategy": 3, "level-people": 2, "mark-people": 9},
    )
    marks = dict(Mark.objects.exclude(value=None).values_list("criterion__code", "value"))
    assert marks == {"strategy": 16, "people": 9}


def test_a_remark_is_kept_before_there_is_a_mark(cast, reading, sign_in):
    browser = sign_in(cast.hanh)
    browser.post(f"/work/appraisal/{reading.pk}/draft/", {"version": 0, "remark-data": "Cần xem lại."})
    assert "Cần xem lại." in browser.get(f"/work/appraisal/{reading.pk}/").content.decode()
    with pytest.raises(ValidationError):
        actions.submit_sheet(reading, by=cast.hanh)


@pytest.mark.parametrize("value", ["21", "-1", "7.5", "mười"])
def test_a_mark_outside_the_scale_is_refused_and_the_typed_text_stays(cast, reading, sign_in, value):
    page = sign_in(cast.hanh).post(
        f"/work/appraisal/{reading.pk}/", {"version": 0, "mark-strategy": value, "remark": "Giữ lại câu này."}
    )
    assert page.status_code == 422
    assert "Giữ lại câu này." in page.content.decode()
    assert not Scoresheet.objects.exists()


def test_the_action_itself_refuses_what_is_no_mark(cast, reading):
    for wrong in ({"strategy": 21}, {"strategy": -1}, {"strategy": 7.0}, {"beauty": 1}):
        with pytest.raises(ValidationError):
            actions.save_marks(reading, by=cast.hanh, marks=wrong, version=0)


def test_an_incomplete_sheet_is_not_submitted_and_says_what_is_missing(cast, reading, sign_in):
    marks = full_marks()
    del marks["impact"]
    page = sign_in(cast.hanh).post(f"/work/appraisal/{reading.pk}/", fields(marks, do="submit"))
    assert "Hiệu quả, tác động" in page.content.decode()
    assert Scoresheet.objects.get().status == Scoresheet.Status.DRAFT
    assert Assignment.objects.get(pk=reading.pk).status == Status.READING


def test_a_second_click_on_submit_changes_nothing(cast, reading):
    first = score_sheet(reading)
    assert actions.submit_sheet(reading, by=cast.hanh) == first
    assert Entry.objects.filter(verb="scoresheet.submitted").count() == 1


def test_two_windows_never_overwrite_each_other(cast, reading, sign_in):
    browser = sign_in(cast.hanh)
    draft = f"/work/appraisal/{reading.pk}/draft/"
    assert browser.post(draft, fields({"strategy": 12})).json()["version"] == 1
    stale = browser.post(draft, fields({"strategy": 19}))
    assert stale.status_code == 409
    page = browser.post(f"/work/appraisal/{reading.pk}/", fields({"strategy": 19}, remark="Bản của tôi"))
    text = page.content.decode()
    assert page.status_code == 409
    assert 'value="19"' in text
    assert "12" in text
    assert "Bản của tôi" in text
    assert Mark.objects.exclude(value=None).get().value == 12
    # Having seen both, saving again is a decision.
    browser.post(f"/work/appraisal/{reading.pk}/", fields({"strategy": 19}, version=1))
    assert Mark.objects.exclude(value=None).get().value == 19


def test_a_submitted_sheet_can_be_taken_back_until_the_round_closes(cast, reading, sign_in):
    score_sheet(reading)
    browser = sign_in(cast.hanh)
    with pytest.raises(ImpossibleMove):
        actions.save_marks(reading, by=cast.hanh, marks={"strategy": 1}, version=1)
    browser.post(f"/work/appraisal/{reading.pk}/take-back/")
    browser.post(
        f"/work/appraisal/{reading.pk}/",
        fields(
            full_marks({"strategy": 20}),
            version=1,
            do="submit",
            reason="Đọc lại minh chứng.",
            **{"remark-strategy": "Rõ lộ trình."},
        ),
    )
    assert Scoresheet.objects.get().status == Scoresheet.Status.LOCKED
    assert sum(Mark.objects.values_list("value", flat=True)) == 76


def test_a_conflict_closes_everything_of_the_dossier(cast, mine, sign_in):
    browser = sign_in(cast.hanh)
    evidence, nomination = Evidence.objects.get(), mine.entry.nomination
    browser.post(
        "/work/appraisal/declare/",
        {f"a{mine.pk}-statement": "conflict", f"a{mine.pk}-reason": "Đang tư vấn cho đơn vị"},
    )
    assert InterestStatement.objects.get().has_conflict
    for path in (
        f"/work/appraisal/{mine.pk}/",
        f"/work/appraisal/evidence/{evidence.pk}/",
        f"/work/appraisal/dossiers/{nomination.reference}/",
        f"/work/nominations/{nomination.reference}/",
        f"/work/evidence/{evidence.pk}/",
    ):
        assert browser.get(path).status_code == 404, path
    for path in (f"/work/appraisal/{mine.pk}/recuse/", f"/work/appraisal/{mine.pk}/draft/"):
        assert browser.post(path, {"version": 0, "reason": "x"}).status_code == 404, path
    for path in ("/work/appraisal/", "/work/appraisal/declare/", "/work/"):
        text = browser.get(path).content.decode()
        assert nomination.reference not in text
        # The declaration alone names the unit, so that he could object; it says nothing else of it.
        assert (nomination.organization.name in text) is path.endswith("declare/")
    assert browser.get("/work/appraisal/").context["queue"].counts["all"] == 0


def test_a_conflict_needs_its_reason_and_nothing_is_stated_without(cast, mine, sign_in):
    page = sign_in(cast.hanh).post("/work/appraisal/declare/", {f"a{mine.pk}-statement": "conflict"})
    assert "Hãy nêu ngắn gọn" in page.content.decode()
    assert not InterestStatement.objects.exists()


def test_recusing_voids_the_sheet_and_asks_for_a_replacement(cast, reading, sign_in):
    score_sheet(reading)
    sign_in(cast.hanh).post(f"/work/appraisal/{reading.pk}/recuse/", {"reason": "Vừa nhận lời tư vấn"})
    assert Assignment.objects.get(pk=reading.pk).status == Status.RECUSED
    assert Scoresheet.objects.get().status == Scoresheet.Status.VOID
    assert Notice.objects.get(template="recused").recipient == cast.minh
    with pytest.raises(ImpossibleMove):
        actions.state_interest(reading, by=cast.hanh, has_conflict=False)


def test_a_member_added_to_the_unit_later_is_shut_out(cast, reading, sign_in):
    from dtportal.accounts.models import Membership

    Membership.objects.create(user=cast.hanh, organization=reading.entry.nomination.organization)
    browser = sign_in(cast.hanh)
    assert browser.get(f"/work/appraisal/{reading.pk}/").status_code == 404
    assert browser.get("/work/appraisal/").context["queue"].counts["all"] == 0


def test_nobody_scores_for_somebody_else(cast, council, reading, sign_in):
    other = Assignment.objects.exclude(member__user=cast.hanh).first()
    browser = sign_in(cast.hanh)
    assert browser.get(f"/work/appraisal/{other.pk}/").status_code == 404
    for deed in (
        lambda: actions.state_interest(other, by=cast.hanh, has_conflict=False),
        lambda: actions.save_marks(reading, by=other.member.user, marks={}, version=0),
        lambda: actions.submit_sheet(reading, by=cast.minh),
        lambda: actions.recuse(other, by=cast.hanh, reason="x"),
    ):
        with pytest.raises(PermissionDenied):
            deed()


@pytest.mark.parametrize("who", ["minh", "dung", "thao", "oanh", "khoa", "lan", "tung"])
def test_scores_are_sealed_until_the_round_closes(cast, assigned, give_to, edition, sign_in, who):
    round = assigned()
    assignment = give_to(cast.hanh, round)
    sheet = score_sheet(assignment, full_marks({"impact": 23}))
    person = getattr(cast, who)
    assert not Scoresheet.objects.visible_to(person).filter(pk=sheet.pk).exists()
    browser = sign_in(person)
    page = browser.get(f"/work/{edition.slug}/rounds/{round.number}/")
    if page.status_code == 200:
        assert all(row.mean is None and row.low is None for row in page.context["rows"])
    assert browser.get(f"/work/appraisal/{assignment.pk}/").status_code in {403, 404}


def test_after_closing_minh_dung_and_thao_see_the_mean_and_others_do_not(cast, scored, edition, sign_in):
    round = scored()
    url = f"/work/{edition.slug}/rounds/{round.number}/"
    for person in (cast.minh, cast.dung, cast.thao):
        assert "70.00" in sign_in(person).get(url).content.decode().replace("70,00", "70.00")
    for person in (cast.hanh, cast.oanh, cast.lan):
        assert sign_in(person).get(url).status_code == 403


def test_the_chair_sees_nothing_of_a_dossier_he_is_conflicted_in(cast, assigned, give_to, edition, sign_in):
    round = assigned(2)
    assignment = give_to(cast.dung, round)
    actions.recuse(assignment, by=cast.dung, reason="Cùng cơ quan")
    if Assignment.objects.filter(entry=assignment.entry).active().count() < 3:
        actions.assign(round, by=cast.minh)
    for other in Assignment.objects.filter(entry__round=round).active():
        score_sheet(other)
    actions.close_round(round, by=cast.minh)
    page = sign_in(cast.dung).get(f"/work/{edition.slug}/rounds/{round.number}/")
    assert assignment.entry.nomination.reference not in page.content.decode()
    assert page.context["progress"].dossiers == 1
    hidden = Scoresheet.objects.filter(assignment__entry=assignment.entry)
    assert not Scoresheet.objects.visible_to(cast.dung).filter(pk__in=hidden).exists()


def test_today_tells_hanh_what_waits(cast, mine, sign_in):
    browser = sign_in(cast.hanh)
    assert "Khai báo xung đột lợi ích" in browser.get("/work/").content.decode()
    actions.state_interest(mine, by=cast.hanh, has_conflict=False)
    assert "Chấm điểm hồ sơ" in browser.get("/work/").content.decode()


def test_pages_speak_english_too(cast, reading, sign_in):
    browser = sign_in(cast.hanh)
    page = browser.get(f"/en/work/appraisal/{reading.pk}/").content.decode()
    assert "Submit sheet" in page
    assert "A concrete plan with indicators" in page
