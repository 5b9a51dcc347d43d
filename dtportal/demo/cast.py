"""The demo cast (also the test cast): invented people, one for each role, and a second factor for each office."""

from dataclasses import dataclass
from types import SimpleNamespace

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils.translation import gettext_lazy as _

from dtportal.accounts.models import Appointment, User
from dtportal.programme.models import Body, BodyName, Edition, Province
from dtportal.roles import NEEDS_BODY
from dtportal.text import fold, slug


@dataclass(frozen=True)
class Part:
    """One member of the cast: `key` is the name people know them by, without diacritics."""

    key: str
    full_name: str
    role: str | None
    does: str


PARTS = [
    Part("lan", "Nguyễn Thị Minh Lan", None, _("represents an organisation: drafts, submits")),
    Part("khoa", "Trần Đăng Khoa", "officer", _("endorses for the People's Committee of Đà Nẵng")),
    Part("minh", "Lê Quang Minh", "secretary", _("screens, hands over, assigns, draws the roll up")),
    Part("hanh", "Phạm Thị Hạnh", "member", _("appraises, scores, votes")),
    Part("dung", "Vũ Tiến Dũng", "chair", _("runs the session, concludes, signs")),
    Part("thao", "Đỗ Phương Thảo", "auditor", _("reads the journal, signs or refuses the result")),
    Part("oanh", "Hoàng Kim Oanh", "organizer", _("edition, appointments, publication, yearbook, forums")),
    Part("binh", "Bùi Thanh Bình", "checkin", _("checks guests of one forum in")),
    Part("van", "Đinh Cẩm Vân", "observer", _("observes for a ministry: counts, never a dossier")),
    Part("tung", "Ngô Sơn Tùng", None, _("a signed-in stranger")),
]


@dataclass(frozen=True)
class Office:
    """An invented nominating body of another kind than a People's Committee, and the officer who acts for it."""

    officer: Part
    kind: str
    name: str
    name_en: str
    # None: the whole country
    province: str | None = None


# With the People's Committee, for which Khoa acts, one of each kind of nominating body.
OFFICES = [
    Office(
        Part("thuy", "Lâm Thanh Thủy", "officer", _("endorses for a department of Đà Nẵng (invented)")),
        Body.Kind.DEPARTMENT,
        "Sở Chuyển đổi số Minh Họa thành phố Đà Nẵng",
        "Minh Hoa Department of Digital Transformation of Da Nang (invented)",
        "Đà Nẵng",
    ),
    Office(
        Part("bao", "Phan Quốc Bảo", "officer", _("endorses for an association (invented)")),
        Body.Kind.ASSOCIATION,
        "Hiệp hội Doanh nghiệp số Minh Họa",
        "Minh Hoa Association of Digital Businesses (invented)",
    ),
    Office(
        Part("thu", "Mai Anh Thư", "officer", _("endorses for another kind of body (invented)")),
        Body.Kind.OTHER,
        "Tập đoàn Minh Họa (đơn vị cấp trên)",
        "Minh Hoa Group, a superior body (invented)",
    ),
]
# Whoever can be signed in on the demo's page.
EVERYBODY = [*PARTS, *(office.officer for office in OFFICES)]
# Everybody of the demo has the same password; DEMO never runs anywhere but on one machine.
DEMO_PASSWORD = "minh-hoa-2023"
BODY_NAME = "Ủy ban nhân dân thành phố Đà Nẵng"


def address(part: Part) -> str:
    return f"{part.key}@example.org"


def create_cast(edition: Edition) -> SimpleNamespace:
    """The ten of the cast with their appointments in an edition; a second call changes nothing.

    Nearly every test begins with it, so what is there already is asked for at once.
    """
    body = nominating_body(BODY_NAME, Body.Kind.PEOPLES_COMMITTEE, edition.localities().get(name="Đà Nẵng"))
    known = {user.email: user for user in User.objects.filter(email__in=map(address, PARTS))}
    current = Appointment.objects.filter(user__in=known.values(), edition=edition, ended_at=None)
    held = set(current.values_list("user", "role", "body"))
    people = {}
    for part in PARTS:
        user = people[part.key] = known.get(address(part)) or _new_person(address(part), part.full_name)
        if not part.role:
            continue
        place = body if part.role in NEEDS_BODY else None
        if (user.pk, part.role, place and place.pk) not in held:
            Appointment.objects.create(user=user, role=part.role, edition=edition, body=place)
        give_second_factor(user)
    return SimpleNamespace(**people, body=body)


def create_offices(edition: Edition) -> list[Body]:
    """Bodies of the other kinds with their officers, for a rehearsal; a second call changes nothing."""
    bodies = []
    for office in OFFICES:
        province = edition.localities().get(name=office.province) if office.province else None
        body = nominating_body(office.name, office.kind, province, name_en=office.name_en)
        user = create_person(address(office.officer), office.officer.full_name)
        Appointment.objects.get_or_create(
            user=user, role=office.officer.role, edition=edition, body=body, ended_at=None
        )
        give_second_factor(user)
        bodies.append(body)
    return bodies


def create_person(email: str, full_name: str) -> User:
    """An invented person with a verified address under example.org, flagged as demo."""
    return User.objects.filter(email=email).first() or _new_person(email, full_name)


def _new_person(email: str, full_name: str) -> User:
    user = User.objects.create_user(email, full_name=full_name, is_demo=True)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def give_second_factor(user: User) -> None:
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, generate_totp_secret())


def nominating_body(name: str, kind: str, province: Province | None, *, name_en: str = "") -> Body:
    """An invented nominating body (or a real kind of one, for the demo), found by its slug."""
    body, created = Body.objects.get_or_create(
        slug=slug(name)[:120],
        defaults={"kind": kind, "province": province, "may_nominate": True, "search_text": fold(name)},
    )
    if created:
        BodyName.objects.create(body=body, name=name, name_en=name_en)
    return body
