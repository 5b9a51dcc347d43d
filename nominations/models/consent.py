"""What an organisation declared and consented to, and what it withdrew again: one row a deed, never changed."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dtportal.access import Scope
from dtportal.questions import localized
from nominations.models.nomination import Nomination


class ConsentQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(nomination__in=Nomination.objects.visible_to(user).values("pk"))

    def withdrawn_now(self):
        """Withdrawals after which the same was not given again."""
        later = self.model.objects.filter(
            nomination=models.OuterRef("nomination"), key=models.OuterRef("key"), pk__gt=models.OuterRef("pk")
        )
        return self.filter(~models.Exists(later), deed=Consent.Deed.WITHDRAWN)


class Consent(models.Model):
    """One purpose given or withdrawn, with the very text that was read. The latest row of a key counts.

    The database refuses every change of a row; only wiping a rehearsal, or the end of the retention period, removes
    rows together with their dossier.
    """

    class Deed(models.TextChoices):
        GIVEN = "given", _("Given")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="consents")
    key = models.SlugField(max_length=40)
    deed = models.CharField(max_length=10, choices=Deed)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    text = models.TextField()
    text_en = models.TextField()
    # Of the key, the version and both texts.
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["nomination", "key"], name="consent_of_nomination")]

    def __str__(self) -> str:
        return f"{self.key} v{self.version} {self.deed}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A consent is never changed; write another row.")
        super().save(*args, **kwargs)

    def access_scope(self) -> Scope:
        return self.nomination.access_scope()

    @property
    def label(self) -> str:
        """The title in the language of the page."""
        return localized({"title": self.title, "title_en": self.title_en}, "title")

    @property
    def words(self) -> str:
        return localized({"text": self.text, "text_en": self.text_en}, "text")

    @property
    def is_given(self) -> bool:
        return self.deed == self.Deed.GIVEN
