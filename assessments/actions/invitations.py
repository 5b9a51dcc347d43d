"""Inviting to the council by a link: accept, or decline with a reason; remind, take back."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.actions.seats import seat
from assessments.models import CouncilInvitation, CouncilMember
from dtportal.access import require
from dtportal.accounts.actions import appoint
from dtportal.accounts.membership import require_acceptable, write_to
from dtportal.accounts.models import Appointment, User
from dtportal.accounts.models.invitation import end_of_validity
from dtportal.journal.recording import link_to, record
from dtportal.programme.models import Body, Edition
from dtportal.roles import TAKES_A_SEAT, Can, roles_that
from dtportal.text import nfc

Ground = CouncilInvitation.Ground


@transaction.atomic
def invite_member(
    edition: Edition,
    email: str,
    *,
    by: Any,
    full_name: str,
    body: Body | None = None,
    academic_title: str = "",
    position: str = "",
) -> CouncilInvitation:
    """Ask somebody, with an account or without one, to sit in the council: for a body, or as an expert.

    Raises ValidationError (for `email`) when the holder of the address sits there already, or an invitation waits.
    """
    require(by, Can.APPOINT, edition)
    Edition.objects.select_for_update().get(pk=edition.pk)
    email = email.strip().lower()
    offices = Appointment.objects.active().filter(edition=edition, role__in=roles_that(Can.APPRAISE))
    if offices.filter(user__email__iexact=email).exists():
        raise ValidationError({"email": _("The holder of this address sits in the council already.")})
    if CouncilInvitation.objects.open().filter(edition=edition, email=email).exists():
        raise ValidationError(
            {"email": _("This address has been invited already; remind it in the list below.")}
        )
    # One that has expired without an answer gives way.
    for expired in CouncilInvitation.objects.waiting().filter(edition=edition, email=email):
        take_back_seat(expired, by=by)
    invitation = CouncilInvitation.objects.create(
        edition=edition,
        email=email,
        full_name=nfc(full_name),
        body=body,
        academic_title=nfc(academic_title),
        position=nfc(position),
        invited_by=by,
    )
    entry = record("council.invited", invitation, by=by, body=body.pk if body else None)
    _write(invitation, "invitation/council", key=f"{entry.pk}:invitation")
    return invitation


@transaction.atomic
def remind_invited(invitation: CouncilInvitation, *, by: Any) -> CouncilInvitation:
    """Send the same link again and let it live as long as a new one. Raises ValidationError once it is answered."""
    require(by, Can.APPOINT, invitation)
    invitation = _locked(invitation)
    if not invitation.is_waiting:
        raise ValidationError(_("This invitation has its answer already, or was taken back."))
    invitation.reminded_at, invitation.expires_at = timezone.now(), end_of_validity()
    invitation.save(update_fields=["reminded_at", "expires_at"])
    entry = record("council.invited_again", invitation, by=by)
    _write(invitation, "invitation/council_reminder", key=f"{entry.pk}:reminder")
    return invitation


@transaction.atomic
def take_back_seat(invitation: CouncilInvitation, *, by: Any) -> None:
    """The link stops working; a second call changes nothing."""
    require(by, Can.APPOINT, invitation)
    waiting = CouncilInvitation.objects.waiting().filter(pk=invitation.pk)
    if waiting.update(revoked_at=timezone.now(), revoked_by=by):
        record("council.invitation_taken_back", invitation, by=by)


@transaction.atomic
def accept_seat(invitation: CouncilInvitation, *, by: Any) -> CouncilMember:
    """Take the seat: an appointment and a place in the council. A second call changes nothing.

    Raises ValidationError with a sentence when the link has been used, taken back or declined, or has expired, and when
    whoever invited may not appoint any more.
    """
    invitation = _locked(invitation)
    edition = invitation.edition
    if invitation.accepted_by_id == by.pk:
        return CouncilMember.objects.get(edition=edition, user=by)
    if invitation.declined_at:
        raise ValidationError(_("This invitation was declined. Ask for a new one if that has changed."))
    require_acceptable(invitation, by)
    if not invitation.invited_by.can(Can.APPOINT, invitation.access_scope()):
        raise ValidationError(_("Whoever sent this invitation appoints nobody any more; ask for a new one."))
    invitation.accepted_at, invitation.accepted_by = timezone.now(), by
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    held = Appointment.objects.active().filter(edition=edition, user=by, role__in=roles_that(Can.APPRAISE))
    if not held.exists():
        appoint(edition, by=invitation.invited_by, user=by, role=TAKES_A_SEAT)
    member = seat(
        edition,
        by,
        body=invitation.body,
        academic_title=invitation.academic_title,
        position=invitation.position,
    )
    _answered("council.accepted", invitation, by, "invitation/council_accepted", member=member.pk)
    for known in ("active_appointments", "functions"):
        vars(by).pop(known, None)
    return member


@transaction.atomic
def decline_seat(
    invitation: CouncilInvitation, *, ground: str, words: str = "", by: Any = None
) -> CouncilInvitation:
    """Say no, with a reason; the link alone is enough (`by` is None for somebody without an account).

    A second call changes nothing. Raises ValidationError when the link has expired, or has another answer already.
    """
    invitation = _locked(invitation)
    if invitation.declined_at:
        return invitation
    if not invitation.is_waiting:
        raise ValidationError(_("This invitation has its answer already, or was taken back."))
    if not invitation.is_open:
        raise ValidationError(_("This invitation has expired; ask for a new one."))
    if ground not in Ground.values:
        raise ValidationError({"ground": _("Choose the reason from the list.")})
    invitation.declined_at, invitation.decline_ground = timezone.now(), ground
    invitation.decline_words = words.strip()
    invitation.save(update_fields=["declined_at", "decline_ground", "decline_words"])
    _answered("council.declined", invitation, by, "invitation/council_declined", ground=ground)
    return invitation


def _locked(invitation: CouncilInvitation) -> CouncilInvitation:
    rows = CouncilInvitation.objects.select_for_update(of=("self",))
    return rows.select_related("edition", "body", "invited_by").get(pk=invitation.pk)


def _write(invitation: CouncilInvitation, template: str, *, key: str) -> None:
    write_to(
        invitation.email,
        template,
        key=key,
        is_rehearsal=invitation.edition.is_rehearsal,
        name=invitation.full_name,
        body=invitation.body.name if invitation.body else "",
        edition=invitation.edition.title,
        inviter=invitation.invited_by.full_name,
        url=link_to(reverse("assessments:seat_invitation", args=[invitation.token])),
    )


def _answered(verb: str, invitation: CouncilInvitation, by: Any, notice: str, **data: Any) -> None:
    """The secretariat and whoever invited hear the answer."""
    edition = invitation.edition
    readers = {user.pk: user for user in User.objects.holding(Can.ASSIGN, edition=edition)}
    readers[invitation.invited_by_id] = invitation.invited_by
    readers.pop(getattr(by, "pk", None), None)
    record(
        verb,
        invitation,
        by=by,
        tell=readers.values(),
        notice=notice,
        context={
            "name": invitation.full_name,
            "edition": edition.title,
            "reason": str(invitation.get_decline_ground_display()),
            "words": invitation.decline_words,
            "url": link_to(reverse("assessments:invitations", args=[edition.slug])),
        },
        **data,
    )
