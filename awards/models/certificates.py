"""All certificates of one version of the list, in one archive."""

import uuid

from django.db import models
from django.db.models import Q

from awards.models.roll import Roll
from dtportal.access import Scope
from dtportal.jobs import Job, JobQuerySet
from dtportal.roles import Can


def archive_path(batch: "CertificateBatch", name: str) -> str:
    """A name that nobody can guess and that tells nothing: the list may be under embargo still."""
    return f"certificate-archives/{uuid.uuid4().hex}.zip"


class CertificateBatchQuerySet(JobQuerySet):
    def visible_to(self, user):
        """Of a published list: whoever publishes. An archive of names under embargo is nobody's by his office: only
        the persons named for certificates have it."""
        if not user.is_authenticated:
            return self.none()
        by_office = Q(roll__in=Roll.objects.public(), roll__edition__in=user.editions_where(Can.PUBLISH))
        return self.filter(by_office | Q(roll__in=Roll.objects.printed_by(user)))


class CertificateBatch(Job):
    """`done`/`total` count certificates, plus one for the archive. One per version of the list."""

    roll = models.OneToOneField(Roll, models.CASCADE, related_name="certificate_batch")
    file = models.FileField(upload_to=archive_path, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    objects = CertificateBatchQuerySet.as_manager()

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.roll.edition_id)
