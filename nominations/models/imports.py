"""A workbook somebody uploaded: previewed, then imported by the worker, all or nothing."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dtportal.access import Scope
from dtportal.jobs import Job, JobQuerySet
from dtportal.programme.models import Body, Edition
from dtportal.roles import Can


def workbook_path(batch: "ImportBatch", name: str) -> str:
    return f"imports/{uuid.uuid4().hex}.xlsx"


class ImportBatchQuerySet(JobQuerySet):
    def visible_to(self, user):
        """The secretariat sees an edition's imports, an officer those he ordered."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(ordered_by=user) | Q(edition__in=user.editions_where(Can.SCREEN)))

    def for_listing(self):
        return self.select_related("edition", "ordered_by", "body").prefetch_related("body__names")


class ImportBatch(Job):
    """`done`/`total` count rows. `is_preview` until its owner confirms; then the same row imports."""

    # A preview that is confirmed is queued once more.
    MOVES = {**Job.MOVES, Job.Status.DONE: {Job.Status.QUEUED}}

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="imports")
    # An officer imports for his own body only.
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True)
    file = models.FileField(upload_to=workbook_path)
    name = models.CharField(_("file"), max_length=160)
    is_preview = models.BooleanField(default=True)
    result = models.JSONField(default=dict, help_text="Counts: created, updated, unchanged")
    mistakes = models.JSONField(default=list, help_text="sheet, row, column, sentence")

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("nominations:import", args=[self.edition.slug, self.pk])

    def access_scope(self) -> Scope:
        bodies = frozenset({self.body_id}) if self.body_id else None
        return Scope(edition_id=self.edition_id, body_ids=bodies)

    @property
    def counts(self) -> dict[str, int]:
        """Rows by what they do, or did."""
        return {name: self.result.get(name, 0) for name in ("created", "updated", "unchanged")}

    @property
    def mistake_count(self) -> int:
        """All of them; `mistakes` keeps the first ones only."""
        return self.result.get("mistakes", 0)

    @property
    def can_confirm(self) -> bool:
        """The preview is ready and shows something to write."""
        return (
            self.is_preview
            and self.status == self.Status.DONE
            and not self.mistake_count
            and bool(self.result.get("created") or self.result.get("updated"))
        )

    @property
    def is_imported(self) -> bool:
        return not self.is_preview and self.status == self.Status.DONE and not self.mistake_count
