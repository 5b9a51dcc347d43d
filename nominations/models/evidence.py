"""Files that prove what a section says, and files that are still on their way."""

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dtportal.access import Scope
from dtportal.files import PREVIEWED
from dtportal.states import Stateful
from nominations.models.nomination import Nomination

QUARANTINE = "quarantine/"


def evidence_path(evidence: "Evidence", name: str) -> str:
    """Private and unguessable; the name people see is kept in the row."""
    return f"evidence/{evidence.nomination_id}/{uuid.uuid4().hex}"


def quarantine_path(evidence: "Evidence") -> str:
    return f"{QUARANTINE}{evidence.nomination_id}/{uuid.uuid4().hex}"


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(nomination__in=Nomination.objects.visible_to(user).values("pk"))

    def attached(self):
        """What its organisation has not taken out again, infected files included."""
        return self.filter(removed_at=None)

    def usable(self):
        """What counts: attached, and not in quarantine. A file that still waits for the scanner counts."""
        return self.attached().exclude(status=Evidence.Status.INFECTED)

    def unscanned(self):
        return self.filter(status=Evidence.Status.WAITING).exclude(file="")

    def discardable(self):
        """Taken out, and in no frozen dossier: nobody needs the bytes any more."""
        return self.filter(removed_at__isnull=False, is_frozen=False).exclude(file="")


class Evidence(Stateful):
    """A file that proves what a section says. `status` is the scanner's word: nobody opens a file until it is
    clean. Removed rows stay; their bytes stay as long as a frozen dossier names them."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Being checked for viruses")
        CLEAN = "clean", _("Checked")
        INFECTED = "infected", _("Virus found")

    MOVES = {Status.WAITING: {Status.CLEAN, Status.INFECTED}}
    TONES = {Status.WAITING: "info", Status.CLEAN: "ok", Status.INFECTED: "danger"}

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="evidence")
    section = models.SlugField(max_length=40)
    question = models.SlugField(max_length=40)
    criterion = models.SlugField(_("criterion"), max_length=20, blank=True)
    caption = models.CharField(_("caption"), max_length=200, blank=True)
    position = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=160)
    file = models.FileField(upload_to=evidence_path, blank=True)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    status = models.CharField(_("check"), max_length=10, choices=Status, default=Status.WAITING)
    found = models.CharField(_("virus"), max_length=120, blank=True)
    scanned_at = models.DateTimeField(null=True, blank=True)
    is_frozen = models.BooleanField(default=False)
    uploaded_at = models.DateTimeField(default=timezone.now)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        indexes = [
            models.Index(fields=["id"], condition=Q(status="waiting"), name="evidence_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="evidence_removed_paired",
            ),
            models.UniqueConstraint(
                fields=["nomination", "sha256"],
                condition=Q(removed_at=None),
                name="evidence_same_content_once",
            ),
            # A frozen dossier keeps its files, and so does whoever has not taken one out.
            models.CheckConstraint(
                condition=(Q(is_frozen=False) & Q(removed_at__isnull=False)) | ~Q(file=""),
                name="evidence_keeps_its_file",
            ),
            models.CheckConstraint(
                condition=Q(status="infected", found__gt="") | (~Q(status="infected") & Q(found="")),
                name="evidence_infected_by_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def access_scope(self) -> Scope:
        return self.nomination.access_scope()

    @property
    def counts(self) -> bool:
        """`usable()` for a row in hand."""
        return self.removed_at is None and self.status != self.Status.INFECTED

    @property
    def is_open(self) -> bool:
        """Whether anybody may read it; who, is a question for `visible_to`."""
        return self.status == self.Status.CLEAN and bool(self.file)

    @property
    def is_previewed(self) -> bool:
        """Whether a browser can show it within the page."""
        return self.is_open and self.content_type in PREVIEWED


class UploadQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own uploads, as long as one still writes in the dossier."""
        if not user.is_authenticated:
            return self.none()
        mine = Nomination.objects.visible_to(user).within_reach_of(user)
        return self.filter(by=user, nomination__in=mine.values("pk"))

    def unfinished(self):
        return self.filter(evidence=None)


class Upload(models.Model):
    """A file that arrives in pieces: `received` bytes of `size` lie in `path`; the next piece starts there.

    Once complete it points to the evidence it became, so that asking again for the end changes nothing.
    """

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="uploads")
    section = models.SlugField(max_length=40)
    question = models.SlugField(max_length=40)
    caption = models.CharField(max_length=200, blank=True)
    replaces = models.ForeignKey(Evidence, models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=160)
    size = models.PositiveIntegerField(help_text="Bytes announced")
    # Milliseconds of the device's clock: together with name and size it tells the same file again.
    modified = models.PositiveBigIntegerField(default=0)
    received = models.PositiveIntegerField(default=0, help_text="Bytes that have arrived")
    token = models.UUIDField(default=uuid.uuid4, editable=False)
    begun_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    evidence = models.OneToOneField(
        Evidence, models.CASCADE, null=True, blank=True, related_name="arrived_as"
    )

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(received__lte=F("size"), size__gt=0), name="upload_received_within_size"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.received}/{self.size}"

    def access_scope(self) -> Scope:
        return self.nomination.access_scope()

    @property
    def path(self) -> Path:
        return Path(settings.UPLOAD_DIR) / self.token.hex

    @property
    def percent(self) -> int:
        return self.received * 100 // self.size
