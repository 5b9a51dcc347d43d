"""A build of the yearbook and its cached pages."""

import uuid

from django.db import models

from awards.models.honor import Honor
from awards.models.roll import Roll
from dtportal.access import Scope
from dtportal.jobs import Job, JobQuerySet
from dtportal.programme.models import Edition
from dtportal.roles import Can


def book_path(yearbook: "Yearbook", name: str) -> str:
    return f"yearbooks/{yearbook.edition.slug}-{uuid.uuid4().hex[:12]}.pdf"


def part_path(part: "YearbookPart", name: str) -> str:
    return f"yearbook-parts/{part.content_hash}.pdf"


class YearbookQuerySet(JobQuerySet):
    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        return self.filter(edition__in=user.editions_where(Can.BUILD_YEARBOOK))


class Yearbook(Job):
    """One ordered build; `done`/`total` count honoree pages, plus one for the assembly."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="yearbooks")
    roll = models.ForeignKey(Roll, models.PROTECT, related_name="yearbooks")
    file = models.FileField(upload_to=book_path, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    page_count = models.PositiveIntegerField(default=0)

    objects = YearbookQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)


class YearbookPart(models.Model):
    """The page of one honoree as PDF, found again by the hash of everything that is on it."""

    honor = models.ForeignKey(Honor, models.CASCADE, related_name="yearbook_parts")
    content_hash = models.CharField(max_length=64, unique=True)
    file = models.FileField(upload_to=part_path)
    page_count = models.PositiveSmallIntegerField()
    rendered_at = models.DateTimeField(auto_now_add=True)
