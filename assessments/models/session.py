"""A session of the council: when and where it sits, who is there, where the chair's cursor stands."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models.council import CouncilMember
from dtportal.access import Scope
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.states import Stateful
from nominations.models import Nomination


class CouncilSessionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever prepares, runs, votes in or audits sessions of the edition."""
        if not user.is_authenticated:
            return self.none()
        editions = {
            edition
            for can in (Can.PREPARE_SESSION, Can.VOTE, Can.AUDIT)
            for edition in user.editions_where(can)
        }
        return self.filter(edition__in=editions)


class CouncilSession(Stateful):
    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        OPEN = "open", _("In session")
        CLOSED = "closed", _("Closed")

    MOVES = {Status.PLANNED: {Status.OPEN}, Status.OPEN: {Status.CLOSED}}
    TONES = {Status.PLANNED: "neutral", Status.OPEN: "info", Status.CLOSED: "ok"}

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(_("title"), max_length=200)
    # In a room, online, or both: whoever plans it gives at least one of the two.
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("address of the online meeting"), max_length=400, blank=True)
    starts_at = models.DateTimeField(_("starts at"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PLANNED)
    invited_at = models.DateTimeField(null=True, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Counts the invitations sent: a calendar replaces an older event by a newer one of the same name.
    invitations = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # What the quorum was when the session was opened, and why it was opened without one.
    council_size = models.PositiveSmallIntegerField(null=True, blank=True)
    present_at_opening = models.PositiveSmallIntegerField(null=True, blank=True)
    quorum_waived = models.TextField(_("reason for opening without a quorum"), blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The cursor of whoever leads: everybody's screen follows it.
    cursor_item = models.ForeignKey(
        "assessments.AgendaItem", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    cursor_nomination = models.ForeignKey(
        Nomination, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # A clock on the wall, in real time: seconds left when it was last stopped, and since when it has been running.
    timer_seconds = models.PositiveSmallIntegerField(default=0)
    timer_since = models.DateTimeField(null=True, blank=True)
    # Goes up with everything that a screen shows; screens ask for nothing else while it stands still.
    pulse = models.PositiveIntegerField(default=0)

    objects = CouncilSessionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="session_number_once"),
            models.CheckConstraint(
                condition=Q(opened_at=None, opened_by=None)
                | Q(opened_at__isnull=False, opened_by__isnull=False),
                name="session_opened_paired",
            ),
            models.CheckConstraint(
                condition=Q(invited_at=None, invited_by=None)
                | Q(invited_at__isnull=False, invited_by__isnull=False),
                name="session_invited_paired",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="session_closed_paired",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)

    @property
    def is_planned(self) -> bool:
        return self.status == self.Status.PLANNED

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def is_closed(self) -> bool:
        return self.status == self.Status.CLOSED

    @property
    def minutes_are_open(self) -> bool:
        """Whether what the minutes say may still change."""
        minutes = getattr(self, "minutes", None)
        return minutes is None or minutes.is_draft

    @property
    def seconds_left(self) -> int:
        """What the timer shows now; 0 when time is up."""
        if self.timer_since is None:
            return self.timer_seconds
        gone = (timezone.now() - self.timer_since) // timedelta(seconds=1)
        return max(0, self.timer_seconds - gone)


class AttendanceQuerySet(models.QuerySet):
    def present(self):
        return self.filter(status=Attendance.Status.PRESENT)


class Attendance(Stateful):
    """What a member answered to the invitation, and whether he is there."""

    class Status(models.TextChoices):
        COMING = "coming", _("will come")
        EXCUSED = "excused", _("excused")
        PRESENT = "present", _("present")
        LEFT = "left", _("has left")
        ABSENT = "absent", _("absent")

    MOVES = {
        Status.COMING: {Status.EXCUSED, Status.PRESENT, Status.ABSENT},
        Status.EXCUSED: {Status.COMING, Status.PRESENT, Status.ABSENT},
        Status.PRESENT: {Status.LEFT, Status.ABSENT},
        Status.LEFT: {Status.PRESENT},
        Status.ABSENT: {Status.COMING, Status.EXCUSED, Status.PRESENT},
    }
    TONES = {
        Status.COMING: "info",
        Status.EXCUSED: "warn",
        Status.PRESENT: "ok",
        Status.LEFT: "neutral",
        Status.ABSENT: "danger",
    }

    # A stated fact. Whoever has said nothing is not away.
    AWAY = (Status.EXCUSED, Status.ABSENT, Status.LEFT)

    session = models.ForeignKey(CouncilSession, models.CASCADE, related_name="attendances")
    member = models.ForeignKey(CouncilMember, models.PROTECT, related_name="attendances")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.COMING)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "member"], name="attendance_once"),
            models.CheckConstraint(
                condition=~Q(status__in=["present", "left"]) | Q(arrived_at__isnull=False),
                name="attendance_present_has_time",
            ),
        ]
