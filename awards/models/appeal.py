"""A unit does not agree with its result: what it says, what the office answers, what the council decides."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.conflicts import closed_ids
from assessments.models import AgendaItem, CouncilSession
from awards.models.attached import Attached
from awards.models.roll import Roll
from dtportal.access import Scope
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.states import Stateful
from nominations.models import Nomination


class AppealQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The unit's representatives; the secretariat and the auditor, but not where they belong to the unit or a
        conflict of interest closes the dossier."""
        if not user.is_authenticated:
            return self.none()
        office = Q(nomination__edition__in=user.editions_where(Can.READ_OBJECTIONS))
        tied = Q(nomination__organization__in=user.tied_organization_ids)
        closed = Q(nomination__in=closed_ids(user))
        own = Q(nomination__organization__in=user.organization_ids)
        return self.filter((office & ~tied & ~closed) | own)

    def waiting(self):
        """For the office: to be answered, or the council has voted and nobody has said so."""
        decided = Q(item=None) | Q(item__status__in=AgendaItem.DECIDED)
        lapsed = Q(item__status=AgendaItem.Status.PLANNED, item__session__status=CouncilSession.Status.CLOSED)
        return self.filter(
            Q(status=Appeal.Status.RECEIVED) | Q(status=Appeal.Status.COUNCIL) & (decided | lapsed)
        )

    def upheld(self):
        """The council has reopened the dossier: a correction of the roll has to follow."""
        return self.filter(status=Appeal.Status.UPHELD)

    def for_listing(self):
        return self.select_related(
            "nomination__organization",
            "nomination__sector",
            "nomination__province",
            "nomination__edition",
            "item__session",
            "roll",
        )


class Appeal(Stateful):
    """At most one for a nomination and a published version of the roll."""

    LIMIT = 12_000  # characters

    class Status(models.TextChoices):
        RECEIVED = "received", _("Received")
        COUNCIL = "council", _("Before the council")
        REJECTED = "rejected", _("Not upheld")
        UPHELD = "upheld", _("Upheld, a correction follows")
        CORRECTED = "corrected", _("The list was corrected")

    MOVES = {
        Status.RECEIVED: {Status.COUNCIL, Status.REJECTED},
        Status.COUNCIL: {Status.REJECTED, Status.UPHELD},
        Status.UPHELD: {Status.CORRECTED},
    }
    TONES = {
        Status.RECEIVED: "warn",
        Status.COUNCIL: "info",
        Status.REJECTED: "neutral",
        Status.UPHELD: "ok",
        Status.CORRECTED: "gold",
    }

    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="appeals")
    # The version that was read, and what came of it.
    roll = models.ForeignKey(Roll, models.PROTECT, related_name="appeals")
    corrected_in = models.ForeignKey(
        Roll, models.PROTECT, null=True, blank=True, related_name="appeals_settled"
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.RECEIVED)
    text = models.TextField(_("what you appeal against and why"))
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # The motion that asks the council whether the dossier is taken up again; it may be taken off the agenda.
    item = models.OneToOneField(AgendaItem, models.SET_NULL, null=True, blank=True, related_name="appeal")
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["nomination", "roll"], name="appeal_once_per_version"),
            models.CheckConstraint(condition=Q(text__gt=""), name="appeal_says_something"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False, answer__gt=""),
                name="appeal_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["received", "council"], answered_at=None)
                | (~Q(status__in=["received", "council"]) & Q(answered_at__isnull=False)),
                name="appeal_settled_has_answer",
            ),
            models.CheckConstraint(
                condition=Q(status="corrected", corrected_in__isnull=False)
                | (~Q(status="corrected") & Q(corrected_in=None)),
                name="appeal_corrected_names_the_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def edition(self) -> Edition:
        return self.nomination.edition

    @property
    def known_as(self) -> str:
        return f"KN-{self.pk:04d}"

    @property
    def reason(self) -> str:
        """Why the council took the dossier up again: the wording of its motion; '' before there is one."""
        return self.item.text if self.item else ""

    @property
    def is_decided_by_council(self) -> bool:
        """The vote has been taken; the office has to say so."""
        return self.status == self.Status.COUNCIL and bool(self.item and self.item.is_decided)

    @property
    def may_be_put(self) -> bool:
        """Before any council, or again: its motion was taken off, or the session closed without a vote."""
        if self.status == self.Status.COUNCIL:
            item = self.item
            return item is None or (item.status == AgendaItem.Status.PLANNED and item.session.is_closed)
        return self.can_move(self.Status.COUNCIL)

    def access_scope(self) -> Scope:
        return self.nomination.access_scope()


class AppealFileQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(appeal__in=Appeal.objects.visible_to(user).values("pk"))


class AppealFile(Attached):
    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="files")

    objects = AppealFileQuerySet.as_manager()


class AppealExpertQuerySet(models.QuerySet):
    def admitted(self):
        return self.filter(ended_at=None)


class AppealExpert(models.Model):
    """A person named by whoever appeals, whom the auditor lets open the sealed totals (`Edition.opening` auditor)."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="experts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    admitted_at = models.DateTimeField()
    admitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AppealExpertQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["appeal", "user"], condition=Q(ended_at=None), name="appeal_expert_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="appeal_expert_ended_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}"
