"""Sessions of the council: agenda, attendance, secret ballots, conclusions.

A vote is not journalled by itself and carries neither member nor time; the journal tells when a ballot was
opened and closed, and how it ended.
"""

import random
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.actions.conclusions import draw_conclusions
from assessments.councils import electorate, seat_of
from assessments.models import (
    AgendaEntry,
    AgendaItem,
    Attendance,
    BallotPaper,
    Conclusion,
    CouncilMember,
    CouncilSession,
    Round,
    Vote,
)
from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.journal.recording import link_to, record
from dtportal.programme import clock
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.states import ImpossibleMove
from nominations.models import Nomination

# Of those who may vote on a motion, so many must have voted before its ballot can be closed.
QUORUM_NUMERATOR, QUORUM_DENOMINATOR = 2, 3


class AlreadyVoted(ImpossibleMove):
    """One member, one paper."""


@transaction.atomic
def plan_session(edition: Edition, *, by: Any, title: str, place: str = "") -> CouncilSession:
    require(by, Can.PREPARE_SESSION, edition)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    number = (edition.sessions.aggregate(last=Max("number"))["last"] or 0) + 1
    session = CouncilSession.objects.create(edition=edition, number=number, title=title, place=place)
    record("session.planned", session, by=by, number=number)
    return session


def ready_to_conclude(edition: Edition):
    """Nominations of closed rounds that no council has concluded upon and no motion is about."""
    at_work = [AgendaItem.Status.VOTING, AgendaItem.Status.CARRIED]
    pending = Q(item__status__in=at_work) | (
        Q(item__status=AgendaItem.Status.PLANNED) & ~Q(item__session__status=CouncilSession.Status.CLOSED)
    )
    busy = AgendaEntry.objects.filter(pending, item__session__edition=edition)
    return Nomination.objects.filter(
        edition=edition, round_entry__round__status=Round.Status.CLOSED, conclusion=None
    ).exclude(pk__in=busy.values("nomination"))


@transaction.atomic
def put_conclusions(
    session: CouncilSession, nominations: Iterable[Nomination], *, by: Any, title: str
) -> AgendaItem:
    """Put a list of appraised dossiers to the vote, as one motion."""
    require(by, Can.PREPARE_SESSION, session)
    session = _locked(session)
    _refuse_finished(session)
    chosen = {nomination.pk: nomination for nomination in nominations}
    if not chosen:
        raise ValidationError(_("Choose at least one dossier."))
    if any(nomination.organization_id in by.tied_organization_ids for nomination in chosen.values()):
        raise PermissionDenied(
            _("Somebody else must do this: one of the dossiers is of your own organisation.")
        )
    ready = set(ready_to_conclude(session.edition).filter(pk__in=chosen).values_list("pk", flat=True))
    wrong = [nomination.known_as for pk, nomination in chosen.items() if pk not in ready]
    if wrong:
        raise ValidationError(
            _("Not appraised in a closed round, or before the council already: %(list)s")
            % {"list": ", ".join(wrong)}
        )
    item = _add_item(session, AgendaItem.Kind.CONCLUSIONS, title)
    AgendaEntry.objects.bulk_create(AgendaEntry(item=item, nomination_id=pk) for pk in chosen)
    record("motion.put", item, by=by, entries=len(chosen))
    return item


@transaction.atomic
def put_motion(session: CouncilSession, *, kind: str, title: str, by: Any) -> AgendaItem:
    """Put a motion without a list of dossiers to the vote, such as the approval of the roll."""
    require(by, Can.PREPARE_SESSION, session)
    session = _locked(session)
    _refuse_finished(session)
    if kind == AgendaItem.Kind.CONCLUSIONS or kind not in AgendaItem.Kind.values:
        raise ValidationError(_("Conclusions need their list of dossiers."))
    item = _add_item(session, kind, title)
    record("motion.put", item, by=by)
    return item


def _add_item(session: CouncilSession, kind: str, title: str) -> AgendaItem:
    last = session.items.aggregate(last=Max("position"))["last"] or 0
    return AgendaItem.objects.create(session=session, kind=kind, title=title, position=last + 1)


@transaction.atomic
def open_session(session: CouncilSession, *, by: Any) -> CouncilSession:
    """The chair opens the session; the council is told where it sits."""
    require(by, Can.RUN_SESSION, session)
    session = _locked(session)
    session.move(CouncilSession.Status.OPEN)
    session.opened_at, session.opened_by = clock.now(session.edition), by
    session.save(update_fields=["status", "opened_at", "opened_by"])
    address = reverse("assessments:session", args=[session.edition.slug, session.number])
    record(
        "session.opened",
        session,
        by=by,
        tell=User.objects.holding(Can.VOTE, edition=session.edition).exclude(pk=by.pk),
        notice="session_opened",
        context={"title": session.title, "place": session.place, "url": link_to(address)},
    )
    return session


@transaction.atomic
def attend(session: CouncilSession, *, by: Any) -> Attendance:
    """Say that one is there; a second time changes nothing."""
    require(by, Can.VOTE, session)
    session = _locked(session)
    if session.status != CouncilSession.Status.OPEN:
        raise ImpossibleMove(_("The session is not open."))
    return _arrive(session, _seat(session, by))


def _seat(session: CouncilSession, by: Any) -> CouncilMember:
    member = seat_of(by, session.edition_id)
    if member is None:
        raise PermissionDenied(_("Only members with a seat in the council take part."))
    return member


