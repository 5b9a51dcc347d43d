"""Long work is a row with done/total: it shows its progress, survives a killed worker and resumes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dtportal.states import Stateful

SILENT_AFTER = timedelta(minutes=3)
NUDGED_AFTER = timedelta(seconds=10)


class JobQuerySet(models.QuerySet):
    def unfinished(self):
        return self.filter(status__in=Job.UNFINISHED)

    def abandoned(self):
        """Queued or running, but no worker has been heard of lately: the sweep takes these up again."""
        return self.filter(status__in=Job.UNFINISHED, heartbeat_at__lt=timezone.now() - SILENT_AFTER)


class Job(Stateful):
    """Work for the worker. Times are real time, whatever the edition's clock says."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("In progress")
        DONE = "done", _("Finished")
        FAILED = "failed", _("Failed")

    MOVES = {
        Status.QUEUED: {Status.RUNNING, Status.FAILED},
        Status.RUNNING: {Status.RUNNING, Status.DONE, Status.FAILED},
        Status.FAILED: {Status.QUEUED},
    }
    UNFINISHED = (Status.QUEUED, Status.RUNNING)
    TONES = {Status.QUEUED: "neutral", Status.RUNNING: "info", Status.DONE: "ok", Status.FAILED: "danger"}

    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    failure = models.TextField(blank=True)
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField(default=timezone.now)
    heartbeat_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def percent(self) -> int:
        """0–100, rounded down; 100 only when everything is done."""
        return self.done * 100 // self.total if self.total else 0

    @property
    def finished(self) -> bool:
        return self.status in {self.Status.DONE, self.Status.FAILED}

    @classmethod
    def order(cls, state: dict[str, Any], send: Callable[[int], None], **more: Any) -> Self:
        """The one job for this `state`, which is unique: what there is, or a new row with `more` for the worker.

        One that failed is tried again. `send` gives the worker its id, once it is committed.
        """
        found = cls.objects.filter(**state).exclude(status=cls.Status.FAILED).first()
        if found is not None:
            found._nudge(send)
            return found
        with transaction.atomic():
            job, created = cls.objects.select_for_update().get_or_create(**state, defaults=more)
            if job.status == cls.Status.FAILED:
                job.move(cls.Status.QUEUED)
                job.failure, job.finished_at, job.heartbeat_at = "", None, timezone.now()
                job.save()
            elif not created:
                return job
            transaction.on_commit(lambda: send(job.pk))
        return job

    def _nudge(self, send: Callable[[int], None]) -> None:
        """Somebody waits for what no worker has been heard of: it is told once more, and not at every look."""
        now = timezone.now()
        waiting = type(self).objects.filter(pk=self.pk, status=self.Status.QUEUED)
        if self.status == self.Status.QUEUED and waiting.filter(heartbeat_at__lt=now - NUDGED_AFTER).update(
            heartbeat_at=now
        ):
            transaction.on_commit(lambda: send(self.pk))

    @classmethod
    def take_up(cls, pk: int, *related: str, total: int) -> Self | None:
        """The row, started for the worker that asks; None once it is finished or while another worker is at it."""
        with transaction.atomic():
            job = cls.objects.select_for_update(of=["self"]).select_related(*related).get(pk=pk)
            is_at_work = job.status == cls.Status.RUNNING
            if job.finished or (is_at_work and timezone.now() - job.heartbeat_at < SILENT_AFTER):
                return None
            job.start(total)
        return job

    def start(self, total: int) -> None:
        self.move(self.Status.RUNNING)
        self.total = total
        self.advance(0)

    def advance(self, done: int) -> None:
        """Record progress and that the worker lives."""
        self.done = done
        self.heartbeat_at = timezone.now()
        self.save(update_fields=["status", "done", "total", "heartbeat_at"])

    def finish(self) -> None:
        self.move(self.Status.DONE)
        self.done = self.total
        self.finished_at = self.heartbeat_at = timezone.now()
        self.save()

    def fail(self, reason: str) -> None:
        self.move(self.Status.FAILED)
        self.failure = reason
        self.finished_at = self.heartbeat_at = timezone.now()
        self.save()
