"""A small edition with a row for every address to lead to; for the access table and the screenshots."""

from types import SimpleNamespace

from django.core.files.base import ContentFile

from assessments import actions as assessments
from assessments import tallying
from assessments.models import (
    AgendaItem,
    Assignment,
    CouncilInvitation,
    CouncilMember,
    Inquiry,
    PaperSheet,
    Pin,
    Tie,
    VisitPhoto,
)
from awards import actions as awards
from awards import bundles
from awards.models import (
    CertificateBatch,
    Confidant,
    Honor,
    OnFile,
    Paper,
    RehearsalRun,
    Report,
    ResultReader,
    Roll,
    Yearbook,
)
from awards.rehearsal.evidence import illustrative_plan
from awards.rehearsal.fill import fill
from awards.rehearsal.play import play_others
from dtportal.accounts.models import (
    Appointment,
    Claim,
    Invitation,
    Membership,
    OfficerInvitation,
    Organization,
    User,
)
from dtportal.demo.cast import create_person
from dtportal.journal.models import Notice
from dtportal.programme.models import Edition, Post, Province, Sector
from dtportal.tests.world_book import add_book_page, find_book_page
from dtportal.tests.world_book_matter import add_book_matter, find_book_matter
from dtportal.tests.world_council import add_paper_sheet, add_visit, visit_of_hanh
from dtportal.tests.world_listening import add_voices, find_voices
from forums.models import Forum, Registration
from nominations import actions as nominations
from nominations.models import (
    Colleague,
    ComplianceOpinion,
    Endorsement,
    Evidence,
    ImportBatch,
    LetterScan,
    Nomination,
    PaperDossier,
    PaperInvitation,
    UnitInvitation,
    Upload,
)


def clear(edition: Edition, *users: User) -> None:
    """They sign the undertaking and state that nothing ties them to anybody."""
    for user in users:
        assessments.sign_undertaking(edition, by=user, version=edition.undertaking["version"])
        assessments.declare_interests(edition, by=user)


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
    for tally in edition.tallies.unfinished():
        tallying.run(tally.pk)
    for roll in edition.rolls.published():
        bundles.run(awards.order_results(roll).pk)
        awards.name_reader(
            edition,
            by=cast.thao,
            name="Lê Văn Tín",
            email="tin@example.org",
            reason="Khiếu nại số 1 (minh họa)",
        )


