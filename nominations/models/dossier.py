"""What a unit writes (sections) and what is frozen of it (the dossier)."""

import uuid

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


def print_path(made: "DossierPrint", name: str) -> str:
    """Private and unguessable, like evidence."""
    return f"prints/{made.dossier.nomination_id}/{uuid.uuid4().hex}.pdf"


class DossierPrintQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(dossier__nomination__in=Nomination.objects.visible_to(user).values("pk"))


class DossierPrint(models.Model):
    """A submitted version as a PDF, made by the worker, or on the spot for whoever asks first."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, primary_key=True, related_name="print")
    file = models.FileField(upload_to=print_path)
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)

    objects = DossierPrintQuerySet.as_manager()

    def access_scope(self) -> Scope:
        return self.dossier.access_scope()
