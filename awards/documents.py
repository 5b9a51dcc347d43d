"""Papers of the publication: certificates and the chair's decision. Always Vietnamese first, whatever the page."""

from dataclasses import dataclass
from datetime import date

import segno
from django.urls import reverse
from django.utils.translation import override

from awards.lists import covered_by
from awards.models import Honor, Roll, Signature
from dtportal import pdf
from dtportal.journal.recording import link_to
from dtportal.programme.calendar import VIETNAM
from dtportal.programme.models import Edition, Group, Tier
from dtportal.text import official_date, ordinal

# Longest name (characters) that a size takes in at most two lines of the certificate; points.
NUMERALS = ("I", "II", "III", "IV", "V", "VI")
NAME_SIZES = [(28, 36), (44, 31), (64, 27), (90, 23), (130, 19), (250, 15)]


def verification_url(honor: Honor) -> str:
    """The Vietnamese address behind the QR code, absolute."""
    with override("vi"):
        return link_to(reverse("awards:verification", args=[honor.verification_code]))


def verification_qr(honor: Honor, *, dark: str = "#0b2545") -> str:
    """The QR code as a data: address for an <img>; a quarter of it may be damaged."""
    return segno.make(verification_url(honor), error="q", micro=False).svg_data_uri(dark=dark, border=0)


def name_size(name: str) -> int:
    """Points in which a name fits the certificate."""
    return next((points for longest, points in NAME_SIZES if len(name) <= longest), NAME_SIZES[-1][1])


def title_of(tier: Tier) -> tuple[str, str]:
    """What is conferred, in Vietnamese and English; the wording of the programme, never of State honours."""
    if tier.groups == [Group.LEADER]:
        return "Lãnh đạo tiêu biểu", "Outstanding leader"
    return (
        f"{tier.name} đơn vị, tổ chức, doanh nghiệp tiêu biểu",
        f"{tier.name_en} outstanding units, organisations and enterprises",
    )


def conferred(tier: Tier) -> tuple[str, str]:
    """The words before the title in Vietnamese, the whole clause in English."""
    if tier.groups == [Group.LEADER]:
        return "được tôn vinh là", "is honoured as an outstanding leader"
    return "được tôn vinh trong", f"is honoured among the {title_of(tier)[1]}"


def certificate(honor: Honor) -> bytes:
    """One A4 page, landscape, bilingual."""
    signed = honor.entry.roll.signatures.get(part=Signature.Part.CHAIR, is_refusal=False)
    title, _english = title_of(honor.tier)
    with override("vi"):
        return pdf.render(
            "awards/documents/certificate.html",
            {
                "honor": honor,
                "edition": honor.edition,
                "title": title,
                "conferred": conferred(honor.tier),
                "name_size": name_size(honor.name),
                "date": official_date(honor.published_at.astimezone(VIETNAM).date()),
                "ordinal": ordinal(honor.edition.ordinal),
                "chair": signed.user.full_name,
                "qr": verification_qr(honor, dark="#5c0d12"),
                "address": verification_url(honor),
            },
            styles=["css/pdf/certificate.css"],
        )


def decision(roll: Roll) -> bytes:
    """The chair's decision by form 1.2 of Decree 30/2020/NĐ-CP, the lists as appendices numbered apart.

    The number stays open: the office gives it when it puts the seal.
    """
    signed = roll.signatures.select_related("user").get(part=Signature.Part.CHAIR, is_refusal=False)
    day = signed.signed_at.astimezone(VIETNAM).date()
    session = roll.item.session if roll.item else None
    with override("vi"):
        return pdf.render(
            "awards/documents/decision.html",
            {
                "edition": roll.edition,
                "ordinal": ordinal(roll.edition.ordinal),
                "date": official_date(day),
                "chair": signed.user.full_name,
                "session": session,
                "session_date": official_date(roll.item.closed_at.astimezone(VIETNAM).date())
                if roll.item and roll.item.closed_at
                else "",
                "bases": legal_bases(day),
                "appendices": appendices_of(roll.edition),
                "subject": subject_of(roll.edition),
            },
            styles=["css/pdf/decision.css"],
        )


@dataclass(frozen=True)
class Appendix:
    """The names that a tier adds to the narrower ones inside it; `first` is the number of its first line."""

    numeral: str
    title: str
    counted: str
    honors: list[Honor]
    within: str
    first: int

    @property
    def total(self) -> int:
        return self.first - 1 + len(self.honors)


def appendices_of(edition: Edition) -> list[Appendix]:
    """One appendix per tier that has honours, in the order of the certificates."""
    tiers = list(edition.tiers.all())
    by_tier: dict[int, list[Honor]] = {tier.pk: [] for tier in tiers}
    for honor in edition.honors.for_listing().order_by("entry__rank", "entry__pk"):
        by_tier[honor.tier_id].append(honor)
    found: list[Appendix] = []
    numerals: dict[int, str] = {}
    for tier in tiers:
        if not by_tier[tier.pk]:
            continue
        narrower = [inner for inner in covered_by(tier, tiers) if inner != tier and inner.pk in numerals]
        numerals[tier.pk] = NUMERALS[len(found)]
        found.append(
            Appendix(
                numeral=numerals[tier.pk],
                title=title_of(tier)[0],
                counted="cá nhân" if tier.groups == [Group.LEADER] else "đơn vị",
                honors=by_tier[tier.pk],
                within=" và ".join(f"Phụ lục {numerals[inner.pk]}" for inner in narrower),
                first=1 + sum(len(by_tier[inner.pk]) for inner in narrower),
            )
        )
    return found


def subject_of(edition: Edition) -> str:
    """What the decision is about: the lists that have names, the leaders last."""
    tiers = edition.tiers.filter(honors__isnull=False).distinct()
    units = [tier.name for tier in tiers if tier.groups != [Group.LEADER]]
    subjects = [f"{', '.join(units)} đơn vị, tổ chức, doanh nghiệp tiêu biểu"] if units else []
    if any(tier.groups == [Group.LEADER] for tier in tiers):
        subjects.append("lãnh đạo tiêu biểu")
    return " và ".join(subjects)


def legal_bases(day: date) -> list[str]:
    """What the decision rests upon on its day; Decision 51/2010 expired on 01/01/2024."""
    if day < date(2024, 1, 1):
        bases = [
            "Quyết định số 51/2010/QĐ-TTg ngày 28 tháng 7 năm 2010 của Thủ tướng Chính phủ ban hành Quy chế "
            "quản lý tổ chức xét tôn vinh danh hiệu và trao giải thưởng cho doanh nhân và doanh nghiệp"
        ]
    else:
        bases = [
            "Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022",
            "Nghị định số 98/2023/NĐ-CP ngày 31 tháng 12 năm 2023 của Chính phủ quy định chi tiết thi hành một "
            "số điều của Luật Thi đua, khen thưởng",
        ]
    return [
        *bases,
        "Quyết định số 749/QĐ-TTg ngày 03 tháng 6 năm 2020 của Thủ tướng Chính phủ phê duyệt “Chương trình "
        "Chuyển đổi số quốc gia đến năm 2025, định hướng đến năm 2030”",
    ]
