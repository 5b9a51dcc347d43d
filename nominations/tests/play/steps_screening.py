"""What the secretariat may find, and what it may take back."""

from datetime import date

from nominations import actions
from nominations.conditions import conditions_of, items_of
from nominations.models import Nomination
from nominations.tests.play.play import Play, step
from nominations.tests.play.steps_office import SECRETARIES
from nominations.tests.play.world import find_met


@step(often=4)
def finds_everything_met(play: Play) -> None:
    """A whole checklist at once, so that dossiers can be accepted."""
    nomination = play.dossier("submitted")
    if nomination.current_dossier:
        find_met(nomination, by=play.person(*SECRETARIES))


@step(often=2)
def judge(play: Play) -> None:
    nomination = play.dossier("submitted", "on_hold")
    keys = [condition.key for condition in conditions_of(nomination.edition.screening, nomination.group)]
    outcome = play.choose(["met", "not_met", "unclear", "perhaps"])
    found = {play.choose([*keys, "no-such"]): actions.Judgement(outcome, play.reason())}
    dossier = nomination.current_dossier
    number = play.choose([dossier.number if dossier else 1, 1])
    actions.judge(nomination, found, by=play.person(*SECRETARIES), number=number)


@step()
def record_opinion(play: Play) -> None:
    nomination = play.dossier("submitted", "accepted")
    items = [item.key for item in items_of(nomination.edition.screening, nomination.group)]
    actions.record_opinion(
        nomination,
        play.choose([*items, "no-such"]),
        by=play.person(*SECRETARIES),
        outcome=play.choose(["in_order", "violation", "perhaps"]),
        authority=play.choose(["Cục Thuế", ""]),
        document_number="15/CT",
        document_date=play.choose([date(2023, 5, 9), date(2024, 5, 9)]),
        scan=play.world.paper("Trả lời") if play.choose([True, False]) else None,
    )


@step(often=3)
def reopen(play: Play) -> None:
    nomination = play.dossier("accepted", "declined", "on_hold", "returned")
    actions.reopen(nomination, by=play.person(*SECRETARIES), reason=play.reason())


@step()
def export_table(play: Play) -> None:
    user = play.person(*SECRETARIES)
    rows = Nomination.objects.visible_to(user)
    actions.export_table(play.edition, rows, columns=play.choose([["number"], ["no-such"]]), by=user).close()


@step()
def export_archive(play: Play) -> None:
    nomination = play.dossier("submitted")
    actions.export_archive(nomination, by=play.person(*SECRETARIES, "lan", "khoa")).close()
