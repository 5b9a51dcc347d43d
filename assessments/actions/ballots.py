"""Secret ballots. A vote is not journalled by itself and carries neither member nor time; the journal tells when a
ballot was opened and closed, and how it ended."""

import random
from collections import Counter
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions.session import beat, locked_item
from assessments.clearance import is_cleared
from assessments.councils import seat_of
from assessments.leading import require_lead
from assessments.models import AgendaItem, Attendance, Ballot, BallotPaper, Vote
from assessments.quorum import quorum_of
from assessments.voters import bars, electorate
from dtportal.access import require
from dtportal.journal.recording import record
from dtportal.programme import clock
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.states import ImpossibleMove

Status = AgendaItem.Status
Tie = Edition.BallotTie


class AlreadyVoted(ImpossibleMove):
    """One member, one paper."""


@transaction.atomic
def open_ballot(item: AgendaItem, *, by: Any) -> AgendaItem:
    """Open a round of voting; everybody's screen goes to it."""
    item = locked_item(item)
    require_lead(by, item.session, item)
    if not item.session.is_open:
        raise ImpossibleMove(_("The session is not open."))
    if item.status == Status.TIED and not may_repeat(item):
        raise ImpossibleMove(_("The votes were equal; whoever chairs decides."))
    item.move(Status.VOTING)
    item.save(update_fields=["status"])
    number = item.ballots.count() + 1
    Ballot.objects.create(item=item, number=number, opened_at=clock.now(item.edition), opened_by=by)
    session = item.session
    session.cursor_item, session.cursor_nomination = item, None
    session.save(update_fields=["cursor_item", "cursor_nomination"])
    beat(session)
    record("ballot.opened", item, by=by, round=number)
    return item


@transaction.atomic
def vote(item: AgendaItem, *, by: Any, choice: str) -> BallotPaper:
    """Cast one secret vote: a paper that says who voted, and a vote that does not.

    Only whoever is there votes. Nobody votes twice, or on a motion about a dossier closed to him.
    """
    require(by, Can.VOTE, item)
    if choice not in Vote.Choice.values:
        raise ValidationError(_("Choose for, against or abstain."))
    item = locked_item(item)
    member = seat_of(by, item.session.edition_id)
    if member is None:
        raise PermissionDenied(_("Only members with a seat in the council take part."))
    if not is_cleared(by, item.edition):
        raise PermissionDenied(_("Sign the undertaking and state your ties first."))
    ballot = _open_round(item)
    if bars([item], [member])[item.pk].everybody:
        raise PermissionDenied(_("A conflict of interest recuses you from this motion."))
    if not Attendance.objects.present().filter(session=item.session, member=member).exists():
        raise ImpossibleMove(_("Only members who are present vote; say first that you are present."))
    if BallotPaper.objects.filter(ballot=ballot, member=member).exists():
        raise AlreadyVoted(_("Your vote has been counted already; it cannot be cast twice."))
    paper = BallotPaper.objects.create(ballot=ballot, member=member)
    _shuffle(ballot, choice)
    beat(item.session)
    return paper


def _shuffle(ballot: Ballot, *joining: str) -> list[str]:
    """Write all votes of a round anew, in random order and with new keys, together with those that join.

    After every single vote all rows are as old as the youngest: neither their place in the table, nor their keys,
    nor the transaction that wrote them tells which of them came with whose paper.
    """
    choices = [*ballot.votes.values_list("choice", flat=True), *joining]
    ballot.votes.all().delete()
    random.SystemRandom().shuffle(choices)
    Vote.objects.bulk_create(Vote(ballot=ballot, choice=choice) for choice in choices)
    return choices


def _open_round(item: AgendaItem) -> Ballot:
    ballot = item.ballots.filter(status=Ballot.Status.OPEN).first()
    if item.status != Status.VOTING or ballot is None:
        raise ImpossibleMove(_("The ballot is not open."))
    return ballot


