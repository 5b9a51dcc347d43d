"""What a member asks the secretariat about a dossier he is scoring, and what it answers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.closing import closed_ids
from assessments.models.panel import Assignment
from dtportal.access import Scope
from dtportal.roles import Can


class InquiryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The member who asked, as long as the dossier is open to him, and the secretariat; never the unit.

        A conflict of interest closes these words like everything else of the dossier, to either.
        """
        if not user.is_authenticated:
            return self.none()
        over = [Assignment.Status.RECUSED, Assignment.Status.RELEASED]
        own = Q(assignment__member__user=user) & ~Q(assignment__status__in=over)
        office = Q(assignment__entry__round__edition__in=user.editions_where(Can.ASSIGN))
        return self.filter(own | office).exclude(assignment__entry__nomination__in=closed_ids(user))

    def waiting(self):
        return self.filter(answered_at=None)

    def unread(self):
        """Answered, and the member has not opened the dossier since."""
        return self.filter(answered_at__isnull=False, read_at=None)


class Inquiry(models.Model):
    """A question and its answer. The words are never changed; whoever wants to know more asks again."""

    LIMIT = 2000  # characters

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="inquiries")
    text = models.TextField(_("question"))
    asked_at = models.DateTimeField()
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    read_at = models.DateTimeField(null=True, blank=True)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "inquiries"
        ordering = ["pk"]
        indexes = [models.Index(fields=["assignment"], condition=Q(answered_at=None), name="inquiry_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="", read_at=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False, answer__gt=""),
                name="inquiry_answered_whole",
            ),
            models.CheckConstraint(condition=Q(text__gt=""), name="inquiry_asks_something"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    def access_scope(self) -> Scope:
        return self.assignment.access_scope()
