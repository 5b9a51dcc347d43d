"""What the rows of a list may refer to, loaded once: sectors, localities, bodies, organisations, nominations."""

import re
from typing import Any

from dtportal.accounts.models import Organization
from dtportal.programme.models import Body, Edition, Province, Sector
from dtportal.text import fold
from nominations.imports.columns import squash
from nominations.models import Nomination

# Spellings that no rule derives from the name.
PROVINCE_ALIASES = {
    "hcm": "hochiminh",
    "saigon": "hochiminh",
    "brvt": "bariavungtau",
    "tthue": "thuathienhue",
    "daclac": "daklak",
    "dacnong": "daknong",
    "contum": "kontum",
}
PREFIXES = ("tinh", "thanhpho", "tp", "t", "")
KINDS = [
    ("uy ban nhan dan", Body.Kind.PEOPLES_COMMITTEE),
    ("so ", Body.Kind.DEPARTMENT),
    ("hiep hoi", Body.Kind.ASSOCIATION),
    ("hoi ", Body.Kind.ASSOCIATION),
    ("lien hiep", Body.Kind.ASSOCIATION),
    ("bo ", Body.Kind.MINISTRY),
    ("cau lac bo", Body.Kind.CLUB),
    ("vien ", Body.Kind.INSTITUTE),
]
OF_A_PROVINCE = {Body.Kind.PEOPLES_COMMITTEE, Body.Kind.DEPARTMENT}


def spelled_out(name: str) -> str:
    """“UBND TP. Đà Nẵng” is “Ủy ban nhân dân thành phố Đà Nẵng”."""
    name = re.sub(r"^(UBND|Uỷ ban nhân dân)\b", "Ủy ban nhân dân", name, flags=re.IGNORECASE)
    return re.sub(r"\bTP(\.\s*|\s+)(?=\w)", "thành phố ", name, flags=re.IGNORECASE)


def body_key(name: str) -> str:
    return squash(spelled_out(name))


def kind_of(name: str) -> str:
    """What a nominating body is, as its name tells."""
    folded = fold(spelled_out(name))
    return next((kind for start, kind in KINDS if folded.startswith(start)), Body.Kind.OTHER)


class Known:
    """Reference rows by every spelling that means them."""

    def __init__(self, edition: Edition):
        self.edition = edition
        self.intake = edition.intake
        self.sectors: dict[str, Sector] = {}
        for sector in edition.sectors.all():
            for spelling in (sector.name, sector.name_en, sector.slug, sector.code):
                self.sectors[squash(spelling)] = sector
        self.sector_names = [sector.name for sector in edition.sectors.all()]
        self._load_provinces()
        self.bodies: dict[str, Body] = {}
        for body in Body.objects.with_names().select_related("province"):
            for spelling in (*(name.name for name in body.names.all()), body.short_name, *body.aliases):
                if spelling:
                    self.bodies.setdefault(body_key(spelling), body)

    def _load_provinces(self) -> None:
        self.provinces: dict[str, Province] = {}
        for province in self.edition.localities():
            self.provinces[squash(province.name)] = province
        self.province_names = {name: province.name for name, province in self.provinces.items()}
        aliases = {alias: self.provinces.get(name) for alias, name in PROVINCE_ALIASES.items()}
        for spelling, province in {**self.provinces, **aliases}.items():
            if province is not None:
                for prefix in PREFIXES:
                    self.provinces.setdefault(f"{prefix}{spelling}", province)

    def province_of_body(self, name: str) -> Province | None:
        """Whose People's Committee or department it is: the longest name of a locality within its own."""
        if kind_of(name) not in OF_A_PROVINCE:
            return None
        key = squash(name)
        within = [province for province in self.province_names if province in key]
        return self.provinces[max(within, key=len)] if within else None

    def load_organizations(self) -> None:
        self.by_tax_code: dict[str, Organization] = {}
        self.by_name: dict[tuple[str, int], Organization] = {}
        for organization in Organization.objects.order_by("-pk"):
            if organization.tax_code:
                self.by_tax_code[organization.tax_code] = organization
            # Without a code before one with: a code in the file would have found the latter.
            key = (squash(organization.name), organization.province_id)
            if not organization.tax_code or key not in self.by_name:
                self.by_name[key] = organization

    def organization(self, facts: dict[str, Any], province: Province) -> Organization | None:
        """By tax code; else by name and locality, unless that one bears another code."""
        code = facts["tax_code"]
        if code and code in self.by_tax_code:
            return self.by_tax_code[code]
        found = self.by_name.get((squash(facts["name"]), province.pk))
        return None if found and code and found.tax_code else found

    def load_nominations(self) -> None:
        """Every nomination of the edition, also withdrawn ones: a repeated import does not revive them."""
        self.nominations: dict[tuple[int, str, str], Nomination] = {}
        for nomination in (
            Nomination.objects.filter(edition=self.edition)
            .select_related("organization", "province")
            .order_by("pk")
        ):
            key = (nomination.organization_id, nomination.group, squash(nomination.person_name))
            self.nominations[key] = nomination
