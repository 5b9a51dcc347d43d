"""What a unit writes (sections) and what is frozen of it (the dossier)."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from dtportal.access import Scope
from nominations.models.nomination import Nomination


class SectionAnswer(models.Model):
    """The answers of one section, with a version: a stale save is refused, never silently overwritten."""

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="answers")
    section = models.SlugField(max_length=40)
    data = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=timezone.now)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["nomination", "section"], name="section_answer_once")]

    def access_scope(self) -> Scope:
        return self.nomination.access_scope()


class Dossier(models.Model):
    """The frozen copy that the council reads: one per submission, never changed.

    `content` is canonical JSON data: the organisation as it was, every answer, evidence with its hashes.
    """

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="dossiers")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        # Holds all that the curve of submissions counts by: the rows themselves are kilobytes wide.
        indexes = [models.Index(fields=["nomination", "number", "frozen_at"], name="dossier_moment")]
        constraints = [models.UniqueConstraint(fields=["nomination", "number"], name="dossier_number_once")]

    def __str__(self) -> str:
        return f"{self.nomination.known_as} v{self.number}"

    def access_scope(self) -> Scope:
        return self.nomination.access_scope()
