"""What a row means once it is understood: a draft, and the fingerprints by which repeated imports know it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from dtportal.accounts.models import Organization
from dtportal.programme.models import Body, Province, Sector
from dtportal.sealing import digest
from nominations.imports.columns import squash
from nominations.imports.known import body_key
from nominations.imports.reading import Row
from nominations.models import Nomination

CREATE, UPDATE, SKIP = "created", "updated", "unchanged"


@dataclass
class Draft:
    """`facts` are fields of the organisation; `answers`: section key → question key → JSON value.

    `organization` and `nomination` are the rows of the database that it was recognised as, if any.
    """

    row: Row
    group: str
    person_name: str
    person_position: str
    facts: dict[str, Any]
    sector: Sector | None
    province: Province
    body_name: str
    body: Body | None
    body_province: Province | None
    letter_number: str
    letter_date: date | None
    answers: dict[str, dict[str, Any]]
    organization: Organization | None = None
    nomination: Nomination | None = None
    does: str = CREATE

    @property
    def name(self) -> str:
        return self.facts["name"]

    @property
    def organization_key(self) -> str:
        """Rows with the same key speak of the same organisation."""
        return self.facts["tax_code"] or f"{squash(self.name)}@{self.province.uid}"

    @property
    def has_letter(self) -> bool:
        return bool(self.letter_number and self.letter_date)

    def fingerprint(self) -> str:
        """Of everything the row says; spelling variants that mean the same give the same."""
        return digest(
            {
                "group": self.group,
                "person": [self.person_name, self.person_position],
                "facts": self.facts,
                "sector": self.sector.code if self.sector else "",
                "province": self.province.uid,
                "body": body_key(self.body_name),
                "letter": [self.letter_number, self.letter_date.isoformat() if self.letter_date else ""],
                "answers": self.answers,
            }
        )


def content_of(nomination: Nomination) -> dict[str, Any]:
    """What an import wrote into a nomination and nobody may have touched if a repeated import is to rewrite it."""
    return {
        "person": [nomination.person_name, nomination.person_position],
        "answers": {a.section: a.data for a in nomination.answers.all() if a.data},
        "endorsements": sorted(
            [e.body_id, e.status, e.letter_number, e.letter_date.isoformat() if e.letter_date else ""]
            for e in nomination.endorsements.all()
        ),
        "evidence": sorted(file.pk for file in nomination.evidence.all()),
    }
