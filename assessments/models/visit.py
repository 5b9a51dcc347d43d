"""Site visits: a date and a place, who goes, what each of them saw, with photos."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models.panel import Round
from dtportal.access import Scope
from dtportal.roles import Can
from dtportal.states import Stateful
from nominations.models import Nomination


def photo_path(photo: "VisitPhoto", name: str) -> str:
    """Private and unguessable."""
    return f"visits/{photo.report.visit_id}/{uuid.uuid4().hex}"


class SiteVisitQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever plans visits, who goes, who reads the dossier; who reads scores once a round of it has closed.

        A conflict of interest closes it, whatever office one holds. (The unit learns date and place: `of_unit`.)
        """
        from assessments.conflicts import closed_ids  # which asks these models
        from assessments.reading import assignments_of

        if not user.is_authenticated:
            return self.none()
        planned = Q(nomination__edition__in=user.editions_where(Can.PLAN_VISITS))
        goes = Q(pk__in=Visitor.objects.filter(user=user).values("visit")) & Q(
            nomination__edition__in={
                *user.editions_where(Can.APPRAISE),
                *user.editions_where(Can.PLAN_VISITS),
            }
        )
        reads = Q(nomination__in=assignments_of(user).readable().values("entry__nomination"))
        looks_back = Q(
            nomination__edition__in=user.editions_where(Can.READ_SCORES),
            nomination__round_entries__round__status=Round.Status.CLOSED,
        )
        found = self.filter(
            Q(pk__in=self.model.objects.filter(planned | goes | reads | looks_back).values("pk"))
        )
        return found.exclude(nomination__in=closed_ids(user))

    def of_unit(self, user):
        """Those of one's own organisations: when and where, nothing else."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(nomination__organization__in=user.organization_ids)

    def for_listing(self):
        return self.select_related(
            "nomination__organization", "nomination__sector", "nomination__province", "nomination__edition"
        )


class SiteVisit(Stateful):
    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        CANCELLED = "cancelled", _("Cancelled")

    MOVES = {Status.PLANNED: {Status.CANCELLED}}
    TONES = {Status.PLANNED: "info", Status.CANCELLED: "neutral"}

    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="site_visits")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PLANNED)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    place = models.CharField(_("place"), max_length=250)
    # What the unit reads besides date and place: whom and what the visitors would like to see.
    message = models.TextField(_("message to the unit"), blank=True)
    # Of the plan; calendars take a higher one for the newer.
    version = models.PositiveIntegerField(default=1)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(_("reason of the cancellation"), blank=True)

    objects = SiteVisitQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="visit_ends_after_start"),
            models.CheckConstraint(condition=~Q(place=""), name="visit_has_place"),
            models.CheckConstraint(
                condition=~Q(status="cancelled") | ~Q(reason=""), name="visit_cancelled_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    def access_scope(self) -> Scope:
        return self.nomination.access_scope()

    @property
    def edition(self):
        return self.nomination.edition

    @property
    def is_planned(self) -> bool:
        return self.status == self.Status.PLANNED


class Visitor(models.Model):
    """Somebody who goes: a reader of the dossier, or one of the secretariat."""

    visit = models.ForeignKey(SiteVisit, models.CASCADE, related_name="visitors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["user__name_sort_key"]
        constraints = [models.UniqueConstraint(fields=["visit", "user"], name="visitor_once")]

    def __str__(self) -> str:
        return self.user.full_name


class VisitReport(models.Model):
    """One visitor's checklist: answers by key of the question, as `dtportal.questions` stores them."""

    visit = models.ForeignKey(SiteVisit, models.CASCADE, related_name="reports")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    data = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(default=timezone.now)
    # Handed in: from then on the readers of the dossier see it.
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["visit", "user"], name="visit_report_once")]

    def access_scope(self) -> Scope:
        return self.visit.access_scope()

    @property
    def edition(self):
        return self.visit.edition

    @property
    def updated_by(self):
        return self.user


class VisitPhoto(models.Model):
    """A photo that belongs to one question of a report; `token` is the device's own name for it."""

    report = models.ForeignKey(VisitReport, models.CASCADE, related_name="photos")
    question = models.SlugField(max_length=40)
    token = models.UUIDField(default=uuid.uuid4)
    file = models.FileField(upload_to=photo_path)
    name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["report", "token"], name="visit_photo_once")]