def add_odds_and_ends(edition: Edition, cast: SimpleNamespace) -> None:
    """Rows that playing an edition does not make: a guest, an import, a wiping order, a finished yearbook."""
    forum = Forum.objects.filter(edition=edition, kind=Forum.Kind.FORUM).first()
    forum.staff.add(cast.binh)
    Registration.objects.get_or_create(
        forum=forum,
        email="an@example.org",
        defaults={"full_name": "Lê Hoàng An", "status": Registration.Status.CONFIRMED},
    )
    organization = lans_organization(cast.lan)
    Claim.objects.get_or_create(
        organization=organization,
        user=cast.tung,
        edition=edition,
        defaults={
            "kind": Claim.Kind.REPLACE,
            "status": Claim.Status.PASSED_ON,
            "tax_code": organization.tax_code,
            "document": ContentFile(b"%PDF-1.7", name="letter.pdf"),
            "document_name": "giay-gioi-thieu.pdf",
            "content_type": "application/pdf",
            "answer_until": edition.clock_at,
        },
    )
    Invitation.objects.get_or_create(
        organization=organization, email=cast.binh.email, defaults={"invited_by": cast.lan}
    )
    OfficerInvitation.objects.get_or_create(
        edition=edition, body=cast.body, email="ha@example.org", defaults={"invited_by": cast.minh}
    )
    CouncilInvitation.objects.get_or_create(
        edition=edition, email="ha@example.org", full_name="Lê Thị Hà", defaults={"invited_by": cast.oanh}
    )
    Tie.objects.get_or_create(edition=edition, user=cast.hanh, kind=Tie.Kind.EMPLOYER, name="Viện Minh Họa")
    UnitInvitation.objects.get_or_create(
        edition=edition,
        body=cast.body,
        email="ha@example.org",
        name="Đơn vị",
        defaults={"invited_by": cast.khoa},
    )
    colleague = create_person("phuc@example.org", "Đặng Hồng Phúc")
    Membership.objects.get_or_create(user=colleague, organization=organization)
    Colleague.objects.get_or_create(
        nomination=Nomination.objects.get(organization=organization, edition=edition),
        email=cast.binh.email,
        section="results",
        defaults={"invited_by": cast.lan},
    )
    if not ImportBatch.objects.filter(edition=edition).exists():
        workbook = ContentFile(b"PK", name="a.xlsx")
        ImportBatch.objects.create(edition=edition, ordered_by=cast.minh, name="a.xlsx", file=workbook)
    endorsement = Endorsement.objects.filter(nomination__edition=edition, body=cast.body).endorsed().first()
    if not endorsement.scan_id:
        letter = ContentFile(illustrative_plan(endorsement.nomination), name="van-ban.pdf")
        nominations.attach_scan(endorsement, letter, by=cast.khoa)
    lans = Nomination.objects.filter(organization__memberships__user=cast.lan).first()
    if lans:
        place = {"section": "strategy", "question": "plan_file"}
        Upload.objects.get_or_create(nomination=lans, by=cast.lan, name="b.pdf", size=9, **place)
    asked = Nomination.objects.filter(edition=edition).first()
    if not ComplianceOpinion.objects.filter(edition=edition).exclude(scan="").exists():
        answer = {"outcome": "in_order", "authority": "Cục Thuế", "document_number": "15/CT"}
        day, paper = edition.intake.starts_on, ContentFile(illustrative_plan(asked), name="thue.pdf")
        answer |= {"document_date": day, "scan": paper}
        nominations.record_opinion(asked, "quality", by=cast.minh, **answer)
    add_paper_dossier(edition, cast)
    add_readers_notes(edition, cast)
    add_paper_sheet(edition, cast)
    add_visit(edition, cast)
    add_voices(edition, cast)
    add_book_matter(edition, cast)
    add_book_page(edition, cast)
    # Done already: a worker that finds one waiting would wipe this edition.
    RehearsalRun.objects.create(edition=edition, ordered_by=cast.oanh, status=RehearsalRun.Status.DONE)
    if not Confidant.objects.filter(edition=edition).exists():
        awards.name_confidant(edition, by=cast.oanh, user=cast.tung, purpose=Confidant.Purpose.SEATING)
    roll = Roll.objects.filter(edition=edition, status=Roll.Status.PUBLISHED).first()
    if roll:
        replaced = {"status": Roll.Status.SUPERSEDED, "drawn_by": cast.minh, "sha256": "0" * 64}
        replaced |= {"published_at": edition.clock_at, "published_by": cast.oanh}
        Roll.objects.get_or_create(edition=edition, version=99, defaults=replaced)
        printed = {"ordered_by": cast.oanh, "status": CertificateBatch.Status.DONE}
        printed |= {"file": ContentFile(b"PK", name="a.zip")}
        CertificateBatch.objects.get_or_create(roll=roll, defaults=printed)
        book = ContentFile(b"%PDF-1.7", name="book.pdf")
        done = Yearbook.Status.DONE
        Yearbook.objects.create(edition=edition, roll=roll, ordered_by=cast.oanh, file=book, status=done)
        printed = {"pdf": ContentFile(b"%PDF-1.7", name="a.pdf"), "docx": ContentFile(b"PK", name="a.docx")}
        written = {"ordered_by": cast.minh, "as_of": edition.clock_at, "status": Report.Status.DONE}
        Report.objects.create(edition=edition, roll=roll, **written, **printed)


def add_readers_notes(edition: Edition, cast: SimpleNamespace) -> None:
    """What Hạnh has pinned and asked about the dossier that the table leads her to."""
    read = find(edition, cast).assignment
    if read is None:
        return
    evidence = read.entry.nomination.evidence.first()
    criterion = edition.criteria.filter(group=read.entry.nomination.group).first()
    Pin.objects.get_or_create(assignment=read, criterion=criterion, evidence=evidence, page=1)
    asked = {"text": "Báo cáo kiểm toán là của năm nào?", "asked_at": edition.clock_at}
    Inquiry.objects.get_or_create(assignment=read, defaults=asked)


