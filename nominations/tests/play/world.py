"""The people and the dossiers with which the property tests play."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from dtportal.accounts.models import Appointment, Membership, Organization, User
from dtportal.demo.cast import create_person, give_second_factor, nominating_body
from dtportal.programme.models import Body, Edition, Province, Sector
from nominations import actions
from nominations.conditions import conditions_of
from nominations.models import Nomination
from nominations.sections import data_for
from nominations.supplements import Asked
from nominations.tests.helpers import pdf

TEXTS = {
    "leadership": {"leadership": "Chỉ đạo xây dựng nền tảng dữ liệu dùng chung."},
    "strategy": {"strategy": "Ba bước: số hóa quy trình, tích hợp nền tảng, đổi mới mô hình."},
    "services": {"services": "Cung cấp 62 dịch vụ công trực tuyến toàn trình."},
    "results": {"results": "Thời gian giao nhận giảm 31%."},
    "support": {"support": "Đào tạo nhân lực và kết nối dữ liệu với cảng."},
}
CONSENTS = ["is_true", "is_lawful", "person_agrees", "may_appraise", "may_publish"]
FILES = {"leadership": "curriculum", "strategy": "plan_file"}


@dataclass
class World:
    """Who is there, by the name the test prints; rows are read anew for every step, as a request does."""

    edition_id: int
    people: dict[str, int]
    # Who represents an organisation (by its id), and who endorses for the body that is asked.
    members: dict[int, str]
    bodies: dict[str, int]
    # People to whom every row of these dossiers is a secret.
    outsiders: tuple[str, ...] = ("tung", "phuong", "tam")
    papers: dict[str, bytes] = field(default_factory=dict)

    @property
    def edition(self) -> Edition:
        return Edition.objects.get(pk=self.edition_id)

    def user(self, name: str) -> User:
        return User.objects.get(pk=self.people[name])

    def paper(self, title: str) -> SimpleUploadedFile:
        content = self.papers.setdefault(title, pdf(title).read())
        return SimpleUploadedFile(f"{title}.pdf", content)


def create_world(edition: Edition, cast) -> World:
    """Two units that want one place, a state body and a leader, at different points of the way."""
    people = {name: user for name, user in vars(cast).items() if isinstance(user, User)}
    people |= {
        "phuc": create_person("phuc@example.org", "Đặng Hồng Phúc"),
        "an": create_person("an@example.org", "Lê Hoàng An"),
        "hoa": create_person("hoa@example.org", "Mai Thị Hoa"),
        "phuong": create_person("phuong@example.org", "Đặng Thu Phương"),
        "tam": create_person("tam@example.org", "Bùi Minh Tâm"),
    }
    ha_giang = edition.localities().get(name="Hà Giang")
    elsewhere = nominating_body("Ủy ban nhân dân tỉnh Hà Giang", Body.Kind.PEOPLES_COMMITTEE, ha_giang)
    _appoint(people, edition, elsewhere)
    first = _organization("Công ty Cổ phần Cánh Buồm Minh Họa", people["lan"], sector="GT")
    rival = _organization("Công ty TNHH Sóng Xanh Minh Họa", people["phuc"], sector="GT")
    # Hoa, a secretary, belongs to the rival: on its dossier she must never act in office.
    Membership.objects.create(user=people["hoa"], organization=rival)
    office = _organization("Sở Công Thương Minh Họa", people["lan"], kind=Organization.Type.STATE_BODY)
    # Nobody represents it: its dossier came on paper, and the link goes to An.
    on_paper = _organization("Hợp tác xã Lúa Vàng Minh Họa", None, sector="YT")
    world = World(
        edition.pk,
        {name: user.pk for name, user in people.items()},
        {first.pk: "lan", rival.pk: "phuc", office.pk: "lan", on_paper.pk: "an"},
        {"khoa": cast.body.pk, "phuong": elsewhere.pk},
    )
    _prepare(world, edition, first, rival, office)
    return world


def _appoint(people: dict[str, User], edition: Edition, elsewhere: Body) -> None:
    """Another secretary, an officer of another body, and the secretary of an edition that is over."""
    past = Edition.objects.create(
        ordinal=2, name="Kỳ trước", name_en="Last edition", slug="truoc", year=2022, clock_at=timezone.now()
    )
    for name, role, where, body in (
        ("hoa", "secretary", edition, None),
        ("phuong", "officer", edition, elsewhere),
        ("tam", "secretary", past, None),
    ):
        Appointment.objects.create(user=people[name], role=role, edition=where, body=body)
        give_second_factor(people[name])
    Appointment.objects.create(
        user=people["tam"],
        role="secretary",
        edition=edition,
        ended_at=edition.clock_at - timedelta(days=1),
        ended_by=people["oanh"],
    )


def _organization(name: str, user: User | None, *, sector: str = "", kind: str = "") -> Organization:
    organization = Organization.objects.create(
        name=name,
        org_type=kind or Organization.Type.ENTERPRISE,
        sector=Sector.objects.get(code=sector) if sector else None,
        province=Province.objects.get(name="Đà Nẵng", valid_from__year=2008),
        is_demo=True,
    )
    if user:
        Membership.objects.create(user=user, organization=organization, is_owner=True)
    return organization


def _prepare(
    world: World, edition: Edition, first: Organization, rival: Organization, office: Organization
) -> None:
    body = Body.objects.get(pk=world.bodies["khoa"])
    drafts = [(first, "unit"), (rival, "unit"), (office, "state_body"), (first, "leader")]
    for organization, group in drafts:
        by = world.user(world.members[organization.pk])
        nomination = actions.start(
            organization,
            edition=edition,
            group=group,
            sector=organization.sector if group == "unit" else None,
            province=organization.province,
            by=by,
            person_name="Nguyễn Văn Minh Họa" if group == "leader" else "",
        )
        write_up(world, nomination, by=by)
        actions.request_endorsement(nomination, body, by=by)
    lan, khoa = world.user("lan"), world.user("khoa")
    unit = Nomination.objects.get(organization=first, group="unit")
    invited = actions.invite_colleague(unit, world.user("an").email, section="results", by=lan)
    actions.accept_colleague(invited, by=world.user("an"))
    day = edition.clock_at.date()
    for nomination in Nomination.objects.filter(group="unit"):
        by = world.user(world.members[nomination.organization_id])
        actions.submit(nomination, by=by, consents=CONSENTS)
        actions.endorse(nomination.endorsements.get(), by=khoa, letter_number="12/UBND", letter_date=day)
    # The leader is out already.
    leader = Nomination.objects.get(group="leader")
    actions.submit(leader, by=lan, consents=CONSENTS)
    actions.decline(leader, by=world.user("minh"), reason="Không đủ điều kiện.", rule="Điều 4.")
    # The rival lacks nothing but the decision.
    find_met(Nomination.objects.get(group="unit", organization=rival), by=world.user("minh"))
    # The first is in its second version, which Khoa has not confirmed yet.
    asked = [Asked("results")]
    actions.return_for_additions(unit, by=world.user("minh"), reason="Bổ sung.", items=asked)
    row = unit.answers.get(section="results")
    actions.save_section(unit, "results", {"results": "Giảm 35%."}, version=row.version, by=lan)
    actions.submit(unit, by=lan)


def write_up(world: World, nomination: Nomination, *, by: User) -> None:
    """Every section of a draft that asks for something, and its files."""
    versions = dict(nomination.answers.values_list("section", "version"))
    asked = {section["key"]: section for section in data_for(nomination.edition, nomination.group)}
    for key in TEXTS.keys() & asked.keys():
        actions.save_section(nomination, key, TEXTS[key], version=versions.get(key, 0), by=by)
    for key, question in FILES.items():
        keys = [one["key"] for one in asked.get(key, {}).get("questions", [])]
        if question in keys and not nomination.evidence.attached().filter(section=key).exists():
            paper = world.paper(f"{nomination.reference}-{key}")
            actions.attach(nomination, paper, section=key, question=question, by=by)


def find_met(nomination: Nomination, *, by: User) -> None:
    """A secretary finds every condition met in what was submitted last."""
    dossier = nomination.current_dossier
    versions = dict(dossier.verdicts.values_list("condition", "version"))
    met = {
        condition.key: actions.Judgement("met", version=versions.get(condition.key, 0))
        for condition in conditions_of(nomination.edition.screening, nomination.group)
    }
    actions.judge(nomination, met, by=by, number=dossier.number)
