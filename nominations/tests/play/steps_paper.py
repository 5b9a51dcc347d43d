"""Dossiers that came on paper: what the secretariat keys in, and what the unit says of it."""

from datetime import date

from django.db.models import QuerySet

from dtportal.accounts.models import Organization
from dtportal.programme.models import Body, Sector
from nominations import actions
from nominations.actions.paper import seen
from nominations.models import Nomination, PaperInvitation
from nominations.tests.play.play import Play, step
from nominations.tests.play.steps_office import SECRETARIES
from nominations.tests.play.world import CONSENTS, write_up


def a_paper_dossier(play: Play) -> Nomination:
    """Most often one on paper, else any."""
    rows: QuerySet = Nomination.objects.for_listing()
    papers = rows.filter(paper__isnull=False)
    return play.one(papers if papers.exists() and play.choose([True, True, True, False]) else rows)


@step(often=2)
def start_paper(play: Play) -> None:
    organization = play.one(Organization.objects.select_related("province"))
    actions.start_paper(
        organization,
        edition=play.edition,
        group="unit",
        sector=play.one(Sector.objects.filter(code__in=["GT", "YT"])),
        province=organization.province,
        received_on=play.choose([date(2023, 5, 9), date(2023, 5, 9), date(2023, 7, 1)]),
        archive_number=play.choose(["07/HSG", ""]),
        body=Body.objects.get(pk=play.world.bodies["khoa"]),
        by=play.person(*SECRETARIES),
    )


@step(often=2)
def keys_it_in(play: Play) -> None:
    """Several actions at once: everything that the paper says."""
    nomination = a_paper_dossier(play)
    write_up(play.world, nomination, by=play.person(*SECRETARIES))


@step(often=2)
def send_paper(play: Play) -> None:
    email = play.choose(["an@example.org", "moi@example.org", ""])
    actions.send_paper(a_paper_dossier(play), by=play.person(*SECRETARIES), email=email)


@step()
def correct_paper(play: Play) -> None:
    actions.correct_paper(a_paper_dossier(play), by=play.person(*SECRETARIES))


@step()
def drop_paper(play: Play) -> None:
    actions.drop_paper(a_paper_dossier(play), by=play.person(*SECRETARIES), reason=play.reason())


@step(often=2)
def accept_paper_invitation(play: Play) -> None:
    actions.accept_paper_invitation(play.one(PaperInvitation.objects.all()), by=play.person("an"))


@step(often=2)
def confirm_paper(play: Play) -> None:
    nomination = a_paper_dossier(play)
    read = play.choose([seen(nomination), seen(nomination), "something else"])
    actions.confirm_paper(nomination, by=play.member(nomination), read=read, consents=CONSENTS)


@step()
def dispute_paper(play: Play) -> None:
    nomination = a_paper_dossier(play)
    actions.dispute_paper(nomination, by=play.member(nomination), objection=play.reason())


@step()
def take_paper_over(play: Play) -> None:
    nomination = a_paper_dossier(play)
    actions.take_paper_over(nomination, by=play.member(nomination))
