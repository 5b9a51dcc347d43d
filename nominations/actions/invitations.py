"""Nominating bodies invite units: to start a dossier, or to complete the one that a list began."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dtportal.access import require
from dtportal.accounts import membership
from dtportal.accounts.models import Membership, User
from dtportal.accounts.models.invitation import end_of_validity
from dtportal.journal.models import Entry, Notice
from dtportal.journal.recording import link_to
from dtportal.programme.models import Body, Edition, Sector
from dtportal.roles import Can
from dtportal.text import nfc
from nominations.actions.shared import journal, locked_endorsement
from nominations.intake import require_open
from nominations.models import Endorsement, Nomination, UnitInvitation

TO_START, TO_COMPLETE = "invitation/unit", "invitation/unit_imported"


@transaction.atomic
def invite_unit(
    edition: Edition, body: Body, *, by: User, name: str, email: str, sector: Sector | None
) -> UnitInvitation:
    """Invite a unit that has not started. A second call for the same name and address sends the same link again.

    Raises ValidationError when the intake is closed or the edition does not have the sector.
    """
    require(by, Can.ENDORSE, UnitInvitation(edition=edition, body=body))
    require_open(edition)
    if sector is not None and not edition.sectors.filter(pk=sector.pk).exists():
        raise ValidationError({"sector": _("This edition does not have this sector.")})
    invitation, _is_new = (
        UnitInvitation.objects.waiting()
        .to_start()
        .get_or_create(
            edition=edition,
            body=body,
            email=email.strip().lower(),
            name=nfc(name),
            defaults={"invited_by": by, "sector": sector},
        )
    )
    invitation.sector = sector
    return _send(invitation, by)


@transaction.atomic
def invite_owner(endorsement: Endorsement, *, by: User, email: str) -> UnitInvitation:
    """Invite somebody to represent a unit that a list began and nobody represents; the last address counts.

    Raises ValidationError (for `email`) when the unit has a representative already.
    """
    require(by, Can.ENDORSE, endorsement)
    nomination = locked_endorsement(endorsement).nomination
    organization = membership.locked(nomination.organization_id)
    if organization.memberships.exists():
        raise ValidationError({"email": _("Somebody represents this organisation already.")})
    email = email.strip().lower()
    waiting = UnitInvitation.objects.waiting().filter(nomination=nomination)
    waiting.exclude(email=email).update(revoked_at=timezone.now(), revoked_by=by)
    invitation = waiting.filter(email=email).first() or UnitInvitation(
        edition=nomination.edition,
        body=endorsement.body,
        name=organization.name,
        sector=nomination.sector,
        nomination=nomination,
        email=email,
    )
    return _send(invitation, by)


def _send(invitation: UnitInvitation, by: User) -> UnitInvitation:
    """Store it with a fresh term and put its mail into the outbox."""
    invitation.invited_by, invitation.expires_at = by, end_of_validity()
    invitation.save()
    entry = journal("unit.invited", invitation, by=by, body=invitation.body_id)
    membership.write_to(
        invitation.email,
        TO_COMPLETE if invitation.nomination_id else TO_START,
        key=f"{entry.pk}:invitation",
        is_rehearsal=invitation.edition.is_rehearsal,
        **_in_mail(invitation),
    )
    return invitation


def _in_mail(invitation: UnitInvitation) -> dict[str, str]:
    return {
        "body": invitation.body.name,
        "organization": invitation.name,
        "edition": invitation.edition.title,
        "sector": invitation.sector.name if invitation.sector else "",
        "url": link_to(reverse("nominations:unit_invitation", args=[invitation.token])),
    }


@transaction.atomic
def accept_unit_invitation(invitation: UnitInvitation, *, by: User) -> UnitInvitation:
    """Take an invitation up; a second call by the same person changes nothing.

    For the draft of a list `by` becomes the organisation's owner, so the link is for the address it went to; to
    start a dossier a colleague may follow the forwarded link. Raises ValidationError with a sentence.
    """
    if invitation.nomination_id:
        membership.locked(invitation.nomination.organization_id)
    invitation = UnitInvitation.objects.select_for_update(of=("self",)).for_listing().get(pk=invitation.pk)
    if invitation.accepted_by_id == by.pk:
        return invitation
    membership.require_acceptable(invitation, by) if invitation.nomination_id else require_holding(invitation)
    if invitation.nomination_id:
        _take_charge(invitation.nomination, by)
    invitation.accepted_at, invitation.accepted_by = timezone.now(), by
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    journal("unit.accepted", invitation, by=by, body=invitation.body_id)
    return invitation


def require_holding(invitation: UnitInvitation) -> None:
    """Raise ValidationError with a sentence unless the link still works, for whoever has it."""
    if invitation.accepted_at:
        raise ValidationError(_("This invitation has been used already."))
    if invitation.revoked_at:
        raise ValidationError(_("This invitation has been taken back."))
    if not invitation.is_open:
        raise ValidationError(_("This invitation has expired; ask for a new one."))


def _take_charge(nomination: Nomination, by: User) -> None:
    """The caller holds the organisation's lock."""
    members = Membership.objects.filter(organization=nomination.organization_id)
    if members.filter(user=by).exists():
        return
    if members.exists():
        raise ValidationError(
            _("Somebody represents this organisation already; ask that colleague to invite this account.")
        )
    membership.add_member(nomination.organization, by)


