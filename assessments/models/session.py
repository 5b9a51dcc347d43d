"""Sessions of the council: agenda, attendance, secret ballots."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models.panel import CouncilMember
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
    place = models.CharField(_("place"), max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PLANNED)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

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


class Attendance(models.Model):
    session = models.ForeignKey(CouncilSession, models.CASCADE, related_name="attendances")
    member = models.ForeignKey(CouncilMember, models.PROTECT, related_name="attendances")
    arrived_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "member"], name="attendance_once")]


class AgendaItem(Stateful):
    """One motion put to the vote: a list of dossiers to conclude upon, or the approval of a roll."""

    class Kind(models.TextChoices):
        CONCLUSIONS = "conclusions", _("Conclusions on a list of dossiers")
        ROLL = "roll", _("Approval of the honour roll")

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        VOTING = "voting", _("Ballot open")
        CARRIED = "carried", _("Carried")
        REJECTED = "rejected", _("Not carried")

    MOVES = {Status.PLANNED: {Status.VOTING}, Status.VOTING: {Status.CARRIED, Status.REJECTED}}
    TONES = {
        Status.PLANNED: "neutral",
        Status.VOTING: "info",
        Status.CARRIED: "ok",
        Status.REJECTED: "danger",
    }

    session = models.ForeignKey(CouncilSession, models.CASCADE, related_name="items")
    kind = models.CharField(max_length=12, choices=Kind)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("motion"), max_length=250)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PLANNED)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    votes_for = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(null=True, blank=True)
    abstentions = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["session", "position"], name="agenda_position_once"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="agenda_closed_paired",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.session.edition_id)

    @property
    def edition(self) -> Edition:
        return self.session.edition


class AgendaEntry(models.Model):
    """A dossier that a motion is about."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="entries")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="agenda_entries")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "nomination"], name="agenda_entry_once")]


class BallotPaper(models.Model):
    """That a member has voted; what he voted is in `Vote`, and nothing joins the two."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="papers")
    member = models.ForeignKey(CouncilMember, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "member"], name="ballot_once_per_member")]


class Vote(models.Model):
    """A secret vote: random key, no time, no member."""

    class Choice(models.TextChoices):
        FOR = "for", _("For")
        AGAINST = "against", _("Against")
        ABSTAIN = "abstain", _("Abstain")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="votes")
    choice = models.CharField(max_length=10, choices=Choice)
