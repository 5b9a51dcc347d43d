"""Who shall read what, before it is so: plans of assignments, and members who take no more dossiers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models.council import CouncilMember
from assessments.models.panel import Round, RoundEntry
from dtportal.access import Scope
from dtportal.jobs import Job, JobQuerySet
from dtportal.programme.models import Edition
from dtportal.roles import Can


class AssignmentPlanQuerySet(JobQuerySet):
    def visible_to(self, user):
        """The secretariat alone: a plan tells who may read what before anybody has been told."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(edition__in=user.editions_where(Can.ASSIGN))

    def applied(self):
        """What has been done and not undone, the latest first."""
        return self.filter(applied_at__isnull=False, undone_at=None).order_by("-applied_at", "-pk")


class AssignmentPlan(Job):
    """A change of assignments: computed by the worker and shown; carried out, as it was shown, once it is ordered.

    `pairs` are what it adds and takes away, `result` what the page says of it (ids and numbers, no names),
    `fingerprint` the data it was computed from. Moves by hand are plans that were carried out at once, so that
    all can be undone in the same way.
    """

    class Kind(models.TextChoices):
        FILL = "fill", _("Readers for the dossiers of a round")
        LEAVE = "leave", _("A member leaves")
        HAND = "hand", _("Moved by hand")

    # A plan that was shown is queued once more when it is ordered.
    MOVES = {**Job.MOVES, Job.Status.DONE: {Job.Status.QUEUED}}

    kind = models.CharField(max_length=5, choices=Kind, default=Kind.FILL)
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="assignment_plans")
    # None: every open round.
    round = models.ForeignKey(Round, models.CASCADE, null=True, blank=True, related_name="plans")
    member = models.ForeignKey(CouncilMember, models.CASCADE, null=True, blank=True, related_name="plans")
    seed = models.PositiveIntegerField(default=0)
    fingerprint = models.CharField(max_length=64, blank=True)
    result = models.JSONField(default=dict)
    wanted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AssignmentPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_at=None) | Q(wanted_by__isnull=False), name="plan_applied_was_wanted"
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False, applied_at__isnull=False),
                name="plan_undone_was_applied",
            ),
            models.CheckConstraint(
                condition=~Q(kind="leave") | Q(member__isnull=False), name="plan_of_leaving_has_member"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("assessments:plan", args=[self.edition.slug, self.pk])

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)

    @property
    def is_shown(self) -> bool:
        """Computed, and waiting for a word."""
        return self.status == self.Status.DONE and self.wanted_by_id is None

    @property
    def is_feasible(self) -> bool:
        return self.is_shown and not self.result.get("shortage")

    @property
    def is_applied(self) -> bool:
        return self.applied_at is not None and self.undone_at is None


class PlannedPair(models.Model):
    """A dossier that a plan gives to a member, or takes from him."""

    plan = models.ForeignKey(AssignmentPlan, models.CASCADE, related_name="pairs")
    entry = models.ForeignKey(RoundEntry, models.CASCADE, related_name="+")
    member = models.ForeignKey(CouncilMember, models.CASCADE, related_name="+")
    adds = models.BooleanField(default=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "entry", "member"], name="planned_pair_once")]


class ReadingStop(models.Model):
    """A member takes no more dossiers; `leaves`: he gives back what he has not scored, too.

    What he has scored stays, and so does his seat.
    """

    member = models.OneToOneField(CouncilMember, models.CASCADE, related_name="reading_stop")
    leaves = models.BooleanField(default=False)
    reason = models.TextField(_("reason"))
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="reading_stop_has_reason")]

    def __str__(self) -> str:
        return str(self.member)


class ReadingReminder(models.Model):
    """A member was reminded of what he has left to score, once a day at most: by hand (`by`), or by the calendar,
    `days` before the last day (below 0: after it).
    """

    member = models.ForeignKey(CouncilMember, models.CASCADE, related_name="reading_reminders")
    on = models.DateField()
    days = models.SmallIntegerField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "on"], name="reading_reminder_once_a_day"),
            models.CheckConstraint(
                condition=Q(days=None) ^ Q(by=None), name="reading_reminder_by_hand_or_by_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.on:%Y-%m-%d}"
