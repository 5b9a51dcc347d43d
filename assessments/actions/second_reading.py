"""A second reading: two more score sheets, by other members, for the dossiers that are tied at a line."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments import tallying
from assessments.actions.motions import ready_to_conclude
from assessments.conflicts import closed_to
from assessments.models import Round, RoundEntry
from assessments.standing import Band, bands
from dtportal.access import require
from dtportal.journal.recording import record
from dtportal.programme import clock
from dtportal.programme.models import Edition
from dtportal.roles import Can

MORE_SHEETS = 2


def waiting_for_second(edition: Edition, lists: Collection[str] = ()) -> list[int]:
    """Nominations tied at the line of a list (all lists, or those of these codes) that can be read again.

    Not those that are being read, have been read twice, or are before the council already.
    """
    tied = {
        key
        for key, row in bands(edition).items()
        if any(one.band is Band.TIED and (not lists or one.tier.code in lists) for one in row.lists)
    }
    again = RoundEntry.objects.filter(round__edition=edition, reading=Round.Reading.SECOND)
    ready = ready_to_conclude(edition).exclude(pk__in=again.values("nomination"))
    return sorted(tied & set(ready.order_by().values_list("pk", flat=True)))


@transaction.atomic
def open_second_reading(edition: Edition, *, by: Any, lists: Collection[str] = (), name: str = "") -> Round:
    """Hand what is tied over once more; assigning readers follows as for any round.

    The council reads the version of the dossier that it read first. Raises ValidationError while a round is open
    (the line can still move) or when nothing is tied, PermissionDenied when one of the appraised dossiers is
    closed to whoever asks: somebody else must do it then, whether that dossier is tied or not.
    """
    require(by, Can.HAND_OVER, edition)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    being_read = edition.rounds.filter(status=Round.Status.OPEN)
    if being_read:
        raise ValidationError(
            _("Close these rounds first; their scores can still move the line: %(list)s")
            % {"list": ", ".join(one.label for one in being_read)}
        )
    if (
        closed_to(by)
        .filter(pk__in=tallying.sheets_of(edition).values("assignment__entry__nomination"))
        .exists()
    ):
        raise PermissionDenied(
            _("Somebody else must do this: one of the appraised dossiers is closed to you.")
        )
    chosen = waiting_for_second(edition, lists)
    if not chosen:
        raise ValidationError(_("No dossier is tied that could be read a second time."))
    first = RoundEntry.objects.filter(nomination__in=chosen, reading=Round.Reading.FIRST)
    dossiers = dict(first.values_list("nomination", "dossier"))
    number = (edition.rounds.aggregate(last=Max("number"))["last"] or 0) + 1
    # Names of rounds are the council's own words, in Vietnamese whoever presses the button.
    with override("vi"):
        name = name or _("Round %(number)s: second reading") % {"number": number}
    round = Round.objects.create(
        edition=edition,
        number=number,
        name=name,
        reading=Round.Reading.SECOND,
        sheets_wanted=MORE_SHEETS,
        opened_by=by,
        opened_at=clock.now(edition),
    )
    RoundEntry.objects.bulk_create(
        RoundEntry(round=round, nomination_id=key, dossier_id=dossiers[key], reading=Round.Reading.SECOND)
        for key in chosen
    )
    record("round.second_opened", round, by=by, entries=len(chosen))
    return round
