"""What the secretariat decides on a dossier, and what upper stages write down about it."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.programme import calendar, clock
from dtportal.programme.models import Group
from dtportal.roles import Can
from nominations.actions.shared import facts, journal, locked, members_of, reason_given
from nominations.models import Nomination, ScreeningNote


@transaction.atomic
def accept(nomination: Nomination, *, by: User) -> Nomination:
    """Find a submitted and endorsed dossier eligible; a unit takes a free slot of its sector and locality.

    Raises ValidationError when there is no endorsement or no free slot (naming who holds it), ImpossibleMove
    when somebody else decided first.
    """
    require(by, Can.SCREEN, nomination)
    nomination = locked(nomination)
    nomination.move(Nomination.Status.ACCEPTED)
    if nomination.current_dossier is None:
        raise ValidationError(_("This dossier has not been submitted yet."))
    if not nomination.endorsements.endorsed().exists():
        raise ValidationError(_("No nominating body has endorsed this dossier yet."))
    nomination.accepted_at, nomination.accepted_by = clock.now(nomination.edition), by
    if nomination.group == Group.UNIT:
        _take_slot(nomination)
    else:
        nomination.save()
    journal(
        "nomination.accepted",
        nomination,
        by=by,
        tell=members_of(nomination.organization),
        context=facts(nomination),
        slot=nomination.slot,
    )
    return nomination


def _take_slot(nomination: Nomination) -> None:
    """Save with the first free slot. Whoever comes second waits on the unique index, then tries the next."""
    slots = range(1, nomination.edition.slots_per_cell + 1)
    taken = set(_accepted_beside(nomination).values_list("slot", flat=True))
    for slot in slots:
        if slot in taken:
            continue
        nomination.slot = slot
        try:
            with transaction.atomic():
                nomination.save()
        except IntegrityError:
            continue
        return
    holders = ", ".join(
        f"{other.organization.name} ({other.reference})" for other in _accepted_beside(nomination)
    )
    raise ValidationError(
        _("%(sector)s in %(province)s already has its accepted unit: %(holders)s.")
        % {"sector": nomination.sector.label, "province": nomination.province.label, "holders": holders}
    )


def _accepted_beside(nomination: Nomination):
    return (
        Nomination.objects.accepted()
        .filter(
            edition=nomination.edition,
            group=Group.UNIT,
            sector=nomination.sector,
            province=nomination.province,
        )
        .exclude(pk=nomination.pk)
        .for_listing()
    )


@transaction.atomic
def return_for_additions(
    nomination: Nomination, *, by: User, reason: str, until: datetime | None = None
) -> Nomination:
    """Give a dossier back to its organisation with what is to be added; `until` extends its own deadline."""
    if until is not None:
        nomination = _extend(nomination, by, until)
    return _decide(nomination, Nomination.Status.RETURNED, "nomination.returned", by, reason)


def _extend(nomination: Nomination, by: User, until: datetime) -> Nomination:
    require(by, Can.SCREEN, nomination)
    nomination = locked(nomination)
    if until <= clock.now(nomination.edition):
        raise ValidationError({"until": _("This moment has passed already.")})
    nomination.extended_until = until
    nomination.save()
    return nomination


def decline(nomination: Nomination, *, by: User, reason: str) -> Nomination:
    """Find a dossier ineligible."""
    return _decide(nomination, Nomination.Status.DECLINED, "nomination.declined", by, reason)


def hold(nomination: Nomination, *, by: User, reason: str) -> Nomination:
    """Stop the examination for the time being; an accepted unit gives its slot back."""
    return _decide(nomination, Nomination.Status.ON_HOLD, "nomination.held", by, reason)


@transaction.atomic
def _decide(nomination: Nomination, status: str, verb: str, by: User, reason: str) -> Nomination:
    require(by, Can.SCREEN, nomination)
    reason = reason_given(reason)
    nomination = locked(nomination)
    nomination.move(status)
    nomination.slot = nomination.accepted_at = nomination.accepted_by = None
    nomination.save()
    now = clock.now(nomination.edition)
    note = ScreeningNote.objects.create(nomination=nomination, decision=status, text=reason, at=now, by=by)
    until = localtime(nomination.extended_until, calendar.VIETNAM) if nomination.extended_until else None
    context = facts(nomination, reason=reason, until=date_format(until, "DATETIME_FORMAT") if until else "")
    journal(verb, nomination, by=by, tell=members_of(nomination.organization), context=context, note=note.pk)
    return nomination


@transaction.atomic
def record_outcome(
    nomination: Nomination, *, by: User, outcome: str, outcome_en: str, notice: str = "", **more: Any
) -> Nomination:
    """Write down what became of a dossier, once the result is published, and tell its organisation.

    Called by the upper stage that publishes; the same outcome again changes nothing. `notice` names the mail of
    that stage, `more` what it says beyond the usual facts.
    """
    require(by, Can.PUBLISH, nomination.edition)
    nomination = locked(nomination)
    if (nomination.outcome, nomination.outcome_en) == (outcome, outcome_en):
        return nomination
    nomination.outcome, nomination.outcome_en = outcome, outcome_en
    nomination.save()
    journal(
        "nomination.outcome",
        nomination,
        by=by,
        tell=members_of(nomination.organization),
        context=facts(nomination, outcome=outcome, outcome_en=outcome_en, **more),
        notice=notice,
    )
    return nomination
