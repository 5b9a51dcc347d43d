"""What the secretariat decides on a dossier, and what upper stages write down about it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dtportal.access import require
from dtportal.accounts.models import User
from dtportal.programme import clock
from dtportal.programme.models import Group
from dtportal.roles import Can
from dtportal.states import ImpossibleMove
from dtportal.text import nfc
from nominations import hindrances
from nominations.actions.consenting import require_not_withdrawn
from nominations.actions.screening import not_met, require_met, require_not_met
from nominations.actions.shared import facts, journal, locked, members_of, reason_given, told_by, words
from nominations.actions.versions import require_endorsed
from nominations.models import Nomination, ScreeningNote, SupplementItem
from nominations.supplements import Asked, checked, is_supplemented


@transaction.atomic
def accept(nomination: Nomination, *, by: User, reason: str = "") -> Nomination:
    """Find a submitted and endorsed dossier eligible; a unit takes a free slot of its sector and locality.

    Choosing one of several that compete for a place needs a reason, which is kept for the secretariat; the
    others stay as they are until somebody decides on them. Raises ValidationError when there is no
    endorsement, an obligatory consent was withdrawn, an obligatory condition is not recorded as met, or there is
    no reason or no free slot (naming who holds it and who decided so), ImpossibleMove when somebody else decided
    first.
    """
    require(by, Can.SCREEN, nomination)
    nomination = locked(nomination)
    _refuse_own_rival(nomination, by)
    if nomination.status == Nomination.Status.ACCEPTED:
        raise ImpossibleMove(
            _("%(name)s has accepted this dossier already.") % {"name": nomination.accepted_by.full_name}
        )
    nomination.move(Nomination.Status.ACCEPTED)
    if nomination.current_dossier is None:
        raise ValidationError(_("This dossier has not been submitted yet."))
    require_endorsed(nomination)
    require_not_withdrawn(nomination)
    require_met(nomination)
    nomination.accepted_at, nomination.accepted_by = clock.now(nomination.edition), by
    nomination.owner = nomination.owner or by
    if nomination.group == Group.UNIT:
        _take_slot(nomination)
    else:
        nomination.save()
    note = _note_choice(nomination, by, reason)
    journal(
        "nomination.accepted",
        nomination,
        by=by,
        tell=members_of(nomination.organization),
        context=facts(nomination),
        slot=nomination.slot,
        note=note.pk if note else None,
    )
    return nomination


def _refuse_own_rival(nomination: Nomination, by: User) -> None:
    """Whoever belongs to one of the competing organisations does not choose among them."""
    if nomination.group != Group.UNIT:
        return
    if _beside(nomination).competing().filter(organization__in=by.tied_organization_ids).exists():
        raise PermissionDenied(own_among_rivals())


def own_among_rivals() -> str:
    return _("One of the competing dossiers is of your own organisation: somebody else chooses among them.")


def _note_choice(nomination: Nomination, by: User, reason: str) -> ScreeningNote | None:
    """Why this one; demanded only where others want the same place."""
    rivals = _beside(nomination).competing().exclude(status=Nomination.Status.ACCEPTED)
    if not reason.strip() and not (nomination.group == Group.UNIT and rivals.exists()):
        return None
    if not reason.strip():
        raise ValidationError(
            {"reason": _("Other units want the same place; please say why this one is chosen.")}
        )
    return ScreeningNote.objects.create(
        nomination=nomination,
        decision=nomination.status,
        text=reason_given(reason),
        at=nomination.accepted_at,
        by=by,
    )


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
        _("%(unit)s (%(number)s), accepted by %(name)s")
        % {"unit": other.organization.name, "number": other.known_as, "name": other.accepted_by.full_name}
        for other in _accepted_beside(nomination).select_related("accepted_by")
    )
    raise ValidationError(
        _("%(sector)s in %(province)s already has its accepted unit: %(holders)s.")
        % {"sector": nomination.sector.label, "province": nomination.province.label, "holders": holders}
    )


def _accepted_beside(nomination: Nomination):
    return _beside(nomination).accepted().filter(group=Group.UNIT)


def _beside(nomination: Nomination):
    """The other dossiers of the same sector and locality."""
    cell = {name: getattr(nomination, name) for name in ("edition", "sector", "province")}
    return Nomination.objects.filter(**cell).exclude(pk=nomination.pk).for_listing()


@transaction.atomic
def return_for_additions(
    nomination: Nomination,
    *,
    by: User,
    reason: str,
    items: Iterable[Asked],
    until: datetime | None = None,
) -> Nomination:
    """Ask the organisation for a supplement: only `items` are opened to it, until `until` (its own deadline).

    Without `until` the deadline stays that of the intake. Raises ValidationError by field: no reason, nothing
    asked for, a moment that has passed.
    """
    require(by, Can.SCREEN, nomination)
    asked = checked(nomination, items)
    if until is not None and until <= clock.now(nomination.edition):
        raise ValidationError({"until": _("This moment has passed already.")})
    return _decide(nomination, Nomination.Status.RETURNED, "nomination.returned", by, reason, asked, until)


@transaction.atomic
def decline(
    nomination: Nomination, *, by: User, reason: str, conditions: Iterable[str] | None = None, rule: str = ""
) -> Nomination:
    """Find a dossier ineligible by conditions that are not met, or by another `rule`; the organisation reads both.

    `conditions` are keys; without them it is every condition that is recorded as not met. Raises ValidationError
    without a reason, without any condition or rule, or for a condition that is not recorded as not met.
    """
    require(by, Can.SCREEN, nomination)
    reason, rule = reason_given(reason), words(rule)
    nomination = locked(nomination)
    named = not_met(nomination) if conditions is None else list(conditions)
    if not named and not rule:
        raise ValidationError(
            {
                "rule": _(
                    "Please name the rule: a condition that is recorded as not met, or another one in words."
                )
            }
        )
    require_not_met(nomination, named)
    return _decide(
        nomination, Nomination.Status.DECLINED, "nomination.declined", by, reason, conditions=named, rule=rule
    )


def hold(nomination: Nomination, *, by: User, reason: str) -> Nomination:
    """Stop the examination for the time being; an accepted unit gives its slot back."""
    return _decide(nomination, Nomination.Status.ON_HOLD, "nomination.held", by, reason)


@transaction.atomic
def _decide(
    nomination: Nomination,
    status: str,
    verb: str,
    by: User,
    reason: str,
    asked: Sequence[Asked] = (),
    until: datetime | None = None,
    conditions: Sequence[str] = (),
    rule: str = "",
    also_told: Iterable[User] = (),
) -> Nomination:
    require(by, Can.SCREEN, nomination)
    reason = reason_given(reason)
    nomination = locked(nomination)
    was = nomination.status
    nomination.move(status)
    nomination.slot = nomination.accepted_at = nomination.accepted_by = None
    if until is not None:
        nomination.extended_until = until
    nomination.owner = nomination.owner or by
    nomination.save()
    now = clock.now(nomination.edition)
    note = ScreeningNote.objects.create(
        nomination=nomination,
        decision=status,
        text=reason,
        conditions=list(conditions),
        rule=rule,
        until=until,
        at=now,
        by=by,
    )
    SupplementItem.objects.bulk_create(
        SupplementItem(request=note, section=item.section, question=item.question, text=nfc(item.text)[:500])
        for item in asked
    )
    context = facts(nomination, **told_by(note))
    told = [*members_of(nomination.organization), *also_told]
    journal(verb, nomination, by=by, tell=told, context=context, note=note.pk, was=was)
    return nomination


@transaction.atomic
def reopen(nomination: Nomination, *, by: User, reason: str) -> Nomination:
    """Take a decision back: the dossier is submitted again and examined anew, an accepted unit's slot is free.

    The organisation, and the bodies that endorse it, are told the reason. Raises ValidationError when an upper
    stage builds upon the decision, the organisation has begun to supplement or has another dossier meanwhile;
    ImpossibleMove when nothing is decided.
    """
    require(by, Can.SCREEN, nomination)
    reason = reason_given(reason)
    nomination = locked(nomination)
    if nomination.status not in Nomination.REOPENED:
        raise ImpossibleMove(
            _("There is no decision to take back: the dossier is now “%(status)s”.")
            % {"status": nomination.get_status_display()}
        )
    reasons = hindrances.of(nomination) or _own_hindrances(nomination)
    if reasons:
        raise ValidationError(reasons)
    officers = [
        officer
        for endorsement in nomination.endorsements.endorsed().select_related("body")
        for officer in User.objects.holding(Can.ENDORSE, edition=nomination.edition, body=endorsement.body)
    ]
    status = Nomination.Status.SUBMITTED
    try:
        with transaction.atomic():
            return _decide(nomination, status, "nomination.reopened", by, reason, also_told=officers)
    except IntegrityError as error:  # it has started another dossier at this very moment
        raise ValidationError(_("The organisation has another dossier meanwhile.")) from error


def _own_hindrances(nomination: Nomination) -> list[str]:
    if nomination.status == Nomination.Status.RETURNED and is_supplemented(nomination):
        return [_("The organisation has begun to supplement its dossier; please wait for it.")]
    if nomination.status != Nomination.Status.DECLINED:
        return []
    over = [Nomination.Status.WITHDRAWN, Nomination.Status.DECLINED]
    same = {name: getattr(nomination, name) for name in ("edition", "organization", "group", "person_name")}
    other = Nomination.objects.filter(**same).exclude(status__in=over).for_listing().first()
    if other is None:
        return []
    return [_("The organisation has another dossier meanwhile: %(number)s.") % {"number": other.known_as}]


@transaction.atomic
def record_outcome(
    nomination: Nomination,
    *,
    by: User,
    outcome: str,
    outcome_en: str,
    notice: str = "",
    again: bool = False,
    **more: Any,
) -> Nomination:
    """Write down what became of a dossier, once the result is published, and tell its organisation.

    Called by the upper stage that publishes; the same outcome changes nothing, unless it is to be told `again`.
    `notice` names the mail of that stage, `more` what it says beyond the usual facts; what the council writes to the
    organisation in it (`recommendations`, `feedback`) stays to be read on its page.
    """
    require(by, Can.PUBLISH, nomination.edition)
    nomination = locked(nomination)
    if not again and (nomination.outcome, nomination.outcome_en) == (outcome, outcome_en):
        return nomination
    nomination.outcome, nomination.outcome_en = outcome, outcome_en
    nomination.council_words = {key: more[key] for key in ("recommendations", "feedback") if more.get(key)}
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
