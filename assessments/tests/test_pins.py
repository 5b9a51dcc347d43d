"""Pins: pages and answers that a mark rests on; a draft of the sheet, sealed like it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from assessments import actions
from assessments.models import Assignment, Pin
from assessments.tests.deeds import full_marks, score_sheet
from assessments.tests.files import PDF, give_file, pdf_of
from dtportal.states import ImpossibleMove
from nominations.models import Evidence


@pytest.fixture
def plan(reading) -> Evidence:
    return give_file(reading, pdf_of("Mot", "Hai"), "ke-hoach.pdf", PDF)


def pins_url(assignment: Assignment) -> str:
    return f"/work/appraisal/{assignment.pk}/pins/"


def test_a_pinned_page_stands_at_its_criterion_and_opens_the_viewer_there(cast, reading, plan, sign_in):
    browser = sign_in(cast.hanh)
    fields = {"evidence": plan.pk, "page": 2, "criterion": "impact", "note": "Có số liệu"}
    assert browser.post(pins_url(reading), fields).url == f"/work/appraisal/{reading.pk}/#c-impact"
    page = browser.get(f"/work/appraisal/{reading.pk}/").content.decode()
    assert "ke-hoach.pdf, trang 2" in page
    assert "Có số liệu" in page
    assert f"/work/appraisal/evidence/{plan.pk}/view/?page=2" in page
    shown = browser.get(f"/work/appraisal/evidence/{plan.pk}/view/", {"page": 2})
    assert shown.context["pinned_here"]
    assert not browser.get(f"/work/appraisal/evidence/{plan.pk}/view/").context["pinned_here"]


def test_pinning_again_doubles_nothing_and_keeps_the_note(cast, reading, plan):
    for note in ("Một", None, None):
        actions.pin_page(reading, "impact", plan, page=1, by=cast.hanh, note=note)
    assert Pin.objects.get().note == "Một"


def test_an_answer_is_pinned_to_the_criterion_of_its_section(cast, reading, sign_in):
    browser = sign_in(cast.hanh)
    browser.post(pins_url(reading), {"answer": "strategy:strategy", "criterion": ""})
    pin = Pin.objects.get()
    assert (pin.criterion.code, pin.section, pin.question) == ("strategy", "strategy", "strategy")
    assert "#answer-strategy-strategy" in browser.get(f"/work/appraisal/{reading.pk}/").content.decode()


def test_a_script_gets_the_lists_anew(cast, reading, plan, sign_in):
    answer = sign_in(cast.hanh).post(
        pins_url(reading),
        {"evidence": plan.pk, "page": 1, "criterion": "data"},
        headers={"HX-Request": "true"},
    )
    text = answer.content.decode()
    assert 'id="pins-data"' in text
    assert "ke-hoach.pdf, trang 1" in text


@pytest.mark.parametrize(
    "fields",
    [
        {"page": 0, "criterion": "data"},
        {"page": "x", "criterion": "data"},
        {"page": 1, "criterion": "beauty"},
        {"page": 1, "criterion": "data", "note": "x" * 301},
    ],
)
def test_what_cannot_be_pinned_is_refused_with_a_sentence(cast, reading, plan, sign_in, fields):
    browser = sign_in(cast.hanh)
    answer = browser.post(pins_url(reading), {"evidence": plan.pk, **fields}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert not Pin.objects.exists()


def test_a_file_of_another_dossier_cannot_be_pinned(cast, reading, assigned, give_to, sign_in):
    other = give_to(cast.hanh, assigned())
    actions.state_interest(other, by=cast.hanh, has_conflict=False)
    foreign = give_file(other, pdf_of("Khac"), "khac.pdf", PDF)
    with pytest.raises(ValidationError):
        actions.pin_page(reading, "data", foreign, page=1, by=cast.hanh)
    with pytest.raises(ValidationError):
        actions.pin_answer(reading, "data", "strategy", "nothing", by=cast.hanh)


def test_a_note_is_changed_and_a_pin_taken_out(cast, reading, plan, sign_in):
    pin = actions.pin_page(reading, "data", plan, page=1, by=cast.hanh)
    browser = sign_in(cast.hanh)
    browser.post(f"{pins_url(reading)}{pin.pk}/", {f"note-{pin.pk}": "  Xem bảng 2 "})
    assert Pin.objects.get().note == "Xem bảng 2"
    for _click in range(2):
        assert browser.post(f"{pins_url(reading)}{pin.pk}/remove/").status_code == 302
    assert not Pin.objects.exists()


def test_a_sheet_holds_only_so_many_pins(cast, reading, plan):
    for page in range(1, Pin.MOST + 1):
        actions.pin_page(reading, "data", plan, page=page, by=cast.hanh)
    with pytest.raises(ValidationError):
        actions.pin_page(reading, "data", plan, page=Pin.MOST + 1, by=cast.hanh)
    actions.pin_page(reading, "data", plan, page=1, by=cast.hanh, note="Vẫn sửa được")


def test_pins_are_written_only_while_the_sheet_is(cast, reading, plan, sign_in):
    pin = actions.pin_page(reading, "data", plan, page=1, by=cast.hanh)
    score_sheet(reading)
    for deed in (
        lambda: actions.pin_page(reading, "impact", plan, page=1, by=cast.hanh),
        lambda: actions.note_pin(pin, by=cast.hanh, note="Muộn"),
        lambda: actions.unpin(pin, by=cast.hanh),
    ):
        with pytest.raises(ImpossibleMove):
            deed()
    page = sign_in(cast.hanh).get(f"/work/appraisal/{reading.pk}/").content.decode()
    assert "ke-hoach.pdf, trang 1" in page
    assert "unpin" not in page
    assert "Ghim trang này" not in page


def test_an_extreme_mark_is_explained_by_a_pin(cast, reading, plan):
    marks = full_marks({"impact": 25})
    actions.save_marks(reading, by=cast.hanh, marks=marks, version=0)
    with pytest.raises(ValidationError):
        actions.submit_sheet(reading, by=cast.hanh)
    actions.pin_page(reading, "impact", plan, page=2, by=cast.hanh)
    assert actions.submit_sheet(reading, by=cast.hanh).locked_at


def test_nobody_else_pins_or_sees_a_pin_before_the_round_closes(cast, reading, plan, sign_in):
    pin = actions.pin_page(reading, "data", plan, page=1, by=cast.hanh, note="Riêng")
    other = Assignment.objects.exclude(member__user=cast.hanh).first().member.user
    with pytest.raises(PermissionDenied):
        actions.pin_page(reading, "data", plan, page=2, by=other)
    for person in (other, cast.minh, cast.dung, cast.thao, cast.oanh, cast.lan, cast.khoa, cast.tung):
        assert not Pin.objects.visible_to(person).exists(), person
        browser = sign_in(person)
        for path in (pins_url(reading), f"{pins_url(reading)}{pin.pk}/remove/"):
            assert browser.post(path, {}).status_code in {403, 404}
    assert Pin.objects.visible_to(cast.hanh).get() == pin


def test_after_closing_pins_are_read_with_the_scores(cast, reading, plan):
    actions.pin_page(reading, "data", plan, page=1, by=cast.hanh)
    round = reading.entry.round
    for assignment in Assignment.objects.filter(entry__round=round).active():
        score_sheet(assignment)
    actions.close_round(round, by=cast.minh)
    for person in (cast.minh, cast.dung, cast.thao):
        assert Pin.objects.visible_to(person).exists(), person
    for person in (cast.oanh, cast.lan, cast.khoa, cast.tung):
        assert not Pin.objects.visible_to(person).exists(), person


def test_recusing_closes_the_pins_to_everybody(cast, reading, plan, sign_in):
    actions.pin_page(reading, "data", plan, page=1, by=cast.hanh)
    actions.recuse(reading, by=cast.hanh, reason="Cùng cơ quan")
    assert not Pin.objects.visible_to(cast.hanh).exists()
    answer = sign_in(cast.hanh).post(pins_url(reading), {"evidence": plan.pk, "page": 1, "criterion": "data"})
    assert answer.status_code == 404
    assert reverse("assessments:queue") == "/work/appraisal/"