@transaction.atomic
def take_back_unit_invitation(invitation: UnitInvitation, *, by: User) -> None:
    """The link stops working; a second call changes nothing."""
    require(by, Can.ENDORSE, invitation)
    waiting = UnitInvitation.objects.waiting().filter(pk=invitation.pk)
    if waiting.update(revoked_at=timezone.now(), revoked_by=by):
        journal("unit.invitation_taken_back", invitation, by=by, body=invitation.body_id)


def invite_imported(pairs: Iterable[tuple[Nomination, Body]], *, by: User) -> int:
    """Invite the units of new drafts, part of an import: thousands at once, in a few queries; returns how many.

    A unit that somebody represents is told that its locality's list began a dossier; one without an address in
    the list waits for an officer to give one (`invite_owner`).
    """
    pairs = list(pairs)
    represented: dict[int, list[User]] = {}
    organizations = {nomination.organization_id for nomination, _body in pairs}
    members = Membership.objects.filter(organization__in=organizations, user__is_active=True)
    for member in members.select_related("user"):
        represented.setdefault(member.organization_id, []).append(member.user)
    made, told = [], []
    for nomination, body in pairs:
        invitation = UnitInvitation(
            edition=nomination.edition,
            body=body,
            name=nomination.organization.name,
            sector=nomination.sector,
            nomination=nomination,
            email=nomination.organization.email.lower(),
            invited_by=by,
        )
        users = represented.get(nomination.organization_id, [])
        told += [(user, nomination, invitation) for user in users]
        if not users and invitation.email:
            made.append(invitation)
    UnitInvitation.objects.bulk_create(made, batch_size=500)
    _write_to_all(made, told, by)
    return len(made)


def _write_to_all(
    made: list[UnitInvitation], told: list[tuple[User, Nomination, UnitInvitation]], by: User
) -> None:
    """The outbox's rows at once; the sweep sends them within half a minute."""
    accounts = User.objects.filter(email__in={row.email for row in made}, is_active=True)
    languages = dict(accounts.values_list("email", "language"))
    notices = [
        Notice(
            address=row.email,
            language=languages.get(row.email, "vi"),
            template=TO_COMPLETE,
            context=_in_mail(row),
            is_rehearsal=row.edition.is_rehearsal,
            key=f"unit-invitation:{row.pk}",
        )
        for row in made
    ]
    notices += [
        Notice(
            recipient=user,
            language=user.language,
            template="nomination.imported",
            context={**_in_mail(row), "url": link_to(nomination.get_absolute_url())},
            is_rehearsal=row.edition.is_rehearsal,
            key=f"imported:{nomination.pk}:{user.pk}",
        )
        for user, nomination, row in told
    ]
    Notice.objects.bulk_create(notices, batch_size=500)
    entries = [
        Entry(
            actor_id=by.pk,
            edition_id=row.edition_id,
            verb="unit.invited",
            subject=row._meta.label_lower,
            subject_id=row.pk,
            data={"body": row.body_id},
        )
        for row in made
    ]
    Entry.objects.bulk_create(entries, batch_size=500)
