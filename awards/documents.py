"""Papers of the publication: the chair's decision, and what certificates share with pages. Always Vietnamese first."""

import segno
from django.urls import reverse
from django.utils.translation import override

from awards.models import Honor, Paper, Roll, Signature
from awards.official.lists import title_of as title_in_vietnamese
from awards.official.writing import begun, document_of
from dtportal.journal.recording import link_to
from dtportal.official.printing import to_pdf
from dtportal.programme.calendar import VIETNAM
from dtportal.programme.models import Group, Tier


def verification_url(honor: Honor) -> str:
    """The Vietnamese address behind the QR code, absolute."""
    with override("vi"):
        return link_to(reverse("awards:verification", args=[honor.verification_code]))


def verification_qr(honor: Honor, *, dark: str = "#0b2545") -> str:
    """The QR code as a data: address for an <img>; a quarter of it may be damaged."""
    return segno.make(verification_url(honor), error="q", micro=False).svg_data_uri(dark=dark, border=0)


def title_of(tier: Tier) -> tuple[str, str]:
    """What is conferred, in Vietnamese and English; the wording of the programme, never of State honours."""
    if tier.groups == [Group.LEADER]:
        return title_in_vietnamese(tier), "Outstanding leader"
    return title_in_vietnamese(tier), f"{tier.name_en} outstanding units, organisations and enterprises"


def decision(roll: Roll) -> bytes:
    """The chair's decision by form 1.2 of Decree 30/2020/NĐ-CP, the lists as appendices numbered apart: as it stands in
    the register, else of the day on which the chair signed the list, with its number open."""
    return to_pdf(document_of(decision_paper(roll), None)[0])


def decision_paper(roll: Roll) -> Paper:
    """The registered decision on a list, else an unsaved one."""
    kept = Paper.objects.numbered().filter(roll=roll, kind=Paper.Kind.DECISION).first()
    if kept is not None:
        return kept
    signed = roll.signatures.get(part=Signature.Part.CHAIR, is_refusal=False)
    paper = begun(roll.edition, Paper.Kind.DECISION, roll=roll)
    paper.dated = signed.signed_at.astimezone(VIETNAM).date()
    return paper