def _arrive(session: CouncilSession, member: CouncilMember) -> Attendance:
    attendance, created = Attendance.objects.get_or_create(
        session=session, member=member, defaults={"arrived_at": clock.now(session.edition)}
    )
    if created:
        record("session.attended", session, by=member.user, member=member.pk)
    return attendance


@transaction.atomic
def open_ballot(item: AgendaItem, *, by: Any) -> AgendaItem:
    require(by, Can.RUN_SESSION, item)
    item = _locked_item(item)
    if item.session.status != CouncilSession.Status.OPEN:
        raise ImpossibleMove(_("The session is not open."))
    item.move(AgendaItem.Status.VOTING)
    item.save(update_fields=["status"])
    record("ballot.opened", item, by=by)
    return item


@transaction.atomic
def vote(item: AgendaItem, *, by: Any, choice: str) -> Vote:
    """Cast one secret vote: a paper that says who voted, and a vote that does not.

    Whoever votes is present. Nobody votes twice, or on a motion about a dossier closed to him.
    """
    require(by, Can.VOTE, item)
    if choice not in Vote.Choice.values:
        raise ValidationError(_("Choose for, against or abstain."))
    item = _locked_item(item)
    member = _seat(item.session, by)
    if item.status != AgendaItem.Status.VOTING:
        raise ImpossibleMove(_("The ballot is not open."))
    if member.pk not in {eligible.pk for eligible in electorate(item)}:
        raise PermissionDenied(_("A conflict of interest recuses you from this motion."))
    if BallotPaper.objects.filter(item=item, member=member).exists():
        raise AlreadyVoted(_("Your vote has been counted already; it cannot be cast twice."))
    _arrive(item.session, member)
    BallotPaper.objects.create(item=item, member=member)
    return Vote.objects.create(item=item, choice=choice)


@transaction.atomic
def close_ballot(item: AgendaItem, *, by: Any) -> AgendaItem:
    """Count. Carried when more than half of the papers are for; abstentions are papers too.

    Raises ValidationError while fewer than two thirds of those who may vote have done so. The votes are written
    anew in random order, so that nothing of the order in which they came is left.
    """
    require(by, Can.RUN_SESSION, item)
    item = _locked_item(item)
    if item.status != AgendaItem.Status.VOTING:
        raise ImpossibleMove(_("The ballot is not open."))
    papers, needed, eligible = turnout(item)
    if not eligible or papers < needed:
        raise ValidationError(
            _("No quorum yet: %(papers)s of %(eligible)s have voted, at least %(needed)s are needed.")
            % {"papers": papers, "eligible": eligible, "needed": max(needed, 1)}
        )
    choices = list(item.votes.values_list("choice", flat=True))
    item.votes.all().delete()
    random.SystemRandom().shuffle(choices)
    Vote.objects.bulk_create(Vote(item=item, choice=choice) for choice in choices)
    counts = Counter(choices)
    item.votes_for = counts[Vote.Choice.FOR]
    item.votes_against = counts[Vote.Choice.AGAINST]
    item.abstentions = counts[Vote.Choice.ABSTAIN]
    carried = item.votes_for * 2 > papers
    item.move(AgendaItem.Status.CARRIED if carried else AgendaItem.Status.REJECTED)
    item.closed_at, item.closed_by = clock.now(item.edition), by
    item.save()
    record("ballot.closed", item, by=by, papers=papers, eligible=eligible, carried=carried)
    return item


def turnout(item: AgendaItem) -> tuple[int, int, int]:
    """Papers returned, papers needed for the quorum, members who may vote."""
    able = {member.pk for member in electorate(item)}
    papers = sum(member in able for member in item.papers.values_list("member", flat=True))
    needed = -(-len(able) * QUORUM_NUMERATOR // QUORUM_DENOMINATOR)
    return papers, needed, len(able)


@transaction.atomic
def conclude(item: AgendaItem, *, by: Any) -> list[Conclusion]:
    """Write down the council's word on every dossier of a carried motion; a second time finds it written."""
    require(by, Can.CONCLUDE, item)
    item = _locked_item(item)
    if item.kind != AgendaItem.Kind.CONCLUSIONS or item.status != AgendaItem.Status.CARRIED:
        raise ImpossibleMove(_("Only a carried motion on a list of dossiers can be concluded."))
    written = list(item.conclusions.all())
    if written:
        return written
    conclusions = draw_conclusions(item, by=by)
    record("motion.concluded", item, by=by, conclusions=len(conclusions))
    return conclusions


@transaction.atomic
def close_session(session: CouncilSession, *, by: Any) -> CouncilSession:
    require(by, Can.RUN_SESSION, session)
    session = _locked(session)
    if session.items.filter(status=AgendaItem.Status.VOTING).exists():
        raise ValidationError(_("A ballot is still open; close it first."))
    session.move(CouncilSession.Status.CLOSED)
    session.closed_at, session.closed_by = clock.now(session.edition), by
    session.save(update_fields=["status", "closed_at", "closed_by"])
    record("session.closed", session, by=by, present=session.attendances.count())
    return session


def _locked(session: CouncilSession) -> CouncilSession:
    return CouncilSession.objects.select_for_update(of=("self",)).select_related("edition").get(pk=session.pk)


def _locked_item(item: AgendaItem) -> AgendaItem:
    return (
        AgendaItem.objects.select_for_update(of=("self",)).select_related("session__edition").get(pk=item.pk)
    )


def _refuse_finished(session: CouncilSession) -> None:
    if session.status == CouncilSession.Status.CLOSED:
        raise ImpossibleMove(_("The session is closed; put this before the next one."))
