"""National forums, thematic seminars, the ceremony and the audience with State leaders."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dtportal.access import Scope
from dtportal.programme.models import Edition, Sector
from dtportal.programme.models.bilingual import in_page_language
from dtportal.roles import Can
from dtportal.states import Stateful


class ForumQuerySet(models.QuerySet):
    def public(self):
        return self.exclude(status=Forum.Status.DRAFT)

    def visible_to(self, user):
        """Announced forums are everybody's; drafts are seen by whoever manages forums of the edition."""
        if user is None or not user.is_authenticated:
            return self.public()
        return self.filter(
            ~Q(status=Forum.Status.DRAFT) | Q(edition__in=user.editions_where(Can.MANAGE_FORUMS))
        )

    def with_door_kept_by(self, user):
        """Check-in staff keep the door of the forums they were named for; organisers every door."""
        return self.filter(
            Q(edition__in=user.editions_where(Can.MANAGE_FORUMS))
            | Q(edition__in=user.editions_where(Can.CHECK_IN), pk__in=user.forums_staffed.values("pk"))
        ).exclude(status=Forum.Status.DRAFT)

    def for_listing(self):
        return self.select_related("sector", "edition")


class Forum(Stateful):
    class Kind(models.TextChoices):
        FORUM = "forum", _("National forum")
        SEMINAR = "seminar", _("Thematic seminar")
        CEREMONY = "ceremony", _("Announcement and honouring ceremony")
        AUDIENCE = "audience", _("Audience with State leaders")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ANNOUNCED = "announced", _("Announced")
        OPEN = "open", _("Registration open")
        CLOSED = "closed", _("Registration closed")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Cancelled")

    class Precision(models.TextChoices):
        DAY = "day", _("day")
        MONTH = "month", _("month")

    MOVES = {
        Status.DRAFT: {Status.ANNOUNCED, Status.CANCELLED},
        Status.ANNOUNCED: {Status.OPEN, Status.CANCELLED},
        Status.OPEN: {Status.CLOSED, Status.CANCELLED},
        Status.CLOSED: {Status.OPEN, Status.HELD, Status.CANCELLED},
    }
    TONES = {
        Status.DRAFT: "neutral",
        Status.ANNOUNCED: "info",
        Status.OPEN: "ok",
        Status.CLOSED: "warn",
        Status.HELD: "neutral",
        Status.CANCELLED: "danger",
    }

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="forums")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    ordinal = models.PositiveSmallIntegerField(_("number"), default=1)
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, blank=True, verbose_name=_("sector"))
    slug = models.SlugField(max_length=120)
    title = models.CharField(_("title"), max_length=250)
    title_en = models.CharField(_("English title"), max_length=250, blank=True)
    summary = models.TextField(_("summary (Markdown)"), blank=True)
    summary_en = models.TextField(_("English summary (Markdown)"), blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    place = models.CharField(_("place"), max_length=200, blank=True)
    capacity = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    is_open_to_public = models.BooleanField(_("open to registration"), default=True)
    is_broadcast = models.BooleanField(_("broadcast live"), default=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    staff = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="forums_staffed")

    objects = ForumQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "slug"], name="forum_slug_once"),
            models.CheckConstraint(
                condition=~Q(kind="seminar") | Q(sector__isnull=False), name="seminar_has_a_sector"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="forum_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("forums:detail", args=[self.edition.slug, self.slug])

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)

    @property
    def label(self) -> str:
        return in_page_language(self, "title")

    @property
    def next_steps(self) -> list[tuple[str, str]]:
        """Statuses it may take now, in the order of its life, with the words for the button."""
        return [(status.value, STEP_LABELS[status]) for status in self.Status if self.can_move(status)]

    @property
    def text(self) -> str:
        return in_page_language(self, "summary")


STEP_LABELS = {
    Forum.Status.ANNOUNCED: _("Announce"),
    Forum.Status.OPEN: _("Open registration"),
    Forum.Status.CLOSED: _("Close registration"),
    Forum.Status.HELD: _("Mark as held"),
    Forum.Status.CANCELLED: _("Cancel the event"),
}
