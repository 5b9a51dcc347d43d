"""An invitation to the council of an edition, for somebody who may not have an account yet."""

from allauth.account.models import EmailAddress
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dtportal.access import Scope
from dtportal.accounts.models.invitation import Invited, InvitedQuerySet
from dtportal.programme.models import Body, Edition
from dtportal.roles import Can


class CouncilInvitationQuerySet(InvitedQuerySet):
    def waiting(self):
        return super().waiting().filter(declined_at=None)

    def visible_to(self, user):
        """For whoever appoints, for the secretariat, and for whoever is invited."""
        if not user.is_authenticated:
            return self.none()
        editions = {*user.editions_where(Can.APPOINT), *user.editions_where(Can.ASSIGN)}
        own = EmailAddress.objects.filter(user=user, verified=True).values(address=Lower("email"))
        return self.filter(Q(email__in=own) | Q(edition__in=editions))

    def for_listing(self):
        return self.select_related("edition", "body", "invited_by", "accepted_by").prefetch_related(
            "body__names"
        )


class CouncilInvitation(Invited):
    """Accepting gives the appointment and the seat; declining needs no account, only the link."""

    class Ground(models.TextChoices):
        CONFLICT = "conflict", _("Conflict of interest")
        FIELD = "field", _("Not my field")
        LOAD = "load", _("Too much work")
        TIME = "time", _("No time in this period")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for an answer")
        EXPIRED = "expired", _("Expired")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        REVOKED = "revoked", _("Taken back")

    TONES = {
        State.WAITING: "info",
        State.EXPIRED: "warn",
        State.ACCEPTED: "ok",
        State.DECLINED: "danger",
        State.REVOKED: "neutral",
    }

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="council_invitations")
    full_name = models.CharField(_("full name"), max_length=120)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="council_invitations")
    academic_title = models.CharField(_("academic rank, degree"), max_length=40, blank=True)
    position = models.CharField(_("position"), max_length=160, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    decline_ground = models.CharField(_("reason"), max_length=10, choices=Ground, blank=True)
    decline_words = models.TextField(_("in your own words"), blank=True)

    objects = CouncilInvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "email"],
                condition=Q(accepted_at=None, revoked_at=None, declined_at=None),
                name="council_invitation_waits_once",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, revoked_at=None, declined_at=None),
                name="council_invitation_accepted_paired",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="council_invitation_revoked_paired",
            ),
            models.CheckConstraint(
                condition=Q(declined_at=None, decline_ground="")
                | Q(declined_at__isnull=False, decline_ground__gt=""),
                name="council_invitation_declined_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} → {self.edition_id}"

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)

    @property
    def is_waiting(self) -> bool:
        return super().is_waiting and self.declined_at is None

    @property
    def state(self) -> "CouncilInvitation.State":
        if self.accepted_at:
            return self.State.ACCEPTED
        if self.declined_at:
            return self.State.DECLINED
        if self.revoked_at:
            return self.State.REVOKED
        return self.State.WAITING if self.expires_at > timezone.now() else self.State.EXPIRED

    @property
    def tone(self) -> str:
        return self.TONES[self.state]
