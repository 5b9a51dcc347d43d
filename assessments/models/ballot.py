"""Secret ballots: who has voted and what was voted are two tables, and nothing joins a row of one to a row of
the other (see docs/architecture.md, “Secret ballots”)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.council import CouncilMember
from assessments.models.motion import AgendaItem
from dtportal.access import Scope
from dtportal.states import Stateful


class Ballot(Stateful):
    """One round of voting on a motion. The numbers are written down when it is closed, none before."""

    class Status(models.TextChoices):
        OPEN = "open", _("Ballot open")
        COUNTED = "counted", _("Counted")
        VOID = "void", _("Void: no quorum")

    MOVES = {Status.OPEN: {Status.COUNTED, Status.VOID}}
    TONES = {Status.OPEN: "info", Status.COUNTED: "ok", Status.VOID: "warn"}

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="ballots")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Members who may vote on the motion at all; papers issued to those of them who were there; papers returned.
    entitled = models.PositiveSmallIntegerField(null=True, blank=True)
    issued = models.PositiveSmallIntegerField(null=True, blank=True)
    returned = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_for = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(null=True, blank=True)
    abstentions = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="ballot_number_once"),
            models.UniqueConstraint(
                fields=["item"], condition=Q(status="open"), name="ballot_one_open_per_item"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="ballot_closed_paired",
            ),
            models.CheckConstraint(
                condition=Q(status="counted") | Q(votes_for=None, votes_against=None, abstentions=None),
                name="ballot_counts_only_when_counted",
            ),
        ]

    def access_scope(self) -> Scope:
        return self.item.access_scope()


class BallotPaper(models.Model):
    """That a member has voted; what he voted is in `Vote`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="papers")
    member = models.ForeignKey(CouncilMember, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "member"], name="ballot_once_per_member")]


class Vote(models.Model):
    """A secret vote: random key, no time, no member. Written anew, shuffled, with every vote that joins it."""

    class Choice(models.TextChoices):
        FOR = "for", _("For")
        AGAINST = "against", _("Against")
        ABSTAIN = "abstain", _("Abstain")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="votes")
    choice = models.CharField(max_length=10, choices=Choice)
