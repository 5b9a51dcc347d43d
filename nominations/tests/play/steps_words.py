"""What an organisation declares, consents to and asks, and what it is answered."""

from nominations import actions
from nominations.consents import purposes_of
from nominations.tests.play.play import Play, step
from nominations.tests.play.steps_office import SECRETARIES


def a_purpose(play: Play, nomination) -> str:
    keys = [purpose.key for purpose in purposes_of(nomination.edition, nomination.group)]
    return play.choose([*keys, "no-such"])


@step(often=2)
def give_consents(play: Play) -> None:
    nomination = play.dossier("draft", "submitted")
    keys = [a_purpose(play, nomination), a_purpose(play, nomination)]
    actions.give_consents(nomination, keys, by=play.member(nomination))


@step()
def withdraw_consent(play: Play) -> None:
    nomination = play.dossier("submitted", "accepted")
    actions.withdraw_consent(nomination, a_purpose(play, nomination), by=play.member(nomination))


@step(often=2)
def ask(play: Play) -> None:
    nomination = play.dossier("submitted", "returned")
    actions.ask(nomination, play.reason(), by=play.member(nomination))


@step(often=2)
def answer(play: Play) -> None:
    actions.answer(play.dossier("submitted"), play.reason(), by=play.person(*SECRETARIES))


@step()
def settle_questions(play: Play) -> None:
    actions.settle_questions(play.dossier("submitted"), by=play.person(*SECRETARIES))
