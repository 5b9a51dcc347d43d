"""Kinds of questions and groups of participants, as their organisations meet them in the sections' pages."""

import pytest

from dtportal.programme.rubrics import fed
from nominations import actions
from nominations.freezing import checklist_of, content_of
from nominations.tests.helpers import draft, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def nomination(cast, organization, edition):
    return draft(organization, by=cast.lan, edition=edition)


@pytest.fixture
def lan(cast, sign_in):
    return sign_in(cast.lan)


def section_url(nomination, key: str) -> str:
    return f"{nomination.get_absolute_url()}sections/{key}/"


def stored(nomination, key: str) -> dict:
    return nomination.answers.get(section=key).data


def save(lan, nomination, key: str, data: dict):
    return lan.post(
        section_url(nomination, key), data | {"version": 0}, headers={"accept": "application/json"}
    )


def test_a_yearly_series_is_read_and_shown_in_vietnamese_numbers(lan, nomination):
    assert (
        save(lan, nomination, "results", {"online_share_0": "12,5", "online_share_2": "61"}).status_code
        == 200
    )
    assert stored(nomination, "results") == {"online_share": {"2020": "12.5", "2022": "61"}}
    assert 'value="12,5"' in lan.get(section_url(nomination, "results")).content.decode()
    assert "2020: 12,5%" in lan.get(f"{nomination.get_absolute_url()}review/").content.decode()


def test_a_number_out_of_bounds_is_told_with_its_year_and_nothing_is_stored(lan, nomination):
    answer = save(lan, nomination, "results", {"online_share_1": "140"})
    assert answer.status_code == 422
    (message,) = answer.json()["errors"]["online_share"]
    assert message.startswith("2021: ")
    assert not nomination.answers.exists()
    page = lan.post(section_url(nomination, "results"), {"online_share_1": "140", "version": 0})
    assert (page.status_code, "2021: " in page.content.decode()) == (422, True)
    assert 'value="140"' in page.content.decode()


def test_a_table_keeps_the_rows_that_say_something(lan, nomination):
    save(
        lan,
        nomination,
        "results",
        {"figures_0": "Giao dịch", "figures_2": "3", "figures_3": "-1,5", "figures_8": "Sự cố"},
    )
    assert stored(nomination, "results")["figures"] == [
        {"name": "Giao dịch", "before": "3", "after": "-1.5"},
        {"name": "Sự cố"},
    ]
    review = lan.get(f"{nomination.get_absolute_url()}review/").content.decode()
    assert "Chỉ số: Giao dịch; Trước: 3; Sau: -1,5" in review


def test_several_choices_and_a_person(lan, nomination):
    save(lan, nomination, "data", {"platforms": ["cloud", "payment"]})
    assert stored(nomination, "data") == {"platforms": ["cloud", "payment"]}
    assert save(lan, nomination, "data", {"platforms": ["teleport"]}).status_code == 422
    save(lan, nomination, "people", {"officer_0": "Nguyễn Thị Minh Họa", "officer_1": "Phó Giám đốc"})
    assert stored(nomination, "people")["officer"] == {
        "name": "Nguyễn Thị Minh Họa",
        "position": "Phó Giám đốc",
    }
    wrong = save(lan, nomination, "people", {"officer_0": "Nguyễn Thị Minh Họa", "officer_3": "khong-phai"})
    assert wrong.status_code == 422
    assert "officer" in wrong.json()["errors"]


def test_a_question_is_needed_because_of_another_answer(cast, lan, nomination):
    def gaps() -> set[str]:
        return {gap.question["key"] for gap in checklist_of(nomination).gaps if gap.question}

    assert "level_decision" not in gaps()
    actions.save_section(nomination, "data", {"level": "yes"}, version=0, by=cast.lan)
    assert "level_decision" in gaps()
    page = lan.get(section_url(nomination, "data")).content.decode()
    assert "Bắt buộc khi “Hồ sơ đề xuất cấp độ an toàn hệ thống thông tin” là “Đã được phê duyệt”." in page
    actions.save_section(nomination, "data", {"level": "no"}, version=1, by=cast.lan)
    assert "level_decision" not in gaps()


def test_each_group_fills_in_its_own_sections(cast, lan, organization, edition, nomination):
    leader = actions.start(
        organization,
        edition=edition,
        group="leader",
        sector=None,
        province=organization.province,
        by=cast.lan,
        person_name="Nguyễn Thị Minh Họa",
        person_position="Giám đốc",
    )
    assert lan.get(section_url(leader, "leadership")).status_code == 200
    assert lan.get(section_url(nomination, "leadership")).status_code == 404
    assert {gap.question["key"] for gap in checklist_of(leader).gaps if gap.question} >= {"curriculum"}


def test_a_state_body_needs_no_tax_code_and_speaks_of_its_services(cast, lan, organization, edition):
    organization.tax_code = None
    organization.org_type = "state_body"
    organization.save()
    body = actions.start(
        organization,
        edition=edition,
        group="state_body",
        sector=None,
        province=organization.province,
        by=cast.lan,
    )
    assert body.reference.startswith("2023-CQ-")
    assert lan.get(section_url(body, "services")).status_code == 200
    sections = {section["key"]: section for section in content_of(body)["sections"]}
    feeds = fed(body.edition, "state_body")
    assert [criterion.code for criterion in feeds["services"]] == ["services"]
    assert [criterion.code for criterion in feeds["model"]] == ["initiative"]
    assert "leadership" not in sections


def test_answers_of_an_earlier_dossier_are_taken_over_where_nothing_is_written(
    cast, lan, edition, nomination
):
    words = {"strategy": "Ba bước.", "plan_date": "2022-03-01"}
    actions.save_section(nomination, "strategy", words, version=0, by=cast.lan)
    actions.save_section(nomination, "results", {"results": "Giảm 31%."}, version=0, by=cast.lan)
    actions.give_consents(nomination, ["is_true"], by=cast.lan)
    leader = actions.start(
        nomination.organization,
        edition=edition,
        group="leader",
        sector=None,
        province=nomination.province,
        by=cast.lan,
        person_name="Nguyễn Thị Minh Họa",
    )
    actions.save_section(leader, "results", {"results": "Đã viết."}, version=0, by=cast.lan)
    page = lan.get(leader.get_absolute_url()).content.decode()
    assert f'value="{nomination.reference}"' in page
    lan.post(f"{leader.get_absolute_url()}copy/", {"source": nomination.reference})
    assert stored(leader, "strategy") == {"strategy": "Ba bước.", "plan_date": "2022-03-01"}
    assert stored(leader, "results") == {"results": "Đã viết."}
    assert not leader.consents.exists()


def test_nobody_copies_from_a_stranger(cast, lan, edition, nomination, sign_in):
    other = draft(unit("Công ty Minh Họa Khác", cast.tung), by=cast.tung, edition=edition)
    actions.save_section(other, "results", {"results": "Bí mật."}, version=0, by=cast.tung)
    assert lan.post(f"{nomination.get_absolute_url()}copy/", {"source": other.reference}).status_code == 404
    assert not nomination.answers.exists()
