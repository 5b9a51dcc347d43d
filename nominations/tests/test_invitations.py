"""Units invited by a nominating body: by link to start, or to complete what its list began."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from dtportal.accounts.models import Appointment, Membership, Organization
from dtportal.demo.cast import create_person, give_second_factor, nominating_body
from dtportal.journal.models import Entry, Notice
from dtportal.journal.outbox import compose, deliver
from dtportal.programme import calendar
from dtportal.programme.models import Body
from nominations import actions
from nominations.imports.writing import import_workbook
from nominations.models import Endorsement, Nomination, UnitInvitation
from nominations.tests.helpers import draft, unit
from nominations.tests.workbooks import SECOND, list_of, row

pytestmark = pytest.mark.django_db

PAGE = "/work/2023/invite/"
UNIT = {"name": "Bệnh viện Số Minh Họa", "email": "ha@example.org"}


def path_in(notice: Notice) -> str:
    return re.search(r"/work/invitations/unit/[\w-]+/", compose(notice)[1])[0]


@pytest.fixture
def ha(cast):
    """Somebody with an account and no organisation."""
    return create_person("ha@example.org", "Trịnh Thu Hà")


@pytest.fixture
def imported(cast, edition) -> Nomination:
    import_workbook(edition, list_of(row(**{"Thư điện tử": "ha@example.org"})), by=cast.khoa)
    return Nomination.objects.get()


# --- Units that have not started ---------------------------------------------------------------------


def test_an_empty_sector_invites_a_unit_which_finds_the_body_chosen(cast, edition, ha, sign_in):
    khoa, browser = sign_in(cast.khoa), sign_in(ha)
    sector = edition.sectors.get(code="YT")
    grid = khoa.get("/work/2023/locality/").content.decode()
    assert f"/work/2023/invite/?body={cast.body.pk}&amp;sector={sector.pk}" in grid
    assert f'<option value="{sector.pk}" selected>' in khoa.get(f"{PAGE}?sector={sector.pk}").content.decode()
    grid = khoa.post(PAGE, {**UNIT, "sector": sector.pk}, follow=True).content.decode()
    assert "đã mời: Bệnh viện Số Minh Họa" in grid and "ha@example.org" in grid

    [notice] = Notice.objects.filter(address="ha@example.org")
    assert "Ủy ban nhân dân thành phố Đà Nẵng mời Bệnh viện Số Minh Họa" in compose(notice)[0]
    assert "Dữ liệu minh họa" in compose(notice)[1]
    link = path_in(notice)
    assert link in browser.get("/work/").content.decode()
    assert "Y tế" in browser.get(link).content.decode()
    assert browser.post(link)["Location"] == "/work/organizations/new/"
    assert "Lập hồ sơ theo lời mời" in browser.get("/work/").content.decode()

    own = unit("Bệnh viện Số Minh Họa", ha, "YT")
    own.sector = None
    own.save()
    start = browser.get("/work/nominations/start/").content.decode()
    assert f'<option value="{sector.pk}" selected>' in start
    own.sector = sector
    own.save()
    nomination = draft(own, by=ha, edition=edition)
    page = browser.get(f"{nomination.get_absolute_url()}endorsement/").content.decode()
    assert f'<option value="{cast.body.pk}" selected>' in page
    assert "đã mời đơn vị tham gia" in page
    assert "Lập hồ sơ theo lời mời" not in browser.get("/work/").content.decode()


def test_a_colleague_may_follow_the_forwarded_link_once(cast, edition, sign_in):
    made = actions.invite_unit(edition, cast.body, by=cast.khoa, sector=None, **UNIT)
    link = f"/work/invitations/unit/{made.token}/"
    assert sign_in(cast.lan).post(link).status_code == 302
    assert sign_in(cast.lan).get(link).status_code == 302, "whoever took it up is led on"
    assert sign_in(cast.tung).post(link).status_code == 409
    assert not Membership.objects.filter(user=cast.lan).exists(), "it gives no organisation to anybody"


def test_the_same_invitation_again_sends_the_same_link(cast, edition):
    tokens = {
        actions.invite_unit(edition, cast.body, by=cast.khoa, sector=None, **UNIT).token for _ in range(2)
    }
    assert len(tokens) == 1
    assert Notice.objects.filter(address=UNIT["email"]).count() == 2


def test_an_officer_takes_an_invitation_back_and_others_cannot(cast, edition, sign_in):
    made = actions.invite_unit(edition, cast.body, by=cast.khoa, sector=None, **UNIT)
    other = create_person("phuong@example.org", "Đặng Thu Phương")
    body = nominating_body("Hiệp hội Doanh nghiệp Số Minh Họa", Body.Kind.ASSOCIATION, None)
    Appointment.objects.create(user=other, role="officer", edition=edition, body=body)
    give_second_factor(other)
    url = f"/work/unit-invitations/{made.pk}/take-back/"
    assert sign_in(other).post(url).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.invite_unit(edition, cast.body, by=other, sector=None, **UNIT)
    assert sign_in(cast.khoa).post(url).status_code == 302
    assert sign_in(cast.tung).post(f"/work/invitations/unit/{made.token}/").status_code == 409


def test_no_invitation_goes_out_after_the_intake(cast, edition, sign_in):
    edition.clock_at = calendar.end_of(edition.intake.ends_on) + timezone.timedelta(days=1)
    edition.save()
    with pytest.raises(ValidationError):
        actions.invite_unit(edition, cast.body, by=cast.khoa, sector=None, **UNIT)
    assert sign_in(cast.khoa).post(PAGE, UNIT).status_code == 422
    assert not Notice.objects.filter(address=UNIT["email"]).exists()


# --- Units of a list ---------------------------------------------------------------------------------


def test_each_new_unit_of_a_list_is_invited_and_its_address_becomes_the_owner(cast, imported, ha, sign_in):
    [notice] = Notice.objects.filter(address="ha@example.org")
    assert "đề nghị hoàn thiện hồ sơ" in compose(notice)[0]
    browser, link = sign_in(ha), path_in(notice)
    assert "hoàn thiện và nộp hồ sơ" in browser.get(link).content.decode()
    assert browser.post(link)["Location"] == imported.get_absolute_url()
    assert Membership.objects.get(organization=imported.organization).user == ha
    assert Membership.objects.get().is_owner
    assert browser.get(imported.get_absolute_url()).status_code == 200
    assert browser.post(link).status_code == 302
    assert Membership.objects.count() == 1
    deliver(notice.pk)
    notice.refresh_from_db()
    assert notice.context == {}, "a link that makes somebody an owner is forgotten once sent"


def test_the_link_of_a_list_is_for_its_address_only(cast, imported, sign_in):
    link = path_in(Notice.objects.get(address="ha@example.org"))
    page = sign_in(cast.tung).get(link).content.decode()
    assert imported.organization.name not in page
    sign_in(cast.tung).post(link)
    assert not Membership.objects.exists()


def test_a_repeated_import_invites_nobody_again(cast, edition, imported):
    import_workbook(edition, list_of(row(**{"Thư điện tử": "ha@example.org"})), by=cast.khoa)
    assert UnitInvitation.objects.count() == 1
    assert Entry.objects.filter(verb="unit.invited").count() == 1


def test_a_unit_that_somebody_represents_is_told_instead(cast, edition, organization):
    values = {"Mã số thuế": organization.tax_code, "Tên đơn vị": organization.name}
    import_workbook(edition, list_of(row(**values), row(**SECOND, STT=2)), by=cast.khoa)
    [told] = Notice.objects.filter(recipient=cast.lan, template="nomination.imported")
    assert Nomination.objects.get(organization=organization).get_absolute_url() in compose(told)[1]
    assert [made.nomination.organization.tax_code for made in UnitInvitation.objects.all()] == ["9900000023"]


def test_khoa_gives_an_address_where_the_list_had_none(cast, edition, ha, sign_in):
    import_workbook(edition, list_of(row(**{"Thư điện tử": None})), by=cast.khoa)
    assert not UnitInvitation.objects.exists()
    page = f"/work/endorsements/{Endorsement.objects.get().pk}/"
    khoa = sign_in(cast.khoa)
    assert "Đơn vị chưa có người đại diện" in khoa.get(page).content.decode()
    assert khoa.post(f"{page}invite/", {"email": "sai@example.org"}).status_code == 302
    assert khoa.post(f"{page}invite/", {"email": "ha@example.org"}).status_code == 302
    wrong, right = UnitInvitation.objects.order_by("pk")
    assert wrong.revoked_by == cast.khoa, "the last address counts"
    assert sign_in(ha).post(f"/work/invitations/unit/{right.token}/").status_code == 302
    assert "Đơn vị chưa có người đại diện" not in khoa.get(page).content.decode()
    refused = khoa.post(f"{page}invite/", {"email": "khac@example.org"})
    assert refused.status_code == 422 and "đã có người đại diện" in refused.content.decode()


def test_whoever_comes_second_does_not_take_the_organisation_over(cast, edition, imported, ha):
    made = UnitInvitation.objects.get()
    Membership.objects.create(user=cast.lan, organization=imported.organization, is_owner=True)
    with pytest.raises(ValidationError):
        actions.accept_unit_invitation(made, by=ha)
    assert [m.user for m in Membership.objects.filter(organization=imported.organization)] == [cast.lan]


def test_many_units_are_invited_in_few_queries(cast, edition, django_assert_max_num_queries):
    def rows(start: int, count: int) -> list[dict]:
        return [
            row(
                **{
                    "STT": n,
                    "Tên đơn vị": f"Đơn vị Minh Họa {n}",
                    "Mã số thuế": None,
                    "Loại hình": "cơ quan nhà nước",
                    "Nhóm": "Cơ quan nhà nước",
                    "Thư điện tử": f"u{n}@example.org",
                }
            )
            for n in range(start, start + count)
        ]

    import_workbook(edition, list_of(*rows(1, 2)), by=cast.khoa)
    pairs = [
        (nomination, cast.body) for nomination in Nomination.objects.select_related("organization", "edition")
    ]
    UnitInvitation.objects.all().delete()
    Notice.objects.all().delete()
    with django_assert_max_num_queries(8):
        actions.invitations.invite_imported(pairs, by=cast.khoa)
    assert Organization.objects.count() == UnitInvitation.objects.count() == 2
