"""Who sits in the council of an edition, what he knows, and his word on conflicts of interest."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dtportal.access import Scope
from dtportal.programme.calendar import VIETNAM
from dtportal.programme.models import Body, Edition, Province, Sector
from nominations.models import Nomination


class CouncilMemberQuerySet(models.QuerySet):
    def serving(self):
        """Seats held on the present day of their edition's own clock; tenure includes its first and its last day."""
        now = Coalesce("edition__clock_at", Value(timezone.now()), output_field=models.DateTimeField())
        rows = self.filter(is_active=True).alias(today=TruncDate(now, tzinfo=VIETNAM))
        return rows.filter(
            Q(serves_from=None) | Q(serves_from__lte=F("today")),
            Q(serves_until=None) | Q(serves_until__gte=F("today")),
        )


class CouncilMember(models.Model):
    """A person of the council in one edition: holds a seat of a body, or sits as an expert."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="council")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="council_memberships")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, verbose_name=_("body"))
    academic_title = models.CharField(_("academic rank, degree"), max_length=40, blank=True)
    position = models.CharField(_("position"), max_length=160, blank=True)
    # Where the member works; counts as a conflict only where the edition says so.
    province = models.ForeignKey(
        Province, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("works in")
    )
    # Free words on what the member knows, separated by commas.
    keywords = models.CharField(_("keywords"), max_length=400, blank=True)
    min_load = models.PositiveSmallIntegerField(_("at least so many dossiers"), default=0)
    max_load = models.PositiveSmallIntegerField(_("at most so many dossiers"), default=60)
    # When the member can read; empty means “as long as the appraisal lasts”.
    available_from = models.DateField(_("available from"), null=True, blank=True)
    available_until = models.DateField(_("available until"), null=True, blank=True)
    # Tenure: from when to when the seat is held; empty means “for the edition”.
    serves_from = models.DateField(_("serves from"), null=True, blank=True)
    serves_until = models.DateField(_("serves until"), null=True, blank=True)
    # Who runs a session when the chair is absent or has a conflict of interest: the lowest of those who are there.
    deputy_rank = models.PositiveSmallIntegerField(_("deputy of the chair, in order"), null=True, blank=True)
    is_active = models.BooleanField(default=True)

    objects = CouncilMemberQuerySet.as_manager()

    class Meta:
        ordering = ["user__name_sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "user"], name="council_member_once"),
            models.UniqueConstraint(fields=["edition", "deputy_rank"], name="council_deputy_rank_once"),
            models.CheckConstraint(
                condition=Q(deputy_rank=None) | Q(deputy_rank__gte=1), name="council_deputy_rank_from_1"
            ),
            models.CheckConstraint(condition=Q(min_load__lte=F("max_load")), name="council_load_in_order"),
            models.CheckConstraint(
                condition=Q(available_from=None)
                | Q(available_until=None)
                | Q(available_from__lte=F("available_until")),
                name="council_availability_in_order",
            ),
            models.CheckConstraint(
                condition=Q(serves_from=None) | Q(serves_until=None) | Q(serves_from__lte=F("serves_until")),
                name="council_tenure_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.user.full_name

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)


class Expertise(models.Model):
    """What a member says he knows of a sector: 0 nothing, 1 a little, 2 well, 3 as an expert."""

    class Level(models.IntegerChoices):
        NONE = 0, _("No knowledge")
        SOME = 1, _("Some knowledge")
        GOOD = 2, _("Good knowledge")
        EXPERT = 3, _("Expert")

    member = models.ForeignKey(CouncilMember, models.CASCADE, related_name="expertise")
    sector = models.ForeignKey(Sector, models.PROTECT, related_name="experts")
    level = models.PositiveSmallIntegerField(choices=Level)

    class Meta:
        ordering = ["sector__position"]
        constraints = [
            models.UniqueConstraint(fields=["member", "sector"], name="expertise_once_per_sector"),
            models.CheckConstraint(condition=Q(level__lte=3), name="expertise_level_0_3"),
        ]


class InterestStatement(models.Model):
    """A member's word on one dossier before it opens: no conflict of interest, or one, with its reason.

    A conflict closes the dossier and everything derived from it for this member.
    """

    class Ground(models.TextChoices):
        EMPLOYER = "employer", _("I work or worked there")
        BODY = "body", _("My body put it forward")
        ADVISER = "adviser", _("I or my body advise it")
        FAMILY = "family", _("Family or friends")
        OTHER = "other", _("Another reason")
        # Nobody states this one: the portal found the tie while the dossier was assigned already.
        DETECTED = "detected", _("Found by the portal")

    member = models.ForeignKey(CouncilMember, models.PROTECT, related_name="statements")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="interest_statements")
    has_conflict = models.BooleanField(_("conflict of interest"))
    ground = models.CharField(_("reason"), max_length=10, choices=Ground, blank=True)
    reason = models.TextField(_("in your own words"), blank=True)
    stated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "nomination"], name="interest_stated_once"),
            models.CheckConstraint(
                condition=Q(has_conflict=False) | Q(ground__gt="") | Q(reason__gt=""),
                name="conflict_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(ground="other") | Q(reason__gt=""), name="other_conflict_has_words"
            ),
        ]
