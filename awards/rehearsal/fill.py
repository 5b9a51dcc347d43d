"""Fills a rehearsal with a believable edition, up to a stage, moving its clock as the year goes by."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from awards.rehearsal import bookwork, content, deliberation, dossiers, paperwork, stages
from awards.rehearsal.invent import Unit, units
from awards.rehearsal.players import Players, gather
from dtportal.accounts import actions as accounts
from dtportal.accounts.models import User
from dtportal.demo.cast import DEMO_PASSWORD, create_person, nominating_body
from dtportal.journal.recording import unhurried
from dtportal.programme.calendar import VIETNAM
from dtportal.programme.models import Body, Edition, Group, Province, Sector
from nominations import actions as nominations
from nominations.conditions import conditions_of, endorsers_of, items_of
from nominations.models import Nomination
from nominations.supplements import Asked

STAGES = ["open", "submitted", "screened", "scored", "concluded", "signed", "published"]
# The rehearsal's clock at the end of each stage, within the phases of the edition.
CLOCK = {
    "half way": (5, 4, 9, 0),
    "open": (5, 10, 9, 0),
    "submitted": (5, 20, 9, 0),
    "screened": (6, 5, 9, 0),
    "scored": (6, 20, 16, 0),
    "concluded": (6, 29, 16, 30),
    "signed": (9, 8, 10, 0),
    "published": (9, 15, 20, 0),
}
# Units begin in these weeks; from one moment to the next the clock takes so many steps.
BEGINNING, DRAFTED = (3, 1, 8, 30), (3, 31, 17, 0)
STEPS = 14
Report = Callable[[str, int, int], None]


def fill(
    edition: Edition,
    *,
    count: int = 60,
    seed: int = 2023,
    until: str = "",
    report: Report | None = None,
    pages: int = 0,
) -> None:
    """Invent `count` nominations and play them until a stage; without one they are spread over the stages. Of them
    `pages` units write their own page of the yearbook, once they are accepted.

    Raises ValidationError for a live edition or one that has nominations already.
    """
    players = _prepare(edition)
    random = Random(seed)
    provinces = {province.name: province for province in edition.localities()}
    sectors = {sector.code: sector for sector in edition.sectors.all()}
    with unhurried():
        _move_clock(players, _moment(players, *BEGINNING))
        paperwork.put_on_file(players, None)
        drafts: list[Nomination] = []
        invented = list(units(count, list(provinces), list(sectors), random))
        for some in _day_by_day(players, invented, _moment(players, *DRAFTED)):
            for unit in some:
                sector, province = sectors[unit.sector_code], provinces[unit.province_name]
                drafts.append(
                    _draft(players, unit, sector, province, _asked(players, unit, province, len(drafts) + 1))
                )
                if report:
                    report(_("Drafts"), len(drafts), count)
        if until:
            play_until(players, until, seed, report, pages)
        else:
            _spread(players, drafts, seed)
            _set_clock(players, "open")
            if pages:
                bookwork.write(players, pages, seed)
        content.fill(edition, doorkeeper=players.cast.binh)
    _same_password()


def play_until(players: Players, until: str, seed: int, report: Report | None = None, pages: int = 0) -> None:
    """Play every stage after the drafts, up to and including `until`."""
    steps: list[tuple[str, Callable[[], int]]] = [
        ("open", lambda: 0),
        ("submitted", lambda: _submit_everything(players, seed)),
        ("screened", lambda: dossiers.screen(players, None)),
        ("scored", lambda: _score_everything(players, seed)),
        ("concluded", lambda: deliberation.conclude(players, None)),
        ("signed", lambda: _sign_everything(players)),
        ("published", lambda: stages.publish(players, None)),
    ]
    with unhurried():
        for number, (stage, step) in enumerate(steps, 1):
            if stage != "submitted":  # dossiers come in over weeks; the step moves the clock itself
                _set_clock(players, stage)
            step()
            if stage == "screened" and pages:
                bookwork.write(players, pages, seed)
            if report:
                report(stage, number, len(steps))
            if stage == until:
                return


def prepare(edition: Edition) -> Players:
    """The cast of a rehearsal, ready to play what an import brought."""
    if not edition.is_rehearsal:
        raise ValidationError(
            _("%(edition)s is a live edition; only a rehearsal can be filled.") % {"edition": edition.slug}
        )
    return gather(edition)


def _prepare(edition: Edition) -> Players:
    players = prepare(edition)
    if edition.nominations.exists():
        raise ValidationError(
            _("Edition %(edition)s has nominations already; wipe it first.") % {"edition": edition.slug}
        )
    return players


def finish_import(players: Players, *, until: str, seed: int, report: Report | None = None) -> None:
    """Play an imported list until a stage, with the demo's content and passwords."""
    play_until(players, until, seed, report)
    content.fill(players.edition, doorkeeper=players.cast.binh)
    _same_password()


def _draft(players: Players, unit: Unit, sector: Sector, province: Province, body: Body) -> Nomination:
    user = create_person(unit.fields["email"], unit.contact)
    organization = accounts.register_organization(by=user, sector=sector, province=province, **unit.fields)
    user.__dict__.pop("organization_ids", None)
    nomination = nominations.start(
        organization,
        edition=players.edition,
        group=unit.group,
        sector=sector if unit.group == Group.UNIT else None,
        province=province,
        by=user,
        person_name=unit.person,
        person_position=unit.fields["position"] if unit.person else "",
    )
    nominations.request_endorsement(nomination, body, by=user)
    return nomination


