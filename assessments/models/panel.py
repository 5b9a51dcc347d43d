"""The rounds in which dossiers are handed to the council, and who reads what."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models.closing import closed_ids
from assessments.models.council import CouncilMember
from dtportal.access import Scope
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.states import Stateful
from nominations.models import Dossier, Nomination


class RoundQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The secretariat, the chair and the auditor see rounds; members see their own lists, not rounds."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            edition__in={*user.editions_where(Can.ASSIGN), *user.editions_where(Can.READ_SCORES)}
        )


class Round(Stateful):
    """A list of accepted dossiers handed to the council. Its scores stay sealed until it is closed.

    A second reading takes dossiers up again that are tied at the line, for further score sheets by other members.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    class Reading(models.IntegerChoices):
        FIRST = 1, _("First reading")
        SECOND = 2, _("Second reading")

    class Crossing(models.TextChoices):
        """What joins the panels of the sectors, so that their scores can be compared."""

        SHARE = "share", _("About one reader in five comes from another sector")
        REFERENCE = "reference", _("Five reference dossiers are read by everybody")
        NONE = "none", _("Nothing: only what the sectors need")

    MOVES = {Status.OPEN: {Status.CLOSED}}
    TONES = {Status.OPEN: "info", Status.CLOSED: "ok"}

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=120, blank=True)
    reading = models.PositiveSmallIntegerField(_("reading"), choices=Reading, default=Reading.FIRST)
    sheets_wanted = models.PositiveSmallIntegerField(_("score sheets per dossier in this round"), default=3)
    # The last day for its score sheets; None: that of the appraisal.
    due_on = models.DateField(_("score sheets due on"), null=True, blank=True)
    crossing = models.CharField(
        _("readers across sectors"), max_length=9, choices=Crossing, default=Crossing.SHARE
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="round_number_once"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="round_closed_paired",
            ),
            models.CheckConstraint(condition=Q(sheets_wanted__gte=1), name="round_sheets_positive"),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.number}"

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def label(self) -> str:
        """What people call it: its name, or its number."""
        return self.name or _("Round %(number)s") % {"number": self.number}


class RoundEntry(models.Model):
    """A dossier in a round; a nomination is handed over once for each reading. `reading` is its round's."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="entries")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="round_entries")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="+")
    reading = models.PositiveSmallIntegerField(choices=Round.Reading, default=Round.Reading.FIRST)
    # Read by everybody who can, so that strict and lenient members can be told from strong and weak fields.
    is_reference = models.BooleanField(_("reference dossier"), default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["nomination", "reading"], name="entry_once_per_reading")
        ]

    def access_scope(self) -> Scope:
        return self.nomination.access_scope()


class AssignmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A member sees his own; the secretariat and the auditor see who reads what (never what they gave).

        Nobody sees what a conflict of interest closes to him.
        """
        if not user.is_authenticated:
            return self.none()
        rows = self.filter(
            Q(member__user=user)
            | Q(entry__round__edition__in={*user.editions_where(Can.ASSIGN), *user.editions_where(Can.AUDIT)})
        )
        return rows.exclude(entry__nomination__in=closed_ids(user))

    def readable(self):
        """Assignments that open the dossier: no conflict, and the interest has been stated."""
        closed = [Assignment.Status.OFFERED, Assignment.Status.RECUSED, Assignment.Status.RELEASED]
        return self.exclude(status__in=closed)

    def active(self):
        return self.exclude(status__in=[Assignment.Status.RECUSED, Assignment.Status.RELEASED])

    def open_rounds(self):
        return self.filter(entry__round__status=Round.Status.OPEN)

    def for_listing(self):
        return self.select_related(
            "entry__nomination__organization",
            "entry__nomination__sector",
            "entry__nomination__province",
            "entry__round",
            "member__user",
        )


class Assignment(Stateful):
    """One dossier for one member. Assignment and recusal *are* the permission to read it."""

    class Status(models.TextChoices):
        OFFERED = "offered", _("Conflict of interest not yet stated")
        READING = "reading", _("Being scored")
        SCORED = "scored", _("Scored")
        RECUSED = "recused", _("Recused")
        RELEASED = "released", _("Given to somebody else")

    MOVES = {
        Status.OFFERED: {Status.READING, Status.RECUSED, Status.RELEASED},
        Status.READING: {Status.SCORED, Status.RECUSED, Status.RELEASED},
        Status.SCORED: {Status.READING, Status.RECUSED},
        # Given back by an undo, or assigned once more.
        Status.RELEASED: {Status.OFFERED},
    }
    TONES = {
        Status.OFFERED: "warn",
        Status.READING: "info",
        Status.SCORED: "ok",
        Status.RECUSED: "neutral",
        Status.RELEASED: "neutral",
    }

    entry = models.ForeignKey(RoundEntry, models.PROTECT, related_name="assignments")
    member = models.ForeignKey(CouncilMember, models.PROTECT, related_name="assignments")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OFFERED)
    assigned_at = models.DateTimeField(default=timezone.now)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["entry", "member"], name="assignment_once")]

    def access_scope(self) -> Scope:
        return self.entry.nomination.access_scope()

    @property
    def edition(self) -> Edition:
        return self.entry.round.edition
