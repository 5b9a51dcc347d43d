"""Correcting what was published: a new version that the council approves, two sign and the organiser publishes."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from awards import corrections, rolls
from awards.actions.drawing import put_to_the_council
from awards.addresses import address_of
from awards.models import Roll, RollEntry
from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.journal.recording import record
from dtportal.programme import clock
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.states import ImpossibleMove


@transaction.atomic
def draw_correction(
    edition: Edition, *, by: User, reason: str, changes: Sequence[corrections.Change] = ()
) -> Roll:
    """Draw up a new version of the published roll with `changes` and with every move that the council has carried
    since; it goes to the council and then the same way as the first.

    Raises ValidationError without a reason, without any change, and for a change that cannot be made; ImpossibleMove
    while nothing is published or another version is in work.
    """
    require(by, Can.CORRECT_ROLL, edition)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    published = edition.rolls.published().first()
    if published is None:
        raise ImpossibleMove(_("Nothing is published yet that could be corrected."))
    if edition.rolls.in_work().exists():
        raise ImpossibleMove(_("Another version of the roll is in work already."))
    if not reason.strip():
        raise ValidationError({"reason": _("A correction needs its reason.")})
    wanted = [*corrections.carried_since(published), *changes]
    if not wanted:
        raise ValidationError(_("There is nothing to correct: choose what is to be changed."))
    roll = Roll(
        edition=edition,
        version=edition.rolls.aggregate(last=Max("version"))["last"] + 1,
        corrects=published,
        reason=reason.strip(),
        rule=published.rule,
        moves=published.moves,
        changes=[change.as_json() for change in wanted],
        drawn_at=clock.now(edition),
        drawn_by=by,
    )
    entries = corrections.entries_of(roll, wanted)
    roll.sha256 = rolls.fingerprint(roll, entries)
    roll.item = put_to_the_council(roll, by)
    roll.save()
    RollEntry.objects.bulk_create(entries)
    record(
        "roll.correction_drawn",
        roll,
        by=by,
        tell=User.objects.holding(Can.SIGN_AS_CHAIR, edition=edition),
        notice="roll_correction_drawn",
        context={"url": address_of("awards:roll", edition), "version": roll.version, "reason": roll.reason},
        sha256=roll.sha256,
        corrects=published.sha256,
        changes=len(wanted),
    )
    return roll
