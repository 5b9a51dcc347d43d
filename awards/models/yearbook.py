"""A build of the yearbook and its cached pages."""

import uuid
from math import ceil

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.conflicts import closed_to
from awards.models.confidant import Confidant
from awards.models.roll import Roll
from dtportal.access import Scope
from dtportal.jobs import Job, JobQuerySet
from dtportal.programme.models import Edition
from dtportal.roles import Can
from nominations.models import Nomination


class Variant(models.TextChoices):
    """For what a page is made: RGB with links, or A4 with bleed, crop marks and images of 300 dpi."""

    SCREEN = "screen", _("For the screen")
    PRINT = "print", _("For the printer")


def book_path(yearbook: "Yearbook", name: str) -> str:
    return f"yearbooks/{uuid.uuid4().hex}.pdf"


def part_path(part: "YearbookPart", name: str) -> str:
    return f"yearbook-parts/{part.nomination_id}-{part.content_hash}.pdf"


class YearbookQuerySet(JobQuerySet):
    def visible_to(self, user):
        """Of a public list: whoever makes the book. Of a signed one: whoever of them the chair has approved to know
        it for the book, and has no interest in a dossier of the edition."""
        if not user.is_authenticated:
            return self.none()
        named = Confidant.objects.standing().filter(user=user, purpose=Confidant.Purpose.BOOK)
        early = Q(edition__in=named.values("edition")) & ~Q(edition__in=closed_to(user).values("edition"))
        return self.filter(
            Q(edition__in=user.editions_where(Can.BUILD_YEARBOOK))
            & (Q(roll__status__in=[Roll.Status.PUBLISHED, Roll.Status.SUPERSEDED]) | early)
        )


class Yearbook(Job):
    """One ordered build; `done`/`total` count honoree pages, plus one for the frame and one for the binding."""

    class Stage(models.TextChoices):
        PAGES = "pages", _("The honourees' pages are made")
        FRAME = "frame", _("Contents, indexes and openers are set")
        BINDING = "binding", _("The book is bound")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="yearbooks")
    roll = models.ForeignKey(Roll, models.PROTECT, related_name="yearbooks")
    variant = models.CharField(_("made for"), max_length=6, choices=Variant, default=Variant.SCREEN)
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.PAGES)
    file = models.FileField(upload_to=book_path, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    page_count = models.PositiveIntegerField(default=0)
    # Pages that could not be made: name, reason, and what stands in their place ("earlier" or "plain").
    faults = models.JSONField(default=list, blank=True)
    # When the pages were begun, and how many of them were there already: what the pace is reckoned from.
    started_at = models.DateTimeField(null=True, blank=True)
    head_start = models.PositiveIntegerField(default=0)
    # Somebody has asked to stop; the build ends at its next page.
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = YearbookQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)

    @property
    def is_incomplete(self) -> bool:
        return bool(self.faults)

    @property
    def is_cancelled(self) -> bool:
        return self.status == self.Status.FAILED and self.cancelled_by_id is not None

    @property
    def is_being_cancelled(self) -> bool:
        return not self.finished and self.cancelled_by_id is not None

    @property
    def minutes_left(self) -> int | None:
        """At the pace of the pages made so far, rounded up; None before there is one, and for what follows them."""
        made = self.done - self.head_start
        if (
            self.status != self.Status.RUNNING
            or self.stage != self.Stage.PAGES
            or self.started_at is None
            or made < 1
        ):
            return None
        seconds = (self.heartbeat_at - self.started_at).total_seconds() / made * (self.total - self.done)
        return ceil(seconds / 60)


class YearbookPart(models.Model):
    """The page of one nominee in one variant, found again by the hash of everything that is on it. It says nothing of
    the result: list, certificate and code are stamped when the book is bound."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="yearbook_parts")
    variant = models.CharField(max_length=6, choices=Variant)
    content_hash = models.CharField(max_length=64)
    status = models.CharField(max_length=6, choices=Status, default=Status.QUEUED)
    file = models.FileField(upload_to=part_path, blank=True)
    # What is to be set, as plain data; emptied once the page is ready.
    content = models.JSONField(default=dict, blank=True)
    page_count = models.PositiveSmallIntegerField(default=0)
    # Milliseconds that it took, and what went wrong.
    duration = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    ordered_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["nomination", "variant", "content_hash"], name="yearbook_part_once"
            ),
            models.CheckConstraint(
                condition=~Q(status="ready") | Q(file__gt=""), name="yearbook_part_ready_has_file"
            ),
        ]
