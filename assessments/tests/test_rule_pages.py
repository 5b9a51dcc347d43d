"""Oanh writes the rubric in the browser; council, secretariat and auditor read it."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments import actions
from assessments.actions.rule import present_rubric, version_of_rubric, version_of_words
from assessments.models import Assignment
from assessments.tests.deeds import full_marks
from dtportal.programme.models import Criterion, Edition, FrozenRule
from dtportal.sealing import sha256

pytestmark = pytest.mark.django_db
PAGE = "/en/work/2023/rule/unit/"
WORDS = "/en/work/2023/rule/words/"


@pytest.fixture
def oanh(cast, sign_in) -> Client:
    return sign_in(cast.oanh)


def posted(edition: Edition, group: str = "unit") -> dict[str, Any]:
    """What the page sends when nobody has typed anything."""
    rubric = present_rubric(edition, group)
    data: dict[str, Any] = {
        "version": version_of_rubric(edition, group),
        "parts": len(rubric["parts"]),
        "criteria": len(rubric["criteria"]),
    }
    for i, part in enumerate(rubric["parts"]):
        data |= {f"parts-{i}-{name}": value for name, value in part.items()}
    for i, row in enumerate(rubric["criteria"]):
        levels = row.pop("anchors")
        data |= {f"criteria-{i}-{name}": value for name, value in row.items()}
        data[f"criteria-{i}-levels"] = len(levels)
        for j, level in enumerate(levels):
            data |= {f"criteria-{i}-levels-{j}-{name}": value for name, value in level.items()}
    return data


def shown(response: Any) -> str:
    return response.content.decode()


@pytest.fixture
def marked(assigned) -> Assignment:
    assigned()
    assignment = Assignment.objects.first()
    user = assignment.member.user
    actions.state_interest(assignment, by=user, has_conflict=False)
    actions.save_marks(assignment, by=user, marks=full_marks(), version=0)
    return assignment


@pytest.mark.parametrize("group", ["unit", "state_body", "leader"])
def test_a_page_sent_back_unchanged_is_accepted_and_changes_nothing(oanh, edition, group):
    before = present_rubric(edition, group)
    page = f"/en/work/2023/rule/{group}/"
    assert shown(oanh.get(page)).count("Worded levels") == len(before["criteria"])
    assert oanh.post(page, {**posted(edition, group), "do": "save"}).status_code == 302
    assert present_rubric(edition, group) == before


def test_rows_are_added_ordered_and_removed_without_saving_until_she_saves(oanh, edition):
    before = present_rubric(edition, "unit")
    page = shown(oanh.post(PAGE, {**posted(edition), "do": "add-criterion", "criteria-0-name": "Mới gõ"}))
    assert 'name="criteria-6-name"' in page
    assert 'value="Mới gõ"' in page, "what was typed stays"
    page = shown(oanh.post(PAGE, {**posted(edition), "do": "down-criterion-0"}))
    assert page.index("Tổ chức, nhân lực, văn hóa") < page.index("Chiến lược, kế hoạch chuyển đổi số")
    page = shown(oanh.post(PAGE, {**posted(edition), "do": "remove-level-0-3"}))
    assert 'name="criteria-0-levels" value="3"' in page
    for deed in ("remove-criterion-99", "up-criterion-0", "add-level-99", "nonsense", "remove-part-x"):
        assert oanh.post(PAGE, {**posted(edition), "do": deed}).status_code == 200
    assert present_rubric(edition, "unit") == before
    data = posted(edition) | {
        "criteria": 7,
        "criteria-6-levels": 1,
        "criteria-6-part": "reach",
        "criteria-6-name": "Dữ liệu mở",
        "criteria-6-name_en": "Open data",
        "criteria-6-weight": 5,
        "criteria-6-sections": ["data", "initiative"],
        "criteria-6-levels-0-from": 0,
        "criteria-6-levels-0-text": "Chưa có",
        "criteria-6-levels-0-text_en": "None",
        "criteria-0-weight": 15,
        "criteria-0-levels": 2,
    }
    assert oanh.post(PAGE, {**data, "do": "save"}).status_code == 302
    added = Criterion.objects.get(edition=edition, name_en="Open data")
    assert (added.code, added.weight, added.sections, added.part.code) == (
        "open-data",
        5,
        ["data", "initiative"],
        "reach",
    )
    guide = shown(Client().get(reverse("guide:questions", args=["unit"])))
    assert "Dữ liệu mở" in guide or "Open data" in guide, "units read the criterion at once"


def test_all_mistakes_stand_next_to_their_fields_and_nothing_typed_is_lost(oanh, edition):
    before = present_rubric(edition, "unit")
    data = posted(edition) | {
        "do": "save",
        "criteria-0-weight": "12x",
        "criteria-1-name_en": "",
        "criteria-2-sections": ["data", "cellar"],
        "criteria-3-levels-0-from": 2,
        "criteria-4-levels-3-text": "",
        "parts-1-name_en": "",
        "criteria-5-hint": "Bản quyền.",
        "criteria-5-hint_en": "",
    }
    answer = oanh.post(PAGE, data)
    assert answer.status_code == 400
    page = shown(answer)
    for field, sentence in {
        "criteria-0-weight": "A whole number is needed.",
        "criteria-1-name_en": "The English text is missing.",
        "criteria-2-sections": "The dossier has no section “cellar”.",
        "criteria-3-levels-0-from": "The first level begins at 0.",
        "criteria-4-levels-3-text": "The Vietnamese text is missing.",
        "parts-1-name_en": "The English text is missing.",
        "criteria-5-hint_en": "The English text is missing.",
    }.items():
        assert f'id="{field}_error">{sentence}' in page, field
    assert "The weights add up to 80; they have to add up to 100." in page
    assert 'value="12x"' in page
    assert "Bản quyền." in page
    assert present_rubric(edition, "unit") == before


def test_the_preview_is_what_the_council_marks_and_what_units_read(oanh, edition, cast, sign_in, marked):
    FrozenRule.objects.all().delete()
    data = posted(edition) | {"do": "preview", "criteria-0-name_en": "New strategy"}
    page = shown(oanh.post(PAGE, data))
    preview = page[page.index('id="preview"') :]
    assert preview.count('class="criterion"') == 6
    assert preview.count("New strategy") >= 2
    assert Criterion.objects.get(edition=edition, group="unit", code="strategy").name_en != "New strategy"
    untouched = shown(oanh.get(PAGE)).replace("disabled", "").replace("readonly", "")
    member = sign_in(marked.member.user)
    marking = shown(member.get(f"/en/work/appraisal/{marked.pk}/"))
    levels = [line for line in marking.splitlines() if 'class="anchor-range"' in line]
    assert levels
    for line in levels:
        words = line[line.index('class="anchor-range"') :]
        assert words.split("<kbd")[0] in untouched


def test_of_two_windows_the_second_sees_the_first_and_keeps_its_own_rows(oanh, edition):
    mine, theirs = posted(edition), posted(edition)
    assert oanh.post(PAGE, theirs | {"do": "save", "criteria-0-name_en": "Theirs"}).status_code == 302
    answer = oanh.post(PAGE, mine | {"do": "save", "criteria-0-name_en": "Mine"})
    assert answer.status_code == 409
    page = shown(answer)
    assert 'value="Mine"' in page
    assert "Theirs" in page[page.index('id="preview"') :]
    assert present_rubric(edition, "unit")["criteria"][0]["name_en"] == "Theirs"


def test_text_and_numbers_are_written_with_a_preview(oanh, edition):
    data = {
        "version": version_of_words(edition),
        "sheets_per_dossier": 4,
        "pass_mark": 55,
        "tie_rule": "shared",
        "session_quorum": "1/2",
        "ballot_quorum": "2/3",
        "ballot_tie": "repeat",
        "rule_text": "Ít nhất {{ sheets_per_dossier }} phiếu, đạt {{ pass_mark }} điểm.",
        "rule_text_en": "At least {{ sheets_per_dossier }} sheets.",
    }
    page = shown(oanh.post(WORDS, {**data, "do": "preview"}))
    assert "Ít nhất 4 phiếu, đạt 55 điểm." in page
    assert Edition.objects.get(pk=edition.pk).pass_mark == 50
    wrong = oanh.post(WORDS, {**data, "rule_text": "{{ secret }}", "rule_text_en": ""})
    assert wrong.status_code == 400
    assert oanh.post(WORDS, {**data, "rule_text": "{{ secret }}"}).status_code == 400
    assert "There is no number called “secret”." in shown(
        oanh.post(WORDS, {**data, "rule_text": "{{ secret }}"})
    )
    preview = oanh.post(WORDS, {**data, "rule_text": "{{ secret }}", "do": "preview"})
    assert "There is no number called “secret”." in shown(preview)
    for number in ("-1", "101"):
        assert "from 0 to 100" in shown(oanh.post(WORDS, {**data, "pass_mark": number}))
    assert "from 1 to 25" in shown(oanh.post(WORDS, {**data, "sheets_per_dossier": "0"}))
    assert oanh.post(WORDS, data).status_code == 302
    late = oanh.post(WORDS, {**data, "pass_mark": 90})
    assert late.status_code == 409
    assert "Ít nhất 4 phiếu" in shown(late)
    fresh = Edition.objects.get(pk=edition.pk)
    assert (fresh.pass_mark, fresh.sheets_per_dossier, fresh.tie_rule) == (55, 4, "shared")


def test_once_frozen_everybody_of_the_council_reads_rule_and_hash_and_nobody_edits(
    cast, sign_in, edition, marked
):
    frozen = FrozenRule.objects.get(edition=edition)
    for person in (cast.hanh, cast.dung, cast.minh, cast.thao, cast.oanh):
        client = sign_in(person)
        page = shown(client.get("/en/work/2023/rule/"))
        assert frozen.sha256 in page
        assert "Evidence to look for" in page
        assert "at least 3 council members" in page
        assert "Edit the rubric" not in page
        file = client.get("/en/work/2023/rule/frozen.json").content
        assert sha256(file) == frozen.sha256
        assert json.loads(file)["numbers"]["pass_mark"] == 50
    oanh = sign_in(cast.oanh)
    assert oanh.get(PAGE).status_code == 302
    assert oanh.get(WORDS).status_code == 302
    for page in (PAGE, WORDS):
        answer = oanh.post(page, {"do": "save"})
        assert answer.status_code == 409
        assert "frozen with the first mark" in shown(answer)


def test_before_the_first_mark_the_page_says_that_it_may_still_change(cast, sign_in):
    page = shown(sign_in(cast.oanh).get("/en/work/2023/rule/"))
    assert "may still change" in page
    assert "Edit the rubric" in page
    assert "Edit the rubric" not in shown(sign_in(cast.hanh).get("/en/work/2023/rule/"))
