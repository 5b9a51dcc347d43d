"""The roll: the ranked list the council approves, the chair and the auditor sign, the organisers publish."""

from fractions import Fraction

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.conflicts import closed_ids, closed_to
from assessments.models import AgendaItem, Conclusion
from awards.models.confidant import Confidant
from dtportal.access import Scope
from dtportal.programme.models import Edition, Tier
from dtportal.roles import Can
from dtportal.states import Stateful


def user_is_named(user, edition) -> Exists:
    """Whether a person stands on the need-to-know list of an edition, for a queryset."""
    return Exists(Confidant.objects.standing().filter(user=user, edition=edition))


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

    def known_to(self, user):
        """Signed and not published yet, for the named persons of the edition's need-to-know list."""
        if not user.is_authenticated:
            return self.none()
        named = user_is_named(user, OuterRef("edition"))
        return self.filter(named, status=Roll.Status.SIGNED)

    def printed_by(self, user):
        """Signed and not published yet, for the persons named for certificates; the archive is whole, so it is not for
        whoever has come to have an interest in a dossier of the edition."""
        named = Confidant.objects.standing().filter(user=user, purpose=Confidant.Purpose.CERTIFICATES)
        rows = self.known_to(user).filter(edition__in=named.values("edition"))
        return rows.exclude(edition__in=closed_to(user).values("edition"))

    def published(self):
        return self.filter(status=Roll.Status.PUBLISHED)

    def public(self):
        """Versions everybody may read: the one that counts and those it has replaced, as they were."""
        return self.filter(status__in=[Roll.Status.PUBLISHED, Roll.Status.SUPERSEDED])

    def alive(self):
        """The version that counts or is to count: at most one published and one in work per edition."""
        return self.exclude(status__in=[Roll.Status.RETURNED, Roll.Status.SUPERSEDED])

    def in_work(self):
        """Drawn up and neither published nor returned: at most one per edition."""
        return self.filter(status__in=[Roll.Status.DRAFT, Roll.Status.APPROVED, Roll.Status.SIGNED])


class Roll(Stateful):
    class Status(models.TextChoices):
        DRAFT = "draft", _("Before the council")
        APPROVED = "approved", _("Approved by the council")
        SIGNED = "signed", _("Signed")
        PUBLISHED = "published", _("Published")
        SUPERSEDED = "superseded", _("Corrected by a later version")
        RETURNED = "returned", _("Returned")

    MOVES = {
        Status.DRAFT: {Status.APPROVED, Status.RETURNED},
        Status.APPROVED: {Status.SIGNED, Status.RETURNED},
        Status.SIGNED: {Status.PUBLISHED, Status.RETURNED},
        Status.PUBLISHED: {Status.SUPERSEDED},
    }
    TONES = {
        Status.DRAFT: "neutral",
        Status.APPROVED: "info",
        Status.SIGNED: "warn",
        Status.PUBLISHED: "gold",
        Status.SUPERSEDED: "neutral",
        Status.RETURNED: "danger",
    }

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="rolls")
    version = models.PositiveSmallIntegerField()
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    item = models.OneToOneField(AgendaItem, models.PROTECT, null=True, blank=True, related_name="roll")
    # The published version that this one corrects, and why.
    corrects = models.ForeignKey("self", models.RESTRICT, null=True, blank=True, related_name="corrections")
    reason = models.TextField(_("reason of the correction"), blank=True)
    # What a correction changes of the version before: place, name or revocation of a dossier, each with its reason.
    changes = models.JSONField(default=list, blank=True)
    # The rule as it stood when the roll was drawn up, what the council had moved, and the fingerprint of it all.
    rule = models.JSONField(default=dict)
    moves = models.JSONField(default=list, help_text="tier, dossier, direction, reason, agenda item")
    # Nothing is published before this minute; empty: when the button is pressed.
    embargo_until = models.DateTimeField(_("embargo until"), null=True, blank=True)
    embargo_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
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
                fields=["edition"],
                condition=Q(status__in=["draft", "approved", "signed"]),
                name="roll_one_in_work_per_edition",
            ),
            models.UniqueConstraint(
                fields=["edition"], condition=Q(status="published"), name="roll_one_published_per_edition"
            ),
            models.CheckConstraint(
                condition=Q(corrects=None) | Q(reason__gt=""), name="roll_correction_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(embargo_until=None, embargo_by=None)
                | Q(embargo_until__isnull=False, embargo_by__isnull=False),
                name="roll_embargo_paired",
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

    @property
    def is_public(self) -> bool:
        return self.status in {self.Status.PUBLISHED, self.Status.SUPERSEDED}


class Ground(models.TextChoices):
    """Why an honour is revoked (Law 06/2022/QH15, article 93)."""

    FRAUD = "fraud", _("Fraud in the achievements that were declared")
    FALSE_FILE = "false_file", _("False information or a forged file")
    UNLAWFUL_APPRAISAL = "unlawful_appraisal", _("The appraisal was unlawful")
    WRONGDOING = "wrongdoing", _("An authority found wrongdoing in the period that counts")


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

    def known_to(self, user):
        """The names on a signed list for whoever is named to know them; for papers, never with a score."""
        if not user.is_authenticated:
            return self.none()
        rows = self.filter(roll__in=Roll.objects.known_to(user).values("pk"))
        return rows.exclude(conclusion__nomination__in=closed_ids(user))

    def for_listing(self):
        return self.select_related(
            "tier",
            "conclusion__nomination__organization",
            "conclusion__nomination__sector",
            "conclusion__nomination__province",
        )


class RollEntry(models.Model):
    """One line: the narrowest tier it belongs to (TOP 100 ⊂ TOP 500), its rank and exact score, and what will be
    printed: the name from the frozen dossier, its address, its certificate's number and code. So papers can be
    prepared before publication, and an old version stays readable as it was."""

    roll = models.ForeignKey(Roll, models.CASCADE, related_name="entries")
    conclusion = models.ForeignKey(Conclusion, models.PROTECT, related_name="+")
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="+")
    rank = models.PositiveIntegerField()
    score_numerator = models.PositiveIntegerField()
    score_denominator = models.PositiveIntegerField()
    name = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250, blank=True)
    detail = models.CharField(max_length=250, blank=True, help_text="Leaders: position and unit")
    slug = models.SlugField(max_length=200)
    certificate_number = models.CharField(max_length=30)
    verification_code = models.CharField(max_length=16)
    revoked_for = models.CharField(_("ground"), max_length=20, choices=Ground, blank=True)

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
