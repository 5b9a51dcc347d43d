"""“Play the others' parts”: whatever is open at the present stage is done by everybody else, one stage a press."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from awards.models import Honor
from awards.rehearsal import deliberation, dossiers, paperwork, stages
from awards.rehearsal.players import Players, gather
from dtportal.accounts.models import User
from dtportal.journal.recording import unhurried
from dtportal.programme import clock
from dtportal.programme.models import Edition
from nominations.models import Nomination


@dataclass(frozen=True)
class Played:
    """What one press did: the stage's name and the number of deeds; 0 if the next step is the watcher's own."""

    stage: str
    count: int


class NotARehearsal(Exception):
    """A live edition is nobody's stage."""


def play_others(edition: Edition, *, besides: User, seed: int = 2023) -> Played:
    """Do what is open at the first unfinished stage, for everybody but `besides`."""
    if not edition.is_rehearsal:
        raise NotARehearsal(_("Only a rehearsal can be played."))
    players = gather(edition)
    with unhurried():
        for label, step in _steps(players, besides, seed):
            count = step()
            if count:
                return Played(label, count)
    return Played("", 0)


def _steps(players: Players, besides: User, seed: int) -> list:
    edition = players.edition

    def finish_intake() -> int:
        drafts = Nomination.objects.filter(
            edition=edition, status__in=[Nomination.Status.DRAFT, Nomination.Status.RETURNED]
        ).for_listing()
        others = drafts.exclude(organization__in=besides.organization_ids)
        door_is_open = edition.intake.is_open(clock.now(edition))
        submitted = dossiers.submit_drafts(players, others, besides, seed) if door_is_open else 0
        return submitted + dossiers.endorse(players, besides)

    def score() -> int:
        return stages.score(players, besides, seed) + stages.close_rounds(players, besides)

    return [
        (_("Drafts submitted and endorsed"), finish_intake),
        (_("Dossiers screened"), lambda: dossiers.screen(players, besides)),
        (_("Dossiers handed over and assigned"), lambda: stages.hand_over(players, besides)),
        (_("Score sheets submitted, rounds closed"), score),
        (_("Council session held, conclusions drawn"), lambda: deliberation.conclude(players, besides)),
        (
            _("Honour roll drawn up and voted on"),
            lambda: _once(edition, lambda: stages.draw_roll(players, besides)),
        ),
        (_("Result signed"), lambda: stages.sign(players, besides)),
        (_("Papers of the result filed"), lambda: paperwork.file_papers(players, besides)),
        (_("Result published"), lambda: stages.publish(players, besides)),
    ]


def _once(edition: Edition, step) -> int:
    """A roll is drawn up only while nothing is published and every accepted dossier has its conclusion."""
    pending = Nomination.objects.accepted().filter(edition=edition, conclusion=None).exists()
    if pending or Honor.objects.filter(edition=edition).exists():
        return 0
    return step()
