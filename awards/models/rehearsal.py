"""Wiping and refilling a rehearsal: long work, so a row with progress like all others."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dtportal.access import Scope
from dtportal.jobs import Job, JobQuerySet
from dtportal.programme.models import Edition
from dtportal.roles import Can


class RehearsalRunQuerySet(JobQuerySet):
    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        return self.filter(edition__in=user.editions_where(Can.MANAGE_EDITION))


class RehearsalRun(Job):
    """One order to empty a rehearsal and, unless `count` is 0, to fill it with invented nominations."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="rehearsal_runs")
    count = models.PositiveSmallIntegerField(_("invented nominations"), default=60)

    objects = RehearsalRunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)
