"""What the secretariat keeps about a dossier beside it: notes of its own, and the words a search finds it by."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from dtportal.access import Scope
from dtportal.roles import Can
from nominations.models.nomination import Nomination


class OfficeQuerySet(models.QuerySet):
    # From the row to its nomination, or to what has an edition and an organisation of its own.
    path = "nomination__"

    def visible_to(self, user):
        """The secretariat and the auditor of the edition, never a member of the organisation concerned."""
        if not user.is_authenticated:
            return self.none()
        offices = {*user.editions_where(Can.SCREEN), *user.editions_where(Can.AUDIT)}
        mine = Q(**{f"{self.path}organization__in": user.tied_organization_ids})
        return self.filter(**{f"{self.path}edition__in": offices}).exclude(mine)


class InternalNote(models.Model):
    """A remark among secretaries; the organisation never reads it."""

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="internal_notes")
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = OfficeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def access_scope(self) -> Scope:
        return self.nomination.access_scope()


class FullText(models.Model):
    """Everything a submitted dossier says, folded, for searching; the indexes are in a migration of their own."""

    nomination = models.OneToOneField(Nomination, models.CASCADE, primary_key=True, related_name="full_text")
    text = models.TextField()
