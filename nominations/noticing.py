"""Reads the facts of the automatic findings, for one dossier or for several of one edition: as many queries."""

from collections.abc import Iterable, Mapping

from django.db.models import Q
from django.urls import reverse

from dtportal.accounts.models import Organization, User
from dtportal.programme.models import Edition, Group
from nominations.consents import standings_by
from nominations.examining import Answer
from nominations.findings import Facts, Finding, Firm, Letter, Sibling, findings
from nominations.models import Dossier, Endorsement, Nomination

# Whoever shares a large mail domain with hundreds is not served by naming all of them.
MOST = 200
MOST_NAMED = 5


def findings_of(
    nominations: Iterable[Nomination],
    *,
    user: User,
    dossiers: Mapping[int, Dossier | None],
    endorsements: Mapping[int, list[Endorsement]],
    answers: Mapping[int, list[Answer]],
    linked: bool = False,
) -> dict[int, list[Finding]]:
    """Findings by nomination id. What is shown anyway is handed in, by nomination id; `linked` names the screening
    page in the addresses, else they lead to places of the page they stand on."""
    rows = list(nominations)
    if not rows:
        return {}
    edition = rows[0].edition
    intake = edition.intake
    known = _organizations(rows)
    siblings = _siblings(rows, edition, user)
    standings = standings_by(rows)
    found = {}
    for row in rows:
        dossier = dossiers.get(row.pk)
        firm = _firm(row.organization)
        facts = Facts(
            firm=firm,
            needs_tax_code=row.group == Group.UNIT,
            sections=dossier.content["sections"] if dossier else [],
            others=_like(firm, row, known),
            siblings=siblings.get(row.organization_id, []),
            letters=[_letter(endorsement) for endorsement in endorsements.get(row.pk, [])],
            intake=(intake.starts_on, intake.ends_on),
            opinions=[(a.item.text, a.opinion.outcome if a.opinion else "") for a in answers.get(row.pk, [])],
            withdrawn=[
                (standing.purpose.title, standing.purpose.is_required)
                for standing in standings[row.pk]
                if standing.is_withdrawn
            ],
            base=reverse("nominations:screen", args=[edition.slug, row.reference]) if linked else "",
        )
        found[row.pk] = findings(facts)
    return found


def _firm(organization: Organization) -> Firm:
    return Firm(
        name=organization.label,
        tax_code=organization.tax_code or "",
        email=organization.email,
        url=reverse("accounts:organization", args=[organization.pk]),
    )


def _organizations(rows: list[Nomination]) -> list[tuple[int, Firm]]:
    """Organisations that resemble one of those concerned, more or less; `_like` looks closer."""
    condition = Q()
    for firm in (_firm(row.organization) for row in rows):
        if firm.tax_root:
            condition |= Q(tax_code__startswith=firm.tax_root)
        if len(firm.core) > 3:
            condition |= Q(search_text__contains=firm.core)
        if firm.domain:
            condition |= Q(email__iendswith=f"@{firm.domain}")
    if not condition:
        return []
    fields = ("name", "name_en", "tax_code", "email")
    return [(other.pk, _firm(other)) for other in Organization.objects.filter(condition).only(*fields)[:MOST]]


def _like(firm: Firm, row: Nomination, known: list[tuple[int, Firm]]) -> list[Firm]:
    others = [other for pk, other in known if pk != row.organization_id]
    same = [other for other in others if other.core == firm.core or other.tax_root == firm.tax_root != ""]
    neighbours = [other for other in others if other not in same and other.domain == firm.domain != ""]
    return [*same, *neighbours][:MOST_NAMED]


def _siblings(rows: list[Nomination], edition: Edition, user: User) -> dict[int, list[Sibling]]:
    """Other dossiers of the same organisations: those the person may see, and published outcomes."""
    organizations = {row.organization_id for row in rows}
    visible = Nomination.objects.visible_to(user).filter(organization__in=organizations).beyond_draft()
    mine = set(visible.values_list("pk", flat=True))
    others = Nomination.objects.filter(Q(pk__in=mine) | Q(outcome__gt=""), organization__in=organizations)
    found: dict[int, list[Sibling]] = {}
    for other in others.exclude(pk__in=[row.pk for row in rows]).for_listing():
        url = reverse("accounts:organization", args=[other.organization_id])
        if other.pk in mine:
            url = other.get_absolute_url()
        found.setdefault(other.organization_id, []).append(_sibling(other, edition, url))
    return found


def _sibling(other: Nomination, edition: Edition, url: str) -> Sibling:
    over = (Nomination.Status.DECLINED, Nomination.Status.WITHDRAWN)
    return Sibling(
        number=other.known_as,
        edition=other.edition.title,
        is_of_this_edition=other.edition_id == edition.pk,
        group=other.get_group_display(),
        status=other.get_status_display(),
        is_over=other.status in over,
        outcome=other.outcome,
        url=url,
    )


def _letter(endorsement: Endorsement) -> Letter:
    state = "requested"
    if endorsement.is_standing:
        state = "standing"
    elif endorsement.is_outdated:
        state = "outdated"
    elif endorsement.status == Endorsement.Status.DECLINED:
        state = "declined"
    return Letter(
        endorsement.body.label,
        state,
        endorsement.letter_number,
        endorsement.letter_date,
        endorsement.version,
        endorsement.latest_number or 0,
    )
