"""The need-to-know list: named persons who learn the signed list before its publication, and what for."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dtportal.access import Scope
from dtportal.programme.models import Edition
from dtportal.roles import Can


class ConfidantQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who names and who approves, the auditor; each person his own line."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(edition__in=user.editions_where(Can.READ_CONFIDANTS)) | Q(user=user))

    def standing(self):
        """Approved by the chair and not ended."""
        return self.filter(approved_at__isnull=False, ended_at=None)

    def waiting(self):
        return self.filter(approved_at=None, ended_at=None)


class Confidant(models.Model):
    class Purpose(models.TextChoices):
        CERTIFICATES = "certificates", _("Certificates")
        INVITATIONS = "invitations", _("Invitations")
        SEATING = "seating", _("Seating and stage")
        BOOK = "book", _("Yearbook")
        PRESS = "press", _("Broadcast and press kit")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="confidants")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    purpose = models.CharField(_("needed for"), max_length=12, choices=Purpose)
    named_at = models.DateTimeField(default=timezone.now)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ConfidantQuerySet.as_manager()

    class Meta:
        ordering = ["named_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "user", "purpose"],
                condition=Q(ended_at=None),
                name="confidant_once_per_purpose",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="confidant_approved_paired",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="confidant_ended_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.purpose})"

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)

    @property
    def is_standing(self) -> bool:
        return self.approved_at is not None and self.ended_at is None
