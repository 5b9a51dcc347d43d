"""Who plays: the cast, an invented council, officers of the nominating bodies, representatives of units."""

from dataclasses import dataclass, field
from math import ceil
from random import Random

from assessments import actions as assessments
from assessments.models import CouncilMember
from awards.rehearsal.invent import person_name
from dtportal.accounts.models import Appointment, Membership, Organization, User
from dtportal.demo.cast import create_cast, create_offices, create_person, give_second_factor
from dtportal.programme.models import Body, Edition
from dtportal.programme.reference import council_bodies
from dtportal.roles import Can, roles_that
from dtportal.text import slug

COUNCIL = [
    "Lê Hoàng An", "Trần Thị Ánh", "Đỗ Minh Dương", "Bùi Quang Đạt", "Nguyễn Văn Đức", "Hồ Thu Giang", "Phan Hải Hà",
    "Đặng Trung Hiếu", "Lý Gia Khánh", "Vũ Diệu Linh", "Mai Bảo Long", "Cao Ngọc Mai", "Tạ Hoài Nam", "Đinh Thúy Nga",
    "Dương Hồng Phúc", "Châu Như Quỳnh", "Trịnh Công Hòa", "Tô Thanh Tâm", "Lương Đức Thịnh", "Hà Thùy Trang",
    "Quách Anh Tú", "Thái Tố Uyên", "Kiều Khánh Vân", "La Hải Yến", "Ông Ích Thành", "Ưng Hoàng Phi", "Âu Kim Chi",
    "Từ Mỹ Hạnh", "Văn Đình Lộc", "Chu Bích Thủy",
]  # fmt: skip
KEYWORDS = [
    "dữ liệu dùng chung, quản trị dữ liệu",
    "an toàn thông tin, hạ tầng số",
    "dịch vụ công trực tuyến, trải nghiệm người dùng",
    "trí tuệ nhân tạo, tự động hóa",
    "kinh tế số, thương mại điện tử",
    "nông nghiệp thông minh, truy xuất nguồn gốc",
]
TITLES = ["GS.TS.", "PGS.TS.", "TS.", "ThS.", "TS."]


@dataclass
class Players:
    edition: Edition
    cast: object
    # Nominating bodies that are no People's Committee.
    bodies: list[Body] = field(default_factory=list)
    _members: dict[int, User] = field(default_factory=dict)

    def council(self, dossiers: int) -> list[CouncilMember]:
        """Enough members to read `dossiers` without overload; Hạnh and Dũng are two of them."""
        edition = self.edition
        wanted = max(12, ceil(dossiers * edition.sheets_per_dossier / 50))
        sectors = list(edition.sectors.all())
        bodies = {body.short_name: body for body in Body.objects.filter(short_name__in=council_bodies())}
        seats = [bodies[name] for name in council_bodies()]
        people = [self.cast.dung, self.cast.hanh]
        people += [
            create_person(f"{slug(name).replace('-', '.')}@example.org", name)
            for name in COUNCIL[: wanted - 2]
        ]
        roles = roles_that(Can.VOTE)
        for position, user in enumerate(people):
            if not Appointment.objects.active().filter(user=user, edition=edition, role__in=roles).exists():
                Appointment.objects.create(user=user, edition=edition, role=roles[0])
                give_second_factor(user)
                user.__dict__.pop("active_appointments", None)
            if not CouncilMember.objects.filter(edition=edition, user=user).exists():
                assessments.seat(
                    edition,
                    user,
                    by=self.cast.minh,
                    body=seats[position] if position < len(seats) else None,
                    expertise={sectors[position % 8]: 3, sectors[(position * 3 + 1) % 8]: 2},
                    academic_title=TITLES[position % len(TITLES)],
                    position="Ủy viên Hội đồng (minh họa)",
                    keywords=KEYWORDS[position % len(KEYWORDS)],
                    max_load=60,
                )
        members = list(CouncilMember.objects.filter(edition=edition).select_related("user"))
        if not any(member.deputy_rank for member in members):
            # Hạnh leads where Dũng cannot; after her a member who sits as an expert, so that no body ties him.
            others = [m for m in members if m.user not in (self.cast.dung, self.cast.hanh)]
            experts = [m for m in others if m.body_id is None] or others
            hanh = [m for m in members if m.user == self.cast.hanh]
            assessments.name_deputies(edition, [*hanh, *experts[:1]], by=self.cast.minh)
        return members

    def officer_of(self, body: Body) -> User:
        """Somebody who acts for a body; invented and appointed when there is nobody yet."""
        roles = roles_that(Can.ENDORSE)
        appointment = (
            Appointment.objects.active()
            .filter(edition=self.edition, body=body, role__in=roles)
            .order_by("pk")
            .first()
        )
        if appointment:
            return appointment.user
        user = create_person(f"can-bo.{body.slug}@example.org"[-200:], f"Cán bộ Minh Họa {body.pk}")
        Appointment.objects.create(user=user, edition=self.edition, role=roles[0], body=body)
        give_second_factor(user)
        return user

    def representative_of(self, organization: Organization, random: Random) -> User:
        """A member of a unit; units that came with a workbook get their first one here."""
        if organization.pk in self._members:
            return self._members[organization.pk]
        membership = organization.memberships.select_related("user").order_by("pk").first()
        if membership is None:
            user = create_person(f"dai-dien.{organization.pk}@example.org", person_name(random))
            membership = Membership.objects.create(user=user, organization=organization, is_owner=True)
        self._members[organization.pk] = membership.user
        return membership.user


def gather(edition: Edition) -> Players:
    cast = create_cast(edition)
    return Players(edition, cast, create_offices(edition))
