"""Publication: the signed roll becomes honours, everybody is told; at once, or at a minute set beforehand."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from awards import honours, outcomes, rolls, showcase
from awards.actions.appealing import close_corrected
from awards.actions.results import order_results
from awards.addresses import address_of
from awards.models import Honor, Roll, Signature
from awards.official.on_file import missing
from awards.preparing import hurry_after_publication
from awards.timing import require_time
from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.journal.recording import record, unhurried
from dtportal.programme import clock
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.states import ImpossibleMove


def publish(edition: Edition, *, by: User) -> list[Honor]:
    """Make the signed roll public, all of it or nothing; every nominee is told through the outbox.

    Of a correction, only those whom it concerns are told. A second call finds it published and changes nothing.
    Raises ImpossibleMove while no signed roll waits, ValidationError before the embargo ends and, in a live edition,
    before its phase and while a document is not on file (the law suspends awards held without them: Decree
    98/2023/NĐ-CP, chapter VII).
    """
    require(by, Can.PUBLISH, edition)
    with unhurried(), transaction.atomic():
        edition = Edition.objects.select_for_update().get(pk=edition.pk)
        roll = edition.rolls.in_work().select_for_update(of=["self"]).select_related("corrects").first()
        if roll is None:
            if rolls.is_published(edition):
                return list(edition.honors.all())
            raise ImpossibleMove(_("There is no roll to publish yet."))
        _require_moment(roll)
        honors = _publish(roll, by)
    transaction.on_commit(lambda: hurry_after_publication(roll))
    return honors


def _require_moment(roll: Roll) -> None:
    require_time(roll.edition, to_publish=True)
    lacking = [] if roll.edition.is_rehearsal else missing(roll.edition, roll)
    if lacking:
        raise ValidationError([one.label for one in lacking])
    if roll.embargo_until and clock.now(roll.edition) < roll.embargo_until:
        raise ValidationError(
            _("The list is under embargo until %(moment)s; it is published by itself at that minute.")
            % {"moment": date_format(roll.embargo_until, "SHORT_DATETIME_FORMAT")}
        )


def _publish(roll: Roll, by: User) -> list[Honor]:
    roll.move(Roll.Status.PUBLISHED)
    signed = roll.signatures.filter(is_refusal=False, roll_sha256=roll.sha256).count()
    if signed < len(Signature.Part) or rolls.stored_fingerprint(roll) != roll.sha256:
        raise ValidationError(
            _("The stored list differs from the one that was signed; it cannot be published.")
        )
    if roll.corrects:
        roll.corrects.move(Roll.Status.SUPERSEDED)
        roll.corrects.save()
    roll.published_at, roll.published_by = clock.now(roll.edition), by
    roll.save()
    entries = roll.entries.select_related(
        "tier",
        "conclusion__dossier",
        "conclusion__nomination__organization",
        "conclusion__nomination__sector",
        "conclusion__nomination__province",
        "conclusion__nomination__edition",
    )
    made = honours.honors_of(roll.edition, entries, roll.published_at)
    if roll.corrects:
        concerned = honours.correct(roll, made)
        outcomes.tell_of_correction(roll, concerned, by=by)
        close_corrected(roll, by=by)
    else:
        made = Honor.objects.bulk_create(made)
        outcomes.tell_everybody(roll, made, by=by)
    order_results(roll)
    showcase.renew(roll.edition)
    record(
        "roll.corrected" if roll.corrects else "roll.published",
        roll,
        by=by,
        sha256=roll.sha256,
        honors=len(made),
    )
    return made


@transaction.atomic
def set_embargo(roll: Roll, *, by: User, until: datetime | None) -> Roll:
    """Set the minute at which a roll in work is published by itself; None leaves it to the button.

    Raises ValidationError for a moment that has passed, ImpossibleMove for a roll that is published or returned.
    """
    require(by, Can.PUBLISH, roll)
    roll = Roll.objects.select_for_update(of=["self"]).select_related("edition").get(pk=roll.pk)
    if not Roll.objects.in_work().filter(pk=roll.pk).exists():
        raise ImpossibleMove(_("This version of the roll is not in work any more."))
    if until is not None and until <= clock.now(roll.edition):
        raise ValidationError({"until": _("This moment has passed already.")})
    if roll.embargo_until == until:
        return roll
    roll.embargo_until, roll.embargo_by = until, by if until else None
    roll.save(update_fields=["embargo_until", "embargo_by"])
    record("roll.embargo_set", roll, by=by, until=until.isoformat() if until else "")
    return roll


def publish_due() -> int:
    """Publish every signed roll whose embargo has ended, in the name of whoever set the minute; how many it was.

    What cannot be published is left to the button, and its organisers are told why.
    """
    done = 0
    waiting = Roll.objects.filter(status=Roll.Status.SIGNED, embargo_until__isnull=False)
    for roll in waiting.select_related("edition", "embargo_by"):
        if clock.now(roll.edition) < roll.embargo_until:
            continue
        try:
            publish(roll.edition, by=roll.embargo_by)
            done += 1
        except (ImpossibleMove, ValidationError, PermissionDenied) as error:
            _give_up(roll, " ".join(getattr(error, "messages", [str(error)])))
    return done


@transaction.atomic
def _give_up(roll: Roll, why: str) -> None:
    held = Roll.objects.select_for_update(of=["self"]).select_related("edition").get(pk=roll.pk)
    if held.embargo_until is None or held.status != Roll.Status.SIGNED:
        return
    held.embargo_until = held.embargo_by = None
    held.save(update_fields=["embargo_until", "embargo_by"])
    record(
        "roll.not_published",
        held,
        by=None,
        tell=User.objects.holding(Can.PUBLISH, edition=held.edition),
        notice="roll_not_published",
        context={"url": address_of("awards:publication", held.edition), "reason": why},
    )
