"""What a person typed into the registration form of an organisation that turned out to be registered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from dtportal.accounts.models import Claim, Organization
from dtportal.programme.models import Province, Sector
from dtportal.text import fold, nfc

SESSION_KEY = "typed_organization"
LABELS = {
    "name": _("Name"),
    "name_en": _("English name"),
    "tax_code": _("Tax code"),
    "org_type": _("Kind of organisation"),
    "ownership": _("Ownership"),
    "sector": _("Sector"),
    "province": _("Province or city"),
    "address": _("Head office"),
    "legal_representative": _("Legal representative"),
    "position": _("Position"),
    "phone": _("Telephone"),
    "email": _("E-mail"),
    "website": _("Website"),
    "employees": _("Number of employees"),
}
LIMIT = 300  # characters of one answer


@dataclass(frozen=True)
class Pair:
    """One particular as the person wrote it and as it is registered."""

    label: str
    typed: str
    registered: str

    @property
    def agrees(self) -> bool:
        return fold(self.typed) == fold(self.registered)


def keep(request: HttpRequest) -> None:
    """Hold the input of a form in the session, so that nothing has to be typed twice."""
    request.session[SESSION_KEY] = {
        name: nfc(request.POST[name])[:LIMIT] for name in LABELS if request.POST.get(name, "").strip()
    }


def typed(request: HttpRequest) -> dict[str, str]:
    return dict(request.session.get(SESSION_KEY, {}))


def forget(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)


def in_words(typed: Mapping[str, str]) -> list[tuple[str, str]]:
    """(label, answer) of what was typed, in the order of the form."""
    return [(str(label), _shown(name, typed[name])) for name, label in LABELS.items() if typed.get(name)]


def _shown(name: str, value: str) -> str:
    if name == "org_type":
        return str(dict(Organization.Type.choices).get(value, value))
    if name == "ownership":
        return str(dict(Organization.Ownership.choices).get(value, value))
    if name in ("sector", "province"):
        model: Any = Sector if name == "sector" else Province
        row = model.objects.filter(pk=value).first() if value.isdecimal() else None
        return row.label if row else ""
    return value


def beside(claim: Claim) -> list[Pair]:
    """What was typed beside what is registered, for whoever decides."""
    registered = claim.organization
    values = {name: str(getattr(registered, name) or "") for name in LABELS}
    for choice in ("org_type", "ownership"):
        values[choice] = _shown(choice, values[choice])
    values["sector"] = registered.sector.label if registered.sector else ""
    values["province"] = registered.province.label
    said = dict(claim.typed) | {"tax_code": claim.tax_code}
    return [
        Pair(str(label), _shown(name, said[name]), values[name])
        for name, label in LABELS.items()
        if said.get(name)
    ]


def same_domain(claim: Claim) -> str:
    """The domain that the person's address shares with the organisation's address or website, '' if none."""
    domain = claim.user.email.rpartition("@")[2]
    registered = claim.organization.email.rpartition("@")[2]
    host = claim.organization.website.partition("//")[2].partition("/")[0].removeprefix("www.")
    return domain if domain and domain in {registered.lower(), host.lower()} else ""
