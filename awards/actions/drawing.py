"""Drawing the roll up: the secretariat ranks, the council is asked."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, prefetch_related_objects
from django.utils.translation import gettext as _

from assessments import actions as assessments
from assessments.models import AgendaItem, CouncilSession, Round
from awards import honours, rolls
from awards.addresses import address_of
from awards.models import Roll, RollEntry
from awards.timing import require_time
from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.journal.recording import record
from dtportal.programme import clock
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.states import ImpossibleMove


@transaction.atomic
def draw_roll(edition: Edition, *, by: User) -> Roll:
    """Rank the conclusions, freeze rule and list, and put the roll on the council's agenda.

    A roll that the council did not carry gives way to the new version. Refused while a round is open, because
    nobody is ranked before the last sheet is locked, and while intake is; the chair is told.
    """
    require(by, Can.DRAW_ROLL, edition)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if Round.objects.filter(edition=edition, status=Round.Status.OPEN).exists():
        raise ValidationError(_("A round is still open; the roll is drawn up after the last one has closed."))
    require_time(edition)
    item = _make_way(edition, by)
    roll = Roll(
        edition=edition,
        version=(edition.rolls.aggregate(last=Max("version"))["last"] or 0) + 1,
        rule=rolls.rule_of(edition),
        moves=rolls.moves_of(edition),
        drawn_at=clock.now(edition),
        drawn_by=by,
    )
    entries = rolls.entries_of(roll, rolls.conclusions_of(edition))
    if not entries:
        raise ValidationError(
            _("No conclusion proposes a dossier for honours yet, so there is nothing to rank.")
        )
    prefetch_related_objects([entry.conclusion for entry in entries], "dossier")
    honours.prepare(edition, entries)
    roll.sha256 = rolls.fingerprint(roll, entries)
    roll.item = put_to_the_council(roll, by, item)
    roll.save()
    RollEntry.objects.bulk_create(entries)
    record(
        "roll.drawn",
        roll,
        by=by,
        tell=User.objects.holding(Can.SIGN_AS_CHAIR, edition=edition),
        notice="roll_drawn",
        context={"url": address_of("awards:roll", edition), "version": roll.version},
        sha256=roll.sha256,
        entries=len(entries),
    )
    return roll


def _make_way(edition: Edition, by: User) -> AgendaItem | None:
    """One roll is alive per edition; one that the council did not carry, or that it has overtaken by moving a dossier
    since, is returned here. Its place on the agenda, if no ballot was opened there, is the new version's."""
    alive = edition.rolls.alive().select_related("item").first()
    if alive is None:
        return None
    status = alive.item.status if alive.item else None
    may_go = status == AgendaItem.Status.REJECTED or (
        alive.can_move(Roll.Status.RETURNED)
        and alive.status != Roll.Status.SIGNED
        and status in {AgendaItem.Status.PLANNED, AgendaItem.Status.CARRIED}
        and rolls.is_overtaken(alive)
    )
    if not may_go:
        raise ImpossibleMove(_("There is a roll already: version %(version)s.") % {"version": alive.version})
    item = alive.item if status == AgendaItem.Status.PLANNED else None
    if item:
        alive.item = None
    alive.move(Roll.Status.RETURNED)
    alive.save()
    record("roll.returned", alive, by=by, sha256=alive.sha256)
    return item


def put_to_the_council(roll: Roll, by: User, item: AgendaItem | None = None) -> AgendaItem:
    """The motion stands on the agenda of the latest session that is not over, or of a new one; `item` is one that an
    earlier version leaves free."""
    title = f"Thông qua danh sách tôn vinh (bản {roll.version:02d})"
    if item is not None:
        item.title = title
        item.save(update_fields=["title"])
        return item
    live = roll.edition.sessions.exclude(status=CouncilSession.Status.CLOSED).order_by("-number").first()
    session = live or assessments.plan_session(
        roll.edition, by=by, title="Phiên họp thông qua danh sách tôn vinh"
    )
    return assessments.put_motion(session, by=by, kind=AgendaItem.Kind.ROLL, title=title)
