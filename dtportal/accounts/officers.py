"""Nominating bodies and their officers, whom the secretariat appoints: with an account, or by a link."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dtportal.access import require
from dtportal.accounts.actions import appoint
from dtportal.accounts.membership import require_acceptable, write_to
from dtportal.accounts.models import Appointment, OfficerInvitation, User
from dtportal.accounts.models.invitation import end_of_validity
from dtportal.journal.recording import link_to, record
from dtportal.programme.models import Body, BodyName, Edition, Province
from dtportal.roles import NEEDS_BODY, Can
from dtportal.text import nfc, slug

[OFFICER] = NEEDS_BODY


@transaction.atomic
def add_body(edition: Edition, *, by: User, name: str, kind: str, province: Province | None) -> Body:
    """A nominating body that the portal did not know; one that it knew may nominate from now on.

    Raises ValidationError by field: People's Committees and departments belong to a province.
    """
    require(by, Can.MANAGE_BODIES, edition)
    name = nfc(name)
    if kind in {Body.Kind.PEOPLES_COMMITTEE, Body.Kind.DEPARTMENT} and province is None:
        raise ValidationError(
            {"province": _("A People's Committee or a department belongs to a province or city.")}
        )
    key = slug(name)[:120]
    if not key:
        raise ValidationError({"name": _("Please give the full name of the body.")})
    known = Body.objects.select_for_update().filter(slug=key).first()
    if known is not None:
        return _let_nominate(known, by)
    body = Body(kind=kind, slug=key, province=province, may_nominate=True)
    try:
        with transaction.atomic():
            body.save()
    except IntegrityError as error:
        raise ValidationError({"name": _("Somebody has just added this body.")}) from error
    BodyName.objects.create(body=body, name=name)
    body.refresh_search_text()
    body.save(update_fields=["search_text"])
    record("body.added", body, by=by)
    return body


def _let_nominate(body: Body, by: User) -> Body:
    if body.may_nominate:
        raise ValidationError({"name": _("There is a nominating body with this name already.")})
    body.may_nominate = True
    body.save(update_fields=["may_nominate"])
    record("body.may_nominate", body, by=by)
    return body


@transaction.atomic
def invite_officer(edition: Edition, body: Body, email: str, *, by: User) -> Appointment | OfficerInvitation:
    """Appoint the holder of an account at once; send a link to an address without one.

    A second invitation sends the same link again. Raises ValidationError (for `email`) when he holds the office.
    """
    require(by, Can.MANAGE_BODIES, edition)
    if not body.may_nominate:
        raise ValidationError(_("This body does not nominate."))
    email = email.strip().lower()
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is not None:
        try:
            return appoint(edition, by=by, user=user, role=OFFICER, body=body)
        except ValidationError as error:
            raise ValidationError({"email": error.messages}) from error
    invitation, _is_new = OfficerInvitation.objects.waiting().get_or_create(
        edition=edition, body=body, email=email, defaults={"invited_by": by}
    )
    invitation.invited_by, invitation.expires_at = by, end_of_validity()
    invitation.save(update_fields=["invited_by", "expires_at"])
    entry = record("officer.invited", invitation, by=by, body=body.pk)
    write_to(
        email,
        "invitation/officer",
        key=f"{entry.pk}:invitation",
        is_rehearsal=edition.is_rehearsal,
        body=body.name,
        edition=edition.title,
        inviter=by.full_name,
        url=link_to(reverse("accounts:officer_invitation", args=[invitation.token])),
    )
    return invitation


@transaction.atomic
def accept_office(invitation: OfficerInvitation, *, by: User) -> Appointment:
    """Take the office up; whoever invited must still look after the bodies. A second call changes nothing."""
    invitation = OfficerInvitation.objects.select_for_update().get(pk=invitation.pk)
    held = Appointment.objects.active().filter(
        user=by, role=OFFICER, edition=invitation.edition_id, body=invitation.body_id
    )
    if invitation.accepted_by_id == by.pk and held.exists():
        return held.get()
    require_acceptable(invitation, by)
    if not invitation.invited_by.can(Can.MANAGE_BODIES, invitation.access_scope()):
        raise ValidationError(_("Whoever sent this invitation has left the secretariat; ask for a new one."))
    invitation.accepted_at, invitation.accepted_by = timezone.now(), by
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record("officer.accepted", invitation, by=by, body=invitation.body_id)
    return held.first() or appoint(
        invitation.edition, by=invitation.invited_by, user=by, role=OFFICER, body=invitation.body
    )


@transaction.atomic
def take_back(invitation: OfficerInvitation, *, by: User) -> None:
    """The link stops working; a second call changes nothing."""
    require(by, Can.MANAGE_BODIES, invitation)
    waiting = OfficerInvitation.objects.waiting().filter(pk=invitation.pk)
    if waiting.update(revoked_at=timezone.now(), revoked_by=by):
        record("officer.invitation_taken_back", invitation, by=by, body=invitation.body_id)
