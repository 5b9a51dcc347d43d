"""The journal (append-only) and the outbox.

An entry holds ids, a verb and hashes; never names, texts or marks, so that a person's data can be erased
while the record stays. The database itself refuses UPDATE and DELETE on both tables of the chain.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dtportal.roles import Can


class EntryQuerySet(models.QuerySet):
    def about(self, obj: models.Model):
        """The story of one object, oldest first."""
        return self.filter(subject=obj._meta.label_lower, subject_id=obj.pk).order_by("pk")

    def visible_to(self, user):
        """The whole journal is the auditor's; objects show their own story through their own pages."""
        return self if user.is_authenticated and user.can(Can.AUDIT) else self.none()


class Entry(models.Model):
    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor_id = models.BigIntegerField(null=True)
    edition_id = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    data = models.JSONField(default=dict)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["subject", "subject_id"], name="entry_subject")]

    def __str__(self) -> str:
        return f"{self.pk} {self.verb}"

    def content(self) -> dict[str, Any]:
        """What the chain fixes of this entry."""
        return {
            "id": self.pk,
            "at": self.at.isoformat(),
            "actor": self.actor_id,
            "edition": self.edition_id,
            "verb": self.verb,
            "subject": self.subject,
            "subject_id": self.subject_id,
            "data": self.data,
        }


class Link(models.Model):
    """The chain over committed entries, written by the sweep so that writers never queue for one lock."""

    position = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, models.PROTECT)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.position} {self.hash[:12]}"


class NoticeQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(sent_at=None, given_up_at=None).order_by("pk")


class Notice(models.Model):
    """The outbox: one mail to one recipient, written in the transaction that caused it, sent after commit."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True)
    # For people without an account, such as registered guests of a forum.
    address = models.EmailField(blank=True)
    language = models.CharField(max_length=2, default="vi")
    template = models.CharField(max_length=80)
    context = models.JSONField(default=dict)
    is_rehearsal = models.BooleanField(default=False)
    key = models.CharField(max_length=120, unique=True, null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(recipient__isnull=False) | models.Q(address__gt=""),
                name="notice_has_a_recipient",
            )
        ]
        verbose_name = _("notice")

    def __str__(self) -> str:
        return f"{self.template} #{self.pk}"
