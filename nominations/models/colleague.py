"""Colleagues on one dossier, or on one section of it: people who write without representing the organisation."""

from django.db import models
from django.db.models import Q

from dtportal.access import Scope
from dtportal.accounts.models.invitation import Invited, InvitedQuerySet, verified_addresses
from nominations.models.nomination import Nomination


class ColleagueQuerySet(InvitedQuerySet):
    def visible_to(self, user):
        """For the representatives of the organisation, and for whoever is, or is invited to be, the colleague."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(nomination__organization__in=user.organization_ids)
            | Q(accepted_by=user)
            | Q(email__in=verified_addresses(user))
        )

    def present(self):
        """Invited or at work, and not removed."""
        return self.filter(revoked_at=None)

    def at_work(self):
        return self.present().filter(accepted_by__isnull=False)


class Colleague(Invited):
    """The invitation, and once it is accepted the standing itself; removing is taking it back.

    Reads the whole dossier and writes `section`, or all sections when that is ''; submitting, withdrawing, asking for
    endorsements and inviting stay with the representatives.
    """

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="colleagues")
    section = models.SlugField(max_length=40, blank=True)

    objects = ColleagueQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["nomination", "email", "section"],
                condition=Q(revoked_at=None),
                name="colleague_once_per_section",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="colleague_accepted_paired",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="colleague_revoked_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.nomination_id}/{self.section or '*'}"

    def access_scope(self) -> Scope:
        return self.nomination.access_scope()

    @property
    def edition(self):
        return self.nomination.edition

    @property
    def is_at_work(self) -> bool:
        return self.accepted_at is not None and self.revoked_at is None
