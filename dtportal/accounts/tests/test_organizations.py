"""Organisations: registered on a page, found by those who may."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from dtportal.accounts import actions
from dtportal.accounts.models import Organization
from dtportal.journal.models import Entry
from dtportal.programme.models import Province, Sector


@pytest.fixture
def papers(edition) -> dict:
    """What the form asks, as it is typed."""
    return {
        "name": "  Bê\u0323nh  viện Đa khoa Minh Họa Hải Âu",
        "name_en": "Hai Au Illustrative Hospital",
        "tax_code": "9900 000 023",
        "org_type": "public_service",
        "ownership": "public_service_unit",
        "sector": Sector.objects.get(code="YT").pk,
        "province": Province.objects.get(name="Hải Phòng", valid_from__year=2008).pk,
        "address": "Số 2 đường Minh Họa",
        "legal_representative": "Trần Thị Minh Họa",
        "position": "Giám đốc",
        "phone": "(024) 0000.0012",
        "email": "haiau@example.org",
        "website": "haiau.example.org",
        "employees": "350",
    }


def test_tung_registers_an_organisation_and_is_in_charge_of_it(cast, sign_in, papers):
    browser = sign_in(cast.tung)
    assert "Đăng ký đơn vị" in browser.get("/work/").content.decode(), "today invites to register"
    answer = browser.post("/work/organizations/new/", papers, follow=True)
    page = answer.content.decode()
    assert "Bệnh viện Đa khoa Minh Họa Hải Âu" in page and "024 0000 0012" in page and "phụ trách" in page
    organization = Organization.objects.get()
    assert (organization.tax_code, organization.phone) == ("9900000023", "+842400000012")
    assert organization.website == "https://haiau.example.org"
    assert Entry.objects.filter(verb="organization.registered", actor_id=cast.tung.pk).exists()


def test_only_a_state_body_may_have_no_tax_code(cast, sign_in, papers):
    browser = sign_in(cast.tung)
    refused = browser.post("/work/organizations/new/", papers | {"tax_code": ""})
    assert "Chỉ cơ quan nhà nước được để trống mã số thuế." in refused.content.decode()
    for name in ("UBND xã Minh Họa Một", "UBND xã Minh Họa Hai"):
        state_body = {"tax_code": "", "org_type": "state_body", "ownership": "state", "name": name}
        without = browser.post("/work/organizations/new/", papers | state_body)
        assert "Đề nghị chọn cấp của cơ quan nhà nước." in without.content.decode()
        browser.post("/work/organizations/new/", papers | state_body | {"level": "commune"})
    assert Organization.objects.filter(tax_code=None, level="commune").count() == 2


def test_levels_are_those_of_the_edition_s_date(cast, edition, sign_in, papers):
    """Districts are no more since 01/07/2025."""
    browser = sign_in(cast.tung)
    assert "Cấp huyện" in browser.get("/work/organizations/new/").content.decode()
    edition.phases.filter(kind="intake").update(starts_on=date(2026, 2, 1), ends_on=date(2026, 5, 30))
    assert "Cấp huyện" not in browser.get("/work/organizations/new/").content.decode()
    state_body = {"tax_code": "", "org_type": "state_body", "ownership": "state", "level": "district"}
    browser.post("/work/organizations/new/", papers | state_body)
    assert not Organization.objects.filter(tax_code=None).exists()


def test_a_mistyped_tax_code_or_telephone_is_named_at_its_field(cast, sign_in, papers):
    page = sign_in(cast.tung).post("/work/organizations/new/", papers | {"tax_code": "12", "phone": "12"})
    assert page.status_code == 422
    assert "Mã số thuế gồm 10 hoặc 13 chữ số." in page.content.decode()
    assert "Ghi số điện thoại kèm mã vùng" in page.content.decode()


def test_wrong_answers_are_named_in_plain_words_and_stay_in_the_form(cast, sign_in, papers):
    wrong = {"employees": "nhiều", "email": "haiau", "website": "http://", "sector": "99999"}
    answer = sign_in(cast.tung).post("/work/organizations/new/", papers | wrong)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Số 2 đường Minh Họa" in page and 'value="nhiều"' in page
    for sentence in (
        "Đề nghị ghi một số nguyên.",
        "Đề nghị ghi đúng địa chỉ thư điện tử.",
        "Đề nghị ghi địa chỉ trang đầy đủ, ví dụ https://…",
        "Đề nghị chọn trong danh sách.",
    ):
        assert sentence in page, sentence


def test_the_form_offers_the_63_localities_of_2023(cast, sign_in):
    page = sign_in(cast.tung).get("/work/organizations/new/")
    offered = page.context["form"].fields["province"].queryset
    assert offered.count() == 63


def test_lan_corrects_her_organisation(cast, organization, sign_in, papers):
    browser = sign_in(cast.lan)
    edit = f"/work/organizations/{organization.pk}/edit/"
    assert 'value="9900000055"' in browser.get(edit).content.decode()
    browser.post(edit, papers | {"tax_code": "9900000055", "address": "Số 3 đường Mới"})
    organization.refresh_from_db()
    assert organization.address == "Số 3 đường Mới"


def test_strangers_know_nothing_of_an_organisation(cast, organization, sign_in):
    address = f"/work/organizations/{organization.pk}/"
    for person in (cast.tung, cast.khoa, cast.hanh, cast.binh, cast.oanh):
        assert sign_in(person).get(address).status_code == 404
        assert organization.name not in sign_in(person).get("/work/organizations/").content.decode()
    assert sign_in(cast.minh).get(address).status_code == 200
    assert sign_in(cast.minh).get(f"{address}edit/").status_code == 403


def test_an_organisation_is_found_without_diacritics(cast, organization, sign_in):
    browser = sign_in(cast.minh)
    assert organization.name in browser.get("/work/organizations/?q=canh buom").content.decode()
    assert organization.name not in browser.get("/work/organizations/?q=hai au").content.decode()


def test_nobody_changes_an_organisation_he_does_not_belong_to(cast, organization):
    with pytest.raises(PermissionDenied):
        actions.update_organization(organization, by=cast.minh, address="x")


def test_the_list_asks_the_same_number_of_queries_for_one_and_three(
    cast, organization, sign_in, django_assert_max_num_queries, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = sign_in(cast.minh)
    browser.get("/work/organizations/")
    with CaptureQueriesContext(
        connection,
    ) as one:
        browser.get("/work/organizations/")
    for number in (1, 2):
        Organization.objects.create(
            name=f"Đơn vị Minh Họa {number}", org_type="state_body", province=organization.province
        )
    with CaptureQueriesContext(connection) as three:
        browser.get("/work/organizations/")
    assert len(one) == len(three) <= 12
