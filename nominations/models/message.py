"""Questions of an organisation about its dossier, and the secretariat's answers."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from dtportal.access import Scope
from dtportal.roles import Can
from nominations.models.colleague import Colleague
from nominations.models.nomination import Nomination


class ThreadQuerySet(models.QuerySet):
    """Rows that belong to a nomination: who takes part in the conversation, and who may read it."""

    def visible_to(self, user):
        """Representatives and colleagues of the whole dossier, the secretariat once it has the dossier, the auditor.
        Neither nominating bodies nor the council."""
        if not user.is_authenticated:
            return self.none()
        offices = {*user.editions_where(Can.SCREEN), *user.editions_where(Can.AUDIT)}
        office = Q(nomination__edition__in=offices) & ~Q(nomination__status=Nomination.Status.DRAFT)
        office &= ~Q(nomination__organization__in=user.tied_organization_ids)
        return self.filter(self._own(user) | office)

    def joined_by(self, user):
        """Those in which a person speaks for the organisation."""
        return self.filter(self._own(user))

    def _own(self, user) -> Q:
        whole = Colleague.objects.at_work().filter(accepted_by=user, section="")
        own = Q(nomination__organization__in=user.organization_ids)
        return own | Q(nomination__in=whole.values("nomination"))

    def waiting(self):
        """Of threads: those in which a question waits for the secretariat."""
        return self.filter(waiting_since__isnull=False)

    def answered(self):
        """Of threads: those with an answer that nobody of the organisation has read yet."""
        return self.filter(answered_at__isnull=False)


class Thread(models.Model):
    """Where the conversation about a dossier stands; it begins with the first question."""

    nomination = models.OneToOneField(Nomination, models.CASCADE, primary_key=True, related_name="thread")
    # The oldest question without an answer.
    waiting_since = models.DateTimeField(null=True, blank=True)
    # The latest answer that nobody of the organisation has read.
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["waiting_since"], condition=Q(waiting_since__isnull=False), name="thread_waiting"
            )
        ]

    def access_scope(self) -> Scope:
        return self.nomination.access_scope()


class Message(models.Model):
    """A question or an answer, as it was sent; the database refuses every change."""

    LIMIT = 2000

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="messages")
    is_answer = models.BooleanField()
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ThreadQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A message is never changed; write another one.")
        super().save(*args, **kwargs)

    def access_scope(self) -> Scope:
        return self.nomination.access_scope()
