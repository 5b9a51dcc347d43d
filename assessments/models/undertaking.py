"""The confidentiality undertaking: what a member of the council promises before anything of an edition opens."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from dtportal.access import Scope
from dtportal.programme.models import Edition
from dtportal.questions import localized


class UndertakingQuerySet(models.QuerySet):
    def current(self):
        """Signed as the edition words it now; a new version of the words is signed anew."""
        wanted = Cast(KeyTextTransform("version", "edition__undertaking"), models.IntegerField())
        return self.alias(wanted=wanted).filter(version=F("wanted"))

    def visible_to(self, user):
        """One's own."""
        return self.filter(user=user) if user.is_authenticated else self.none()


class Undertaking(models.Model):
    """One person's word for one edition, with the very text that was read. The database refuses every change."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="undertakings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="undertakings")
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    text = models.TextField()
    text_en = models.TextField()
    # Of version, titles and texts.
    sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField()

    objects = UndertakingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "user", "version"], name="undertaking_signed_once")
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} v{self.version}: {self.user_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("An undertaking is never changed; another version is signed beside it.")
        super().save(*args, **kwargs)

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)

    @property
    def label(self) -> str:
        """The title in the language of the page."""
        return localized({"title": self.title, "title_en": self.title_en}, "title")

    @property
    def words(self) -> str:
        return localized({"text": self.text, "text_en": self.text_en}, "text")
