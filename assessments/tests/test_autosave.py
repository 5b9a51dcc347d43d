"""What a window sends twice is taken in once; what another window wrote is never overwritten."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import actions
from assessments.models import Assignment, Mark, Scoresheet
from assessments.tests.deeds import full_marks, score_sheet

ONE, OTHER = "a" * 32, "b" * 32


@pytest.fixture
def mine(cast, assigned, give_to) -> Assignment:
    assignment = give_to(cast.hanh, assigned())
    actions.state_interest(assignment, by=cast.hanh, has_conflict=False)
    return assignment


@pytest.fixture
def post(cast, mine, sign_in):
    """`post(window, sequence, version, remark)` is the answer to an autosave of Hạnh."""
    browser = sign_in(cast.hanh)

    def send(window: str, sequence: int, version: int, remark: str, **more):
        fields = {"window": window, "sequence": sequence, "version": version, "remark": remark, **more}
        return browser.post(f"/work/appraisal/{mine.pk}/draft/", {"person": cast.hanh.pk, **fields})

    return send


def test_the_same_request_again_gets_the_same_answer_and_changes_nothing(post):
    first = post(ONE, 1, 0, "Một.").json()
    assert [post(ONE, 1, 0, "Một.").json() for _ in range(3)] == [first] * 3
    assert Scoresheet.objects.get().version == first["version"] == 1


def test_it_gets_the_same_answer_even_after_another_window_has_saved(post):
    first = post(ONE, 1, 0, "Một.").json()
    assert post(OTHER, 1, 1, "Hai.").status_code == 200
    assert post(ONE, 1, 0, "Một.").json() == first
    assert Scoresheet.objects.get().remark == "Hai."
    assert post(ONE, 2, 1, "Ba.").status_code == 409
    assert Scoresheet.objects.get().remark == "Hai."


def test_words_that_follow_an_unheard_answer_are_no_conflict(post):
    post(ONE, 1, 0, "Một.")
    assert post(ONE, 2, 0, "Một, hai.").json()["version"] == 2
    assert post(ONE, 1, 0, "Một.").json()["version"] == 2, "the late first request brings nothing back"
    assert Scoresheet.objects.get().remark == "Một, hai."


def test_a_conflict_answers_with_what_stands_there(post):
    post(ONE, 1, 0, "Của tôi.", **{"mark-data": 12, "remark-data": "Rõ."})
    answer = post(OTHER, 1, 0, "Của người kia.")
    told = answer.json()
    assert answer.status_code == 409
    assert (told["version"], told["theirs"]["remark"]) == (1, "Của tôi.")
    assert (told["theirs"]["mark-data"], told["theirs"]["remark-data"]) == (12, "Rõ.")
    assert told["theirs"]["remark-people"] == ""
    assert post(OTHER, 2, 1, "Của người kia.").status_code == 200


def test_a_double_click_on_submit_seals_once(cast, mine, sign_in):
    browser = sign_in(cast.hanh)
    fields = {f"mark-{code}": value for code, value in full_marks().items()}
    for _click in range(2):
        page = browser.post(
            f"/work/appraisal/{mine.pk}/",
            {**fields, "version": 0, "window": ONE, "sequence": 1, "do": "submit"},
        )
        assert page.status_code == 302
    sheet = Scoresheet.objects.get()
    assert (sheet.status, sheet.versions.count()) == (Scoresheet.Status.LOCKED, 1)


def test_a_late_draft_does_not_touch_a_submitted_sheet(post, mine, cast):
    score_sheet(mine)
    answer = post(ONE, 1, 1, "Muộn rồi.", **{"mark-data": 1})
    assert answer.status_code == 423 and answer.json()["message"]
    assert Mark.objects.get(criterion__code="data").value == 14


def test_whoever_has_signed_in_since_gets_nothing_written(cast, mine, sign_in):
    answer = sign_in(cast.hanh).post(
        f"/work/appraisal/{mine.pk}/draft/", {"person": cast.dung.pk, "version": 0, "remark": "Lạc."}
    )
    assert answer.status_code == 401
    assert not Scoresheet.objects.exists()


def test_a_sheet_of_somebody_else_is_not_there(cast, mine, sign_in):
    answer = sign_in(cast.dung).post(f"/work/appraisal/{mine.pk}/draft/", {"version": 0, "remark": "Lạc."})
    assert answer.status_code == 404


def test_only_the_latest_windows_are_remembered(post):
    for number in range(15):
        post(f"window-{number}", 1, number, f"Lần {number}.")
    assert len(Scoresheet.objects.get().receipts) == 12
    assert post("window-14", 1, 14, "Lần 14.").json()["version"] == 15


def test_an_autosave_asks_little_of_the_database(post):
    post(ONE, 1, 0, "Một.", **{"mark-data": 11})
    with CaptureQueriesContext(connection) as captured:
        assert post(ONE, 2, 1, "Hai.", **{"mark-data": 12}).status_code == 200
    asked = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= 8, "\n".join(asked)
