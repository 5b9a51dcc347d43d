"""An edition's own words for a kind of mail. Without a row the file in templates/mail speaks."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dtportal.access import Scope
from dtportal.programme.models.edition import Edition


class LetterWording(models.Model):
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="letter_wordings")
    # The file's name in templates/mail, without its ending.
    letter = models.CharField(max_length=80)
    language = models.CharField(max_length=2)
    subject = models.CharField(_("Subject"), max_length=200)
    body = models.TextField(_("Text"))
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "letter", "language"], name="letter_worded_once"),
            models.CheckConstraint(condition=~Q(subject="") & ~Q(body=""), name="letter_wording_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.letter} ({self.language})"

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)
