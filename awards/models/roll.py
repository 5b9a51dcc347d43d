"""The roll: the ranked list the council approves, the chair and the auditor sign, the organisers publish."""

from fractions import Fraction

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.conflicts import closed_ids
from assessments.models import AgendaItem, Conclusion
from dtportal.access import Scope
from dtportal.programme.models import Edition, Tier
from dtportal.roles import Can
from dtportal.states import Stateful


class RollQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Before publication: who drew it up, chair, auditor; the council while it votes on it; whoever
        publishes knows that a signed roll waits (its entries are another question, see RollEntry)."""
        if not user.is_authenticated:
            return self.none()
        reading = user.editions_where(Can.READ_ROLL)
        publishing = user.editions_where(Can.PUBLISH)
        deliberating = Q(edition__in=user.editions_where(Can.VOTE), item__status=AgendaItem.Status.VOTING)
        return self.filter(
            Q(edition__in=reading)
            | deliberating
            | Q(edition__in=publishing, status__in=[Roll.Status.SIGNED, Roll.Status.PUBLISHED])
        )

    def published(self):
        return self.filter(status=Roll.Status.PUBLISHED)

    def alive(self):
        """Every version but those that were returned: at most one per edition."""
        return self.exclude(status=Roll.Status.RETURNED)


class Roll(Stateful):
    class Status(models.TextChoices):
        DRAFT = "draft", _("Before the council")
        APPROVED = "approved", _("Approved by the council")
        SIGNED = "signed", _("Signed")
        PUBLISHED = "published", _("Published")
        RETURNED = "returned", _("Returned")

    MOVES = {
        Status.DRAFT: {Status.APPROVED, Status.RETURNED},
        Status.APPROVED: {Status.SIGNED, Status.RETURNED},
        Status.SIGNED: {Status.PUBLISHED},
    }
    TONES = {
        Status.DRAFT: "neutral",
        Status.APPROVED: "info",
        Status.SIGNED: "warn",
        Status.PUBLISHED: "gold",
        Status.RETURNED: "danger",
    }

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="rolls")
    version = models.PositiveSmallIntegerField()
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    item = models.OneToOneField(AgendaItem, models.PROTECT, null=True, blank=True, related_name="roll")
    # The rule as it stood when the roll was drawn up, and the fingerprint of the whole list.
    rule = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)
    drawn_at = models.DateTimeField(default=timezone.now)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = RollQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "version"], name="roll_version_once"),
            models.UniqueConstraint(
                fields=["edition"], condition=~Q(status="returned"), name="roll_one_alive_per_edition"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="roll_published_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition.slug} v{self.version}"

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)


class RollEntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The names: for whoever drew the roll up, chair and auditor; for the council while it votes on it. All of
        them without the lines of dossiers that a conflict of interest closes to them."""
        if not user.is_authenticated:
            return self.none()
        deliberating = Q(
            roll__edition__in=user.editions_where(Can.VOTE), roll__item__status=AgendaItem.Status.VOTING
        )
        rows = self.filter(Q(roll__edition__in=user.editions_where(Can.READ_ROLL)) | deliberating)
        return rows.exclude(conclusion__nomination__in=closed_ids(user))

    def for_listing(self):
        return self.select_related(
            "tier",
            "conclusion__nomination__organization",
            "conclusion__nomination__sector",
            "conclusion__nomination__province",
        )


class RollEntry(models.Model):
    """One line: the narrowest tier it belongs to (TOP 100 ⊂ TOP 500), its rank and exact score."""

    roll = models.ForeignKey(Roll, models.CASCADE, related_name="entries")
    conclusion = models.ForeignKey(Conclusion, models.PROTECT, related_name="+")
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="+")
    rank = models.PositiveIntegerField()
    score_numerator = models.PositiveIntegerField()
    score_denominator = models.PositiveIntegerField()

    objects = RollEntryQuerySet.as_manager()

    class Meta:
        ordering = ["tier__position", "rank", "pk"]
        constraints = [models.UniqueConstraint(fields=["roll", "conclusion"], name="roll_entry_once")]

    @property
    def score(self) -> Fraction:
        return Fraction(self.score_numerator, self.score_denominator)


class Signature(models.Model):
    """The sign-off of the chair or the auditor, given with the second factor; a refusal has its reason."""

    class Part(models.TextChoices):
        CHAIR = "chair", _("Chair of the council")
        AUDITOR = "auditor", _("Auditor")

    roll = models.ForeignKey(Roll, models.CASCADE, related_name="signatures")
    part = models.CharField(max_length=10, choices=Part)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_refusal = models.BooleanField(default=False)
    reason = models.TextField(_("reason"), blank=True)
    # What was signed: the roll's fingerprint at that moment.
    roll_sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["signed_at"]
        constraints = [
            models.UniqueConstraint(fields=["roll", "part"], name="signature_once_per_part"),
            models.UniqueConstraint(fields=["roll", "user"], name="signature_by_two_people"),
            models.CheckConstraint(
                condition=Q(is_refusal=False) | Q(reason__gt=""), name="refusal_has_reason"
            ),
        ]
