"""The result bundle of a published roll, and to whom the auditor opens what the public does not get."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from awards.models.roll import Roll
from dtportal.access import Scope
from dtportal.jobs import Job, JobQuerySet
from dtportal.programme.models import Edition
from dtportal.roles import Can


def bundle_path(bundle: "ResultBundle", name: str) -> str:
    return f"results/{bundle.roll.edition.slug}-{bundle.roll.version}-{uuid.uuid4().hex[:12]}.zip"


class ResultBundleQuerySet(JobQuerySet):
    def visible_to(self, user):
        """Public as soon as the roll is; a corrected version stays."""
        return self.filter(
            status=ResultBundle.Status.DONE,
            roll__status__in=[Roll.Status.PUBLISHED, Roll.Status.SUPERSEDED],
        )


class ResultBundle(Job):
    """Made once per roll. `whole` is everything from which the result can be recomputed; `public` is what everybody
    gets of it where the edition leaves the opening to the auditor, and empty where the whole is public."""

    roll = models.OneToOneField(Roll, models.CASCADE, related_name="results")
    whole = models.FileField(upload_to=bundle_path, blank=True)
    whole_sha256 = models.CharField(max_length=64, blank=True)
    public = models.FileField(upload_to=bundle_path, blank=True)
    public_sha256 = models.CharField(max_length=64, blank=True)
    honoured = models.PositiveIntegerField(default=0)
    sheets = models.PositiveIntegerField(default=0)

    objects = ResultBundleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="done") | Q(whole_sha256__gt=""), name="result_bundle_done_has_hash"
            )
        ]

    def access_scope(self) -> Scope:
        return self.roll.access_scope()

    @property
    def edition(self) -> Edition:
        return self.roll.edition

    @property
    def is_open(self) -> bool:
        return not self.public

    @property
    def shown(self):
        """The file that everybody gets."""
        return self.public or self.whole

    @property
    def shown_sha256(self) -> str:
        return self.public_sha256 or self.whole_sha256


class ResultReaderQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The auditor names them, and sees whom she has named."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(edition__in=user.editions_where(Can.AUDIT))

    def by_token(self, token: str):
        """Whoever has the address, as long as it opens anything."""
        return self.filter(token=token, ended_at=None)


class ResultReader(models.Model):
    """An expert of somebody who appeals: the auditor names him, and an address of his own opens the whole bundle."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="result_readers")
    name = models.CharField(_("full name"), max_length=120)
    email = models.EmailField(_("e-mail address"))
    reason = models.CharField(_("for whom, and why"), max_length=300)
    token = models.CharField(max_length=43, unique=True, default=secrets.token_urlsafe)
    named_at = models.DateTimeField(default=timezone.now)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ResultReaderQuerySet.as_manager()

    class Meta:
        ordering = ["-named_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)
