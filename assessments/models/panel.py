"""The council, the rounds in which dossiers are handed to it, and who reads what."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dtportal.access import Scope
from dtportal.programme.models import Body, Edition, Sector
from dtportal.roles import Can
from dtportal.states import Stateful
from nominations.models import Dossier, Nomination


class CouncilMember(models.Model):
    """A person of the council in one edition: holds a seat of a body, or sits as an expert."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="council")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="council_memberships")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, verbose_name=_("body"))
    academic_title = models.CharField(_("academic rank, degree"), max_length=40, blank=True)
    position = models.CharField(_("position"), max_length=160, blank=True)
    sectors = models.ManyToManyField(Sector, blank=True, related_name="experts", verbose_name=_("expertise"))
    max_load = models.PositiveSmallIntegerField(_("at most so many dossiers"), default=60)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["user__name_sort_key"]
        constraints = [models.UniqueConstraint(fields=["edition", "user"], name="council_member_once")]

    def __str__(self) -> str:
        return self.user.full_name

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)


class InterestStatement(models.Model):
    """A member's word on one dossier before it opens: no conflict of interest, or one, with its reason.

    A conflict closes the dossier and everything derived from it for this member.
    """

    member = models.ForeignKey(CouncilMember, models.PROTECT, related_name="statements")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="interest_statements")
    has_conflict = models.BooleanField(_("conflict of interest"))
    reason = models.TextField(_("reason"), blank=True)
    stated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "nomination"], name="interest_stated_once"),
            models.CheckConstraint(
                condition=Q(has_conflict=False) | Q(reason__gt=""), name="conflict_has_reason"
            ),
        ]


class RoundQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The secretariat, the chair and the auditor see rounds; members see their own lists, not rounds."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            edition__in={*user.editions_where(Can.ASSIGN), *user.editions_where(Can.READ_SCORES)}
        )


class Round(Stateful):
    """A list of accepted dossiers handed to the council. Its scores stay sealed until it is closed."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    MOVES = {Status.OPEN: {Status.CLOSED}}
    TONES = {Status.OPEN: "info", Status.CLOSED: "ok"}

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=120, blank=True)
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
    """A dossier in a round; a nomination is handed over once."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="entries")
    nomination = models.OneToOneField(Nomination, models.PROTECT, related_name="round_entry")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def access_scope(self) -> Scope:
        return self.nomination.access_scope()


class AssignmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A member sees his own; the secretariat and the auditor see who reads what (never what they gave)."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(member__user=user)
            | Q(entry__round__edition__in={*user.editions_where(Can.ASSIGN), *user.editions_where(Can.AUDIT)})
        )

    def of_member(self, user):
        return self.filter(member__user=user, member__is_active=True)

    def readable(self):
        """Assignments that open the dossier: no conflict, and the interest has been stated."""
        return self.exclude(status__in=[Assignment.Status.OFFERED, Assignment.Status.RECUSED])

    def active(self):
        return self.exclude(status=Assignment.Status.RECUSED)

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

    MOVES = {
        Status.OFFERED: {Status.READING, Status.RECUSED},
        Status.READING: {Status.SCORED, Status.RECUSED},
        Status.SCORED: {Status.READING, Status.RECUSED},
    }
    TONES = {Status.OFFERED: "warn", Status.READING: "info", Status.SCORED: "ok", Status.RECUSED: "neutral"}

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
