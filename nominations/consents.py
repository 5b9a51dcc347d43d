"""Declarations and consents: what the edition asks for one by one, and how each of them stands in a dossier.

The texts are data of the edition, each with a version. A consent holds for the text that was read: once the text is
another, the next submission asks anew.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from dtportal.programme.models import Edition
from dtportal.questions import localized
from dtportal.sealing import digest
from nominations.checklist import CONSENTS_PART
from nominations.models import Consent, Nomination


@dataclass(frozen=True)
class Purpose:
    """One thing an organisation declares or consents to, as the edition words it now."""

    data: dict[str, Any]

    @property
    def key(self) -> str:
        return self.data["key"]

    @property
    def version(self) -> int:
        return self.data["version"]

    @property
    def is_required(self) -> bool:
        """Whether nothing is submitted without it."""
        return bool(self.data.get("required"))

    @property
    def title(self) -> str:
        return localized(self.data, "title")

    @property
    def text(self) -> str:
        return localized(self.data, "text")

    @property
    def consequence(self) -> str:
        """What follows when it is withdrawn."""
        return localized(self.data, "consequence")

    @cached_property
    def sha256(self) -> str:
        return digest({name: self.data[name] for name in ("key", "version", "text", "text_en")})


@dataclass(frozen=True)
class Standing:
    """A purpose and what an organisation said of it, oldest first."""

    purpose: Purpose
    history: list[Consent] = field(default_factory=list)

    @property
    def latest(self) -> Consent | None:
        return self.history[-1] if self.history else None

    @property
    def is_given(self) -> bool:
        """Given and not withdrawn, be it for an earlier text."""
        return self.latest is not None and self.latest.is_given

    @property
    def is_withdrawn(self) -> bool:
        return self.latest is not None and not self.latest.is_given

    @property
    def is_current(self) -> bool:
        """Given for the text as it reads now."""
        return self.is_given and self.latest.sha256 == self.purpose.sha256

    @property
    def is_reworded(self) -> bool:
        """Given, but for an earlier text."""
        return self.is_given and not self.is_current


def purposes_of(edition: Edition, group: str) -> list[Purpose]:
    """What a group of participants is asked for, in the edition's order; `groups` absent means all."""
    return [Purpose(data) for data in edition.consents if group in data.get("groups", [group])]


def standings_of(nomination: Nomination) -> list[Standing]:
    """How every purpose stands, in one query."""
    return standings_by([nomination])[nomination.pk]


def standings_by(nominations: Collection[Nomination]) -> dict[int, list[Standing]]:
    """The same for several dossiers, by nomination id, in one query as well."""
    told: dict[tuple[int, str], list[Consent]] = {}
    for row in Consent.objects.filter(nomination__in=nominations).select_related("by").order_by("pk"):
        told.setdefault((row.nomination_id, row.key), []).append(row)
    return {
        nomination.pk: [
            Standing(purpose, told.get((nomination.pk, purpose.key), []))
            for purpose in purposes_of(nomination.edition, nomination.group)
        ]
        for nomination in nominations
    }


def wanted(standings: Collection[Standing]) -> list[Standing]:
    """What the next submission asks for: what was never given, was withdrawn, or reads otherwise now."""
    return [standing for standing in standings if not standing.is_current]


def unticked(standings: Collection[Standing]) -> list[Standing]:
    """What a submission lacks."""
    return [standing for standing in wanted(standings) if standing.purpose.is_required]


def withdrawn_of(nomination: Nomination) -> list[Standing]:
    """Obligatory ones that the organisation has taken back."""
    rows = standings_of(nomination)
    return [standing for standing in rows if standing.purpose.is_required and standing.is_withdrawn]


def frozen_of(nomination: Nomination) -> list[dict[str, Any]]:
    """What a dossier names of the consents it was submitted with: row, text, version, time and fingerprint."""
    return [
        {
            "id": row.pk,
            "key": row.key,
            "version": row.version,
            **{name: getattr(row, name) for name in ("title", "title_en", "text", "text_en", "sha256")},
            "at": row.at.isoformat(),
        }
        for row in (standing.latest for standing in standings_of(nomination))
        if row is not None and row.is_given
    ]


def part_data(edition: Edition, group: str) -> dict[str, Any]:
    """The purposes in the shape of a section, for the guide and the printed form; {} when nothing is asked."""
    questions = [
        {
            "key": purpose.key,
            "kind": "consent",
            "label": purpose.data["text"],
            "label_en": purpose.data["text_en"],
            "required": purpose.is_required,
        }
        for purpose in purposes_of(edition, group)
    ]
    help_text = _("Taking part is voluntary and free of charge. Each box is a purpose of its own.")
    help_text += " " + _("It is ticked on submitting and can be withdrawn later.")
    title = _("Declarations and consents")
    named = {"key": CONSENTS_PART, "title": title, "title_en": title, "help": help_text, "help_en": help_text}
    return {**named, "questions": questions} if questions else {}
