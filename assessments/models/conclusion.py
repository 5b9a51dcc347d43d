"""The council's word on a dossier: immutable, with its recommendations."""

from decimal import Decimal
from fractions import Fraction

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments import scoring
from assessments.models.session import AgendaItem
from dtportal.access import Scope
from dtportal.roles import Can
from nominations.models import Dossier, Nomination


class ConclusionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever may read scores or a roll of the edition."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(nomination__edition__in=user.editions_where(Can.READ_SCORES))

    def for_listing(self):
        return self.select_related("nomination__organization", "nomination__sector", "nomination__province")


class Conclusion(models.Model):
    """The score is an exact fraction: the mean of the dossier's valid sheets, each out of 100."""

    class Verdict(models.TextChoices):
        OUTSTANDING = "outstanding", _("Proposed for honours")
        NOT_YET = "not_yet", _("Not yet proposed")

    nomination = models.OneToOneField(Nomination, models.PROTECT, related_name="conclusion")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="conclusions")
    verdict = models.CharField(max_length=12, choices=Verdict)
    score_numerator = models.PositiveIntegerField()
    score_denominator = models.PositiveIntegerField()
    sheet_count = models.PositiveSmallIntegerField()
    # Mean mark per criterion, [numerator, denominator] by criterion code: what tie rules compare.
    criterion_means = models.JSONField(default=dict)
    remark = models.TextField(blank=True)
    concluded_at = models.DateTimeField()
    concluded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ConclusionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(score_denominator__gte=1), name="conclusion_denominator_positive"
            )
        ]

    @property
    def score(self) -> Fraction:
        return Fraction(self.score_numerator, self.score_denominator)

    @property
    def shown_score(self) -> Decimal:
        """Two decimals, half up, for display only."""
        return scoring.shown(self.score)

    @property
    def verdict_tone(self) -> str:
        return "gold" if self.verdict == self.Verdict.OUTSTANDING else "neutral"

    def access_scope(self) -> Scope:
        return self.nomination.access_scope()


class Recommendation(models.Model):
    """“Kiến tạo giải pháp và Đề xuất”: what the council advises the unit to do next."""

    class Kind(models.TextChoices):
        TRAINING = "training", _("Training")
        APPLICATION = "application", _("Application")
        PLATFORM = "platform", _("Platform")

    conclusion = models.ForeignKey(Conclusion, models.CASCADE, related_name="recommendations")
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.CharField(max_length=400)

    class Meta:
        ordering = ["pk"]
