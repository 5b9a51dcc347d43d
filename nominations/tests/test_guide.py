"""The public guide, as a visitor without an account reads it."""

import io
from datetime import date, datetime

import pytest
from django.urls import reverse
from django.utils.translation import override
from pypdf import PdfReader

from dtportal.accounts.actions import move_clock
from dtportal.demo.cast import nominating_body
from dtportal.programme import calendar
from dtportal.programme.calendar import VIETNAM
from dtportal.programme.departments import department_of
from dtportal.programme.models import Criterion, Group, Province
from dtportal.questions import KINDS, count_characters
from dtportal.tests.browser.papers import text_of
from nominations import handbook
from nominations.freezing import content_of
from nominations.sections import form_for, sections_of
from nominations.tests.helpers import draft

PAGES = [
    "/guide/",
    "/guide/unit/",
    "/guide/state_body/",
    "/guide/leader/",
    "/guide/eligibility/",
    "/guide/eligibility/?kind=enterprise&sector=GT&province=48-2008&has=tax_code",
    "/en/guide/unit/",
]
ENTERPRISE = {"kind": "enterprise", "sector": "YT", "province": "31-2008"}


def words(response) -> str:
    """What is on the page, with white space evened out."""
    return " ".join(response.content.decode().split())


@pytest.fixture
def nomination(cast, organization, edition):
    return draft(organization, by=cast.lan, edition=edition)


# --- Questions, criteria, weights, dates -----------------------------------------------------------------


@pytest.mark.parametrize("group", Group.values)
def test_every_question_stands_there_with_its_limit(client, edition, group):
    page = words(client.get(f"/guide/{group}/"))
    for section in sections_of(edition, group):
        assert section.data["title"] in page
        for question in section.questions:
            assert question["label"] in page
            if question.get("limit"):
                assert f"tối đa {question['limit']} ký tự" in page


def test_every_criterion_stands_there_with_its_weight_and_levels(client, edition):
    for group in ("unit", "state_body", "leader"):
        page = words(client.get(f"/guide/{group}/"))
        for criterion in Criterion.objects.filter(edition=edition, group=group):
            assert f'{criterion.name} <span class="tag tag-info">{criterion.weight} điểm</span>' in page
            for anchor in criterion.anchors:
                assert anchor["text"] in page


def test_levels_cover_the_marks_from_nought_to_the_weight_without_gaps(edition):
    for group in ("unit", "state_body", "leader"):
        for measure in handbook.measures_of(edition, group):
            marks = [mark for level in measure.levels for mark in range(level.lowest, level.highest + 1)]
            assert marks == list(range(measure.criterion.weight + 1))


def test_every_date_stands_there_and_the_deadline_to_the_minute(client, edition):
    page = words(client.get("/guide/"))
    for text in ("28/02/2023–30/05/2023", "15/03/2023–30/06/2023", "01/05/2023–30/08/2023", "Tháng 9/2023"):
        assert text in page
    assert "đến 23:59 ngày 30/05/2023 (giờ Việt Nam)" in page


@pytest.mark.slow
def test_a_moved_deadline_moves_on_the_page_and_in_the_form(client, edition):
    intake = edition.intake
    intake.ends_on = intake.ends_on.replace(day=31)
    intake.save()
    assert "23:59 ngày 31/05/2023" in words(client.get("/guide/"))
    assert "23:59 ngày 31/05/2023" in text_of(client.get("/guide/unit/form.pdf").content)


def test_the_guide_follows_the_editions_clock(client, edition):
    edition.clock_at = datetime(2023, 5, 31, 0, 1, tzinfo=VIETNAM)
    edition.save()
    assert "Việc tiếp nhận hồ sơ đã kết thúc" in words(client.get("/guide/"))
    page = words(client.get("/guide/eligibility/", ENTERPRISE))
    assert "chưa thể tham gia" in page


def test_every_kind_of_question_has_words():
    assert set(handbook.KIND_WORDS) == KINDS


def test_a_group_that_does_not_exist_has_no_page(client, edition):
    assert client.get("/guide/members/").status_code == 404
    assert client.get("/guide/members/form.pdf").status_code == 404


