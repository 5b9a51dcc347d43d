"""Pins: where in a dossier a member found what his mark rests on."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models.closing import closed_ids
from assessments.models.panel import Assignment, Round
from dtportal.access import Scope
from dtportal.programme.models import Criterion
from dtportal.roles import Can
from nominations.models import Evidence


class PinQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; with the scores, once the round has closed, for whoever may read those.

        Pins of a reader who is recused are read by nobody, and a conflict closes them like everything else.
        """
        if not user.is_authenticated:
            return self.none()
        unsealed = Q(
            assignment__entry__round__status=Round.Status.CLOSED,
            assignment__entry__round__edition__in=user.editions_where(Can.READ_SCORES),
        )
        return self.filter(Q(assignment__member__user=user) | unsealed).exclude(
            Q(assignment__status__in=[Assignment.Status.RECUSED, Assignment.Status.RELEASED])
            | Q(assignment__entry__nomination__in=closed_ids(user))
        )

    def for_listing(self):
        return self.select_related("evidence", "criterion")


class Pin(models.Model):
    """A page of a file, or an answer of a section, pinned to a criterion; a draft as long as the sheet is one."""

    NOTE = 300  # characters
    MOST = 40  # pins of one sheet

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="pins")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, blank=True, related_name="+")
    page = models.PositiveSmallIntegerField(null=True, blank=True)
    section = models.SlugField(max_length=40, blank=True)
    question = models.SlugField(max_length=40, blank=True)
    note = models.CharField(_("note"), max_length=NOTE, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = PinQuerySet.as_manager()

    class Meta:
        ordering = ["criterion__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "criterion", "evidence", "page"],
                condition=Q(evidence__isnull=False),
                name="pin_page_once",
            ),
            models.UniqueConstraint(
                fields=["assignment", "criterion", "section", "question"],
                condition=Q(evidence=None),
                name="pin_answer_once",
            ),
            models.CheckConstraint(
                condition=Q(evidence__isnull=False, page__gte=1, section="", question="")
                | Q(evidence=None, page=None, section__gt="", question__gt=""),
                name="pin_of_page_or_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id or self.section} {self.page or self.question}"

    def access_scope(self) -> Scope:
        return self.assignment.access_scope()
