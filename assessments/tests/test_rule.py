"""The rule of an edition: edited by its organiser until the first mark, frozen with it for everybody."""

import copy

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils.translation import override

from assessments import actions
from assessments.actions.rule import present_rubric, version_of_rubric, version_of_words
from assessments.models import Assignment
from assessments.tests.deeds import full_marks
from dtportal.journal.models import Entry
from dtportal.programme import rules
from dtportal.programme.models import Criterion, Edition, FrozenRule, RubricPart
from dtportal.programme.rubric_checks import mistakes
from dtportal.sealing import digest
from dtportal.states import ImpossibleMove
from nominations.sections import sections_of

pytestmark = pytest.mark.django_db
WORDS = {"rule_text": "Điểm trung bình của {{ sheets_per_dossier }} phiếu.", "rule_text_en": "The mean."}


def mark(assignment: Assignment, marks: dict | None = None, **fields) -> None:
    marks = full_marks() if marks is None else marks
    actions.save_marks(assignment, by=assignment.member.user, marks=marks, **{"version": 0, **fields})


def save(edition: Edition, rubric: dict, by, version: str = "") -> None:
    version = version or version_of_rubric(edition, "unit")
    actions.save_rubric(edition, "unit", by=by, rubric=rubric, version=version)


# --- The rubric as data ----------------------------------------------------------------------------------


@pytest.mark.parametrize("group", ["unit", "state_body", "leader"])
def test_the_rubric_of_edition_one_can_be_used_as_it_is(edition, group):
    keys = {section.key for section in sections_of(edition, group)}
    rubric = present_rubric(edition, group)
    assert mistakes(rubric, keys) == []
    assert all(row["hint"] and row["hint_en"] and row["sections"] for row in rubric["criteria"])
    fed = {key for row in rubric["criteria"] for key in row["sections"]}
    assert keys - fed == {"support"}, "only the wish for support feeds no criterion"


def test_the_rule_text_says_the_numbers_of_the_edition(edition):
    edition.pass_mark, edition.sheets_per_dossier = 61, 5
    for language in ("vi", "en"):
        text = rules.shown_text(edition, language)
        assert "61" in text
        assert "5" in text
        assert "TOP 500" in text
        assert "{{" not in text


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda r: r["criteria"][0].update(weight=19), ("sum",)),
        (lambda r: r["criteria"][0].update(weight=0), ("criteria", 0, "weight")),
        (lambda r: r["criteria"][1].update(name_en=""), ("criteria", 1, "name_en")),
        (lambda r: r["criteria"][1].update(hint=""), ("criteria", 1, "hint")),
        (lambda r: r["criteria"][2].update(sections=["data", "nothing"]), ("criteria", 2, "sections")),
        (lambda r: r["criteria"][2].update(part="nowhere"), ("criteria", 2, "part")),
        (lambda r: r["criteria"][0]["anchors"][0].update({"from": 1}), ("criteria", 0, "anchors", 0, "from")),
        (lambda r: r["criteria"][0]["anchors"][2].update({"from": 8}), ("criteria", 0, "anchors", 2, "from")),
        (
            lambda r: r["criteria"][0]["anchors"][3].update({"from": 21}),
            ("criteria", 0, "anchors", 3, "from"),
        ),
        (
            lambda r: r["criteria"][0]["anchors"][3].update(text_en=""),
            ("criteria", 0, "anchors", 3, "text_en"),
        ),
        (lambda r: r["criteria"][0].update(anchors=[]), ("criteria", 0, "weight")),
        (lambda r: r["parts"].append({"code": "x", "name": "X", "name_en": "X"}), ("parts", 2, "name")),
        (lambda r: r["parts"][0].update(name=""), ("parts", 0, "name")),
        (lambda r: r["criteria"][1].update(code="strategy"), ("criteria", 1, "name")),
    ],
)
def test_a_mistake_is_found_where_it_stands_and_nothing_is_saved(cast, edition, change, place):
    rubric = present_rubric(edition, "unit")
    before = copy.deepcopy(rubric)
    change(rubric)
    with pytest.raises(actions.WrongRubric) as refusal:
        save(edition, rubric, cast.oanh)
    assert place in [where for where, _sentence in refusal.value.mistakes]
    assert present_rubric(edition, "unit") == before


# --- Editing -----------------------------------------------------------------------------------------------


def test_oanh_adds_moves_and_removes_criteria_and_parts(cast, edition):
    rubric = present_rubric(edition, "unit")
    rubric["parts"].insert(0, {"code": "first", "name": "Mở đầu", "name_en": "Opening"})
    initiative = next(row for row in rubric["criteria"] if row["code"] == "initiative")
    rubric["criteria"].remove(initiative)
    new = {**initiative, "code": "openness", "name": "Dữ liệu mở", "name_en": "Open data", "part": "first"}
    rubric["criteria"].append(new)
    save(edition, rubric, cast.oanh)
    codes = list(Criterion.objects.filter(edition=edition, group="unit").values_list("code", flat=True))
    assert codes == ["openness", "strategy", "people", "data", "impact", "model"], "parts stay together"
    assert Criterion.objects.get(edition=edition, group="unit", code="openness").part.code == "first"
    assert Criterion.objects.filter(edition=edition, group="leader").count() == 4, "other groups keep theirs"
    assert Entry.objects.filter(verb="rubric.changed", actor_id=cast.oanh.pk).count() == 1
    save(edition, present_rubric(edition, "unit"), cast.oanh)
    assert Entry.objects.filter(verb="rubric.changed").count() == 1, "saving what stands there is no change"


