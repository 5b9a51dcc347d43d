"""What goes into the yearbook besides the list: the nominees' own pages, forewords, pictures, errata."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from awards.models.honor import Honor
from dtportal.access import Scope
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.states import Stateful
from nominations.models import Nomination


def picture_path(_row: Any, _name: str) -> str:
    """Private and unguessable; the name people see is kept in the row."""
    return f"book/{uuid.uuid4().hex}"


class BookPageQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Of accepted dossiers: the unit's own and those in which one writes; and the secretariat's, but for what
        is closed to a person in office."""
        if not user.is_authenticated:
            return self.none()
        own = Nomination.objects.written_by(user)
        condition = Q(nomination__in=own.values("pk"))
        offices = user.editions_where(Can.REVIEW_PAGES)
        if offices:
            office = Nomination.objects.visible_to(user).filter(edition__in=offices)
            office = office.exclude(organization__in=user.tied_organization_ids)
            condition |= Q(nomination__in=office.values("pk"))
        return self.filter(condition, nomination__status=Nomination.Status.ACCEPTED)


class BookPage(Stateful):
    """The page that an accepted nominee prepares before anybody knows who is honoured: it says nothing of the result.

    What is printed is the version whose proof the unit has approved (`approved`); while a new one is written, the
    approved one stands. Whoever approves nothing gets a page from the frozen dossier.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("In work")
        APPROVED = "approved", _("Approved by the unit")
        RETURNED = "returned", _("Returned with a remark")
        PROPOSED = "proposed", _("A correction waits for the unit")

    MOVES = {
        Status.DRAFT: {Status.APPROVED},
        Status.APPROVED: {Status.DRAFT, Status.RETURNED, Status.PROPOSED},
        Status.RETURNED: {Status.APPROVED, Status.DRAFT},
        Status.PROPOSED: {Status.APPROVED, Status.DRAFT},
    }
    TONES = {Status.DRAFT: "neutral", Status.APPROVED: "ok", Status.RETURNED: "warn", Status.PROPOSED: "info"}

    nomination = models.OneToOneField(Nomination, models.CASCADE, related_name="book_page")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    # What is written now, by the keys of `awards.yearbook.writing.FIELDS`; figures are pairs of value and label.
    texts = models.JSONField(default=dict, blank=True)
    figures = models.JSONField(default=list, blank=True)
    # The texts (and the pictures by their hashes) as the unit approved them, and the hash of the proof it saw.
    approved = models.JSONField(default=dict, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Counts saves, so that of two windows the second overwrites nothing.
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The secretariat's remark on a returned page, or why it proposes the correction in `proposal`.
    remark = models.TextField(_("remark"), blank=True)
    remarked_at = models.DateTimeField(null=True, blank=True)
    remarked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposal = models.JSONField(default=dict, blank=True)
    # What the secretariat had before it when it last returned the page, to tell what has changed since.
    seen = models.JSONField(default=dict, blank=True)
    # SHA-256 of the token in the link by which the unit confirms or declines it.
    proposal_hash = models.CharField(max_length=64, blank=True)

    objects = BookPageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="book_page_approved_paired",
            ),
            models.CheckConstraint(
                condition=Q(remarked_at=None, remarked_by=None)
                | Q(remarked_at__isnull=False, remarked_by__isnull=False),
                name="book_page_remarked_paired",
            ),
            models.CheckConstraint(
                condition=~Q(status="proposed") | Q(proposal_hash__gt=""), name="book_page_proposed_has_link"
            ),
        ]

    def access_scope(self) -> Scope:
        return self.nomination.access_scope()

    @property
    def edition(self) -> Edition:
        return self.nomination.edition

    @property
    def is_approved(self) -> bool:
        return self.status == self.Status.APPROVED

    @property
    def is_returned(self) -> bool:
        return self.status == self.Status.RETURNED

    @property
    def is_proposed(self) -> bool:
        return self.status == self.Status.PROPOSED


class Picture(models.Model):
    """An image as it came, cleaned (`dtportal.files`), with what was measured of it; sized for print at the build."""

    file = models.FileField(upload_to=picture_path)
    name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(help_text="pixels")
    height = models.PositiveIntegerField(help_text="pixels")
    caption = models.CharField(_("caption"), max_length=160, blank=True)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


class PagePictureQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever may see the page."""
        return self.filter(page__in=BookPage.objects.visible_to(user).values("pk"))


class PagePicture(Picture):
    """A picture of a nominee's page. One that was approved is kept as long as the approved page stands."""

    class Use(models.TextChoices):
        PHOTO = "photo", _("Photograph")
        MORE = "more", _("Photograph of the second page")
        LOGO = "logo", _("Logo")

    page = models.ForeignKey(BookPage, models.CASCADE, related_name="pictures")
    use = models.CharField(max_length=5, choices=Use)
    # Replaced by another one that is not approved yet.
    is_current = models.BooleanField(default=True)

    objects = PagePictureQuerySet.as_manager()

    class Meta:
        ordering = ["use", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "use"], condition=Q(is_current=True), name="page_picture_one_current_per_use"
            )
        ]


class PageReminder(models.Model):
    """A nominee's people were reminded of their page so many days before it was due; the database lets it happen
    once for each due day."""

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="page_reminders")
    due = models.DateField()
    days = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["nomination", "due", "days"], name="page_reminder_once")
        ]


class OfEditionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever makes the book."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(edition__in=user.editions_where(Can.BUILD_YEARBOOK))


class Foreword(models.Model):
    """A word at the beginning of the book, with portrait and signature."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="forewords")
    position = models.PositiveSmallIntegerField(default=1)
    author = models.CharField(_("author"), max_length=120)
    author_title = models.CharField(_("office"), max_length=200, blank=True)
    title = models.CharField(_("heading"), max_length=160)
    text = models.TextField(_("text"))
    portrait = models.FileField(upload_to=picture_path, blank=True)
    portrait_sha256 = models.CharField(max_length=64, blank=True)
    signature = models.FileField(upload_to=picture_path, blank=True)
    signature_sha256 = models.CharField(max_length=64, blank=True)

    objects = OfEditionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)


class BookPicture(Picture):
    """A picture of the book's own: a forum, the ceremony, a partner's logo."""

    class Kind(models.TextChoices):
        FORUM = "forum", _("Forum or seminar")
        CEREMONY = "ceremony", _("Ceremony")
        PARTNER = "partner", _("Partner's logo")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="book_pictures")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    # The forum's or partner's name, as it stands above or below the picture.
    label = models.CharField(_("name"), max_length=200)
    position = models.PositiveSmallIntegerField(default=1)

    objects = OfEditionQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "position", "pk"]

    def __str__(self) -> str:
        return self.label

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)


class Erratum(models.Model):
    """What a published book said wrong, and what is right: from publication on nothing else changes in it."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="errata")
    honor = models.ForeignKey(Honor, models.PROTECT, null=True, blank=True, related_name="errata")
    wrong = models.TextField(_("printed"))
    right = models.TextField(_("correct"))
    noted_at = models.DateTimeField(default=timezone.now)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = OfEditionQuerySet.as_manager()

    class Meta:
        ordering = ["noted_at", "pk"]

    def __str__(self) -> str:
        return f"{self.pk}"

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)
