"""Lists: as many queries for one row as for three, filters, search without diacritics, budgets."""

import pytest

from nominations import actions
from nominations.models import Nomination
from nominations.supplements import Asked
from nominations.tests.helpers import draft, endorsed, submitted, unit

pytestmark = pytest.mark.django_db

NAMES = ["Bệnh viện Số Minh Họa", "Phòng khám Sao Mai Minh Họa", "Trung tâm Y tế Biển Xanh Minh Họa"]


def count(client, url, django_assert_max_num_queries) -> int:
    client.get(url)
    with django_assert_max_num_queries(60) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("lan", "/work/nominations/"),
        ("khoa", "/work/endorsements/"),
        ("minh", "/work/2023/nominations/"),
        ("lan", "/work/"),
    ],
)
def test_a_list_of_three_asks_no_more_than_a_list_of_one(
    cast, edition, sign_in, django_assert_max_num_queries, name, url
):
    client = sign_in(getattr(cast, name))
    submitted(unit(NAMES[0], cast.lan, "YT"), by=cast.lan, edition=edition, body=cast.body)
    draft(unit("Bản nháp một", cast.lan), by=cast.lan, edition=edition)
    for_one = count(client, url, django_assert_max_num_queries)
    for other in NAMES[1:]:
        submitted(unit(other, cast.lan, "YT"), by=cast.lan, edition=edition, body=cast.body)
        draft(unit(f"Bản nháp {other}", cast.lan), by=cast.lan, edition=edition)
    assert count(client, url, django_assert_max_num_queries) == for_one
    if url != "/work/":
        assert all(other in client.get(url).content.decode() for other in NAMES)


def test_competing_units_and_files_cost_no_further_queries(
    cast, edition, sign_in, django_assert_max_num_queries
):
    client = sign_in(cast.minh)
    first = submitted(unit(NAMES[0], cast.lan, "YT"), by=cast.lan, edition=edition, body=cast.body)
    submitted(unit(NAMES[1], cast.lan, "YT"), by=cast.lan, edition=edition, body=cast.body)
    url = f"/work/2023/nominations/{first.reference}/"
    for_one = count(client, url, django_assert_max_num_queries)
    submitted(unit(NAMES[2], cast.lan, "YT"), by=cast.lan, edition=edition, body=cast.body)
    assert count(client, url, django_assert_max_num_queries) == for_one


def many(edition, user, number: int) -> None:
    """Submitted nominations without their dossiers: what a table page shows."""
    provinces = list(edition.localities())
    for index in range(number):
        organization = unit(f"Công ty Cổ phần Dịch vụ Vận tải và Giao nhận Minh Họa số {index}", user)
        Nomination.objects.create(
            edition=edition,
            organization=organization,
            sector=organization.sector,
            province=provinces[index % len(provinces)],
            reference=f"2023-GT-{index + 1:04d}",
            number=f"CDS1-2023-GT-{index + 1:04d}",
            status=Nomination.Status.SUBMITTED,
            created_by=user,
            submitted_at=edition.clock_at,
            submitted_by=user,
        )


def test_fifty_rows_stay_within_the_budget(cast, edition, sign_in, django_assert_max_num_queries):
    many(edition, cast.lan, 70)
    minh = sign_in(cast.minh)
    minh.get("/work/2023/nominations/")
    with django_assert_max_num_queries(12):
        page = minh.get("/work/2023/nominations/")
    assert len(page.content) <= 80_000
    assert page.content.decode().count("2023-GT-") >= 50
    assert "page=2" in page.content.decode()


def test_search_needs_no_diacritics(cast, organization, edition, sign_in):
    submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    submitted(unit(NAMES[0], cast.lan, "YT"), by=cast.lan, edition=edition, body=cast.body)
    minh = sign_in(cast.minh)
    found = minh.get("/work/2023/nominations/?q=canh buom da nang").content.decode()
    assert organization.name in found
    assert NAMES[0] not in found
    assert organization.name in minh.get("/work/2023/nominations/?q=9900000055").content.decode()
    assert "Không tìm thấy" in minh.get("/work/2023/nominations/?q=khong co").content.decode()


def test_filters_and_counters_lead_to_what_they_count(cast, organization, edition, sign_in):
    first = endorsed(organization, by=cast.lan, edition=edition, body=cast.body, officer=cast.khoa)
    second = submitted(unit(NAMES[0], cast.lan), by=cast.lan, edition=edition, body=cast.body)
    third = submitted(unit(NAMES[1], cast.lan, "YT"), by=cast.lan, edition=edition, body=cast.body)
    actions.return_for_additions(third, by=cast.minh, reason="Bổ sung.", items=[Asked("strategy")])
    minh = sign_in(cast.minh)

    def shown(query: str) -> set[str]:
        page = minh.get(f"/work/2023/nominations/?{query}").content.decode()
        return {n.reference for n in (first, second, third) if n.reference in page}

    assert shown("view=conflicts") == {first.reference, second.reference}
    assert shown("status=returned") == {third.reference}
    assert shown("endorsed=yes") == {first.reference}
    assert shown(f"sector={third.sector_id}") == {third.reference}
    assert shown(f"province={edition.localities().get(name='Hà Giang').pk}") == set()
    assert shown("group=leader") == set()
    assert shown("status=nonsense&page=99") == {first.reference, second.reference, third.reference}


def test_next_goes_through_what_waits_in_the_order_of_submission(cast, edition, sign_in):
    waiting = [
        submitted(unit(name, cast.lan, "YT"), by=cast.lan, edition=edition, body=cast.body) for name in NAMES
    ]
    minh = sign_in(cast.minh)

    def following(reference: str) -> str:
        return minh.get(f"/work/2023/nominations/next/?after={reference}").url.rstrip("/").split("/")[-1]

    references = [nomination.reference for nomination in waiting]
    assert following("") == references[0]
    assert following(references[0]) == references[1]
    assert following(references[2]) == references[0]
    for nomination in waiting:
        actions.decline(nomination, by=cast.minh, reason="Không đủ điều kiện.", rule="Điều 4.")
    assert minh.get("/work/2023/nominations/next/").url == "/work/2023/nominations/"


def test_today_says_what_waits_for_each(cast, organization, edition, sign_in):
    submitted(organization, by=cast.lan, edition=edition, body=cast.body)
    draft(unit(NAMES[0], cast.lan, "YT"), by=cast.lan, edition=edition)
    assert "Hoàn thiện hồ sơ 2023-YT-0001" in sign_in(cast.lan).get("/work/").content.decode()
    assert "Đơn vị chờ đề cử" in sign_in(cast.khoa).get("/work/").content.decode()
    assert "Hồ sơ chờ kiểm tra" in sign_in(cast.minh).get("/work/").content.decode()
    stranger = sign_in(cast.tung).get("/work/").content.decode()
    assert "Hồ sơ chờ kiểm tra" not in stranger and "2023-YT-0001" not in stranger