@transaction.atomic
def close_ballot(item: AgendaItem, *, by: Any) -> AgendaItem:
    """Count. Carried when more than half of the papers are for; abstentions are papers too.

    Equal votes for and against are treated as the edition says. Raises ValidationError while fewer have voted than
    the edition asks for: then the ballot goes on, or is void.
    """
    item = locked_item(item)
    require_lead(by, item.session, item)
    ballot = _open_round(item)
    papers, needed, entitled = turnout(item)
    if papers < needed:
        raise ValidationError(
            _("No quorum yet: %(papers)s of %(eligible)s have voted, at least %(needed)s are needed.")
            % {"papers": papers, "eligible": entitled, "needed": needed}
        )
    counts = Counter(_end(ballot, Ballot.Status.COUNTED, by, entitled))
    ballot.votes_for = counts[Vote.Choice.FOR]
    ballot.votes_against = counts[Vote.Choice.AGAINST]
    ballot.abstentions = counts[Vote.Choice.ABSTAIN]
    ballot.save()
    item.votes_for, item.votes_against = ballot.votes_for, ballot.votes_against
    item.abstentions = ballot.abstentions
    _finish(item, _outcome(item, ballot), by)
    record("ballot.closed", item, by=by, round=ballot.number, papers=ballot.returned, entitled=entitled)
    return item


@transaction.atomic
def void_ballot(item: AgendaItem, *, by: Any) -> AgendaItem:
    """End a round that did not reach its quorum: nothing is counted, and it can be repeated."""
    item = locked_item(item)
    require_lead(by, item.session, item)
    ballot = _open_round(item)
    papers, needed, entitled = turnout(item)
    if papers >= needed:
        raise ImpossibleMove(_("Enough members have voted; close the ballot and count."))
    _end(ballot, Ballot.Status.VOID, by, entitled)
    ballot.votes.all().delete()
    ballot.save()
    item.move(Status.PLANNED)
    item.save(update_fields=["status"])
    beat(item.session)
    record("ballot.voided", item, by=by, round=ballot.number, papers=ballot.returned, entitled=entitled)
    return item


@transaction.atomic
def decide_tie(item: AgendaItem, *, by: Any, carried: bool, reason: str) -> AgendaItem:
    """Whoever leads decides equal votes, openly and with a reason, where the edition says so."""
    item = locked_item(item)
    require_lead(by, item.session, item)
    if item.status != Status.TIED or may_repeat(item):
        raise ImpossibleMove(_("There are no equal votes to decide."))
    if not reason.strip():
        raise ValidationError(_("Say why you decide so; it stands in the minutes."))
    item.tie_reason = reason.strip()
    _finish(item, Status.CARRIED if carried else Status.REJECTED, by)
    record("ballot.tie_decided", item, by=by, carried=carried)
    return item


def may_repeat(item: AgendaItem) -> bool:
    """Whether equal votes are answered by a second ballot first."""
    counted = item.ballots.filter(status=Ballot.Status.COUNTED).count()
    return item.edition.ballot_tie == Tie.REPEAT and counted < 2


def _outcome(item: AgendaItem, ballot: Ballot) -> str:
    equal = ballot.votes_for == ballot.votes_against and ballot.votes_for > 0
    if equal and item.edition.ballot_tie != Tie.FAILS:
        return Status.TIED
    return Status.CARRIED if ballot.votes_for * 2 > ballot.returned else Status.REJECTED


def _end(ballot: Ballot, status: str, by: Any, entitled: int) -> list[str]:
    """Votes and papers are written anew once more, so that not even the order of voting is left."""
    choices = _shuffle(ballot)
    voters = list(ballot.papers.values_list("member", flat=True))
    ballot.papers.all().delete()
    random.SystemRandom().shuffle(voters)
    BallotPaper.objects.bulk_create(BallotPaper(ballot=ballot, member_id=member) for member in voters)
    able = {member.pk for member in electorate(ballot.item)}
    here = set(ballot.item.session.attendances.present().values_list("member", flat=True))
    ballot.move(status)
    ballot.entitled, ballot.issued, ballot.returned = entitled, len((able & here) | set(voters)), len(voters)
    ballot.closed_at, ballot.closed_by = clock.now(ballot.item.edition), by
    return choices


def _finish(item: AgendaItem, status: str, by: Any) -> None:
    item.move(status)
    if item.is_decided:
        item.closed_at, item.closed_by = clock.now(item.edition), by
    item.save()
    beat(item.session)


def turnout(item: AgendaItem) -> tuple[int, int, int]:
    """Papers returned in the open round, papers needed for the quorum, members who may vote."""
    able = {member.pk for member in electorate(item)}
    voters = BallotPaper.objects.filter(ballot__item=item, ballot__status=Ballot.Status.OPEN)
    papers = sum(member in able for member in voters.values_list("member", flat=True))
    return papers, quorum_of(item.edition.ballot_quorum, len(able)), len(able)
