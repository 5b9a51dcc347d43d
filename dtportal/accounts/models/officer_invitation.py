"""An invitation to be an officer of a nominating body, for somebody who may not have an account yet."""

from django.db import models
from django.db.models import Q

from dtportal.access import Scope
from dtportal.accounts.models.invitation import Invited, InvitedQuerySet, verified_addresses
from dtportal.programme.models import Body, Edition
from dtportal.roles import Can


class OfficerInvitationQuerySet(InvitedQuerySet):
    def visible_to(self, user):
        """For whoever looks after the bodies of the edition, and for whoever is invited."""
        if not user.is_authenticated:
            return self.none()
        mine = Q(email__in=verified_addresses(user))
        return self.filter(mine | Q(edition__in=user.editions_where(Can.MANAGE_BODIES)))

    def for_listing(self):
        return self.select_related("edition", "body", "invited_by").prefetch_related("body__names")


class OfficerInvitation(Invited):
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="officer_invitations")
    body = models.ForeignKey(Body, models.PROTECT, related_name="officer_invitations")

    objects = OfficerInvitationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "body", "email"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="officer_invitation_waits_once",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, revoked_at=None),
                name="officer_invitation_accepted_paired",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="officer_invitation_revoked_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} → {self.body_id}"

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)
