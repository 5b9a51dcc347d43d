"""What a unit writes (sections, evidence) and what is frozen of it (the dossier)."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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


def evidence_path(evidence: "Evidence", name: str) -> str:
    """Private and unguessable; the name people see is kept in the row."""
    return f"evidence/{evidence.nomination_id}/{uuid.uuid4().hex}"


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(nomination__in=Nomination.objects.visible_to(user).values("pk"))


class Evidence(models.Model):
    """A file that proves what a section says. Removed ones stay for the dossiers that froze them."""

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="evidence")
    section = models.SlugField(max_length=40)
    question = models.SlugField(max_length=40)
    caption = models.CharField(_("caption"), max_length=200, blank=True)
    name = models.CharField(max_length=160)
    file = models.FileField(upload_to=evidence_path)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField(default=timezone.now)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(removed_at=None, removed_by=None)
                | models.Q(removed_at__isnull=False, removed_by__isnull=False),
                name="evidence_removed_paired",
            )
        ]

    def __str__(self) -> str:
        return self.name

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
        constraints = [models.UniqueConstraint(fields=["nomination", "number"], name="dossier_number_once")]

    def __str__(self) -> str:
        return f"{self.nomination.reference} v{self.number}"

    def access_scope(self) -> Scope:
        return self.nomination.access_scope()
