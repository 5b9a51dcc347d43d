"""Score sheets: integer marks, each criterion's maximum is its weight, a sheet's total is out of 100."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models.panel import Assignment, InterestStatement, Round
from dtportal.access import Scope
from dtportal.programme.models import Criterion
from dtportal.roles import Can
from dtportal.states import Stateful


class ScoresheetQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; everybody else who may read scores waits until the round has closed.

        A conflict of interest closes a dossier's scores for good, whatever office one holds.
        """
        if not user.is_authenticated:
            return self.none()
        unsealed = Q(
            assignment__entry__round__status=Round.Status.CLOSED,
            assignment__entry__round__edition__in=user.editions_where(Can.READ_SCORES),
        )
        stated = InterestStatement.objects.filter(member__user=user, has_conflict=True).values("nomination")
        return self.filter(
            Q(assignment__member__user=user)
            | unsealed & ~Q(assignment__entry__nomination__organization__in=user.tied_organization_ids)
        ).exclude(assignment__entry__nomination__in=stated)

    def valid(self):
        """Locked sheets: the ones that count."""
        return self.filter(status=Scoresheet.Status.LOCKED)


class Scoresheet(Stateful):
    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        LOCKED = "locked", _("Submitted")
        VOID = "void", _("Void")

    MOVES = {
        Status.DRAFT: {Status.LOCKED, Status.VOID},
        # Until the round closes a member may take a submitted sheet back and correct it.
        Status.LOCKED: {Status.DRAFT, Status.VOID},
    }
    TONES = {Status.DRAFT: "info", Status.LOCKED: "ok", Status.VOID: "neutral"}

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="scoresheets")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    remark = models.TextField(_("remark for the unit"), blank=True)
    private_note = models.TextField(_("private note"), blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=timezone.now)
    locked_at = models.DateTimeField(null=True, blank=True)

    objects = ScoresheetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=~Q(status="void"),
                name="scoresheet_one_active_per_assignment",
            ),
            models.CheckConstraint(
                condition=~Q(status="locked") | Q(locked_at__isnull=False), name="scoresheet_locked_has_date"
            ),
        ]

    def access_scope(self) -> Scope:
        return self.assignment.access_scope()


class Mark(models.Model):
    """A mark with its remark; the value is empty while only a remark has been written."""

    scoresheet = models.ForeignKey(Scoresheet, models.CASCADE, related_name="marks")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    remark = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scoresheet", "criterion"], name="mark_once_per_criterion"),
            models.CheckConstraint(condition=Q(value__lte=100), name="mark_at_most_100"),
        ]
