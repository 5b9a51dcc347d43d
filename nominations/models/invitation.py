"""A nominating body invites a unit: to start a dossier, or to complete the one that its list began."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dtportal.access import Scope
from dtportal.accounts.models.invitation import Invited, InvitedQuerySet, verified_addresses
from dtportal.programme.models import Body, Edition, Sector
from dtportal.roles import Can
from nominations.models.nomination import Nomination


class UnitInvitationQuerySet(InvitedQuerySet):
    def visible_to(self, user):
        """For the officers of the body, whoever is invited, and whoever took it up."""
        if not user.is_authenticated:
            return self.none()
        mine = Q(email__in=verified_addresses(user)) | Q(accepted_by=user)
        for edition_id, body_id in user.bodies_where(Can.ENDORSE):
            mine |= Q(edition=edition_id, body=body_id)
        return self.filter(mine)

    def to_start(self):
        """Of units that have no dossier yet."""
        return self.filter(nomination=None)

    def taken_up_for(self, organization, edition):
        """What a representative of an organisation took up in an edition, the newest first."""
        rows = self.to_start().filter(edition=edition, accepted_by__memberships__organization=organization)
        return rows.order_by("-accepted_at", "-pk")

    def for_listing(self):
        return self.select_related(
            "edition", "body", "sector", "invited_by", "nomination__organization"
        ).prefetch_related("body__names")


class UnitInvitation(Invited):
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="unit_invitations")
    body = models.ForeignKey(Body, models.PROTECT, related_name="unit_invitations")
    # As the officer calls it; the unit registers under its own name.
    name = models.CharField(_("organisation"), max_length=250)
    sector = models.ForeignKey(
        Sector, models.PROTECT, null=True, blank=True, verbose_name=_("sector"), related_name="+"
    )
    # The draft that a list began, whose organisation nobody represents yet.
    nomination = models.ForeignKey(
        Nomination, models.CASCADE, null=True, blank=True, related_name="unit_invitations"
    )

    objects = UnitInvitationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "body", "email", "name"],
                condition=Q(accepted_at=None, revoked_at=None, nomination=None),
                name="unit_invitation_waits_once",
            ),
            models.UniqueConstraint(
                fields=["nomination"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="unit_invitation_one_for_a_draft",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, revoked_at=None),
                name="unit_invitation_accepted_paired",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="unit_invitation_revoked_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} → {self.name}"

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id, body_ids=frozenset({self.body_id}))
