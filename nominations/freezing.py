"""What a dossier says, as plain data: self-contained, so that no later edit can change what was judged."""

from typing import Any

from dtportal.accounts.models import Organization
from nominations import checklist
from nominations.consents import frozen_of
from nominations.models import Endorsement, Evidence, Nomination
from nominations.models.paper import paper_of
from nominations.sections import data_for, sections_of

FORMAT = 2  # 1 had the consents among the answers
ORGANIZATION = [
    "name",
    "name_en",
    "tax_code",
    "org_type",
    "level",
    "ownership",
    "address",
    "legal_representative",
    "position",
    "phone",
    "email",
    "website",
    "employees",
]


def content_of(nomination: Nomination) -> dict[str, Any]:
    """The whole dossier as it stands now: the questions as asked, the answers, the files with their hashes,
    the declarations and consents that stand."""
    answers = answers_of(nomination)
    files = list(evidence_of(nomination))
    return {
        "format": FORMAT,
        "reference": nomination.reference,
        "number": nomination.number,
        "edition": {
            "slug": nomination.edition.slug,
            "ordinal": nomination.edition.ordinal,
            "year": nomination.edition.year,
            "name": nomination.edition.name,
        },
        "group": nomination.group,
        "organization": _organization(nomination.organization),
        "person": {"name": nomination.person_name, "position": nomination.person_position},
        "sector": _sector(nomination),
        "province": {
            "uid": nomination.province.uid,
            "code": nomination.province.code,
            "name": nomination.province.name,
        },
        **_paper(nomination),
        "sections": [
            {
                **{
                    name: section.data.get(name, "")
                    for name in ("key", "title", "title_en", "help", "help_en")
                },
                "questions": section.questions,
                "answers": answers.get(section.key, {}),
                "evidence": [_file(row) for row in files if row.section == section.key],
            }
            for section in sections_of(nomination.edition, nomination.group)
        ],
        "consents": frozen_of(nomination),
    }


def _organization(organization: Organization) -> dict[str, Any]:
    return {name: getattr(organization, name) for name in ORGANIZATION}


def _paper(nomination: Nomination) -> dict[str, Any]:
    """Where a dossier came on paper and its unit did not write it anew: when, under which number, who keyed it in."""
    paper = paper_of(nomination)
    if paper is None or paper.status == paper.Status.TAKEN_OVER:
        return {}
    return {
        "paper": {
            "received_on": paper.received_on.isoformat(),
            "archive_number": paper.archive_number,
            "keyed_in_by": paper.keyed_by.full_name,
            "confirmed_by": paper.decided_by.full_name if paper.decided_by else "",
            "scan_sha256": paper.scan_sha256,
        }
    }


def _sector(nomination: Nomination) -> dict[str, str] | None:
    sector = nomination.sector
    return sector and {"code": sector.code, "name": sector.name, "name_en": sector.name_en}


def _file(row: Evidence) -> dict[str, Any]:
    return {
        "id": row.pk,
        "question": row.question,
        "criterion": row.criterion,
        "caption": row.caption,
        "name": row.name,
        "content_type": row.content_type,
        "size": row.size,
        "sha256": row.sha256,
    }


def answers_of(nomination: Nomination) -> dict[str, dict[str, Any]]:
    return dict(nomination.answers.values_list("section", "data"))


def evidence_of(nomination: Nomination):
    """The files that are attached now and not infected."""
    return nomination.evidence.usable()


def checklist_of(nomination: Nomination) -> checklist.Checklist:
    """What this nomination still lacks for submission."""
    return checklist.check(
        data_for(nomination.edition, nomination.group),
        answers_of(nomination),
        evidence_of(nomination).values_list("section", "question"),
        has_endorsement=nomination.endorsements.exclude(status=Endorsement.Status.DECLINED).exists(),
    )
