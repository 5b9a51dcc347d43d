"""What waits for whom in the council's stage: lines of “today”."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.actions import ready_to_conclude, what_blocks
from assessments.clearance import Step, waiting_for
from assessments.conflicts import closed_ids
from assessments.leading import leads
from assessments.models import (
    AgendaItem,
    Assignment,
    Ballot,
    BallotPaper,
    CouncilInvitation,
    CouncilSession,
    Inquiry,
    Minutes,
    Round,
)
from assessments.overview import short_of_readers, waiting
from assessments.reading import assignments_of, items_open_to
from assessments.voters import electorate
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.todo import Task


def tasks(user: Any) -> Iterator[Task]:
    yield from _invited(user)
    to_clear = list(_before_anything_opens(user))
    yield from to_clear
    if to_clear:
        return
    yield from _of_appraiser(user)
    yield from _of_voter(user)
    yield from _of_secretariat(user)
    yield from _of_office(user)
    yield from _of_chair(user)


def _invited(user: Any) -> Iterator[Task]:
    for invitation in CouncilInvitation.objects.open().addressed_to(user).for_listing():
        yield Task(
            _("You are invited to the appraisal council"),
            reverse("assessments:seat_invitation", args=[invitation.token]),
            hint=invitation.body.label if invitation.body else _("as an expert"),
            icon="envelope-open",
            urgency=1,
        )


def _before_anything_opens(user: Any) -> Iterator[Task]:
    """Nothing else of the council is shown, not even as a number, before these two are done."""
    for task in waiting_for(user):
        words, icon = {
            Step.UNDERTAKING: (_("Sign the confidentiality undertaking"), "pen"),
            Step.INTERESTS: (_("State what ties you to organisations"), "shield-check"),
        }[task.step]
        url = reverse(f"assessments:{task.step.value}", args=[task.edition.slug])
        yield Task(words, url, hint=_("Dossiers open only after that"), icon=icon, urgency=0)


def _of_appraiser(user: Any) -> Iterator[Task]:
    if Can.APPRAISE not in user.functions:
        return
    mine = assignments_of(user).open_rounds()
    offered = mine.filter(status=Assignment.Status.OFFERED).count()
    reading = mine.filter(status=Assignment.Status.READING).count()
    if offered:
        yield Task(
            _("Declare interests"),
            reverse("assessments:declare"),
            offered,
            _("Dossiers open only after that"),
            "shield-check",
            1,
        )
    if reading:
        yield Task(_("Score dossiers"), reverse("assessments:queue"), reading, "", "journal-check", 2)

    unread = Inquiry.objects.unread().filter(assignment__in=assignments_of(user)).order_by("answered_at")
    for inquiry in unread[:3]:
        yield Task(
            _("Read the secretariat's answers"),
            reverse("assessments:inquire", args=[inquiry.assignment_id]),
            icon="chat-dots",
            urgency=2,
        )


def _of_voter(user: Any) -> Iterator[Task]:
    if Can.VOTE not in user.functions:
        return
    voted = BallotPaper.objects.filter(member__user=user, ballot__status=Ballot.Status.OPEN).values(
        "ballot__item"
    )
    ballots = items_open_to(user).filter(status=AgendaItem.Status.VOTING).exclude(pk__in=voted)
    for item in ballots.select_related("session__edition"):
        if all(member.user_id != user.pk for member in electorate(item)):
            continue
        yield Task(
            _("Vote: %(motion)s") % {"motion": item.title},
            _page(item.session),
            icon="check2-square",
            urgency=0,
        )
    invited = _sessions(user, Can.VOTE).filter(status=CouncilSession.Status.PLANNED, invited_at__isnull=False)
    for session in invited.exclude(attendances__member__user=user):
        yield Task(
            _("Say whether you will come to the session"),
            _page(session),
            hint=session.title,
            icon="calendar-check",
            urgency=2,
        )
    for session in _sessions(user, Can.VOTE).filter(status=CouncilSession.Status.OPEN):
        if not session.attendances.present().filter(member__user=user).exists():
            yield Task(
                _("The council is in session"), _page(session), hint=session.title, icon="people", urgency=1
            )


def _of_secretariat(user: Any) -> Iterator[Task]:
    for edition in Edition.objects.filter(pk__in=user.editions_where(Can.HAND_OVER)):
        rounds_url = reverse("assessments:rounds", args=[edition.slug])
        accepted = waiting(edition, user).count()
        if accepted:
            yield Task(_("Hand accepted dossiers over to the council"), rounds_url, accepted, "", "send", 4)
        for round in Round.objects.visible_to(user).filter(edition=edition, status=Round.Status.OPEN):
            url = reverse("assessments:round", args=[edition.slug, round.number])
            if short := short_of_readers(round, user):
                yield Task(
                    _("Find readers: dossiers that somebody stepped back from"),
                    url,
                    short,
                    hint=round.label,
                    icon="person-plus",
                    urgency=2,
                )
            elif not what_blocks(round):
                yield Task(_("Close %(round)s: every sheet is in") % {"round": round.label}, url, icon="lock")
        unsigned = Minutes.objects.filter(edition=edition).exclude(status=Minutes.Status.CLOSED)
        for minutes in unsigned.select_related("session"):
            url = reverse("assessments:minutes", args=[edition.slug, minutes.session.number])
            yield Task(
                _("Minutes %(number)s wait for their signatures") % {"number": minutes.label},
                url,
                hint=minutes.session.title,
                icon="journal-text",
                urgency=3,
            )
        ready = ready_to_conclude(edition).exclude(pk__in=closed_ids(user)).count()
        if ready:
            url = reverse("assessments:sessions", args=[edition.slug])
            yield Task(_("Put appraised dossiers before the council"), url, ready, "", "people", 4)


def _of_office(user: Any) -> Iterator[Task]:
    for edition in Edition.objects.filter(pk__in=user.editions_where(Can.ASSIGN)):
        asked = Inquiry.objects.visible_to(user).waiting().filter(assignment__entry__round__edition=edition)
        if waits := asked.exclude(assignment__member__user=user).count():
            yield Task(
                _("Answer the council's questions"),
                reverse("assessments:inquiries", args=[edition.slug]),
                waits,
                _("Members who are scoring wait for it"),
                "chat-dots",
                2,
            )


def _of_chair(user: Any) -> Iterator[Task]:
    planned = _sessions(user, Can.RUN_SESSION).filter(status=CouncilSession.Status.PLANNED)
    for session in planned.filter(items__isnull=False).distinct():
        yield Task(_("Open the session"), _page(session), hint=session.title, icon="play", urgency=3)
    to_conclude = AgendaItem.objects.filter(
        session__in=_sessions(user, Can.STAND_IN).values("pk"),
        kind__in=AgendaItem.CONCLUDING,
        status=AgendaItem.Status.CARRIED,
        conclusions=None,
    )
    for item in to_conclude.select_related("session__edition"):
        # The chair, or his deputy where a conflict of interest closes the item to him.
        if leads(user, item):
            yield Task(
                _("Conclude: %(motion)s") % {"motion": item.title}, _page(item.session), icon="pen", urgency=2
            )


def _sessions(user: Any, can: Can):
    return CouncilSession.objects.filter(edition__in=user.editions_where(can)).select_related("edition")


def _page(session: CouncilSession) -> str:
    return reverse("assessments:session", args=[session.edition.slug, session.number])