def add_paper_dossier(edition: Edition, cast: SimpleNamespace) -> None:
    """One that came on paper and that nobody of its unit has confirmed yet."""
    if PaperDossier.objects.filter(nomination__edition=edition).exists():
        return
    unit = Organization.objects.create(
        name="Hợp tác xã Hồ Sơ Giấy Minh Họa",
        org_type=Organization.Type.COOPERATIVE,
        province=Province.objects.get(name="Đà Nẵng", valid_from__year=2008),
        tax_code="9900000104",
        is_demo=True,
    )
    paper = nominations.start_paper(
        unit,
        edition=edition,
        group="unit",
        sector=Sector.objects.get(code="GT"),
        province=unit.province,
        received_on=edition.intake.starts_on,
        archive_number="01/HSG",
        scan=ContentFile(
            illustrative_plan(Nomination.objects.filter(edition=edition).first()), name="ho-so.pdf"
        ),
        by=cast.minh,
    ).paper
    PaperInvitation.objects.create(paper=paper, email="ha@example.org", invited_by=cast.minh)


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
        upload=nomination.uploads.first() if nomination else None,
        assignment=(
            Assignment.objects.filter(member__user=cast.hanh, paper_sheets=None)
            .exclude(entry__assignments__member__user=cast.dung)
            .order_by("-pk")
            .first()
        ),
        pin=Pin.objects.filter(assignment__member__user=cast.hanh).first(),
        inquiry=Inquiry.objects.filter(assignment__member__user=cast.hanh).first(),
        member=CouncilMember.objects.filter(user=cast.hanh).first(),
        round=first_round,
        plan=edition.assignment_plans.first(),
        entry_reference=first_round.entries.first().nomination.reference if first_round else None,
        session=edition.sessions.order_by("-number").first(),
        motion=(
            motion := AgendaItem.objects.filter(session__edition=edition, entries__isnull=False)
            .order_by("session__number", "position")
            .first()
        ),
        motion_reference=motion.entries.first().nomination.reference if motion else None,
        honor=Honor.objects.filter(edition=edition).first(),
        confidant=Confidant.objects.filter(edition=edition).first(),
        result_reader=ResultReader.objects.filter(edition=edition).first(),
        honor_of_sector=Honor.objects.filter(edition=edition).exclude(sector=None).first(),
        old_version=Roll.objects.filter(edition=edition, status=Roll.Status.SUPERSEDED).first(),
        certificate_batch=CertificateBatch.objects.filter(roll__edition=edition).first(),
        yearbook=Yearbook.objects.filter(edition=edition).first(),
        official=Paper.objects.filter(edition=edition).signed().first(),
        kept_document=OnFile.objects.filter(edition=edition).first(),
        report=Report.objects.filter(edition=edition).first(),
        run=RehearsalRun.objects.filter(edition=edition).first(),
        forum=Forum.objects.filter(edition=edition, kind=Forum.Kind.FORUM).first(),
        guest=Registration.objects.filter(forum__edition=edition).first(),
        seat_invitation=CouncilInvitation.objects.filter(edition=edition).first(),
        tie=Tie.objects.filter(user=cast.hanh).first(),
        office=OfficerInvitation.objects.filter(edition=edition).first(),
        unit_invitation=UnitInvitation.objects.filter(edition=edition, name="Đơn vị").first(),
        opinion=ComplianceOpinion.objects.filter(edition=edition).exclude(scan="").first(),
        scan=LetterScan.objects.filter(edition=edition, body=cast.body).first(),
        batch=ImportBatch.objects.filter(edition=edition, ordered_by=cast.minh).first(),
        post=Post.objects.exclude(files=None).first(),
        paper=PaperDossier.objects.filter(nomination__edition=edition).order_by("pk").first(),
        visit=visit_of_hanh(edition, cast),
        photo=VisitPhoto.objects.filter(report__visit=visit_of_hanh(edition, cast)).first(),
        paper_sheet=PaperSheet.objects.filter(status=PaperSheet.Status.ASKED).first(),
        paper_invitation=PaperInvitation.objects.first(),
        invited=Colleague.objects.filter(nomination=nomination).first(),
        claim=Claim.objects.filter(user=cast.tung).first(),
        invitation=Invitation.objects.filter(email=cast.binh.email).first(),
        colleague=Membership.objects.filter(user__email="phuc@example.org").first(),
        appointment=Appointment.objects.filter(user=cast.khoa).first(),
        phase=edition.phases.first(),
        notice=Notice.objects.filter(edition_id=edition.pk).first(),
        **find_voices(),
        **find_book_matter(edition),
        **find_book_page(edition, cast),
    )
