"""The accepted units, put up for everybody to comment on before the council decides; and what was said of them."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from assessments.conflicts import closed_ids
from awards.models.attached import Attached, ByCodeQuerySet
from dtportal.access import Scope
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.states import Stateful
from dtportal.text import fold, stored_sort_key
from nominations.models import Consent, Nomination

# The purpose under which a unit may be named among those who take part.
MAY_NAME = "may_name"


class PublicNoticeQuerySet(models.QuerySet):
    def public(self):
        """A notice exists to be read by everybody, during its time and afterwards."""
        return self


class PublicNotice(models.Model):
    """One list, frozen on the day it is put up; `unnamed` counts who does not wish to be named."""

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="public_notice")
    put_up_at = models.DateTimeField()
    put_up_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # The last second of the last working day.
    closes_at = models.DateTimeField(_("comments until"))
    unnamed = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64)

    objects = PublicNoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=models.F("put_up_at")), name="notice_closes_later"
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition.slug}"

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)

    def is_open(self, now: datetime) -> bool:
        """Seconds count until the last one: 23:59:59.999 is still in time."""
        return self.put_up_at <= now and int(now.timestamp()) <= int(self.closes_at.timestamp())


class NoticeLineQuerySet(models.QuerySet):
    def public(self):
        """Whoever has taken back the consent to be named disappears from the list at once."""
        latest = Consent.objects.filter(nomination=OuterRef("nomination"), key=MAY_NAME).order_by("-pk")
        return self.alias(consent=Subquery(latest.values("deed")[:1])).filter(consent=Consent.Deed.GIVEN)

    def search(self, text: str):
        found = self
        for word in fold(text).split():
            found = found.filter(search_text__contains=word)
        return found


class NoticeLine(models.Model):
    """A unit as it was named that day: name, sector and locality, nothing else."""

    notice = models.ForeignKey(PublicNotice, models.CASCADE, related_name="lines")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="+")
    name = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250, blank=True)
    sector = models.CharField(max_length=120, blank=True)
    sector_en = models.CharField(max_length=120, blank=True)
    province = models.CharField(max_length=120)
    province_en = models.CharField(max_length=120, blank=True)
    sort_key = models.CharField(max_length=1400, editable=False)
    search_text = models.CharField(max_length=600, editable=False)

    objects = NoticeLineQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        constraints = [models.UniqueConstraint(fields=["notice", "nomination"], name="notice_line_once")]

    def __str__(self) -> str:
        return self.name

    def fill_index(self) -> None:
        """The columns lists are sorted and searched by; bulk writers call it themselves."""
        self.sort_key = stored_sort_key(self.name)
        self.search_text = fold(f"{self.name} {self.name_en} {self.sector} {self.province}")[:600]


class CommentQuerySet(ByCodeQuerySet):
    def visible_to(self, user):
        """Secretariat and auditor, without what is said of dossiers that are closed to them or of their own."""
        if not user.is_authenticated:
            return self.none()
        rows = self.filter(notice__edition__in=user.editions_where(Can.READ_OBJECTIONS))
        own = Nomination.objects.filter(organization__in=user.tied_organization_ids)
        closed = Q(line__nomination__in=closed_ids(user)) | Q(line__nomination__in=own.values("pk"))
        return rows.exclude(Q(line__isnull=False) & closed)

    def waiting(self):
        return self.filter(status=Comment.Status.RECEIVED)


class Comment(Stateful):
    """Somebody's word on the list or on one unit of it, with his name; the words are never changed."""

    LIMIT = 8000  # characters

    class Status(models.TextChoices):
        RECEIVED = "received", _("Received")
        ANSWERED = "answered", _("Answered")

    MOVES = {Status.RECEIVED: {Status.ANSWERED}}
    TONES = {Status.RECEIVED: "warn", Status.ANSWERED: "ok"}

    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="comments")
    # Empty: about the list as a whole.
    line = models.ForeignKey(NoticeLine, models.PROTECT, null=True, blank=True, related_name="comments")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.RECEIVED)
    code_hash = models.CharField(max_length=64, unique=True)
    name = models.CharField(_("full name"), max_length=120)
    email = models.EmailField(_("e-mail"))
    # Whether the unit may learn who said it.
    keep_name_from_unit = models.BooleanField(_("my name is not told to the unit"), default=True)
    text = models.TextField(_("comment"))
    language = models.CharField(max_length=2, default="vi")
    received_at = models.DateTimeField()
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="", status="received")
                | Q(answered_at__isnull=False, answered_by__isnull=False, answer__gt="", status="answered"),
                name="comment_answered_whole",
            ),
            models.CheckConstraint(condition=Q(text__gt="", name__gt=""), name="comment_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def edition(self) -> Edition:
        return self.notice.edition

    @property
    def known_as(self) -> str:
        return f"GY-{self.pk:04d}"

    def access_scope(self) -> Scope:
        return self.line.nomination.access_scope() if self.line_id else self.notice.access_scope()


class CommentFileQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(comment__in=Comment.objects.visible_to(user).values("pk"))


class CommentFile(Attached):
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="files")

    objects = CommentFileQuerySet.as_manager()
