"""Sign-off by two: the chair and the auditor, each with the second factor, sign the same list or refuse it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import AgendaItem
from awards import rolls
from awards.addresses import address_of
from awards.models import Roll, Signature
from awards.preparing import prepare_decision
from dtportal.accounts import second_factor
from dtportal.accounts.models import User
from dtportal.journal.recording import record
from dtportal.programme import clock
from dtportal.roles import Can
from dtportal.states import ImpossibleMove

SIGNS_AS = {Signature.Part.CHAIR: Can.SIGN_AS_CHAIR, Signature.Part.AUDITOR: Can.SIGN_AS_AUDITOR}


@transaction.atomic
def sign(roll: Roll, *, by: User, code: str) -> Signature:
    """Sign as chair or as auditor with the second factor; the second of the two signatures makes it SIGNED.

    Only what the council has carried can be signed, and only the very list that was drawn up.
    """
    part = _part_of(by, roll)
    roll = _locked(roll)
    _bring_up(roll)
    _not_twice(roll, by, part)
    if rolls.is_overtaken(roll):
        raise ValidationError(
            _("The council has moved a dossier since this list was drawn up; a new version is needed.")
        )
    if rolls.stored_fingerprint(roll) != roll.sha256:
        raise ValidationError(
            _("The stored list differs from the one that was drawn up; it cannot be signed.")
        )
    if not second_factor.verify(by, code):
        raise ValidationError(_("The code of the second factor is wrong or used up. Wait for the next one."))
    signature = Signature.objects.create(
        roll=roll, part=part, user=by, roll_sha256=roll.sha256, signed_at=clock.now(roll.edition)
    )
    both = roll.signatures.filter(is_refusal=False).count() == len(Signature.Part)
    if both:
        roll.move(Roll.Status.SIGNED)
        prepare_decision(roll)
    roll.save()
    record(
        "roll.signed",
        roll,
        by=by,
        tell=User.objects.holding(Can.PUBLISH, edition=roll.edition) if both else [],
        notice="roll_signed",
        context={"url": address_of("awards:publication", roll.edition)},
        part=part,
        sha256=roll.sha256,
    )
    return signature


@transaction.atomic
def refuse(roll: Roll, *, by: User, reason: str) -> Signature:
    """Refuse to sign, with a reason: the roll goes back to the secretariat, which draws up a new version."""
    part = _part_of(by, roll)
    if not reason.strip():
        raise ValidationError(_("A refusal needs its reason."))
    roll = _locked(roll)
    _bring_up(roll)
    _not_twice(roll, by, part)
    signature = Signature.objects.create(
        roll=roll,
        part=part,
        user=by,
        is_refusal=True,
        reason=reason.strip(),
        roll_sha256=roll.sha256,
        signed_at=clock.now(roll.edition),
    )
    roll.move(Roll.Status.RETURNED)
    roll.save()
    record(
        "roll.refused",
        roll,
        by=by,
        tell=User.objects.holding(Can.DRAW_ROLL, edition=roll.edition),
        notice="roll_refused",
        context={
            "url": address_of("awards:roll", roll.edition),
            "version": roll.version,
            "reason": signature.reason,
        },
        part=part,
        sha256=roll.sha256,
    )
    return signature


def part_for(user: User, roll: Roll) -> str | None:
    """As what this person may sign, or None."""
    scope = roll.access_scope()
    return next((part for part, can in SIGNS_AS.items() if user.can(can, scope)), None)


def _part_of(by: User, roll: Roll) -> str:
    part = part_for(by, roll) if by is not None and by.is_authenticated else None
    if part is None:
        raise PermissionDenied(_("Your role does not include this."))
    return part


def _locked(roll: Roll) -> Roll:
    return Roll.objects.select_for_update(of=("self",)).select_related("edition", "item").get(pk=roll.pk)


def _bring_up(roll: Roll) -> None:
    """The council's vote lives one stage below; here is where the roll takes note of it."""
    if roll.status == Roll.Status.APPROVED:
        return
    waits = roll.status == Roll.Status.DRAFT
    if waits and (roll.item is None or roll.item.status != AgendaItem.Status.CARRIED):
        raise ValidationError(_("The council has not carried this roll, so it cannot be signed yet."))
    roll.move(Roll.Status.APPROVED)


def _not_twice(roll: Roll, by: User, part: str) -> None:
    for signature in roll.signatures.all():
        if signature.user_id == by.pk or signature.part == part:
            raise ImpossibleMove(_("Chair and auditor sign once each, and they are two persons."))
