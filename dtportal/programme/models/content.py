"""News and documents."""

from pathlib import PurePath

from django.db import models
from django.utils.translation import gettext_lazy as _

from dtportal.access import Scope
from dtportal.programme.models.bilingual import in_page_language
from dtportal.programme.models.edition import Edition
from dtportal.roles import Can


class PostQuerySet(models.QuerySet):
    def published(self):
        return self.filter(published_at__isnull=False)

    def visible_to(self, user):
        """Published posts are everybody's; drafts are seen by whoever writes content."""
        if user is not None and user.is_authenticated and user.can(Can.MANAGE_CONTENT):
            return self
        return self.published()


class Post(models.Model):
    class Kind(models.TextChoices):
        ANNOUNCEMENT = "announcement", _("Announcement")
        REPORT = "report", _("Report")
        PUBLICATION = "publication", _("Publication")
        CONSULTATION = "consultation", _("Policy consultation")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="posts")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    slug = models.SlugField(max_length=120, unique=True)
    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    text = models.TextField(_("text (Markdown)"))
    text_en = models.TextField(_("English text (Markdown)"), blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)

    @property
    def label(self) -> str:
        return in_page_language(self, "title")

    @property
    def body(self) -> str:
        return in_page_language(self, "text")


class PostFile(models.Model):
    """A public file of a post."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="files")
    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(upload_to="posts/")
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def filename(self) -> str:
        return PurePath(self.file.name).name
