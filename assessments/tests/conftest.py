"""The council of the stories: five further members, a handful of accepted dossiers, a round."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from assessments import actions
from assessments.models import Assignment, CouncilSession, Round
from assessments.tests.deeds import score_sheet
from dtportal.accounts.models import Appointment, Organization, User
from dtportal.demo.cast import create_person, give_second_factor
from dtportal.programme import clock
from dtportal.programme.models import Body, Province, Sector
from dtportal.roles import Role
from dtportal.tests.world import clear
from nominations.freezing import content_of
from nominations.models import Dossier, Endorsement, Evidence, Nomination, SectionAnswer

NAMES = ["Mai Thu An", "Lý Hoài Bảo", "Đinh Công Chính", "Tạ Minh Đức", "Cao Thị Giang"]


@pytest.fixture
def council(cast, edition) -> SimpleNamespace:
    """Hạnh and Dũng of the cast, and An, Bảo, Chính, Đức, Giang; all with a seat."""
    users = [cast.hanh, cast.dung]
    for number, name in enumerate(NAMES):
        user = create_person(f"member{number}@example.org", name)
        Appointment.objects.get_or_create(user=user, role=Role.MEMBER, edition=edition)
        give_second_factor(user)
        users.append(user)
    clear(edition, *users[2:])
    seats = {user.pk: actions.seat(edition, user) for user in users}
    an, bao, chinh, duc, giang = users[2:]
    return SimpleNamespace(
        users=users,
        seats=seats,
        an=an,
        bao=bao,
        chinh=chinh,
        duc=duc,
        giang=giang,
        hanh=cast.hanh,
        dung=cast.dung,
    )


@pytest.fixture
def accepted(cast, edition) -> Callable[..., Nomination]:
    """`accepted(n)` is an accepted dossier of an invented unit, with one piece of evidence."""
    provinces = list(Province.objects.filter(valid_to=None))

    def make(number: int, *, sector: str = "GT", name: str = "") -> Nomination:
        organization = Organization.objects.create(
            name=name or f"Công ty Minh Họa số {number}",
            org_type=Organization.Type.ENTERPRISE,
            sector=Sector.objects.get(code=sector),
            province=provinces[number],
            is_demo=True,
        )
        nomination = Nomination.objects.create(
            edition=edition,
            organization=organization,
            sector=organization.sector,
            province=organization.province,
            reference=f"CDS1-2023-{sector}-{number:04d}",
            number=f"CDS1-2023-{sector}-{number:04d}",
            status=Nomination.Status.ACCEPTED,
            slot=1,
            created_by=cast.minh,
            submitted_at=timezone.now(),
            submitted_by=cast.minh,
            accepted_at=timezone.now(),
            accepted_by=cast.minh,
        )
        Endorsement.objects.create(
            nomination=nomination,
            body=cast.body,
            status=Endorsement.Status.ENDORSED,
            decided_at=timezone.now(),
            decided_by=cast.khoa,
        )
        for section, data in {
            "strategy": {"strategy": f"Lộ trình ba bước của đơn vị {number}."},
            "support": {"support": "Mong được tư vấn về dữ liệu dùng chung."},
        }.items():
            SectionAnswer.objects.create(
                nomination=nomination, section=section, data=data, updated_by=cast.minh
            )
        Evidence.objects.create(
            nomination=nomination,
            section="strategy",
            question="plan_file",
            name="ke-hoach.pdf",
            file=ContentFile(b"%PDF-1.4 minh hoa", name="ke-hoach.pdf"),
            content_type="application/pdf",
            size=17,
            sha256="ab" * 32,
            uploaded_by=cast.minh,
            status=Evidence.Status.CLEAN,
        )
        Dossier.objects.create(
            nomination=nomination,
            number=1,
            content=content_of(nomination),
            sha256="cd" * 32,
            frozen_at=timezone.now(),
            frozen_by=cast.minh,
        )
        return nomination

    return make


@pytest.fixture
def assigned(cast, council, edition, accepted) -> Callable[..., Round]:
    """`assigned(n)` is an open round of n dossiers with its readers."""

    def make(count: int = 1) -> Round:
        start = Nomination.objects.count()
        nominations = [accepted(start + number) for number in range(1, count + 1)]
        round = actions.open_round(edition, nominations, by=cast.minh)
        actions.assign(round, by=cast.minh)
        return round

    return make


@pytest.fixture
def give_to(cast, council) -> Callable[..., Assignment]:
    """`give_to(user, round)` is that member's assignment to the round's first dossier, made if need be."""

    def make(user: User, round: Round) -> Assignment:
        entry = round.entries.first()
        found = Assignment.objects.filter(entry=entry, member=council.seats[user.pk]).first()
        return found or actions.assign_member(entry, council.seats[user.pk], by=cast.minh)

    return make


@pytest.fixture
def reading(cast, assigned, give_to) -> Assignment:
    """Hạnh's assignment, open to her; no mark is saved yet."""
    assignment = give_to(cast.hanh, assigned())
    actions.state_interest(assignment, by=cast.hanh, has_conflict=False)
    return Assignment.objects.get(pk=assignment.pk)


@pytest.fixture
def scored(assigned, cast) -> Callable[..., Round]:
    """`scored(n)` is a closed round of n dossiers, each with three equal sheets of 70."""

    def make(count: int = 1, *, close: bool = True) -> Round:
        round = assigned(count)
        for assignment in Assignment.objects.filter(entry__round=round).active():
            score_sheet(assignment)
        return actions.close_round(round, by=cast.minh) if close else round

    return make


@pytest.fixture
def session(cast, council, edition) -> CouncilSession:
    """Planned, nobody invited yet; files whose stories begin later have one of their own."""
    return actions.plan_session(
        edition,
        by=cast.minh,
        title="Phiên họp thứ nhất",
        place="Phòng 302",
        link="https://hop.example.org/1",
        starts_at=clock.now(edition),
    )


@pytest.fixture
def nominations(scored) -> list[Nomination]:
    """Two appraised dossiers."""
    return [entry.nomination for entry in scored(2).entries.select_related("nomination")]


@pytest.fixture
def other_body(db) -> Body:
    return Body.objects.exclude(names=None).first()
