"""A small edition with a row for every address to lead to; for the access table and the screenshots."""

from types import SimpleNamespace

from django.core.files.base import ContentFile

from assessments.models import AgendaItem, Assignment, CouncilMember
from awards.models import Honor, RehearsalRun, Roll, Yearbook
from awards.rehearsal.fill import fill
from awards.rehearsal.play import play_others
from dtportal.accounts.models import Appointment, Membership, Organization, User
from dtportal.programme.models import Edition, Post, Province, Sector
from forums.models import Forum, Registration
from nominations import actions as nominations
from nominations.models import Endorsement, Evidence, ImportBatch, Nomination


def lans_organization(user: User) -> Organization:
    """Lan's organisation: transport, Đà Nẵng."""
    organization, _ = Organization.objects.get_or_create(
        tax_code="9900000055",
        defaults={
            "name": "Công ty Cổ phần Logistics Cánh Buồm Minh Họa",
            "name_en": "Canh Buom Minh Hoa Logistics JSC",
            "org_type": Organization.Type.ENTERPRISE,
            "ownership": Organization.Ownership.PRIVATE,
            "sector": Sector.objects.get(code="GT"),
            "province": Province.objects.get(name="Đà Nẵng", valid_from__year=2008),
            "address": "Số 1 đường Minh Họa, Đà Nẵng",
            "legal_representative": "Nguyễn Văn Minh Họa",
            "position": "Giám đốc",
            "is_demo": True,
        },
    )
    Membership.objects.get_or_create(user=user, organization=organization, defaults={"is_owner": True})
    return organization


def start_lans_nomination(edition: Edition, cast: SimpleNamespace, organization: Organization) -> Nomination:
    nomination = nominations.start(
        organization,
        edition=edition,
        group="unit",
        sector=organization.sector,
        province=organization.province,
        by=cast.lan,
    )
    nominations.request_endorsement(nomination, cast.body, by=cast.lan)
    return nomination


def build(edition: Edition, cast: SimpleNamespace, organization: Organization) -> SimpleNamespace:
    """Eight invented units and Lan's, all the way to the published list."""
    fill(edition, count=8)
    edition.refresh_from_db()
    start_lans_nomination(edition, cast, organization)
    play_to_the_end(edition, cast)
    add_odds_and_ends(edition, cast)
    for name, person in list(vars(cast).items()):
        if isinstance(person, User):
            setattr(cast, name, User.objects.get(pk=person.pk))  # filling gave them their password
    return find(edition, cast)


def play_to_the_end(edition: Edition, cast: SimpleNamespace) -> None:
    while play_others(edition, besides=cast.tung).count:
        edition.refresh_from_db()


def add_odds_and_ends(edition: Edition, cast: SimpleNamespace) -> None:
    """Rows that playing an edition does not make: a guest, an import, a wiping order, a finished yearbook."""
    forum = Forum.objects.filter(edition=edition, kind=Forum.Kind.FORUM).first()
    forum.staff.add(cast.binh)
    Registration.objects.get_or_create(
        forum=forum,
        email="an@example.org",
        defaults={"full_name": "Lê Hoàng An", "status": Registration.Status.CONFIRMED},
    )
    workbook = ContentFile(b"PK", name="a.xlsx")
    ImportBatch.objects.create(edition=edition, ordered_by=cast.minh, name="a.xlsx", file=workbook)
    RehearsalRun.objects.create(edition=edition, ordered_by=cast.oanh)
    roll = Roll.objects.filter(edition=edition, status=Roll.Status.PUBLISHED).first()
    if roll:
        book = ContentFile(b"%PDF-1.7", name="book.pdf")
        done = Yearbook.Status.DONE
        Yearbook.objects.create(edition=edition, roll=roll, ordered_by=cast.oanh, file=book, status=done)


def find(edition: Edition, cast: SimpleNamespace) -> SimpleNamespace:
    """One row of each kind, None where the edition has none yet."""
    nomination = Nomination.objects.filter(organization__memberships__user=cast.lan).first()
    first_round = edition.rounds.first()
    return SimpleNamespace(
        edition=edition,
        cast=cast,
        organization=Organization.objects.filter(memberships__user=cast.lan).first(),
        nomination=nomination,
        section="strategy",
        endorsement=Endorsement.objects.filter(nomination=nomination, body=cast.body).first(),
        evidence=Evidence.objects.filter(nomination=nomination).first(),
        assignment=(
            Assignment.objects.filter(member__user=cast.hanh)
            .exclude(entry__assignments__member__user=cast.dung)
            .order_by("-pk")
            .first()
        ),
        member=CouncilMember.objects.filter(user=cast.hanh).first(),
        round=first_round,
        entry_reference=first_round.entries.first().nomination.reference if first_round else None,
        session=edition.sessions.order_by("-number").first(),
        motion=AgendaItem.objects.filter(session__edition=edition).first(),
        honor=Honor.objects.filter(edition=edition).first(),
        yearbook=Yearbook.objects.filter(edition=edition).first(),
        run=RehearsalRun.objects.filter(edition=edition).first(),
        forum=Forum.objects.filter(edition=edition, kind=Forum.Kind.FORUM).first(),
        guest=Registration.objects.filter(forum__edition=edition).first(),
        batch=ImportBatch.objects.filter(edition=edition, ordered_by=cast.minh).first(),
        post=Post.objects.exclude(files=None).first(),
        appointment=Appointment.objects.filter(user=cast.khoa).first(),
        phase=edition.phases.first(),
    )