def test_who_does_not_manage_the_edition_changes_no_rule(cast, edition):
    for person in (cast.minh, cast.dung, cast.thao, cast.hanh, cast.lan):
        with pytest.raises(PermissionDenied):
            save(edition, present_rubric(edition, "unit"), person)
        with pytest.raises(PermissionDenied):
            actions.save_rule(edition, by=person, values=WORDS, version=version_of_words(edition))


def test_of_two_who_edit_the_second_overwrites_nothing(cast, edition):
    seen = version_of_rubric(edition, "unit")
    first, second = present_rubric(edition, "unit"), present_rubric(edition, "unit")
    first["criteria"][0]["name"] = "Chiến lược số"
    second["criteria"][0]["name"] = "Kế hoạch số"
    save(edition, first, cast.oanh, seen)
    with pytest.raises(actions.StaleRule):
        save(edition, second, cast.oanh, seen)
    assert present_rubric(edition, "unit")["criteria"][0]["name"] == "Chiến lược số"
    words = version_of_words(edition)
    actions.save_rule(edition, by=cast.oanh, values=WORDS, version=words)
    with pytest.raises(actions.StaleRule):
        actions.save_rule(edition, by=cast.oanh, values={**WORDS, "pass_mark": 70}, version=words)


# --- Frozen with the first mark ----------------------------------------------------------------------------


def test_the_first_mark_freezes_rubrics_text_and_numbers_with_their_hash(cast, edition, reading):
    assert not rules.is_frozen(edition)
    mark(reading, {"strategy": 15})
    frozen = FrozenRule.objects.get(edition=edition)
    assert frozen.content == rules.rule_of(Edition.objects.get(pk=edition.pk))
    assert frozen.content["numbers"] == {
        "sheets_per_dossier": 3,
        "pass_mark": 50,
        "tie_rule": "criterion",
        "session_quorum": "3/4",
        "ballot_quorum": "2/3",
        "ballot_tie": "fails",
    }
    assert [row["code"] for row in frozen.content["rubrics"]["unit"]["criteria"]][:2] == [
        "strategy",
        "people",
    ]
    assert frozen.sha256 == digest(frozen.content)
    assert Entry.objects.get(verb="rule.frozen").data["sha256"] == frozen.sha256
    mark(reading, version=1)
    assert FrozenRule.objects.count() == 1
    assert Entry.objects.filter(verb="rule.frozen").count() == 1


def test_an_empty_sheet_freezes_nothing_and_a_refused_mark_neither(cast, edition, reading):
    mark(reading, {"strategy": None}, private_note="Đọc lại.")
    assert not rules.is_frozen(edition)
    with pytest.raises(Exception, match="0"):
        mark(reading, {"strategy": 99}, version=1)
    assert not rules.is_frozen(edition)
    rubric = present_rubric(edition, "unit")
    rubric["criteria"] = [row for row in rubric["criteria"] if row["code"] != "strategy"]
    rubric["criteria"][0]["weight"] += 20
    save(edition, rubric, cast.oanh)
    assert not Criterion.objects.filter(edition=edition, group="unit", code="strategy").exists()


def test_after_the_first_mark_every_change_of_the_rule_is_refused_in_words(cast, edition, reading):
    mark(reading)
    for change in (
        lambda: save(edition, present_rubric(edition, "leader"), cast.oanh),
        lambda: actions.save_rule(
            edition, by=cast.oanh, values={**WORDS, "pass_mark": 40}, version=version_of_words(edition)
        ),
    ):
        with override("en"), pytest.raises(ImpossibleMove, match="frozen with the first mark"):
            change()
    assert Edition.objects.get(pk=edition.pk).pass_mark == 50


@pytest.mark.postgres
@pytest.mark.parametrize(
    "change",
    [
        lambda e: Criterion.objects.filter(edition=e, code="impact").update(weight=30),
        lambda e: Criterion.objects.filter(edition=e, group="leader").delete(),
        lambda e: RubricPart.objects.create(edition=e, code="x", name="x", name_en="x", position=9),
        lambda e: e.tiers.update(size=600),
        lambda e: Edition.objects.filter(pk=e.pk).update(pass_mark=10),
        lambda e: Edition.objects.filter(pk=e.pk).update(rule_text="Khác."),
        lambda e: Edition.objects.filter(pk=e.pk).update(ballot_tie="chair"),
        lambda e: FrozenRule.objects.update(sha256="0" * 64),
        lambda e: (
            Edition.objects.filter(pk=e.pk).update(kind="live", clock_at=None),
            FrozenRule.objects.all().delete(),
        ),
    ],
)
def test_the_database_itself_keeps_a_frozen_rule(edition, reading, change):
    mark(reading)
    Edition.objects.filter(pk=edition.pk).update(media_partners="70"), "what is no rule may change"
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        change(edition)
    assert digest(rules.rule_of(Edition.objects.get(pk=edition.pk))) == FrozenRule.objects.get().sha256
