"""Rows of a concluded edition, made directly: the stages below have their own tests."""

from collections.abc import Sequence
from fractions import Fraction
from types import SimpleNamespace

from assessments.models import (
    AgendaEntry,
    AgendaItem,
    Conclusion,
    CouncilMember,
    CouncilSession,
    Recommendation,
)
from awards.models import Roll
from dtportal.accounts.models import Membership, Organization, User
from dtportal.programme import clock
from dtportal.programme.models import Edition, Group, Province, Sector
from nominations.models import Dossier, Nomination

TEXT = "Đơn vị số hóa toàn bộ quy trình, đo kết quả bằng số liệu trước và sau, chia sẻ cách làm với nơi khác."


def conclude_on(
    edition: Edition,
    cast: SimpleNamespace,
    scores: Sequence[int | Fraction],
    *,
    names: Sequence[str] = (),
    group: str = Group.UNIT,
    sheets: int = 3,
    verdict: str = Conclusion.Verdict.OUTSTANDING,
    member: User | None = None,
) -> list[Conclusion]:
    """Accepted nominations with a frozen dossier and a conclusion, one per score (points of 100)."""
    item = _carried_item(edition, cast.dung)
    provinces = list(edition.localities())
    sectors = list(edition.sectors.all())
    start = Nomination.objects.filter(edition=edition).count()
    made = []
    for number, score in enumerate(scores):
        place = start + number
        sector = sectors[place % len(sectors)] if group == Group.UNIT else None
        nomination = _nomination(
            edition,
            cast.lan,
            name=names[number] if number < len(names) else f"Đơn vị Minh Họa số {place + 1:03d}",
            group=group,
            sector=sector,
            province=provinces[place // len(sectors) % len(provinces)],
            reference=f"CDS1-2023-{sector.code if sector else 'CQ'}-{place + 1:04d}",
            member=member,
        )
        AgendaEntry.objects.create(item=item, nomination=nomination)
        made.append(_conclusion(nomination, item, cast.dung, Fraction(score), sheets, verdict))
    return made


def _nomination(
    edition: Edition,
    author: User,
    *,
    name: str,
    group: str,
    sector: Sector | None,
    province: Province,
    reference: str,
    member: User | None,
) -> Nomination:
    organization = Organization.objects.create(
        name=name,
        name_en=f"Illustrative Unit {reference[-4:]}",
        org_type=Organization.Type.ENTERPRISE,
        sector=sector,
        province=province,
        is_demo=True,
    )
    if member:
        Membership.objects.create(user=member, organization=organization, is_owner=True)
    now = clock.now(edition)
    return Nomination.objects.create(
        edition=edition,
        group=group,
        organization=organization,
        sector=sector,
        province=province,
        reference=reference,
        number=reference,
        person_name="Nguyễn Thị Minh Họa" if group == Group.LEADER else "",
        person_position="Giám đốc" if group == Group.LEADER else "",
        status=Nomination.Status.ACCEPTED,
        slot=1 if group == Group.UNIT else None,
        created_by=author,
        submitted_at=now,
        submitted_by=author,
        accepted_at=now,
        accepted_by=author,
    )


def _conclusion(
    nomination: Nomination, item: AgendaItem, chair: User, score: Fraction, sheets: int, verdict: str
) -> Conclusion:
    organization = nomination.organization
    content = {
        "organization": {"name": organization.name, "name_en": organization.name_en},
        "person": {"name": nomination.person_name, "position": nomination.person_position},
        "sections": [
            {"key": "strategy", "questions": [], "answers": {"strategy": TEXT}},
            {"key": "results", "questions": [], "answers": {"results": TEXT}},
        ],
    }
    dossier = Dossier.objects.create(
        nomination=nomination,
        number=1,
        content=content,
        sha256="0" * 64,
        frozen_at=nomination.submitted_at,
        frozen_by=chair,
    )
    weights = {
        criterion.code: criterion.weight
        for criterion in nomination.edition.criteria.filter(group=nomination.group)
    }
    means = {code: score * weight / 100 for code, weight in weights.items()}
    conclusion = Conclusion.objects.create(
        nomination=nomination,
        dossier=dossier,
        item=item,
        verdict=verdict,
        score_numerator=score.numerator,
        score_denominator=score.denominator,
        sheet_count=sheets,
        criterion_means={code: [mean.numerator, mean.denominator] for code, mean in means.items()},
        concluded_at=nomination.submitted_at,
        concluded_by=chair,
        is_rehearsal=True,
    )
    Recommendation.objects.create(
        conclusion=conclusion,
        kind=Recommendation.Kind.TRAINING,
        text="Đào tạo kỹ năng số cho toàn bộ nhân lực.",
        is_rehearsal=True,
    )
    return conclusion


def _carried_item(edition: Edition, chair: User) -> AgendaItem:
    session, _ = CouncilSession.objects.get_or_create(
        edition=edition,
        number=1,
        defaults={
            "title": "Phiên họp thứ nhất",
            "status": CouncilSession.Status.OPEN,
            "opened_at": clock.now(edition),
            "opened_by": chair,
        },
    )
    return AgendaItem.objects.create(
        session=session,
        kind=AgendaItem.Kind.CONCLUSIONS,
        position=session.items.count() + 1,
        title="Kết luận",
        status=AgendaItem.Status.CARRIED,
        closed_at=clock.now(edition),
        closed_by=chair,
    )


def seat_council(edition: Edition, cast: SimpleNamespace) -> list[CouncilMember]:
    """Chair and one member: whoever votes in these tests."""
    return [CouncilMember.objects.create(edition=edition, user=user) for user in (cast.dung, cast.hanh)]


def secrets_of(roll: Roll) -> set[str]:
    """What only a signed list could tell: names, addresses, numbers and codes of its lines."""
    found = set()
    for entry in roll.entries.all():
        found |= {entry.name, entry.slug, entry.certificate_number, entry.verification_code}
    # The guide's model answers are signed with the same invented name as the leader of these tests.
    return {text for text in found if text} - {"Nguyễn Thị Minh Họa"}
