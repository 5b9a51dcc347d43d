"""Who represents an organisation: inviting, removing, leaving, handing over.

Every verb locks the organisation's row first, so that two people at once meet in a queue and the second sees what
the first has done: an organisation with representatives always has one in charge.
"""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dtportal.access import require
from dtportal.accounts.models import Invitation, Membership, Organization, User
from dtportal.accounts.models.invitation import end_of_validity
from dtportal.journal.recording import link_to, record, send
from dtportal.roles import Can


def locked(organization_id: int) -> Organization:
    """The row, locked until the transaction ends."""
    return Organization.objects.select_for_update().get(pk=organization_id)


def members_of(organization: Organization) -> list[User]:
    """Its representatives whose accounts are open."""
    return list(User.objects.filter(memberships__organization=organization, is_active=True).order_by("pk"))


def require_owner(organization: Organization, by: User) -> None:
    """Raise PermissionDenied unless `by` is in charge of the organisation at this moment."""
    require(by, Can.DRAFT, organization)
    if not _is_owner(organization, by):
        raise PermissionDenied(_("Only a representative in charge of the organisation can do this."))


def _is_owner(organization: Organization, user: User) -> bool:
    return Membership.objects.filter(user=user, organization=organization, is_owner=True).exists()


# --- Invitations ---------------------------------------------------------------------------------------


@transaction.atomic
def invite(organization: Organization, email: str, *, by: User) -> Invitation:
    """Ask the holder of an address to become a representative; a second call sends the same link again.

    Raises ValidationError (for `email`) when the address is a representative's already.
    """
    organization = locked(organization.pk)
    require_owner(organization, by)
    email = email.strip().lower()
    if Membership.objects.filter(organization=organization, user__email__iexact=email).exists():
        raise ValidationError({"email": _("This address belongs to a representative already.")})
    invitation, _is_new = Invitation.objects.waiting().get_or_create(
        organization=organization, email=email, defaults={"invited_by": by}
    )
    invitation.invited_by, invitation.expires_at = by, end_of_validity()
    invitation.save(update_fields=["invited_by", "expires_at"])
    entry = record("invitation.sent", invitation, by=by, organization=organization.pk)
    write_to(
        email,
        "invitation/organization",
        key=f"{entry.pk}:invitation",
        organization=organization.name,
        inviter=by.full_name,
        url=link_to(reverse("accounts:invitation", args=[invitation.token])),
    )
    return invitation


def write_to(email: str, template: str, *, key: str, is_rehearsal: bool = False, **context: Any) -> None:
    """A mail to an address, in the language of its account if it has one."""
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    language = user.language if user else "vi"
    send(template, context=context, key=key, address=email, language=language, is_rehearsal=is_rehearsal)


def require_acceptable(invitation: Any, by: User) -> None:
    """Raise ValidationError with a sentence unless `by` may take this invitation up now."""
    if not invitation.is_for(by):
        raise ValidationError(_("This invitation was sent to another e-mail address."))
    if invitation.accepted_at:
        raise ValidationError(_("This invitation has been used already."))
    if invitation.revoked_at:
        raise ValidationError(_("This invitation has been taken back."))
    if not invitation.is_open:
        raise ValidationError(_("This invitation has expired; ask for a new one."))


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: User) -> Membership:
    """Become a representative; repeating it changes nothing. Raises ValidationError with a sentence."""
    organization = locked(invitation.organization_id)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    present = Membership.objects.filter(user=by, organization=organization).first()
    if invitation.accepted_by_id == by.pk and present:
        return present
    require_acceptable(invitation, by)
    if not Membership.objects.filter(organization=organization, user=invitation.invited_by).exists():
        raise ValidationError(_("Whoever sent this invitation has left the organisation; ask for a new one."))
    invitation.accepted_at, invitation.accepted_by = timezone.now(), by
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    membership = present or add_member(organization, by)
    record(
        "invitation.accepted",
        invitation,
        by=by,
        tell=[invitation.invited_by],
        notice="invitation/accepted",
        context={"organization": organization.name, "person": by.full_name, "url": _page(organization)},
        organization=organization.pk,
    )
    return membership


