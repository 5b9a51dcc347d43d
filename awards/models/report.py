"""The report on an edition to State leaders: long work, so a row with progress; one for what its reader may know."""

import uuid

from django.db import models
from django.db.models import Q

from assessments.conflicts import closed_to
from awards.models.roll import Roll, RollEntry
from dtportal.access import Scope
from dtportal.jobs import Job, JobQuerySet
from dtportal.programme.models import Edition
from dtportal.roles import Can


def report_path(report: "Report", name: str) -> str:
    return f"reports/{report.edition.slug}-{uuid.uuid4().hex[:12]}.{name.rsplit('.', 1)[-1]}"


class ReportQuerySet(JobQuerySet):
    def visible_to(self, user):
        """For whoever deals with papers: those that name an unpublished roll if he may read it; another one's only if
        nothing was left out for that one, and nothing is closed to himself."""
        if not user.is_authenticated:
            return self.none()
        rows = self.filter(edition__in=user.editions_where(Can.READ_PAPERS))
        readable = RollEntry.objects.visible_to(user).order_by().values("roll")
        rows = rows.filter(
            Q(roll=None)
            | Q(roll__status__in=[Roll.Status.PUBLISHED, Roll.Status.SUPERSEDED])
            | Q(roll__in=readable)
        )
        closed = closed_to(user).order_by().values("edition")
        return rows.filter(Q(ordered_by=user) | (Q(is_whole=True) & ~Q(edition__in=closed)))


class Report(Job):
    """`done`/`total` count its chapters and its two files. `roll`: whose names it lists; None: without any result."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="reports")
    roll = models.ForeignKey(Roll, models.PROTECT, null=True, blank=True, related_name="reports")
    # Of the edition's clock.
    as_of = models.DateTimeField()
    # Nothing was left out because of a conflict of interest.
    is_whole = models.BooleanField(default=True)
    content = models.JSONField(default=dict)
    pdf = models.FileField(upload_to=report_path, blank=True)
    docx = models.FileField(upload_to=report_path, blank=True)
    page_count = models.PositiveSmallIntegerField(default=0)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)
