"""What nominating bodies, the secretariat and the organisers may try; the clock; clicks on pages."""

from datetime import date, datetime, timedelta

from django.test import Client

from dtportal.accounts.actions import move_clock
from dtportal.programme import calendar
from dtportal.programme.models import Body, Sector
from nominations import actions
from nominations.models import Endorsement, Nomination, UnitInvitation
from nominations.supplements import Asked
from nominations.tests.play.play import Play, step

SECRETARIES = ("minh", "hoa")


def an_endorsement(play: Play, status: str = "") -> Endorsement:
    """Any, or most often one of this status."""
    rows = Endorsement.objects.for_listing()
    fitting = rows.filter(status=status)
    return play.one(fitting if fitting.exists() and play.choose([True, True, False]) else rows)


def a_day(play: Play) -> date:
    return play.choose([date(2023, 5, 9), date(2023, 5, 9), date(2023, 6, 15)])


# --- nominating bodies ---------------------------------------------------------------------------------


@step(often=5)
def endorse(play: Play) -> None:
    number = play.choose(["12/UBND", "12/UBND", ""])
    actions.endorse(
        an_endorsement(play, "requested"),
        by=play.person("khoa"),
        letter_number=number,
        letter_date=a_day(play),
    )


@step()
def decline_endorsement(play: Play) -> None:
    actions.decline_endorsement(an_endorsement(play), by=play.person("khoa"), reason=play.reason())


@step(often=4)
def confirm_endorsement(play: Play) -> None:
    row = an_endorsement(play, "endorsed")
    number = play.choose([row.latest_number or 1, 1])
    actions.confirm_endorsement(row, by=play.person("khoa"), number=number)


@step()
def endorse_by_letter(play: Play) -> None:
    rows = [an_endorsement(play), an_endorsement(play)]
    scan = play.world.paper("Văn bản") if play.choose([True, False]) else None
    actions.endorse_by_letter(
        rows, by=play.person("khoa"), letter_number="15/UBND", letter_date=a_day(play), scan=scan
    )


@step()
def attach_scan(play: Play) -> None:
    actions.attach_scan(an_endorsement(play), play.world.paper("Văn bản"), by=play.person("khoa"))


@step()
def invite_unit(play: Play) -> None:
    name = play.choose(list(play.world.bodies))
    actions.invite_unit(
        play.edition,
        Body.objects.get(pk=play.world.bodies[name]),
        by=play.person(name),
        name="Đơn vị mới Minh Họa",
        email=play.choose(["moi@example.org", "an@example.org"]),
        sector=Sector.objects.get(code=play.choose(["GT", "YT"])),
    )


@step()
def invite_owner(play: Play) -> None:
    actions.invite_owner(an_endorsement(play), by=play.person("khoa"), email="moi@example.org")


@step()
def take_back_unit_invitation(play: Play) -> None:
    invitation = play.one(UnitInvitation.objects.select_related("edition", "body"))
    actions.take_back_unit_invitation(invitation, by=play.person("khoa"))


# --- the secretariat -----------------------------------------------------------------------------------


@step(often=12)
def accept(play: Play) -> None:
    nomination = play.dossier("submitted", "on_hold")
    actions.accept(nomination, by=play.person(*SECRETARIES), reason=play.reason())


@step(often=10)
def return_for_additions(play: Play) -> None:
    nomination = play.dossier("submitted")
    asked = Asked(play.section(nomination), "", "Nói rõ số liệu.")
    until = play.edition.clock_at + timedelta(days=play.choose([7, 1, -1]))
    actions.return_for_additions(
        nomination,
        by=play.person(*SECRETARIES),
        reason=play.reason(),
        items=play.choose([[asked], [asked], []]),
        until=play.choose([None, until]),
    )


@step(often=2)
def decline(play: Play) -> None:
    nomination = play.dossier("submitted", "on_hold", "returned")
    rule = "Mỗi địa phương chọn 01 đơn vị."
    actions.decline(nomination, by=play.person(*SECRETARIES), reason=play.reason(), rule=rule)


