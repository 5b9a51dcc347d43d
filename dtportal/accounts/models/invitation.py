"""Invitations by link to an e-mail address: for somebody who may not have an account yet."""

import secrets
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from dtportal.access import Scope
from dtportal.accounts.models.organization import Organization

VALID_FOR = timedelta(days=14)


def new_token() -> str:
    return secrets.token_urlsafe(24)


def end_of_validity() -> datetime:
    return timezone.now() + VALID_FOR


def verified_addresses(user) -> list[str]:
    """The addresses that a person has confirmed, in lower case."""
    confirmed = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return [address.lower() for address in confirmed]


class InvitedQuerySet(models.QuerySet):
    def waiting(self):
        """Neither taken up nor taken back; the term is asked of each (`is_open`)."""
        return self.filter(accepted_at=None, revoked_at=None)

    def open(self):
        return self.waiting().filter(expires_at__gt=timezone.now())

    def by_token(self, token: str):
        """Whoever holds the link may know that it exists; what it says is for the address it went to."""
        return self.filter(token=token)

    def addressed_to(self, user):
        return self.filter(email__in=verified_addresses(user))


class Invited(models.Model):
    """What every invitation has: an address, a token that works once and until a day, who and when."""

    email = models.EmailField()
    token = models.CharField(max_length=40, unique=True, default=new_token)
    invited_at = models.DateTimeField(default=timezone.now)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(default=end_of_validity)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    @property
    def is_waiting(self) -> bool:
        return self.accepted_at is None and self.revoked_at is None

    @property
    def is_open(self) -> bool:
        return self.is_waiting and self.expires_at > timezone.now()

    def is_for(self, user) -> bool:
        return self.email in verified_addresses(user)


class InvitationQuerySet(InvitedQuerySet):
    def visible_to(self, user):
        """For the representatives of the organisation, and for whoever is invited."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(organization__in=user.organization_ids) | Q(email__in=verified_addresses(user)))


class Invitation(Invited):
    """To become a representative of an organisation."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="invitations")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "email"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="invitation_waits_once",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, revoked_at=None),
                name="invitation_accepted_paired",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="invitation_revoked_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} → {self.organization_id}"

    def access_scope(self) -> Scope:
        return Scope(organization_id=self.organization_id)
