"""What comes onto the agenda: conclusions on dossiers, wishes about a line of the list, the roll, free motions."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.actions.drafts import suggest
from assessments.actions.session import beat, locked, locked_item, refuse_finished
from assessments.models import (
    AgendaEntry,
    AgendaItem,
    Conclusion,
    CouncilSession,
    ListMove,
    Round,
    RoundEntry,
)
from dtportal.access import require
from dtportal.journal.recording import record
from dtportal.programme.models import Edition, Tier
from dtportal.roles import Can
from dtportal.states import ImpossibleMove
from nominations.models import Nomination

Kind, Status = AgendaItem.Kind, AgendaItem.Status


def appraised(edition: Edition):
    """Nominations of closed rounds of which no reading is open."""
    closed = RoundEntry.objects.filter(round__edition=edition, round__status=Round.Status.CLOSED)
    being_read = RoundEntry.objects.filter(round__edition=edition, round__status=Round.Status.OPEN)
    return Nomination.objects.filter(edition=edition, pk__in=closed.values("nomination")).exclude(
        pk__in=being_read.values("nomination")
    )


def ready_to_conclude(edition: Edition):
    """Nominations of closed rounds that no council has concluded upon and no motion is about."""
    at_work = [Status.VOTING, Status.TIED, Status.CARRIED]
    pending = Q(item__status__in=at_work) | (
        Q(item__status=Status.PLANNED) & ~Q(item__session__status=CouncilSession.Status.CLOSED)
    )
    busy = AgendaEntry.objects.filter(
        pending, item__session__edition=edition, item__kind__in=AgendaItem.CONCLUDING
    )
    return appraised(edition).filter(conclusion=None).exclude(pk__in=busy.values("nomination"))


@transaction.atomic
def put_conclusions(
    session: CouncilSession, nominations: Iterable[Nomination], *, by: Any, title: str
) -> AgendaItem:
    """Put a list of appraised dossiers to the vote, as one motion; a draft conclusion is suggested for each."""
    session = _prepare(session, by)
    chosen = _ready(session, nominations, by)
    return _put(session, Kind.CONCLUSIONS, by=by, title=title, chosen=chosen)


@transaction.atomic
def put_dossier(session: CouncilSession, nomination: Nomination, *, by: Any, text: str = "") -> AgendaItem:
    """Put one dossier to the vote on its own; `text` says why, and what is proposed beyond its score."""
    session = _prepare(session, by)
    chosen = _ready(session, [nomination], by)
    # The agenda is written in Vietnamese, whoever presses the button; a title names no dossier, for titles travel.
    with override("vi"):
        title = str(Kind.DOSSIER.label)
    return _put(session, Kind.DOSSIER, by=by, title=title, text=text, chosen=chosen)


@transaction.atomic
def put_move(
    session: CouncilSession, nomination: Nomination, *, by: Any, tier: Tier, direction: str, reason: str
) -> AgendaItem:
    """Put the wish to the vote that a dossier come onto a list, or off it, against the order of the scores."""
    session = _prepare(session, by)
    _refuse_own([nomination], by)
    if not reason.strip():
        raise ValidationError(_("A wish to move a dossier needs its reason."))
    if tier.edition_id != session.edition_id or direction not in ListMove.Direction.values:
        raise ValidationError(_("Choose one of the edition's lists, and the direction."))
    if not appraised(session.edition).filter(pk=nomination.pk).exists():
        raise ValidationError(_("Only a dossier of a closed round can be moved."))
    with override("vi"):
        title = str(Kind.MOVE.label)
    item = _put(session, Kind.MOVE, by=by, title=title, text=reason, chosen=[nomination.pk])
    ListMove.objects.create(item=item, nomination=nomination, tier=tier, direction=direction)
    return item


@transaction.atomic
def put_reopening(session: CouncilSession, nomination: Nomination, *, by: Any, reason: str) -> AgendaItem:
    """Put the question to the vote whether a dossier that was concluded upon is taken up again after an appeal."""
    session = _prepare(session, by)
    _refuse_own([nomination], by)
    if not reason.strip():
        raise ValidationError(_("Please say why the dossier should be taken up again."))
    concluded = Conclusion.objects.filter(nomination=nomination, nomination__edition=session.edition)
    if not concluded.exists():
        raise ValidationError(_("Only a dossier that the council has concluded upon can be taken up again."))
    with override("vi"):
        title = str(Kind.REOPENING.label)
    return _put(session, Kind.REOPENING, by=by, title=title, text=reason, chosen=[nomination.pk])


@transaction.atomic
def put_motion(session: CouncilSession, *, kind: str, title: str, by: Any, text: str = "") -> AgendaItem:
    """Put a motion without dossiers to the vote: the approval of the roll, or a free text."""
    session = _prepare(session, by)
    if kind not in {Kind.ROLL, Kind.TEXT}:
        raise ValidationError(_("Conclusions need their list of dossiers."))
    return _put(session, kind, by=by, title=title, text=text)


@transaction.atomic
def take_off(item: AgendaItem, *, by: Any) -> None:
    """Take an item off the agenda while nobody has voted on it."""
    require(by, Can.PREPARE_SESSION, item)
    item = locked_item(item)
    refuse_finished(item.session)
    if item.status != Status.PLANNED or item.ballots.exists() or item.kind == Kind.ROLL:
        raise ImpossibleMove(_("This item stays on the agenda."))
    record("motion.taken_off", item, by=by)
    item.delete()
    beat(item.session)


def _prepare(session: CouncilSession, by: Any) -> CouncilSession:
    require(by, Can.PREPARE_SESSION, session)
    session = locked(session)
    refuse_finished(session)
    return session


def _refuse_own(nominations: Iterable[Nomination], by: Any) -> None:
    if any(nomination.organization_id in by.tied_organization_ids for nomination in nominations):
        raise PermissionDenied(
            _("Somebody else must do this: one of the dossiers is of your own organisation.")
        )


def _ready(session: CouncilSession, nominations: Iterable[Nomination], by: Any) -> list[int]:
    chosen = {nomination.pk: nomination for nomination in nominations}
    if not chosen:
        raise ValidationError(_("Choose at least one dossier."))
    _refuse_own(chosen.values(), by)
    ready = set(ready_to_conclude(session.edition).filter(pk__in=chosen).values_list("pk", flat=True))
    wrong = [nomination.known_as for pk, nomination in chosen.items() if pk not in ready]
    if wrong:
        raise ValidationError(
            _("Not appraised in a closed round, or before the council already: %(list)s")
            % {"list": ", ".join(wrong)}
        )
    return list(chosen)


def _put(
    session: CouncilSession, kind: str, *, by: Any, title: str, text: str = "", chosen: Iterable[int] = ()
) -> AgendaItem:
    last = session.items.aggregate(last=Max("position"))["last"] or 0
    item = AgendaItem.objects.create(
        session=session, kind=kind, title=title, text=text.strip(), position=last + 1
    )
    entries = AgendaEntry.objects.bulk_create(AgendaEntry(item=item, nomination_id=pk) for pk in chosen)
    if item.concludes:
        suggest(item)
    beat(session)
    record("motion.put", item, by=by, kind=kind, entries=len(entries))
    return item
