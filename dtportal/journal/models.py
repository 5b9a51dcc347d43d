"""The journal (append-only) and the outbox.

An entry holds ids, a verb and hashes; never names, texts or marks, so that a person's data can be erased
while the record stays. The database itself refuses UPDATE and DELETE on both tables of the chain.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dtportal.access import Scope
from dtportal.journal import closing
from dtportal.roles import Can


class EntryQuerySet(models.QuerySet):
    def about(self, obj: models.Model):
        """The story of one object, oldest first."""
        return self.filter(subject=obj._meta.label_lower, subject_id=obj.pk).order_by("pk")

    def visible_to(self, user):
        """The journal is the auditor's, without what a conflict of interest closes to him; objects show their own
        story through their own pages. The chain is verified over all of it."""
        if not user.is_authenticated or not user.can(Can.AUDIT):
            return self.none()
        condition = closing.closed_to(user)
        return self.exclude(condition) if condition else self


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

    def visible_to(self, user):
        """The ledger of the editions in which a person keeps or audits it: that a mail went, not what it says."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(edition_id__in=user.editions_where(Can.READ_MAIL))

    def in_state(self, state: str):
        """What `Notice.state` says, as a filter."""
        waiting = {"sent_at": None, "given_up_at": None}
        return self.filter(
            **{
                Notice.State.QUEUED: {**waiting, "attempts": 0},
                Notice.State.FAILED: {**waiting, "attempts__gt": 0},
                Notice.State.SENT: {"sent_at__isnull": False},
                Notice.State.GIVEN_UP: {"given_up_at__isnull": False},
            }[Notice.State(state)]
        )


class Notice(models.Model):
    """The outbox: one mail to one recipient, written in the transaction that caused it, sent after commit."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed, will be tried again")
        GIVEN_UP = "given_up", _("Given up")

    TONES = {State.QUEUED: "info", State.SENT: "ok", State.FAILED: "warn", State.GIVEN_UP: "danger"}

    class Failure(models.TextChoices):
        REFUSED = "refused", _("the recipient's address was refused")
        REJECTED = "rejected", _("the mail server rejected the mail")
        SENDER = "sender", _("the mail server refused the sender")
        UNREACHABLE = "unreachable", _("the mail server could not be reached")

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True)
    # For people without an account, such as registered guests of a forum.
    address = models.EmailField(blank=True)
    language = models.CharField(max_length=2, default="vi")
    template = models.CharField(max_length=80)
    context = models.JSONField(default=dict)
    is_rehearsal = models.BooleanField(default=False)
    key = models.CharField(max_length=120, unique=True, null=True, blank=True)
    # What it is about, as the journal says it: whoever may read that may read the mail.
    edition_id = models.BigIntegerField(null=True)
    about = models.CharField(max_length=60, blank=True)
    about_id = models.BigIntegerField(null=True)
    # The earlier mail that this one repeats.
    again_of = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="repeats")
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=12, choices=Failure, blank=True)
    # The words that went out: templates change, a letter that was sent does not.
    sent_subject = models.CharField(max_length=400, blank=True)
    sent_body = models.TextField(blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["edition_id", "-id"], name="notice_edition")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(recipient__isnull=False) | models.Q(address__gt=""),
                name="notice_has_a_recipient",
            ),
            models.CheckConstraint(
                condition=models.Q(sent_at=None) | models.Q(given_up_at=None), name="notice_sent_or_given_up"
            ),
        ]
        verbose_name = _("notice")

    def __str__(self) -> str:
        return f"{self.template} #{self.pk}"

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)

    @property
    def state(self) -> "Notice.State":
        if self.sent_at:
            return self.State.SENT
        if self.given_up_at:
            return self.State.GIVEN_UP
        return self.State.FAILED if self.attempts else self.State.QUEUED

    @property
    def tone(self) -> str:
        return self.TONES[self.state]

    @property
    def to(self) -> str:
        """The address it goes to, as it is now."""
        return self.recipient.email if self.recipient else self.address
