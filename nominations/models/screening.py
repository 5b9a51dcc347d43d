"""What the secretariat finds when it examines a dossier: condition by condition, and what authorities answer."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dtportal.access import Scope
from dtportal.accounts.models import Organization
from dtportal.programme.models import Edition
from nominations.models.desk import OfficeQuerySet
from nominations.models.dossier import Dossier


class VerdictQuerySet(OfficeQuerySet):
    path = "dossier__nomination__"


class Verdict(models.Model):
    """Whether one condition of the edition is met by one version of a dossier; a new version is examined anew."""

    class Outcome(models.TextChoices):
        MET = "met", _("Met")
        NOT_MET = "not_met", _("Not met")
        UNCLEAR = "unclear", _("Unclear")

    TONES = {Outcome.MET: "ok", Outcome.NOT_MET: "danger", Outcome.UNCLEAR: "warn"}

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="verdicts")
    condition = models.SlugField(max_length=40)
    outcome = models.CharField(max_length=10, choices=Outcome)
    note = models.TextField(blank=True)
    # Two secretaries, one row: a stale save is refused, never silently overwritten.
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = VerdictQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["dossier", "condition"], name="verdict_once")]

    def access_scope(self) -> Scope:
        return self.dossier.access_scope()

    @property
    def tone(self) -> str:
        return self.TONES[self.outcome]


def opinion_path(opinion: "ComplianceOpinion", name: str) -> str:
    """Private and unguessable; the name people see is kept in the row."""
    return f"opinions/{opinion.edition_id}/{uuid.uuid4().hex}"


class OpinionQuerySet(OfficeQuerySet):
    path = ""

    def about(self, nomination):
        """One opinion serves all dossiers of its organisation in the edition."""
        return self.filter(edition=nomination.edition_id, organization=nomination.organization_id)


class ComplianceOpinion(models.Model):
    """What an authority says of an organisation's compliance with one field of law (domain: §6.1)."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("No answer yet")
        IN_ORDER = "in_order", _("In order")
        VIOLATION = "violation", _("Violation")

    TONES = {Outcome.WAITING: "warn", Outcome.IN_ORDER: "ok", Outcome.VIOLATION: "danger"}

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="opinions")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="opinions")
    item = models.SlugField(max_length=40)
    outcome = models.CharField(_("answer"), max_length=10, choices=Outcome, default=Outcome.WAITING)
    authority = models.CharField(_("authority"), max_length=200)
    document_number = models.CharField(_("number of the document"), max_length=60, blank=True)
    document_date = models.DateField(_("date of the document"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    scan = models.FileField(upload_to=opinion_path, blank=True)
    scan_name = models.CharField(max_length=160, blank=True)
    scan_type = models.CharField(max_length=100, blank=True)
    scan_size = models.PositiveIntegerField(default=0)
    scan_sha256 = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = OpinionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "organization", "item"], name="opinion_once_per_item"),
            models.CheckConstraint(
                condition=Q(outcome="waiting") | Q(document_number__gt="", document_date__isnull=False),
                name="opinion_answer_has_document",
            ),
        ]

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id, organization_id=self.organization_id)

    @property
    def tone(self) -> str:
        return self.TONES[self.outcome]
