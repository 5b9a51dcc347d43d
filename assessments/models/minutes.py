"""The minutes of a session (Biên bản): written from what happened, frozen to be signed, closed with the signed scan."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.session import CouncilSession
from dtportal.access import Scope
from dtportal.programme.models import Edition
from dtportal.states import Stateful

SERIES = "BB-HĐTĐ"


class Minutes(Stateful):
    """`content` is empty while the text may still change; the database refuses any change once it is closed."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Being written")
        FROZEN = "frozen", _("To be signed")
        CLOSED = "closed", _("Signed and closed")

    MOVES = {Status.DRAFT: {Status.FROZEN}, Status.FROZEN: {Status.DRAFT, Status.CLOSED}}
    TONES = {Status.DRAFT: "info", Status.FROZEN: "warn", Status.CLOSED: "ok"}

    session = models.OneToOneField(CouncilSession, models.CASCADE, related_name="minutes")
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+")
    # A series of the council's own, from 01 in each year (Decree 30/2020/NĐ-CP, Appendix I, element 3).
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    is_rehearsal = models.BooleanField(default=False)
    content = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64, blank=True)
    scan = models.FileField(upload_to="minutes/", blank=True)
    scan_name = models.CharField(max_length=150, blank=True)
    scan_type = models.CharField(max_length=60, blank=True)
    scan_sha256 = models.CharField(max_length=64, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name_plural = "minutes"
        constraints = [
            models.UniqueConstraint(fields=["edition", "year", "number"], name="minutes_number_once"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="minutes_closed_paired",
            ),
            models.CheckConstraint(
                condition=~Q(status="closed") | (~Q(sha256="") & ~Q(scan="") & Q(closed_at__isnull=False)),
                name="minutes_closed_have_all",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)

    @property
    def label(self) -> str:
        """“01/BB-HĐTĐ”: a number below ten has its zero."""
        return f"{self.number:02d}/{SERIES}"

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def is_frozen(self) -> bool:
        return self.status == self.Status.FROZEN

    @property
    def is_closed(self) -> bool:
        return self.status == self.Status.CLOSED
