"""Certificates: one A4 page each, landscape, bilingual. Always Vietnamese first, whatever the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.translation import override

from awards import papers
from awards.documents import title_of, verification_qr, verification_url
from awards.models import Honor, Roll, Signature
from dtportal import pdf, sealing
from dtportal.programme.calendar import VIETNAM
from dtportal.programme.models import Group, Tier
from dtportal.text import official_date, ordinal

# Longest name (small letters) that a size takes in at most three lines of the certificate, with the address below and
# the name in English; points.
NAME_SIZES = [(28, 36), (44, 31), (64, 27), (90, 23), (130, 20), (180, 18), (250, 16), (400, 13)]
CAPITAL = 1.35  # as wide as so many small letters
DENSE = 200  # characters of all of them together, beyond which the lines move closer
FOLDER = "certificates"
TEMPLATE, STYLE = "awards/documents/certificate.html", "css/pdf/certificate.css"


@dataclass(frozen=True)
class Signer:
    """Who signed the roll for the council, and on which day: the day of the decision."""

    name: str
    day: date


def signer_of(roll: Roll) -> Signer:
    signed = roll.signatures.select_related("user").get(part=Signature.Part.CHAIR, is_refusal=False)
    return Signer(signed.user.full_name, signed.signed_at.astimezone(VIETNAM).date())


def name_size(name: str) -> int:
    """Points in which a name fits the certificate; capitals take more room than small letters."""
    length = sum(CAPITAL if char.isupper() else 1 for char in name)
    return next((points for longest, points in NAME_SIZES if length <= longest), NAME_SIZES[-1][1])


def conferred(tier: Tier) -> tuple[str, str]:
    """The words before the title in Vietnamese, the whole clause in English."""
    if tier.groups == [Group.LEADER]:
        return "được tôn vinh là", "is honoured as an outstanding leader"
    return "được tôn vinh trong", f"is honoured among the {title_of(tier)[1]}"


def words_of(honor: Honor, signer: Signer) -> dict[str, Any]:
    """Everything that the page says, as plain text and numbers: the same words are the same paper."""
    edition, sector = honor.edition, honor.sector
    return {
        "name": honor.name,
        "name_en": honor.name_en,
        "name_size": name_size(honor.name),
        "is_long": len(honor.name) > 64,
        "is_dense": len(honor.name) + len(honor.name_en) + len(honor.detail) > DENSE,
        "detail": honor.detail,
        "sector": sector.name if sector else "",
        "place": honor.province.full_name,
        "title": title_of(honor.tier)[0],
        "conferred": list(conferred(honor.tier)),
        "programme": [edition.name, edition.name_en],
        "edition": [edition.ordinal, edition.year, ordinal(edition.ordinal)],
        "is_rehearsal": edition.is_rehearsal,
        "number": honor.certificate_number,
        "code": honor.verification_code,
        "address": verification_url(honor),
        "date": official_date(signer.day),
        "chair": signer.name,
    }


@cache
def _design() -> str:
    """Changes with the look of the paper, so that nobody gets one in an old dress."""
    base = Path(settings.BASE_DIR)
    return sealing.sha256(
        (base / "templates" / TEMPLATE).read_bytes() + (base / "static" / STYLE).read_bytes()
    )


def fingerprint(words: Mapping[str, Any]) -> str:
    return sealing.digest([_design(), dict(words)])


def draw(honor: Honor, words: Mapping[str, Any]) -> bytes:
    with override("vi"):
        return pdf.render(
            TEMPLATE,
            {**words, "qr": verification_qr(honor, dark="#5c0d12")},
            styles=[STYLE],
            full_fonts=False,
        )


def certificate(honor: Honor, signer: Signer | None = None) -> File:
    """The paper as a file, drawn once; needs edition, tier, sector and province."""
    words = words_of(honor, signer or signer_of(honor.entry.roll))
    name = f"{FOLDER}/{honor.edition_id}/{fingerprint(words)}.pdf"
    return papers.kept(name, lambda: draw(honor, words))


def forget(edition_id: int) -> None:
    """Remove all papers of an edition: a rehearsal is wiped, or nobody needs its old ones any more."""
    folder = f"{FOLDER}/{edition_id}"
    if default_storage.exists(folder):
        for name in default_storage.listdir(folder)[1]:
            default_storage.delete(f"{folder}/{name}")
