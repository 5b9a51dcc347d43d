"""More time for one dossier, and the reminders that went out before a deadline."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dtportal.roles import Can
from nominations.models.nomination import Nomination


class OfDossierQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The organisation's own, and the edition's for the secretariat and the auditor."""
        if not user.is_authenticated:
            return self.none()
        offices = {*user.editions_where(Can.SCREEN), *user.editions_where(Can.AUDIT)}
        own = Q(nomination__organization__in=user.organization_ids)
        return self.filter(own | Q(nomination__edition__in=offices))


class Extension(models.Model):
    """A later deadline for one dossier, with the reason; the latest one counts (`Nomination.extended_until`)."""

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="extensions")
    until = models.DateTimeField(_("until"))
    reason = models.TextField(_("reason"))
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = OfDossierQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=models.F("at")), name="extension_lies_ahead"),
            models.CheckConstraint(condition=~Q(reason=""), name="extension_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.nomination.reference} → {self.until:%Y-%m-%d %H:%M}"


class Reminder(models.Model):
    """A dossier's people were reminded of a deadline at a distance; the database lets it happen once."""

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="reminders")
    deadline = models.DateTimeField()
    days = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now)

    objects = OfDossierQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["nomination", "deadline", "days"], name="reminder_once")
        ]

    def __str__(self) -> str:
        return f"{self.nomination.reference}: {self.days} days before {self.deadline:%Y-%m-%d %H:%M}"
