"""A score sheet on paper: the secretariat keys it in, its member confirms it; until then it counts for nothing."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models.panel import Assignment, Round
from dtportal.access import Scope
from dtportal.roles import Can
from dtportal.states import Stateful


def scan_path(sheet: "PaperSheet", name: str) -> str:
    """Private and unguessable; the name people see is kept in the row."""
    return f"paper-sheet/{sheet.assignment_id}/{uuid.uuid4().hex}"


class PaperSheetQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Its member once he is asked; whoever keyed it in, as long as it waits for him.

        A confirmed one is sealed like every sheet: its member alone until the round closes, then whoever reads
        scores. A conflict of interest or a recusal closes it for everybody.
        """
        from assessments.conflicts import closed_ids  # which asks these models

        if not user.is_authenticated:
            return self.none()
        waits = Q(status__in=PaperSheet.PENDING)
        mine = Q(assignment__member__user=user, assignment__member__is_active=True) & ~Q(
            status__in=[PaperSheet.Status.KEYING, PaperSheet.Status.DROPPED]
        )
        typed = waits & Q(
            keyed_by=user,
            assignment__entry__round__status=Round.Status.OPEN,
            assignment__entry__round__edition__in=user.editions_where(Can.KEY_SHEETS),
        )
        unsealed = Q(
            status=PaperSheet.Status.CONFIRMED,
            assignment__entry__round__status=Round.Status.CLOSED,
            assignment__entry__round__edition__in=user.editions_where(Can.READ_SCORES),
        )
        # Whoever still has the dossier to score, in whichever reading, sees nobody else's marks.
        judging = Assignment.objects.active().open_rounds().filter(member__user=user)
        unsealed &= ~Q(assignment__entry__nomination__in=judging.values("entry__nomination"))
        return (
            self.filter(mine | typed | unsealed)
            .exclude(assignment__status__in=[Assignment.Status.RECUSED, Assignment.Status.RELEASED])
            .exclude(assignment__entry__nomination__in=closed_ids(user))
        )

    def pending(self):
        """Waiting for somebody, on a dossier that is still being scored."""
        return self.filter(
            status__in=PaperSheet.PENDING,
            assignment__status=Assignment.Status.READING,
            assignment__entry__round__status=Round.Status.OPEN,
        )

    def for_listing(self):
        return self.select_related(
            "assignment__member__user",
            "assignment__entry__nomination__organization",
            "assignment__entry__nomination__sector",
            "assignment__entry__round__edition",
            "keyed_by",
        )


class PaperSheet(Stateful):
    """What was typed from one signed sheet, with its scan.

    It becomes the member's score sheet when he confirms it, through the very actions he would use himself.
    """

    class Status(models.TextChoices):
        KEYING = "keying", _("Being keyed in")
        ASKED = "asked", _("Waits for the member's confirmation")
        DISPUTED = "disputed", _("The member found mistakes")
        CONFIRMED = "confirmed", _("Confirmed by the member")
        TAKEN_OVER = "taken_over", _("Taken over by the member")
        DROPPED = "dropped", _("Given up")

    MOVES = {
        Status.KEYING: {Status.ASKED, Status.DROPPED},
        # back to keying: the secretary corrects it before the member has answered
        Status.ASKED: {
            Status.KEYING,
            Status.DISPUTED,
            Status.CONFIRMED,
            Status.TAKEN_OVER,
            Status.DROPPED,
        },
        Status.DISPUTED: {Status.ASKED, Status.TAKEN_OVER, Status.DROPPED},
    }
    TONES = {
        Status.KEYING: "info",
        Status.ASKED: "warn",
        Status.DISPUTED: "danger",
        Status.CONFIRMED: "ok",
        Status.TAKEN_OVER: "neutral",
        Status.DROPPED: "neutral",
    }
    WRITING = (Status.KEYING, Status.DISPUTED)
    PENDING = (Status.KEYING, Status.ASKED, Status.DISPUTED)

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="paper_sheets")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.KEYING)
    signed_on = models.DateField(_("signed on"))
    # By criterion code, as on the paper; a criterion without a mark is absent.
    marks = models.JSONField(default=dict)
    remarks = models.JSONField(default=dict)
    remark = models.TextField(blank=True)
    scan = models.FileField(upload_to=scan_path, blank=True)
    scan_name = models.CharField(max_length=160, blank=True)
    scan_type = models.CharField(max_length=100, blank=True)
    scan_sha256 = models.CharField(max_length=64, blank=True)
    # What the member says is wrong.
    objection = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    keyed_at = models.DateTimeField(default=timezone.now)
    keyed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = PaperSheetQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(status__in=["keying", "asked", "disputed"]),
                name="paper_sheet_waits_once",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["keying", "dropped", "taken_over"]) | ~Q(scan_sha256=""),
                name="paper_sheet_asked_with_scan",
            ),
            models.CheckConstraint(
                condition=~Q(status="confirmed") | Q(decided_at__isnull=False),
                name="paper_sheet_confirmed_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    def access_scope(self) -> Scope:
        return self.assignment.access_scope()

    @property
    def edition(self):
        return self.assignment.entry.round.edition

    @property
    def is_written(self) -> bool:
        """Whether the secretariat may type in it now."""
        return self.status in self.WRITING

    @property
    def is_asked(self) -> bool:
        return self.status == self.Status.ASKED

    @property
    def total(self) -> int:
        return sum(self.marks.values())