# --- Model answers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("group", Group.values)
def test_every_section_that_is_written_has_a_model_answer_within_its_limits(edition, group, language):
    with override(language):
        for section in sections_of(edition, group):
            written = [q for q in section.questions if q["kind"] not in {"consent", "file"}]
            if not written:
                continue
            example = handbook.examples_of(section, group)
            assert set(example) == {question["key"] for question in written}, section.key
            typed = form_for(section, example)
            assert typed.is_valid(), typed.errors
            for question in written:
                if question.get("limit"):
                    assert count_characters(example[question["key"]]) <= question["limit"]


def test_model_answers_are_labelled_as_invented_in_both_languages(client, edition):
    vietnamese, english = words(client.get("/guide/unit/")), words(client.get("/en/guide/unit/"))
    assert "Chuyến về không rỗng" in vietnamese
    assert "đơn vị và số liệu là giả định" in vietnamese
    assert "No empty return" in english
    assert "the unit and its figures are invented" in english
    assert "Chuyến về không rỗng" not in english


def test_a_state_body_reads_an_answer_of_its_own(client, edition):
    page = words(client.get("/guide/state_body/"))
    assert "Ủy ban nhân dân xã Minh Họa" in page
    assert "Chuyến về không rỗng" not in page


def test_a_condition_is_told_with_the_question(client, edition):
    page = words(client.get("/guide/unit/"))
    assert "Bắt buộc khi “Hồ sơ đề xuất cấp độ an toàn hệ thống thông tin”" in page


def test_a_model_answer_is_one_click_away_while_writing(sign_in, cast, nomination):
    url = reverse("nominations:section", args=[nomination.reference, "strategy"])
    page = words(sign_in(cast.lan).get(url))
    assert "<summary>Câu trả lời mẫu</summary>" in page
    assert "Quyết định số 15/QĐ-CBMH" in page
    assert 'href="/guide/unit/#strategy"' in page


def test_a_model_answer_is_never_part_of_a_dossier(nomination):
    assert "example" not in str(content_of(nomination)["sections"])


# --- The form as PDF ---------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("group", Group.values)
def test_the_form_asks_everything_the_portal_asks(client, edition, group):
    response = client.get(f"/guide/{group}/form.pdf")
    assert response["Content-Type"] == "application/pdf"
    text = text_of(response.content)
    for section in sections_of(edition, group):
        assert section.data["title"] in text
        for question in section.questions:
            assert question["label"][:40] in text
            if question.get("limit"):
                assert f"tối đa {question['limit']} ký tự" in text
    for criterion in Criterion.objects.filter(edition=edition, group=group):
        assert criterion.name in text
    for words_of_it in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "23:59 ngày 30/05/2023",
        "CƠ QUAN ĐỀ CỬ",
        "DỮ LIỆU MINH HỌA",
        "28/02/2023–30/05/2023",
    ):
        assert words_of_it in text


