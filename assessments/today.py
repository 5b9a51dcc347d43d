"""What waits for whom in the council's stage: lines of “today”."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.actions import ready_to_conclude, what_blocks
from assessments.models import AgendaItem, Assignment, BallotPaper, CouncilSession, Round
from assessments.overview import waiting
from assessments.reading import assignments_of, items_open_to
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.todo import Task


def tasks(user: Any) -> Iterator[Task]:
    yield from _of_appraiser(user)
    yield from _of_voter(user)
    yield from _of_secretariat(user)
    yield from _of_chair(user)


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


def _of_voter(user: Any) -> Iterator[Task]:
    if Can.VOTE not in user.functions:
        return
    voted = BallotPaper.objects.filter(member__user=user).values("item")
    ballots = items_open_to(user).filter(status=AgendaItem.Status.VOTING).exclude(pk__in=voted)
    for item in ballots.select_related("session__edition"):
        yield Task(
            _("Vote: %(motion)s") % {"motion": item.title},
            _page(item.session),
            icon="check2-square",
            urgency=0,
        )
    for session in _sessions(user, Can.VOTE).filter(status=CouncilSession.Status.OPEN):
        if not session.attendances.filter(member__user=user).exists():
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
            if not what_blocks(round):
                url = reverse("assessments:round", args=[edition.slug, round.number])
                yield Task(_("Close %(round)s: every sheet is in") % {"round": round.label}, url, icon="lock")
        ready = ready_to_conclude(edition).count()
        if ready:
            url = reverse("assessments:sessions", args=[edition.slug])
            yield Task(_("Put appraised dossiers before the council"), url, ready, "", "people", 4)


def _of_chair(user: Any) -> Iterator[Task]:
    planned = _sessions(user, Can.RUN_SESSION).filter(status=CouncilSession.Status.PLANNED)
    for session in planned.filter(items__isnull=False).distinct():
        yield Task(_("Open the session"), _page(session), hint=session.title, icon="play", urgency=3)
    to_conclude = AgendaItem.objects.filter(
        Q(session__in=_sessions(user, Can.CONCLUDE).values("pk")),
        kind=AgendaItem.Kind.CONCLUSIONS,
        status=AgendaItem.Status.CARRIED,
        conclusions=None,
    )
    for item in to_conclude.select_related("session__edition"):
        yield Task(
            _("Conclude: %(motion)s") % {"motion": item.title}, _page(item.session), icon="pen", urgency=2
        )


def _sessions(user: Any, can: Can):
    return CouncilSession.objects.filter(edition__in=user.editions_where(can)).select_related("edition")


def _page(session: CouncilSession) -> str:
    return reverse("assessments:session", args=[session.edition.slug, session.number])
