"""What a body sees of its locality: sectors by state, names only; contents only of those that asked."""

from datetime import date

import pytest

from dtportal.accounts.models import Appointment
from dtportal.demo.cast import create_person, give_second_factor, nominating_body
from dtportal.programme.models import Body
from nominations import actions
from nominations.locality import State, grid, outlines
from nominations.models import Endorsement, Nomination
from nominations.tests.helpers import accepted, draft, submitted, unit, written

pytestmark = pytest.mark.django_db

PAGE = "/work/2023/locality/"


@pytest.fixture
def association(edition) -> Body:
    return nominating_body("Hiệp hội Doanh nghiệp Số Minh Họa", Body.Kind.ASSOCIATION, None)


@pytest.fixture
def phuong(edition, association):
    """An officer of an association."""
    user = create_person("phuong@example.org", "Đặng Thu Phương")
    Appointment.objects.create(user=user, role="officer", edition=edition, body=association)
    give_second_factor(user)
    return user


def states_of(edition, user, body) -> dict[str, State]:
    nominations = Nomination.objects.outlined_to(user, edition, body)
    return {outline.name: outline.state for outline in outlines(nominations, body)}


def test_the_grid_puts_every_unit_where_it_stands(cast, edition, sign_in):
    day = date(2023, 5, 9)
    draft(unit("Đơn vị đang soạn", cast.lan, "YT"), by=cast.lan, edition=edition)
    submitted(unit("Đơn vị đã nộp", cast.lan, "YT"), by=cast.lan, edition=edition, body=cast.body)
    for name, sector in (("Đơn vị được đề cử", "GD"), ("Đơn vị hợp lệ", "TC")):
        nomination = submitted(unit(name, cast.lan, sector), by=cast.lan, edition=edition, body=cast.body)
        row = Endorsement.objects.get(nomination=nomination)
        actions.endorse(row, by=cast.khoa, letter_number="1", letter_date=day)
    accepted(nomination, by=cast.minh)
    gone = submitted(unit("Đơn vị đã rút", cast.lan, "NL"), by=cast.lan, edition=edition, body=cast.body)
    actions.withdraw(gone, by=cast.lan, reason="Đổi kế hoạch.")
    elsewhere = unit("Đơn vị tỉnh khác", cast.lan, "NL", province="Hà Giang")
    draft(elsewhere, by=cast.lan, edition=edition)

    assert states_of(edition, cast.khoa, cast.body) == {
        "Đơn vị đang soạn": State.DRAFTING,
        "Đơn vị đã nộp": State.SUBMITTED,
        "Đơn vị được đề cử": State.ENDORSED,
        "Đơn vị hợp lệ": State.ACCEPTED,
    }
    page = sign_in(cast.khoa).get(PAGE).content.decode()
    assert "3" in page and "lĩnh vực đã có đơn vị" in page
    assert page.count('class="is-empty"') == 5
    assert "Đơn vị tỉnh khác" not in page and "Đơn vị đã rút" not in page


def test_every_sector_has_a_row_and_groups_without_one_come_after(cast, edition, organization):
    common = {"edition": edition, "province": organization.province, "by": cast.lan, "sector": None}
    actions.start(organization, group="leader", person_name="Nguyễn Văn Minh Họa", **common)
    found = outlines(Nomination.objects.outlined_to(cast.khoa, edition, cast.body), cast.body)
    rows = grid(edition, found)
    assert len(rows) == 9
    assert [row.is_empty for row in rows] == [True] * 8 + [False]
    assert rows[-1].cells[State.DRAFTING][0].name == "Nguyễn Văn Minh Họa"


def test_khoa_reads_the_dossiers_of_those_that_asked_and_only_the_outline_of_others(
    cast, edition, association, sign_in
):
    asked = submitted(unit("Đơn vị hỏi Ủy ban", cast.lan, "YT"), by=cast.lan, edition=edition, body=cast.body)
    other = written(
        unit("Đơn vị hỏi Hiệp hội", cast.lan, "GD"), by=cast.lan, edition=edition, body=association
    )
    khoa = sign_in(cast.khoa)
    page = khoa.get(PAGE).content.decode()
    assert "Đơn vị hỏi Hiệp hội" in page and other.reference not in page
    assert f'href="/work/endorsements/{asked.endorsements.get().pk}/"' in page
    assert f"/work/endorsements/{other.endorsements.get().pk}/" not in page
    assert khoa.get(asked.get_absolute_url()).status_code == 302
    assert khoa.get(other.get_absolute_url()).status_code == 404
    assert khoa.get(f"/work/evidence/{other.evidence.get().pk}/").status_code == 404
    assert khoa.get(f"/work/endorsements/{other.endorsements.get().pk}/").status_code == 404


def test_an_association_sees_who_asked_it_and_nobody_else(cast, edition, association, phuong, sign_in):
    written(unit("Đơn vị hỏi Hiệp hội", cast.lan, "GD"), by=cast.lan, edition=edition, body=association)
    written(unit("Đơn vị hỏi Ủy ban", cast.lan, "GD"), by=cast.lan, edition=edition, body=cast.body)
    page = sign_in(phuong).get(PAGE).content.decode()
    assert "Đơn vị hỏi Hiệp hội" in page and "Đơn vị hỏi Ủy ban" not in page
    assert states_of(edition, phuong, cast.body) == {}


def test_another_bodys_endorsement_is_not_told(cast, edition, association, phuong):
    """An officer of one body learns nothing of another body's endorsement of the same unit."""
    nomination = submitted(unit("Đơn vị", cast.lan, "GD"), by=cast.lan, edition=edition, body=association)
    row = Endorsement.objects.get()
    actions.endorse(row, by=phuong, letter_number="1", letter_date=date(2023, 5, 9))
    assert states_of(edition, phuong, association) == {nomination.organization.name: State.ENDORSED}
    assert states_of(edition, cast.khoa, cast.body) == {nomination.organization.name: State.SUBMITTED}


def test_the_list_is_filtered_without_diacritics(cast, edition, sign_in):
    for name, sector in (("Bệnh viện Số Minh Họa", "YT"), ("Trường Số Minh Họa", "GD")):
        draft(unit(name, cast.lan, sector), by=cast.lan, edition=edition)
    khoa = sign_in(cast.khoa)

    def listed(query: str) -> str:
        return khoa.get(f"{PAGE}?{query}").content.decode().split('id="units"')[1]

    assert "Bệnh viện" in listed("q=benh vien") and "Trường" not in listed("q=benh vien")
    assert "Trường" not in listed(f"sector={edition.sectors.get(code='YT').pk}")
    assert "Không tìm thấy" in listed("state=accepted")


def test_three_cost_no_more_queries_than_one(cast, edition, sign_in, django_assert_max_num_queries):
    khoa = sign_in(cast.khoa)

    def count(url: str) -> int:
        khoa.get(url)
        with django_assert_max_num_queries(12) as queries:
            assert khoa.get(url).status_code == 200
        return len(queries)

    submitted(unit("Một", cast.lan, "YT"), by=cast.lan, edition=edition, body=cast.body)
    before = [count(PAGE), count("/work/2023/letter/")]
    for name in ("Hai", "Ba"):
        submitted(unit(name, cast.lan, "GD"), by=cast.lan, edition=edition, body=cast.body)
    assert [count(PAGE), count("/work/2023/letter/")] == before