def _asked(players: Players, unit: Unit, province: Province, number: int) -> Body:
    """Mostly the People's Committee; every fourth unit asks a body of another kind, where one may nominate there."""
    kinds = endorsers_of(players.edition.screening, unit.group)
    near = [
        body
        for body in players.bodies
        if body.province_id in (None, province.pk) and (kinds is None or body.kind in kinds)
    ]
    if number % 4 or not near:
        return _committee(players, province)
    return near[number // 4 % len(near)]


def _committee(players: Players, province: Province) -> Body:
    """The province's People's Committee, made with its officer when it is needed first."""
    kind = "thành phố" if province.kind == "city" else "tỉnh"
    body = nominating_body(f"Ủy ban nhân dân {kind} {province.name}", Body.Kind.PEOPLES_COMMITTEE, province)
    players.officer_of(body)
    return body


def _submit_everything(players: Players, seed: int) -> int:
    drafts = Nomination.objects.filter(edition=players.edition, status=Nomination.Status.DRAFT).for_listing()
    return _arrive(players, list(drafts), "submitted", seed) + dossiers.endorse(players, None)


def _arrive(players: Players, drafts: list[Nomination], stage: str, seed: int) -> int:
    """Drafts are submitted on the days until a stage, more of them the later it is."""
    until = _moment(players, *CLOCK[stage])
    done = 0
    for some in _day_by_day(players, drafts, until):
        for nomination in some:
            nomination.edition = players.edition  # whose clock has moved on
        done += dossiers.submit_drafts(players, some, None, seed)
    _move_clock(players, until)
    return done


def _score_everything(players: Players, seed: int) -> int:
    return (
        stages.hand_over(players, None)
        + stages.score(players, None, seed)
        + stages.close_rounds(players, None)
    )


def _sign_everything(players: Players) -> int:
    return stages.draw_roll(players, None) + stages.sign(players, None) + paperwork.file_papers(players, None)


def _spread(players: Players, drafts: list[Nomination], seed: int) -> None:
    """A working day in May: drafts, dossiers waiting, a closed round with conclusions, an open one half scored."""
    count = len(drafts)
    written = drafts[: count * 85 // 100]
    half = len(written) // 2
    _arrive(players, written[:half], "half way", seed)
    dossiers.endorse(players, None, limit=half + count // 4)
    dossiers.screen(players, None, limit=count // 4)
    stages.hand_over(players, None)
    stages.score(players, None, seed)
    stages.close_rounds(players, None)
    deliberation.conclude(players, None)
    _arrive(players, written[half:], "open", seed)
    dossiers.screen(players, None, limit=count // 3)
    stages.hand_over(players, None)
    stages.score(players, None, seed, share=0.5)
    _return_some(players)
    _look_into_some(players)


def _return_some(players: Players) -> None:
    waiting = Nomination.objects.filter(
        edition=players.edition, status=Nomination.Status.SUBMITTED, group=Group.UNIT
    ).for_listing()
    for nomination in waiting.order_by("pk")[:2]:
        nominations.return_for_additions(
            nomination,
            by=players.cast.minh,
            reason="Đề nghị bổ sung bản có dấu của kế hoạch chuyển đổi số.",
            items=[Asked("strategy", "plan_file", "Bản có chữ ký và dấu, đủ các trang.")],
            until=nomination.edition.clock_at + timedelta(days=7),
        )


def _look_into_some(players: Players) -> None:
    """Minh has begun to examine: a verdict with a note, another to be cleared up, a first answer of an authority."""
    edition, secretary = players.edition, players.cast.minh
    waiting = Nomination.objects.filter(edition=edition, status=Nomination.Status.SUBMITTED).for_listing()
    for nomination in waiting.order_by("pk")[:2]:
        first, second = conditions_of(edition.screening, nomination.group)[:2]
        found = {
            first.key: nominations.Judgement("met", "Đã đối chiếu văn bản đề cử (minh họa)."),
            second.key: nominations.Judgement("unclear", "Chờ đơn vị giải trình (minh họa)."),
        }
        number = nomination.current_dossier.number
        nominations.judge(nomination, found, by=secretary, number=number)
        item = items_of(edition.screening, nomination.group)[0]
        nominations.record_opinion(
            nomination,
            item.key,
            by=secretary,
            outcome="in_order",
            authority=item.source,
            document_number="152/MH",
            document_date=edition.clock_at.date() - timedelta(days=7),
        )


def _day_by_day(players: Players, things: list[Any], until: datetime) -> Iterator[list[Any]]:
    """Shares of `things`, each larger than the one before; for each the clock is moved on towards `until`."""
    begin = players.edition.clock_at or until
    taken = 0
    for step in range(1, STEPS + 1):
        share = len(things) * step * step // (STEPS * STEPS)
        if share == taken:
            continue
        _move_clock(players, _in_working_hours(begin + (until - begin) * step / (STEPS + 1)))
        yield things[taken:share]
        taken = share


def _in_working_hours(moment: datetime) -> datetime:
    """The whole day squeezed between eight and five o'clock, so that what came earlier stays earlier."""
    midnight = moment.astimezone(VIETNAM).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(hours=8) + (moment - midnight) * 9 / 24


def _set_clock(players: Players, stage: str) -> None:
    _move_clock(players, _moment(players, *CLOCK[stage]))


def _moment(players: Players, month: int, day: int, hour: int, minute: int) -> datetime:
    return datetime(players.edition.year, month, day, hour, minute, tzinfo=VIETNAM)


def _move_clock(players: Players, moment: datetime) -> None:
    if players.edition.clock_at != moment:
        accounts.move_clock(players.edition, moment, by=players.cast.oanh)
        players.edition.refresh_from_db()


def _same_password() -> None:
    """One known password for the invented people, hashed once (hashing each would take minutes).

    Who has it already keeps it: a new hash would sign out whoever watches a rehearsal being filled again.
    """
    unset = User.objects.filter(is_demo=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)
    unset.update(password=make_password(DEMO_PASSWORD))
