"""A submitted version as a PDF: what was frozen, and nothing that may change afterwards.

The worker makes it after the submission. Whoever asks earlier, or after a broker was down, has it made on the spot.
"""

from dataclasses import dataclass
from typing import Any

import segno
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.http import FileResponse
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import override

from dtportal import files, pdf
from dtportal.accounts.models import Organization
from dtportal.journal.recording import link_to
from dtportal.programme.calendar import VIETNAM
from dtportal.programme.models import Group
from dtportal.sealing import sha256
from dtportal.text import official_date, ordinal, slug
from nominations.checklist import CONSENTS_PART
from nominations.models import Dossier, DossierPrint
from nominations.reading import ReadSection, readable

STYLE = "css/pdf/dossier.css"


@dataclass(frozen=True)
class Listed:
    """A line of the list of evidence."""

    name: str
    caption: str
    section: str
    size: str
    sha256: str


def render(dossier: Dossier) -> bytes:
    """PDF bytes; Vietnamese, like every official paper, whatever the page."""
    with override("vi"):
        return pdf.render("nominations/documents/dossier.html", _context(dossier), styles=[STYLE])


def print_of(dossier: Dossier) -> DossierPrint:
    """The PDF of a version, made now if the worker has not done it yet or its file is lost."""
    made = DossierPrint.objects.filter(dossier=dossier).first()
    if made is not None and made.file.storage.exists(made.file.name):
        return made
    return _make(dossier)


def make(dossier_id: int) -> None:
    """For the worker; a version that is gone, or that has its PDF, is left alone."""
    dossier = Dossier.objects.filter(pk=dossier_id).first()
    if dossier is not None:
        print_of(dossier)


def _make(dossier: Dossier) -> DossierPrint:
    content = render(dossier)
    made = DossierPrint(dossier=dossier, sha256=sha256(content))
    made.file.save(f"{dossier.pk}.pdf", ContentFile(content), save=False)
    lost = DossierPrint.objects.filter(dossier=dossier).first()
    if lost is not None and not lost.file.storage.exists(lost.file.name):
        lost.file, lost.sha256 = made.file.name, made.sha256
        lost.save(update_fields=["file", "sha256"])
        return lost
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # somebody else was quicker
        made.file.storage.delete(made.file.name)
        return DossierPrint.objects.get(dossier=dossier)
    return made


def hand_out(dossier: Dossier) -> FileResponse:
    """The PDF; the caller has found the dossier for its reader."""
    return files.send(print_of(dossier).file, name=file_name(dossier), content_type="application/pdf")


def file_name(dossier: Dossier) -> str:
    """“ho-so-cds1-2023-gt-0001-phien-ban-2.pdf”."""
    return f"ho-so-{slug(dossier.content['number'])}-phien-ban-{dossier.number}.pdf"


def address_of(dossier: Dossier) -> str:
    """Where the version stands on the portal, absolute; the Vietnamese page."""
    with override("vi"):
        number = [dossier.content["reference"], dossier.number]
        return link_to(reverse("nominations:version", args=number))


def _context(dossier: Dossier) -> dict[str, Any]:
    content = dossier.content
    sections = readable(dossier)
    moment = dossier.frozen_at.astimezone(VIETNAM)
    return {
        "dossier": dossier,
        "content": content,
        "edition": content["edition"],
        "ordinal": ordinal(content["edition"]["ordinal"]),
        "is_rehearsal": dossier.nomination.edition.is_rehearsal,
        "group": Group(content["group"]).label,
        "organization": content["organization"],
        "org_type": _label(Organization.Type, content["organization"]["org_type"]),
        "ownership": _label(Organization.Ownership, content["organization"]["ownership"]),
        "sections": [section for section in sections if section.key != CONSENTS_PART],
        "consents": content.get("consents", []),
        "declared": next((section for section in sections if section.key == CONSENTS_PART), None),
        "listed": _listed(sections),
        "time": f"{moment:%H:%M}",
        "day": official_date(moment.date()),
        "address": address_of(dossier),
        "qr": segno.make(address_of(dossier), error="m", micro=False).svg_data_uri(border=0),
    }


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value in choices.values else ""


def _listed(sections: list[ReadSection]) -> list[Listed]:
    return [
        Listed(file.name, file.caption, section.title, filesizeformat(file.size), file.sha256)
        for section in sections
        for file in section.files
    ]
