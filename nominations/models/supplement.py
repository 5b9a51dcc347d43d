"""What a request for supplement opens: sections or questions, each with a note."""

from django.db import models

from nominations.models.nomination import ScreeningNote


class SupplementItem(models.Model):
    """One part of the dossier that its organisation is asked to supplement; `question` is empty for all of it."""

    request = models.ForeignKey(ScreeningNote, models.CASCADE, related_name="items")
    section = models.SlugField(max_length=40)
    question = models.SlugField(max_length=40, blank=True)
    text = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "section", "question"], name="supplement_item_once_per_request"
            )
        ]
