"""What organisations and their colleagues may try."""

from django.db.models import QuerySet

from dtportal.accounts.models import Organization
from dtportal.programme.models import Body, Group, Sector
from nominations import actions
from nominations.models import Colleague, Evidence, Nomination, UnitInvitation, Upload
from nominations.sections import section_of
from nominations.tests.play.play import Play, step
from nominations.tests.play.world import CONSENTS, TEXTS, write_up

TITLES = ["Kế hoạch", "Số liệu", "Quyết định"]


@step()
def start(play: Play) -> None:
    organization = play.one(Organization.objects.select_related("province"))
    group = play.choose(Group.values)
    sector = play.one(Sector.objects.filter(code__in=["GT", "YT"])) if group == Group.UNIT else None
    name = play.choose(["", "Nguyễn Văn Minh Họa", "Trần Thị Minh Họa"]) if group == Group.LEADER else ""
    actions.start(
        organization,
        edition=play.edition,
        group=group,
        sector=sector,
        province=organization.province,
        person_name=name,
        by=play.person(play.world.members.get(organization.pk, "lan")),
    )


@step(often=2)
def writes_it_up(play: Play) -> None:
    """Several actions at once: everything a draft needs, so that stories get far."""
    nomination = play.dossier("draft")
    write_up(play.world, nomination, by=play.member(nomination))


@step(often=4)
def save_section(play: Play) -> None:
    nomination = play.dossier("draft", "returned")
    key = play.section(nomination)
    row = nomination.answers.filter(section=key).first()
    data = TEXTS.get(key, {})
    if data:
        data = play.choose([data, {name: f"{text} Bổ sung." for name, text in data.items()}, {}])
    now = row.version if row else 0
    by = play.person(play.world.members.get(nomination.organization_id, "lan"), "an")
    actions.save_section(nomination, key, data, version=play.choose([now, now, 0]), by=by)


@step()
def copy_answers(play: Play) -> None:
    nomination, source = play.dossier("draft"), play.dossier()
    actions.copy_answers(nomination, source, by=play.member(nomination))


@step(often=2)
def request_endorsement(play: Play) -> None:
    nomination = play.dossier("draft", "returned")
    body = play.one(Body.objects.filter(pk__in=play.world.bodies.values()))
    actions.request_endorsement(nomination, body, by=play.member(nomination))


@step()
def invite_colleague(play: Play) -> None:
    nomination = play.dossier("draft", "returned")
    email = play.choose(["an@example.org", "hoa@example.org", "phuc@example.org", "moi@example.org"])
    section = play.choose(["", "results", "strategy", "no-such"])
    actions.invite_colleague(nomination, email, section=section, by=play.member(nomination))


@step()
def accept_colleague(play: Play) -> None:
    actions.accept_colleague(play.one(Colleague.objects.all()), by=play.person("an", "hoa", "phuc"))


@step()
def remove_colleague(play: Play) -> None:
    colleague = play.one(Colleague.objects.select_related("nomination"))
    actions.remove_colleague(colleague, by=play.person("lan", "phuc", "an"))


@step(often=6)
def submit(play: Play) -> None:
    nomination = play.dossier("draft", "returned")
    ticked = play.choose([CONSENTS, CONSENTS, CONSENTS[1:]])
    actions.submit(nomination, by=play.member(nomination), consents=ticked)


@step(often=2)
def take_back(play: Play) -> None:
    nomination = play.dossier("submitted")
    actions.take_back(nomination, by=play.member(nomination))


@step(often=4)
def withdraw(play: Play) -> None:
    nomination = play.dossier()
    actions.withdraw(nomination, by=play.member(nomination), reason=play.reason())


@step()
def accept_unit_invitation(play: Play) -> None:
    invitation = play.one(UnitInvitation.objects.all())
    actions.accept_unit_invitation(invitation, by=play.person("an", "tung"))


# --- files ---------------------------------------------------------------------------------------------


def place_of(play: Play, nomination: Nomination) -> dict[str, str]:
    """A section and the question of it that takes files."""
    section = section_of(nomination.edition, nomination.group, play.section(nomination))
    question = section.evidence_question
    return {"section": section.key, "question": question["key"] if question else "none"}


def a_file(play: Play) -> Evidence:
    rows: QuerySet = Evidence.objects.select_related("nomination__edition", "nomination__organization")
    return play.one(rows)


@step(often=2)
def attach(play: Play) -> None:
    nomination = play.dossier("draft", "returned")
    paper = play.world.paper(play.choose(TITLES))
    actions.attach(nomination, paper, **place_of(play, nomination), by=play.member(nomination))


@step()
def replace(play: Play) -> None:
    row = a_file(play)
    actions.replace(row, play.world.paper(play.choose(TITLES)), by=play.member(row.nomination))


@step()
def describe(play: Play) -> None:
    row = a_file(play)
    section = play.choose([row.section, play.section(row.nomination)])
    by = play.member(row.nomination)
    actions.describe(row, caption="Bản ký", section=section, criterion=play.choose(["", "x"]), by=by)


@step()
def shift(play: Play) -> None:
    row = a_file(play)
    actions.shift(row, up=play.choose([True, False]), by=play.member(row.nomination))


@step(often=2)
def detach(play: Play) -> None:
    row = a_file(play)
    actions.detach(row, by=play.member(row.nomination))


@step(often=2)
def begin_upload(play: Play) -> None:
    nomination, title = play.dossier("draft", "returned"), play.choose(TITLES)
    size = play.world.paper(title).size
    actions.begin_upload(
        nomination,
        name=f"{title}.pdf",
        size=size,
        **place_of(play, nomination),
        replaces=nomination.evidence.first() if play.choose([False, False, True]) else None,
        by=play.member(nomination),
    )


def an_upload(play: Play) -> Upload:
    """One that was begun, or else begins one."""
    if not Upload.objects.exists():
        begin_upload(play)
    return play.one(Upload.objects.select_related("nomination__edition", "nomination__organization"))


@step(often=2)
def append(play: Play) -> None:
    row = an_upload(play)
    content = play.world.paper(row.name.removesuffix(".pdf")).read()
    start_at = play.choose([row.received, 0, 99])
    piece = content[start_at : start_at + play.choose([row.size, 100])]
    actions.append(row, piece, offset=start_at, by=play.member(row.nomination))


@step(often=2)
def finish_upload(play: Play) -> None:
    row = an_upload(play)
    actions.finish_upload(row, by=play.member(row.nomination))


@step()
def discard_upload(play: Play) -> None:
    row = an_upload(play)
    actions.discard_upload(row, by=play.member(row.nomination))
