"""Score sheets: integer marks, each criterion's maximum is its weight, a sheet's total is out of 100."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models.closing import closed_ids
from assessments.models.panel import Assignment, Round
from dtportal.access import Scope
from dtportal.programme.models import Criterion
from dtportal.roles import Can
from dtportal.states import Stateful

# Windows whose last change is remembered, so that a repeated request is recognised.
WINDOWS = 12


class ScoresheetQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; everybody else who may read scores waits until the round has closed.

        A conflict of interest closes a dossier's scores for good, whatever office one holds. Whoever still has
        the dossier to score himself, in whichever reading, sees no score of others until his own is final.
        """
        if not user.is_authenticated:
            return self.none()
        unsealed = Q(
            assignment__entry__round__status=Round.Status.CLOSED,
            assignment__entry__round__edition__in=user.editions_where(Can.READ_SCORES),
        )
        judging = Assignment.objects.active().open_rounds().filter(member__user=user)
        unsealed &= ~Q(assignment__entry__nomination__in=judging.values("entry__nomination"))
        rows = self.filter(Q(assignment__member__user=user) | unsealed)
        return rows.exclude(assignment__entry__nomination__in=closed_ids(user))

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
    # What each window last got through: its id → {"sequence", "version", "at"}. See `take_in`.
    receipts = models.JSONField(default=dict, blank=True)

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

    def receipt_of(self, window: "Window") -> "Receipt | None":
        """What that window was last told, if the server has this change of it, or a later one."""
        kept = self.receipts.get(window.id)
        if kept is None or kept["sequence"] < window.sequence:
            return None
        return Receipt(kept["version"], datetime.fromisoformat(kept["at"]))

    def follows(self, version: int, window: "Window") -> bool:
        """Whether a change written upon `version` may be taken in: nobody else has saved anything since.

        A window that never heard the answer to its last change still goes on from that change.
        """
        kept = self.receipts.get(window.id)
        return version == self.version or (kept is not None and kept["version"] == self.version)

    def take_in(self, window: "Window", at: datetime) -> None:
        """The next version, with a receipt for the window that wrote it; the latest windows are remembered."""
        self.version, self.updated_at = self.version + 1, at
        if window.id:
            others = {key: row for key, row in self.receipts.items() if key != window.id}
            latest = dict(sorted(others.items(), key=lambda row: row[1]["at"])[1 - WINDOWS :])
            mine = {"sequence": window.sequence, "version": self.version, "at": at.isoformat()}
            self.receipts = {**latest, window.id: mine}


@dataclass(frozen=True)
class Window:
    """An open page that writes a sheet, and the running number of its change; without script it has no id."""

    id: str = ""
    sequence: int = 0


@dataclass(frozen=True)
class Receipt:
    """The answer to a change: what version it became, and when."""

    version: int
    saved_at: datetime


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