@step(often=8)
def hold(play: Play) -> None:
    nomination = play.dossier("submitted", "accepted")
    actions.hold(nomination, by=play.person(*SECRETARIES), reason=play.reason())


@step()
def extend(play: Play) -> None:
    until = play.choose([calendar.end_of(date(2023, 6, 10)), calendar.end_of(date(2023, 5, 1))])
    nomination = play.dossier("draft", "returned")
    actions.extend(nomination, by=play.person(*SECRETARIES), until=until, reason=play.reason())


@step()
def entrust(play: Play) -> None:
    to = play.world.user(play.choose([*SECRETARIES, "tam", "tung"]))
    actions.entrust(play.dossier(), to, by=play.person(*SECRETARIES), note=play.choose(["", "Gấp."]))


@step()
def add_note(play: Play) -> None:
    actions.add_note(play.dossier(), play.reason(), by=play.person(*SECRETARIES))


@step()
def record_outcome(play: Play) -> None:
    """An upper stage writes this down on publication; here somebody tries it on any dossier."""
    outcome = {"outcome": "TOP 100", "outcome_en": "TOP 100"}
    actions.record_outcome(play.dossier("accepted"), by=play.person("oanh"), **outcome)


@step(often=5)
def tries_what_is_over(play: Play) -> None:
    """Whoever may move dossiers tries it with one that has been decided or withdrawn."""
    nomination = play.one(Nomination.objects.filter(status__in=["declined", "withdrawn", "accepted"]))
    member = play.world.user(play.world.members[nomination.organization_id])
    minh, reason = play.world.user("minh"), "Cần xem lại."
    verb = play.choose(
        ["withdraw", "decline", "accept", "hold", "return_for_additions", "take_back", "submit"]
    )
    if verb in {"submit", "take_back"}:
        getattr(actions, verb)(nomination, by=member)
    elif verb == "return_for_additions":
        actions.return_for_additions(nomination, by=minh, reason=reason, items=[Asked("results")])
    elif verb == "decline":
        actions.decline(nomination, by=minh, reason=reason, rule="Mỗi địa phương chọn 01 đơn vị.")
    else:
        getattr(actions, verb)(nomination, by=member if verb == "withdraw" else minh, reason=reason)


# --- everybody -----------------------------------------------------------------------------------------

MOMENTS = [
    datetime(2023, 5, 12, 9, tzinfo=calendar.VIETNAM),
    datetime(2023, 5, 20, 9, tzinfo=calendar.VIETNAM),
    calendar.end_of(date(2023, 5, 30)),
    calendar.start_of(date(2023, 5, 31)),
    datetime(2023, 6, 5, 9, tzinfo=calendar.VIETNAM),
]


@step(often=3)
def moves_the_clock(play: Play) -> None:
    """Oanh plays the edition through, forwards and back."""
    moment = play.choose([MOMENTS[0], *MOMENTS])
    move_clock(play.edition, moment, by=play.person("oanh"))


@step(often=6)
def clicks(play: Play) -> None:
    """A button of a page, or its address alone, through everything that stands before an action."""
    nomination, person = play.dossier(), play.person("lan", "phuc", *SECRETARIES)
    own = f"/work/nominations/{nomination.reference}/"
    desk = f"/work/2023/nominations/{nomination.reference}/"
    buttons = ["submit/", "take-back/", "withdraw/"]
    verbs = ["accept/", "hold/", "decline/"]
    pages = ["", "review/", "receipt/", "sections/results/", "endorsement/"]
    url, is_click = play.choose(
        [(own + path, True) for path in buttons]
        + [(desk + path, True) for path in verbs]
        + [(own + path, False) for path in pages]
        + [(desk, False), ("/work/2023/nominations/", False)]
    )
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    reason = {f"{prefix}reason": play.reason() for prefix in ("", "accept-", "hold-", "decline-")}
    reason["decline-rule"] = "Mỗi địa phương chọn 01 đơn vị."
    answer = client.post(url, reason) if is_click else client.get(url)
    assert answer.status_code < 500, (url, answer.status_code)
    if person.pk in {play.world.people[name] for name in play.world.outsiders}:
        assert answer.status_code in {403, 404}, f"an outsider gets {answer.status_code} from {url}"
