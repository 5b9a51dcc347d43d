"""A paper dossier on its way, for the tests: entered, keyed in, its link followed, confirmed."""

from datetime import timedelta

from dtportal.accounts.models import Organization
from dtportal.programme.models import Province, Sector
from nominations import actions
from nominations.models import Nomination, PaperInvitation
from nominations.tests.helpers import ANSWERS, CONSENTS, pdf

TICKED = {f"consent-{key}": "on" for key in CONSENTS}
EMAIL = "dai-dien@example.org"


def entered(tax_code: str = "9900000062", name: str = "Hợp tác xã Lúa Vàng Minh Họa") -> Organization:
    """A unit that nobody represents."""
    return Organization.objects.create(
        name=name,
        org_type=Organization.Type.COOPERATIVE,
        tax_code=tax_code,
        province=Province.objects.get(name="Đà Nẵng", valid_from__year=2008),
        email=EMAIL,
        is_demo=True,
    )


def begun(cast, edition, organization=None, **more) -> Nomination:
    organization = organization or entered()
    values = {
        "edition": edition,
        "group": "unit",
        "sector": Sector.objects.get(code="GT"),
        "province": organization.province,
        "received_on": edition.clock_at.date() - timedelta(days=3),
        "archive_number": "07/HSG",
        "body": cast.body,
        "by": cast.minh,
    }
    return actions.start_paper(organization, **{**values, **more})


def keyed(cast, edition, organization=None, **more) -> Nomination:
    """Everything that the paper says; consents are the unit's."""
    nomination = begun(cast, edition, organization, **more)
    for key, data in ANSWERS.items():
        actions.save_section(nomination, key, data, version=0, by=cast.minh)
    actions.attach(nomination, pdf(), section="strategy", question="plan_file", by=cast.minh)
    return nomination


def home(nomination) -> str:
    return f"/work/nominations/{nomination.reference}/"


def desk(nomination) -> str:
    return f"/work/2023/paper/{nomination.reference}/"


def accepted(nomination, hoa, sign_in):
    """The unit's browser after it has followed the link."""
    link = PaperInvitation.objects.get(paper__nomination=nomination, accepted_at=None, revoked_at=None)
    browser = sign_in(hoa)
    response = browser.post(f"/work/invitations/paper/{link.token}/")
    assert response.status_code == 302 and response.url == f"{home(nomination)}paper/"
    return browser


def confirmed(cast, edition, hoa, sign_in, **more) -> Nomination:
    nomination = keyed(cast, edition, **more)
    actions.send_paper(nomination, email=EMAIL, by=cast.minh)
    browser = accepted(nomination, hoa, sign_in)
    read = browser.get(f"{home(nomination)}paper/").context["read"]
    response = browser.post(f"{home(nomination)}paper/", {**TICKED, "read": read})
    assert response.status_code == 302, response.content.decode()
    return Nomination.objects.get(pk=nomination.pk)
