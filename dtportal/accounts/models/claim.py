"""A person's wish to represent an organisation that is registered already."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dtportal.access import Scope
from dtportal.accounts.models.organization import Organization
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.states import Stateful


def document_path(claim: "Claim", name: str) -> str:
    """Private and unguessable; the name people see is kept in the row."""
    return f"claims/{uuid.uuid4().hex}"


class ClaimQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; those for the organisations one represents; for the secretariat all of its edition."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(user=user)
            | Q(organization__in=user.organization_ids)
            | Q(edition__in=user.editions_where(Can.SCREEN))
        )

    def waiting(self):
        return self.filter(status__in=Claim.WAITING)

    def for_listing(self):
        return self.select_related("organization__province", "user", "edition", "decided_by")


class Claim(Stateful):
    """Asked of the representatives first, or of the secretariat at once; what it says of the organisation is the
    person's own words, since nothing of what is registered is shown before it is allowed."""

    class Kind(models.TextChoices):
        JOIN = "join", _("I join the colleagues who work with it already")
        REPLACE = "replace", _("I replace a representative who has left or cannot be reached")

    class Status(models.TextChoices):
        ASKED = "asked", _("With the representatives")
        PASSED_ON = "passed_on", _("With the secretariat")
        ALLOWED = "allowed", _("Allowed")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    MOVES = {
        Status.ASKED: {Status.PASSED_ON, Status.ALLOWED, Status.REFUSED, Status.WITHDRAWN},
        Status.PASSED_ON: {Status.ALLOWED, Status.REFUSED, Status.WITHDRAWN},
    }
    TONES = {
        Status.ASKED: "info",
        Status.PASSED_ON: "warn",
        Status.ALLOWED: "ok",
        Status.REFUSED: "danger",
        Status.WITHDRAWN: "neutral",
    }
    WAITING = {Status.ASKED, Status.PASSED_ON}

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="claims")
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="claims")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="claims")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.JOIN)
    status = models.CharField(max_length=10, choices=Status, default=Status.ASKED)
    tax_code = models.CharField(max_length=14)
    # What was typed into the registration form, field by field.
    typed = models.JSONField(default=dict)
    message = models.TextField(blank=True)
    document = models.FileField(upload_to=document_path)
    document_name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)
    # By the edition's clock; when it has passed the secretariat decides.
    answer_until = models.DateTimeField()
    # A representative's word against a replacement, on which the secretariat decides.
    objection = models.TextField(blank=True)
    objected_at = models.DateTimeField(null=True, blank=True)
    objected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "user"],
                condition=Q(status__in=["asked", "passed_on"]),
                name="claim_waits_once",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="claim_decided_paired",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["allowed", "refused"], decided_at__isnull=False)
                | (~Q(status__in=["allowed", "refused"]) & Q(decided_at=None)),
                name="claim_decided_with_date",
            ),
            models.CheckConstraint(
                condition=Q(objected_at=None, objected_by=None)
                | Q(objected_at__isnull=False, objected_by__isnull=False),
                name="claim_objected_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.tax_code}"

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id, organization_id=self.organization_id)

    @property
    def is_waiting(self) -> bool:
        return self.status in self.WAITING

    @property
    def is_allowed(self) -> bool:
        return self.status == self.Status.ALLOWED

    @property
    def is_refused(self) -> bool:
        return self.status == self.Status.REFUSED

    @property
    def is_with_representatives(self) -> bool:
        return self.status == self.Status.ASKED

    @property
    def is_replacement(self) -> bool:
        return self.kind == self.Kind.REPLACE

    @property
    def typed_name(self) -> str:
        """The organisation in the person's own words."""
        return self.typed.get("name", "")