@transaction.atomic
def take_back_invitation(invitation: Invitation, *, by: User) -> None:
    """The link stops working; a second call changes nothing."""
    organization = locked(invitation.organization_id)
    require_owner(organization, by)
    waiting = Invitation.objects.waiting().filter(pk=invitation.pk)
    if waiting.update(revoked_at=timezone.now(), revoked_by=by):
        record("invitation.taken_back", invitation, by=by, organization=organization.pk)


# --- Members -------------------------------------------------------------------------------------------


def add_member(organization: Organization, user: User) -> Membership:
    """For callers who hold the lock; whoever finds nobody in charge takes charge."""
    in_charge = Membership.objects.filter(organization=organization, is_owner=True, user__is_active=True)
    return Membership.objects.create(user=user, organization=organization, is_owner=not in_charge.exists())


@transaction.atomic
def remove_member(membership: Membership, *, by: User) -> None:
    """End a membership: whoever is in charge ends any, everybody ends his own; the last in charge stays.

    Raises ValidationError when it is the last one in charge, or has ended already.
    """
    organization = locked(membership.organization_id)
    if membership.user_id == by.pk:
        require(by, Can.DRAFT, organization)
    else:
        require_owner(organization, by)
    membership = _present(membership)
    if membership.is_owner and not _others_in_charge(membership).exists():
        raise ValidationError(
            _("Somebody must stay in charge: hand the organisation over to a colleague first.")
        )
    end(membership, by=by)


def _present(membership: Membership) -> Membership:
    found = Membership.objects.filter(pk=membership.pk).select_related("user", "organization").first()
    if found is None:
        raise ValidationError(_("This person does not represent the organisation any more."))
    return found


def _others_in_charge(membership: Membership):
    owners = Membership.objects.filter(organization=membership.organization_id, is_owner=True)
    return owners.filter(user__is_active=True).exclude(pk=membership.pk)


def end(membership: Membership, *, by: User) -> None:
    """For callers who hold the lock: the row goes, the journal keeps who and when; the person is told."""
    record(
        "membership.ended",
        membership,
        by=by,
        tell=[] if membership.user_id == by.pk else [membership.user],
        notice="membership/ended",
        context={"organization": membership.organization.name},
        user=membership.user_id,
        organization=membership.organization_id,
    )
    membership.delete()


@transaction.atomic
def hand_over(membership: Membership, *, by: User, stay: bool = False) -> Membership:
    """Put another representative in charge; `by` becomes an ordinary one unless `stay`.

    A second call changes nothing. Raises ValidationError when that person has left.
    """
    organization = locked(membership.organization_id)
    require(by, Can.DRAFT, organization)
    membership = _present(membership)
    if membership.is_owner and membership.user_id != by.pk and not stay and not _is_owner(organization, by):
        return membership
    require_owner(organization, by)
    if membership.user_id == by.pk:
        raise ValidationError(_("Choose a colleague to hand the organisation over to."))
    if not membership.user.is_active:
        raise ValidationError(_("The account of this person is closed."))
    Membership.objects.filter(pk=membership.pk).update(is_owner=True)
    if not stay:
        Membership.objects.filter(organization=organization, user=by).update(is_owner=False)
    membership.is_owner = True
    record(
        "membership.handed_over",
        membership,
        by=by,
        tell=[membership.user],
        notice="membership/handed_over",
        context={"organization": organization.name, "person": by.full_name, "url": _page(organization)},
        user=membership.user_id,
        organization=organization.pk,
        stays=stay,
    )
    return membership


def _page(organization: Organization) -> str:
    return link_to(reverse("accounts:organization", args=[organization.pk]))
