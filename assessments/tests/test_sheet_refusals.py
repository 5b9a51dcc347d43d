"""A score sheet that the server refuses says so: on top, beside the field, and on the step of the criterion."""

import re

import pytest

from assessments import actions
from assessments.extremes import is_extreme
from assessments.models import Assignment
from assessments.tests.deeds import full_marks, score_sheet

EXTREME = "Điểm ở mức thấp nhất hoặc cao nhất cần có nhận xét"


@pytest.fixture
def mine(cast, assigned, give_to) -> Assignment:
    """Hạnh's assignment, declared and open to her."""
    assignment = give_to(cast.hanh, assigned())
    actions.state_interest(assignment, by=cast.hanh, has_conflict=False)
    return Assignment.objects.get(pk=assignment.pk)


@pytest.fixture
def send(cast, mine, sign_in):
    browser = sign_in(cast.hanh)

    def post(marks: dict, address: str = "", **fields):
        values = {f"mark-{code}": "" if mark is None else mark for code, mark in marks.items()}
        sent = {"version": 0, "do": "submit", **values, **fields}
        return browser.post(f"/work/appraisal/{mine.pk}/{address}", sent)

    return post


def said(answer) -> str:
    """What stands on top of the page."""
    return " ".join(str(message) for message in answer.context["messages"])


def wrong_steps(answer) -> list[str]:
    return re.findall(r'data-step="(\w+)"[^>]* data-wrong', answer.content.decode())


def wrong_fields(answer) -> set[str]:
    fields = re.findall(r"<(?:input|textarea)[^>]*is-invalid[^>]*>", answer.content.decode())
    return {re.search(r'name="([\w-]+)"', field)[1] for field in fields}


def test_an_extreme_mark_without_a_word_is_named_on_top_and_marked_at_its_remark(send):
    answer = send(full_marks({"impact": 1}))
    assert answer.status_code == 422
    assert EXTREME in said(answer)
    assert wrong_steps(answer) == ["impact"]
    assert wrong_fields(answer) == {"remark-impact"}


def test_what_is_asked_for_while_marking_is_what_is_refused(send, mine, cast):
    criteria = send({}, version=0).context["cards"]
    for card in criteria:
        asked = {mark for mark in range(card.criterion.weight + 1) if not card.lowest < mark < card.highest}
        assert asked == {m for m in range(card.criterion.weight + 1) if is_extreme(card.criterion, m)}


def test_missing_marks_are_asked_for_where_they_are_missing(send, mine):
    answer = send(full_marks({"people": None, "impact": None}))
    assert answer.status_code == 422
    assert "Chưa chấm" in said(answer)
    assert wrong_fields(answer) == {"mark-people", "mark-impact"}
    assert set(wrong_steps(answer)) == {"people", "impact"}
    version = mine.scoresheets.get().version
    assert send(full_marks(), version=version).status_code == 302, (
        "the draft was kept; one goes on from there"
    )


def test_a_mark_beyond_the_scale_is_named_and_not_saved(send, mine):
    answer = send({"strategy": 99})
    assert answer.status_code == 422
    assert "từ 0 đến 20" in said(answer)
    assert wrong_steps(answer) == ["strategy"]
    assert not mine.scoresheets.exists()


def test_the_answer_to_a_script_names_the_criterion_of_a_wrong_mark(send):
    answer = send({"strategy": 99}, "draft/")
    assert answer.status_code == 422
    heard = answer.json()
    assert list(heard["errors"]) == ["mark-strategy"]
    assert "từ 0 đến 20" in heard["message"]
    assert len(heard["message"]) > len(" ".join(heard["errors"]["mark-strategy"])) + 10, (
        "and names the criterion"
    )


def test_a_changed_sheet_asks_on_top_why_it_was_changed(send, mine, cast):
    sheet = score_sheet(mine)
    actions.take_back(sheet, by=cast.hanh)
    version = mine.scoresheets.get().version
    answer = send(full_marks({"people": 12}), version=version)
    assert answer.status_code == 422
    assert "Xin nêu lý do thay đổi" in said(answer)
    assert wrong_fields(answer) == {"reason"}
