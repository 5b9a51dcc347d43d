"""The scan of a nominating body's letter; one letter may endorse many units."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from dtportal.access import Scope
from dtportal.programme.models import Body, Edition
from dtportal.roles import Can
from nominations.models.nomination import Nomination


def scan_path(scan: "LetterScan", name: str) -> str:
    """Private and unguessable; the name people see is kept in the row."""
    return f"letters/{scan.body_id}/{uuid.uuid4().hex}"


class LetterScanQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The body's officers; the secretariat and the auditor once a unit that it endorses has submitted.

        Units do not see it: it may name their competitors. They read its number and date.
        """
        if not user.is_authenticated:
            return self.none()
        mine = Q(pk__in=[])
        for edition_id, body_id in user.bodies_where(Can.ENDORSE):
            mine |= Q(edition=edition_id, body=body_id)
        offices = {*user.editions_where(Can.SCREEN), *user.editions_where(Can.AUDIT)}
        received = Nomination.objects.beyond_draft().filter(endorsements__scan=OuterRef("pk"))
        return self.filter(mine | Q(Exists(received), edition__in=offices))


class LetterScan(models.Model):
    """A PDF or picture of a letter, as it was uploaded."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="letter_scans")
    body = models.ForeignKey(Body, models.PROTECT, related_name="letter_scans")
    name = models.CharField(max_length=160)
    file = models.FileField(upload_to=scan_path)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField(default=timezone.now)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = LetterScanQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id, body_ids=frozenset({self.body_id}))