@pytest.mark.slow
def test_the_form_embeds_the_documents_fonts_only(client, edition):
    paper = PdfReader(io.BytesIO(client.get("/en/guide/leader/form.pdf").content))
    fonts = {
        font.get_object()["/BaseFont"].split("+")[-1]
        for page in paper.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    assert all(name.startswith(("Tinos", "Be-Vietnam-Pro")) for name in fonts)


# --- Eligibility --------------------------------------------------------------------------------------------


def test_the_check_says_what_is_missing(client, edition):
    page = words(client.get("/guide/eligibility/", ENTERPRISE))
    for text in (
        "Có thể tham gia",
        "Còn thiếu mã số thuế",
        "Còn thiếu: Văn bản chiến lược",
        "Chưa có cơ quan đề cử",
    ):
        assert text in page
    page = words(
        client.get("/guide/eligibility/", {**ENTERPRISE, "has": ["tax_code", "plan_file", "endorsement"]})
    )
    assert "Đã có đủ điều kiện" in page
    assert "Còn thiếu" not in page


def test_the_check_names_the_bodies_of_the_province_and_no_others(client, edition):
    place = Province.objects.get(uid="31-2008")
    elsewhere = Province.objects.get(uid="48-2008")
    nominating_body("Ủy ban nhân dân thành phố Hải Phòng", "peoples_committee", place)
    nominating_body("Sở Y tế thành phố Hải Phòng", "department", place)
    nominating_body("Hiệp hội Logistics Minh Họa", "association", None)
    nominating_body("Viện Minh Họa Hải Phòng", "institute", place)
    nominating_body("Sở Y tế thành phố Đà Nẵng", "department", elsewhere)
    silent = nominating_body("Sở Thể thao Minh Họa Hải Phòng", "department", place)
    silent.may_nominate = False
    silent.save()
    page = words(client.get("/guide/eligibility/", ENTERPRISE))
    for name in (
        "Ủy ban nhân dân thành phố Hải Phòng",
        "Sở Y tế thành phố Hải Phòng",
        "Hiệp hội Logistics Minh Họa",
        "Viện Minh Họa Hải Phòng",
    ):
        assert page.count(name) == 1
    assert "Sở Y tế thành phố Đà Nẵng" not in page
    assert "Sở Thể thao" not in page
    assert "chưa có trên cổng" not in page


def test_the_check_names_committee_and_department_that_are_not_on_the_portal_yet(client, edition):
    page = words(client.get("/guide/eligibility/", {**ENTERPRISE, "province": "79-2008"}))
    assert "Ủy ban nhân dân Thành phố Hồ Chí Minh" in page
    assert "Sở Y tế Thành phố Hồ Chí Minh" in page


def test_a_sector_outside_the_eight_bars_a_unit_and_not_a_leader(client, edition):
    outside = {**ENTERPRISE, "sector": "none"}
    assert "chưa thể tham gia" in words(client.get("/guide/eligibility/", outside))
    assert "chưa thể tham gia" not in words(client.get("/guide/eligibility/", {**outside, "kind": "leader"}))


def test_a_question_without_an_answer_is_marked_where_it_stands(client, edition):
    response = client.get("/guide/eligibility/", {"kind": "enterprise"})
    assert response.status_code == 422
    page = words(response)
    assert "Đề nghị chọn lĩnh vực" in page
    assert page.count("invalid-feedback") == 2  # sector and province
    for name in ("sector", "province"):
        assert f'<a href="#div_id_{name}">' in page  # from where the answer would have been


def test_departments_bear_the_names_of_the_day(edition):
    assert department_of("NN", edition.intake.starts_on) == "Sở Nông nghiệp và Phát triển nông thôn"
    assert department_of("NN", datetime(2026, 1, 1).date()) == "Sở Nông nghiệp và Môi trường"
    assert all(department_of(sector.code, edition.intake.starts_on) for sector in edition.sectors.all())


# --- The same for everybody -----------------------------------------------------------------------------------


@pytest.mark.parametrize("address", PAGES)
def test_the_guide_is_the_same_bytes_for_everybody(client, sign_in, cast, address):
    stranger = client.get(address)
    assert stranger.status_code == 200
    assert not stranger.cookies
    assert "csrf" not in stranger.content.decode().lower()
    assert "Cookie" not in stranger.get("Vary", "")
    assert stranger["Cache-Control"].startswith("public")
    assert sign_in(cast.lan).get(address).content == stranger.content


@pytest.mark.parametrize("address", PAGES)
def test_the_guide_costs_few_queries(client, edition, django_assert_max_num_queries, address):
    with django_assert_max_num_queries(12):
        client.get(address)


def test_the_guide_is_one_click_from_the_home_page(client, edition):
    page = client.get("/").content.decode()
    for address in ("/guide/", "/guide/unit/", "/guide/eligibility/"):
        assert f'href="{address}"' in page


def test_a_page_is_kept_until_the_edition_changes(edition, cast, client, django_assert_max_num_queries):
    fresh = client.get("/guide/").content
    with django_assert_max_num_queries(2):
        kept = client.get("/guide/")
    assert kept.content == fresh
    assert "s-maxage=60" in kept["Cache-Control"]
    assert client.get("/en/guide/").content != fresh
    move_clock(edition, calendar.start_of(date(2023, 6, 1)), by=cast.oanh)
    assert client.get("/guide/").content != fresh
