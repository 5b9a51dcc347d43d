"""Offices: one person, one role, one edition; with a body for officers, a sector where it is limited to one."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dtportal.access import Scope
from dtportal.programme.models import Body, Edition, Sector
from dtportal.roles import NEEDS_BODY, OFFICES, Can


class AppointmentQuerySet(models.QuerySet):
    def active(self):
        return self.filter(ended_at=None)

    def visible_to(self, user):
        """Whoever appoints, and the auditor, see an edition's offices; the secretariat sees the officers of
        nominating bodies; everybody sees his own."""
        if not user.is_authenticated:
            return self.none()
        editions = {*user.editions_where(Can.APPOINT), *user.editions_where(Can.AUDIT)}
        officers = Q(edition__in=user.editions_where(Can.MANAGE_BODIES), role__in=NEEDS_BODY)
        return self.filter(Q(edition__in=editions) | officers | Q(user=user))

    def for_listing(self):
        return self.select_related("user", "edition", "body", "sector", "appointed_by").prefetch_related(
            "body__names"
        )


class Appointment(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="appointments")
    role = models.CharField(_("role"), max_length=20, choices=[(role.value, role.label) for role in OFFICES])
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="appointments")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, verbose_name=_("body"))
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, blank=True, verbose_name=_("sector"))
    appointed_at = models.DateTimeField(default=timezone.now)
    appointed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            # Two, because a missing body is distinct from every other missing body in a unique index.
            models.UniqueConstraint(
                fields=["user", "role", "edition", "body"],
                condition=Q(ended_at=None),
                name="appointment_active_once",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "edition"],
                condition=Q(ended_at=None, body=None),
                name="appointment_active_once_no_body",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=NEEDS_BODY) | Q(body__isnull=False), name="appointment_has_its_body"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="appointment_ended_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} ({self.edition.slug})"

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)

    def covers(self, scope: Scope) -> bool:
        """Whether this office reaches what a scope describes; a limit the scope does not mention is no limit."""
        if scope.edition_id is not None and scope.edition_id != self.edition_id:
            return False
        if self.body_id and scope.body_ids is not None and self.body_id not in scope.body_ids:
            return False
        return not (self.sector_id and scope.sector_id is not None and scope.sector_id != self.sector_id)
