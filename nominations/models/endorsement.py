"""What a nominating body says of a unit, and for which version of its dossier."""

from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dtportal.access import Scope
from dtportal.programme.models import Body, Edition
from dtportal.roles import Can
from dtportal.states import Stateful
from nominations.models.dossier import Dossier
from nominations.models.letter import LetterScan
from nominations.models.nomination import Nomination


class EndorsementQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What one's own body was asked; the secretariat and the unit see the endorsements of what they see."""
        if not user.is_authenticated:
            return self.none()
        mine = Q(nomination__in=Nomination.objects.visible_to(user).values("pk"))
        # An officer of one body learns nothing of another body's endorsement of the same unit.
        bodies = user.bodies_where(Can.ENDORSE)
        if bodies:
            asked = Q()
            for edition_id, body_id in bodies:
                asked |= Q(nomination__edition=edition_id, body=body_id)
            wider = Q(nomination__organization__in=user.organization_ids) | Q(
                nomination__edition__in=user.editions_where(Can.SCREEN)
            )
            return self.filter(asked | wider)
        return self.filter(mine)

    def endorsed(self):
        """Given, for whichever version."""
        return self.filter(status=Endorsement.Status.ENDORSED)

    def standing(self):
        """Given for the version that was submitted last: what acceptance demands."""
        return self.endorsed().filter(~Exists(_newer_dossiers()))

    def outdated(self):
        """Given for an earlier version and not confirmed since."""
        return self.endorsed().filter(Exists(_newer_dossiers()))

    def waiting_first(self):
        """Those that ask the body for a word, or for its word on a new version, then the newest."""
        again = Dossier.objects.filter(number__gt=1).values(
            "nomination"
        )  # few: looked up before the rest is asked
        is_outdated = Q(Exists(_newer_dossiers()), status=Endorsement.Status.ENDORSED, nomination__in=again)
        is_waiting = Q(status=Endorsement.Status.REQUESTED) | is_outdated
        rank = Case(When(is_waiting, then=Value(0)), default=Value(1), output_field=models.IntegerField())
        return self.order_by(rank, "-requested_at", "-pk")

    def for_listing(self):
        latest = Dossier.objects.filter(nomination=OuterRef("nomination")).order_by("-number")
        return (
            self.select_related(
                "nomination__organization",
                "nomination__sector",
                "nomination__province",
                "nomination__edition",
                "body",
            )
            .prefetch_related("body__names")
            .annotate(latest_number=Subquery(latest.values("number")[:1]))
        )


def _newer_dossiers():
    """Dossiers submitted after the version an endorsement was given for; one given on a draft covers the first."""
    covered = Coalesce(OuterRef("given_for"), 1)
    return Dossier.objects.filter(nomination=OuterRef("nomination"), number__gt=covered)


class Endorsement(Stateful):
    """A nominating body's word on a unit (văn bản đề cử); without one nothing is accepted."""

    class Status(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        ENDORSED = "endorsed", _("Endorsed")
        DECLINED = "declined", _("Not endorsed")

    MOVES = {
        Status.REQUESTED: {Status.ENDORSED, Status.DECLINED},
        Status.DECLINED: {Status.ENDORSED},
        Status.ENDORSED: {Status.DECLINED},
    }
    TONES = {Status.REQUESTED: "warn", Status.ENDORSED: "ok", Status.DECLINED: "danger"}

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="endorsements")
    body = models.ForeignKey(
        Body, models.PROTECT, related_name="endorsements", verbose_name=_("nominating body")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.REQUESTED)
    letter_number = models.CharField(_("number of the letter"), max_length=60, blank=True)
    letter_date = models.DateField(_("date of the letter"), null=True, blank=True)
    scan = models.ForeignKey(LetterScan, models.PROTECT, null=True, blank=True, related_name="endorsements")
    # Number of the dossier it was given, or last confirmed, for; empty while nothing had been submitted.
    given_for = models.PositiveSmallIntegerField(_("version of the dossier"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    requested_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["nomination", "body"], name="endorsement_once_per_body"),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="endorsement_decided_paired",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, given_for__isnull=False),
                name="endorsement_confirmed_paired",
            ),
            models.CheckConstraint(
                condition=Q(given_for=None) | Q(given_for__gte=1), name="endorsement_given_for_a_dossier"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} → {self.nomination.known_as}"

    def access_scope(self) -> Scope:
        nomination = self.nomination
        return Scope(
            edition_id=nomination.edition_id,
            body_ids=frozenset({self.body_id}),
            sector_id=nomination.sector_id,
            organization_id=nomination.organization_id,
        )

    @property
    def edition(self) -> Edition:
        return self.nomination.edition

    @cached_property
    def latest_number(self) -> int | None:
        """Number of the dossier submitted last, None before the first; lists bring it along (`for_listing`)."""
        return self.nomination.dossiers.aggregate(latest=models.Max("number"))["latest"]

    @property
    def version(self) -> int:
        """The version it covers: one given on a draft covers what is submitted first."""
        return self.given_for or 1

    @property
    def is_endorsed(self) -> bool:
        return self.status == self.Status.ENDORSED

    @property
    def is_outdated(self) -> bool:
        """Whether it was given for an earlier version and waits to be confirmed."""
        return self.is_endorsed and (self.latest_number or 0) > self.version

    @property
    def is_standing(self) -> bool:
        """Whether it counts for acceptance."""
        return self.is_endorsed and not self.is_outdated
