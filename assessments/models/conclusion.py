"""The council's word on a dossier: immutable, with its recommendations."""

from decimal import Decimal
from fractions import Fraction

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments import scoring
from assessments.models.closing import closed_ids
from assessments.models.council import CouncilMember
from assessments.models.motion import AgendaItem
from dtportal.access import Scope
from dtportal.roles import Can
from nominations.models import Dossier, Nomination


class ConclusionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever may read scores or a roll of the edition, without dossiers that are closed to him."""
        if not user.is_authenticated:
            return self.none()
        rows = self.filter(nomination__edition__in=user.editions_where(Can.READ_SCORES))
        return rows.exclude(nomination__in=closed_ids(user))

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
    # Feedback to the organisation as the chair approved it; it names no member.
    remark = models.TextField(blank=True)
    # The database lets rows go with the rehearsal they belong to, and none of a live edition.
    is_rehearsal = models.BooleanField(default=False)
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


class Help(models.TextChoices):
    """“Kiến tạo giải pháp và Đề xuất (đào tạo, ứng dụng, nền tảng)”: kinds of help."""

    TRAINING = "training", _("Training")
    APPLICATION = "application", _("Application")
    PLATFORM = "platform", _("Platform")


class Recommendation(models.Model):
    """What the council advises the unit to do next: a kind and words. Immutable, like its conclusion; what links it
    to an offer of help will be a table of its own that points here."""

    Kind = Help

    conclusion = models.ForeignKey(Conclusion, models.CASCADE, related_name="recommendations")
    is_rehearsal = models.BooleanField(default=False)
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.CharField(max_length=400)

    class Meta:
        ordering = ["pk"]


class ConclusionDraft(models.Model):
    """What will be concluded on a dossier unless people change it: suggested when the dossier is put on the agenda,
    worded by the secretariat and members, taken over by `conclude`. `version` counts what was saved."""

    nomination = models.OneToOneField(Nomination, models.CASCADE, related_name="conclusion_draft")
    # Empty: as the official score says. Only a motion on a single dossier may propose otherwise.
    verdict = models.CharField(
        _("verdict"), max_length=12, choices=Conclusion.Verdict, blank=True, default=""
    )
    feedback = models.TextField(_("feedback to the organisation"), blank=True)
    feedback_from = models.ForeignKey(CouncilMember, models.SET_NULL, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="feedback_approved_paired",
            )
        ]

    def access_scope(self) -> Scope:
        return self.nomination.access_scope()


class DraftAdvice(models.Model):
    """A recommendation that is still being worded."""

    draft = models.ForeignKey(ConclusionDraft, models.CASCADE, related_name="advice")
    kind = models.CharField(_("kind of help"), max_length=12, choices=Help)
    text = models.CharField(_("recommendation"), max_length=400)

    class Meta:
        ordering = ["pk"]
