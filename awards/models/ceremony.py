"""The ceremony: how names are said and where people sit; who of the press is let in."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dtportal.access import Scope
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.states import Stateful
from nominations.models import Nomination


class Introduction(models.Model):
    """How an honoree is called on stage. It hangs on the nomination, so that it outlives a corrected list."""

    nomination = models.OneToOneField(Nomination, models.PROTECT, related_name="introduction")
    spoken = models.CharField(_("pronunciation"), max_length=300, blank=True)
    # 1 sits first; whoever has none follows in the Vietnamese order of names.
    protocol_rank = models.PositiveSmallIntegerField(_("protocol rank"), null=True, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(protocol_rank=None) | Q(protocol_rank__gte=1), name="introduction_rank_from_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class AccreditationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever prepares the ceremony."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(edition__in=user.editions_where(Can.PREPARE_CEREMONY))

    def waiting(self):
        return self.filter(status=Accreditation.Status.REQUESTED)


class Accreditation(Stateful):
    """A journalist who wants to come. The number of the press card is enough: no picture of any card is asked for."""

    class Status(models.TextChoices):
        REQUESTED = "requested", _("Waits for a decision")
        ACCEPTED = "accepted", _("Accredited")
        DECLINED = "declined", _("Declined")

    MOVES = {
        Status.REQUESTED: {Status.ACCEPTED, Status.DECLINED},
        # Somebody falls ill, or a place becomes free.
        Status.ACCEPTED: {Status.DECLINED},
        Status.DECLINED: {Status.ACCEPTED},
    }
    TONES = {Status.REQUESTED: "warn", Status.ACCEPTED: "ok", Status.DECLINED: "neutral"}

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="accreditations")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.REQUESTED)
    outlet = models.CharField(_("press outlet"), max_length=160)
    full_name = models.CharField(_("full name"), max_length=120)
    press_card = models.CharField(_("number of the press card"), max_length=40)
    email = models.EmailField(_("e-mail"))
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    equipment = models.CharField(_("equipment and needs"), max_length=300, blank=True)
    language = models.CharField(max_length=2, default="vi")
    requested_at = models.DateTimeField()
    badge = models.PositiveSmallIntegerField(_("badge"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AccreditationQuerySet.as_manager()

    class Meta:
        ordering = ["outlet", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "email"], name="accreditation_once_per_address"),
            models.UniqueConstraint(fields=["edition", "badge"], name="accreditation_badge_once"),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="accreditation_decided_paired",
            ),
            models.CheckConstraint(
                condition=~Q(status="accepted") | Q(badge__isnull=False), name="accreditation_has_badge"
            ),
            models.CheckConstraint(
                condition=~Q(status="declined") | Q(reason__gt=""), name="accreditation_refusal_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)

    @property
    def badge_number(self) -> str:
        """“BC-007”: báo chí."""
        return f"BC-{self.badge:03d}" if self.badge else ""
