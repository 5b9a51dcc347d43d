"""The agenda: what is put before the council, about which dossiers, and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.session import CouncilSession
from dtportal.access import Scope
from dtportal.programme.models import Edition, Tier
from dtportal.states import Stateful
from nominations.models import Nomination


class AgendaItem(Stateful):
    """One motion: conclusions, a wish about a line of the list, a dossier to be reopened, the approval of a roll, or a
    free text."""

    class Kind(models.TextChoices):
        CONCLUSIONS = "conclusions", _("Conclusions on a list of dossiers")
        DOSSIER = "dossier", _("Conclusion on a single dossier")
        MOVE = "move", _("Moving a dossier across a line of the list")
        REOPENING = "reopening", _("Reopening of a dossier after an appeal")
        ROLL = "roll", _("Approval of the honour roll")
        TEXT = "text", _("Other motion")

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        VOTING = "voting", _("Ballot open")
        TIED = "tied", _("Equal votes")
        CARRIED = "carried", _("Carried")
        REJECTED = "rejected", _("Not carried")

    MOVES = {
        Status.PLANNED: {Status.VOTING},
        # Back to planned: a ballot that is void for want of a quorum is repeated.
        Status.VOTING: {Status.PLANNED, Status.TIED, Status.CARRIED, Status.REJECTED},
        # The chair decides, or a second ballot does, as the edition says.
        Status.TIED: {Status.VOTING, Status.CARRIED, Status.REJECTED},
    }
    TONES = {
        Status.PLANNED: "neutral",
        Status.VOTING: "info",
        Status.TIED: "warn",
        Status.CARRIED: "ok",
        Status.REJECTED: "danger",
    }
    # Kinds that end in conclusions on their dossiers.
    CONCLUDING = (Kind.CONCLUSIONS, Kind.DOSSIER)
    # Kinds that are about named dossiers, so that their title says nothing of them.
    OF_ONE = (Kind.DOSSIER, Kind.MOVE, Kind.REOPENING)
    DECIDED = (Status.CARRIED, Status.REJECTED)

    session = models.ForeignKey(CouncilSession, models.CASCADE, related_name="items")
    kind = models.CharField(max_length=12, choices=Kind)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("motion"), max_length=250)
    text = models.TextField(_("wording and reason"), blank=True)
    # What was said, as the secretary writes it down; part of the minutes.
    notes = models.TextField(_("discussion"), blank=True)
    notes_version = models.PositiveIntegerField(default=0)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PLANNED)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    votes_for = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(null=True, blank=True)
    abstentions = models.PositiveSmallIntegerField(null=True, blank=True)
    # Why a tie was decided as it was, by whoever led.
    tie_reason = models.TextField(_("reason for deciding the tie"), blank=True)

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

    @property
    def concludes(self) -> bool:
        return self.kind in self.CONCLUDING

    @property
    def is_decided(self) -> bool:
        return self.status in self.DECIDED


class AgendaEntry(models.Model):
    """A dossier that a motion is about."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="entries")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="agenda_entries")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "nomination"], name="agenda_entry_once")]


class ListMoveQuerySet(models.QuerySet):
    def carried(self, edition: Edition):
        """The council's wishes that its ballot has carried, in the order in which they were put; for the roll."""
        return self.filter(item__session__edition=edition, item__status=AgendaItem.Status.CARRIED).order_by(
            "item__session__number", "item__position"
        )


class ListMove(models.Model):
    """The wish of the council to see a dossier on the other side of a list's line; its reason is the motion's text."""

    class Direction(models.TextChoices):
        INTO = "into", _("onto the list")
        OUT = "out", _("off the list")

    item = models.OneToOneField(AgendaItem, models.CASCADE, related_name="list_move")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="list_moves")
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="list_moves", verbose_name=_("list"))
    direction = models.CharField(_("direction"), max_length=4, choices=Direction)

    objects = ListMoveQuerySet.as_manager()
