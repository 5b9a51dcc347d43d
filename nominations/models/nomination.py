"""A nomination and the endorsements it needs."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dtportal.access import Scope
from dtportal.accounts.models import Organization
from dtportal.programme.models import Body, Edition, Group, Province, Sector
from dtportal.roles import Can
from dtportal.states import Stateful
from dtportal.text import fold


class NominationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Members see their organisations' nominations; officers what their body was asked to endorse; the
        secretariat and the auditor an edition's, drafts excepted; council members reach dossiers through their
        assignments instead (`assessments`)."""
        if not user.is_authenticated:
            return self.none()
        own = Q(organization__in=user.organization_ids)
        offices = {*user.editions_where(Can.SCREEN), *user.editions_where(Can.AUDIT)}
        office = Q(edition__in=offices) & ~Q(status=Nomination.Status.DRAFT)
        endorsing = Q()
        for edition_id, body_id in user.bodies_where(Can.ENDORSE):
            endorsing |= Q(
                pk__in=Endorsement.objects.filter(nomination__edition=edition_id, body=body_id).values(
                    "nomination"
                )
            )
        condition = own | office
        return self.filter(condition | endorsing if endorsing else condition)

    def accepted(self):
        return self.filter(status=Nomination.Status.ACCEPTED)

    def beyond_draft(self):
        """What the secretariat has received; a draft is its organisation's own business."""
        return self.exclude(status=Nomination.Status.DRAFT)

    def competing(self):
        """Units that want, or hold, the place of their sector and locality."""
        return self.filter(group=Group.UNIT, status__in=Nomination.COMPETING)

    def competing_cells(self, slots: int) -> set[tuple[int, int]]:
        """(sector id, province id) where more units compete than there are places."""
        cells = self.competing().order_by().values_list("sector_id", "province_id").annotate(n=Count("pk"))
        return {(sector, province) for sector, province, count in cells if count > slots}

    def in_cells(self, cells: set[tuple[int, int]]):
        """The competing units of these cells."""
        condition = Q(pk__in=[])
        for sector, province in cells:
            condition |= Q(sector=sector, province=province)
        return self.competing().filter(condition)

    def with_endorsed(self):
        """`is_endorsed`: whether a nominating body has endorsed it."""
        endorsed = Endorsement.objects.filter(nomination=OuterRef("pk"), status=Endorsement.Status.ENDORSED)
        return self.annotate(is_endorsed=Exists(endorsed))

    def for_listing(self):
        return self.select_related("organization", "sector", "province", "edition")

    def for_desk(self):
        """Only what a row of the secretariat's table shows: fifty rows are made often."""
        return self.select_related("organization", "sector", "province").only(
            "reference",
            "status",
            "group",
            "person_name",
            "submitted_at",
            "edition_id",
            "organization__name",
            "organization__name_en",
            "sector__name",
            "sector__name_en",
            "province__name",
        )

    def search(self, text: str):
        """Without diacritics: “so y te da nang” finds “Sở Y tế Đà Nẵng”; every word must occur."""
        found = self
        for word in fold(text).split():
            found = found.filter(search_text__contains=word)
        return found


class Nomination(Stateful):
    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("Additions requested")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Ineligible")
        ON_HOLD = "on_hold", _("On hold")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    MOVES = {
        Status.DRAFT: {Status.SUBMITTED, Status.WITHDRAWN},
        Status.SUBMITTED: {
            Status.RETURNED,
            Status.ACCEPTED,
            Status.DECLINED,
            Status.ON_HOLD,
            Status.WITHDRAWN,
        },
        Status.RETURNED: {Status.SUBMITTED, Status.DECLINED, Status.WITHDRAWN},
        Status.ON_HOLD: {Status.SUBMITTED, Status.ACCEPTED, Status.DECLINED, Status.WITHDRAWN},
        Status.ACCEPTED: {Status.ON_HOLD, Status.WITHDRAWN},
    }
    TONES = {
        Status.DRAFT: "neutral",
        Status.SUBMITTED: "info",
        Status.RETURNED: "warn",
        Status.ACCEPTED: "ok",
        Status.DECLINED: "danger",
        Status.ON_HOLD: "warn",
        Status.WITHDRAWN: "neutral",
    }
    EDITABLE = {Status.DRAFT, Status.RETURNED}
    COMPETING = {Status.SUBMITTED, Status.RETURNED, Status.ON_HOLD, Status.ACCEPTED}
    # While a nominating body's word still counts: no decision yet, and not withdrawn.
    UNDECIDED = {Status.DRAFT, Status.SUBMITTED, Status.RETURNED, Status.ON_HOLD}

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="nominations")
    group = models.CharField(_("group"), max_length=10, choices=Group, default=Group.UNIT)
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="nominations", verbose_name=_("organisation")
    )
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, blank=True, verbose_name=_("sector"))
    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("province or city"))
    reference = models.CharField(_("dossier number"), max_length=24, unique=True)
    # Leaders: the person put forward.
    person_name = models.CharField(_("person"), max_length=120, blank=True)
    person_position = models.CharField(_("position"), max_length=120, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    # 1..slots_per_cell once accepted: the database keeps one accepted unit per slot of a cell.
    slot = models.PositiveSmallIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    extended_until = models.DateTimeField(_("extension"), null=True, blank=True)
    # Written by upper stages through `actions.record_outcome`; empty until publication.
    outcome = models.CharField(max_length=120, blank=True)
    outcome_en = models.CharField(max_length=120, blank=True)
    # Fingerprint of the workbook row it came from: unchanged rows are skipped when an import is repeated.
    imported_hash = models.CharField(max_length=64, blank=True, editable=False)
    search_text = models.CharField(max_length=900, editable=False)

    objects = NominationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["edition", "status"], name="nomination_edition_status")]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "sector", "province", "slot"],
                condition=Q(status="accepted", group="unit"),
                name="nomination_one_accepted_per_slot",
            ),
            models.UniqueConstraint(
                fields=["edition", "organization", "group", "person_name"],
                condition=~Q(status__in=["withdrawn", "declined"]),
                name="nomination_organization_once",
            ),
            models.CheckConstraint(
                condition=~Q(group="unit") | Q(sector__isnull=False), name="nomination_unit_has_sector"
            ),
            models.CheckConstraint(
                condition=~Q(status="accepted", group="unit") | Q(slot__isnull=False),
                name="nomination_accepted_unit_has_slot",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None, submitted_by=None)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="nomination_submitted_paired",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="nomination_accepted_paired",
            ),
            models.CheckConstraint(
                condition=~Q(status="accepted") | Q(accepted_at__isnull=False),
                name="nomination_accepted_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.organization}"

    def save(self, *args, **kwargs) -> None:
        organization = self.organization
        self.search_text = fold(
            f"{self.reference} {organization.name} {organization.name_en} {organization.tax_code or ''} "
            f"{self.person_name} {self.province.name}"
        )[:900]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("nominations:detail", args=[self.reference])

    def access_scope(self) -> Scope:
        return Scope(
            edition_id=self.edition_id, sector_id=self.sector_id, organization_id=self.organization_id
        )

    @property
    def is_editable(self) -> bool:
        """Whether its organisation may still write in it (the intake door is asked separately)."""
        return self.status in self.EDITABLE

    @property
    def is_undecided(self) -> bool:
        return self.status in self.UNDECIDED

    @property
    def is_competing(self) -> bool:
        return self.group == Group.UNIT and self.status in self.COMPETING

    @property
    def honoree_name(self) -> str:
        """Who would be honoured: the person of a leader's nomination, else the organisation."""
        return self.person_name or self.organization.name

    @property
    def current_dossier(self):
        """The frozen dossier as last submitted, or None."""
        return self.dossiers.order_by("-number").first()


class EndorsementQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What one's own body was asked; the secretariat and the unit see the endorsements of what they see."""
        if not user.is_authenticated:
            return self.none()
        mine = Q(nomination__in=Nomination.objects.visible_to(user).values("pk"))
        # An officer of one body learns nothing of another body's endorsement of the same unit.
        bodies = user.bodies_where(Can.ENDORSE)
        if bodies:
            asked = Q()
            for edition_id, body_id in bodies:
                asked |= Q(nomination__edition=edition_id, body=body_id)
            wider = Q(nomination__organization__in=user.organization_ids) | Q(
                nomination__edition__in=user.editions_where(Can.SCREEN)
            )
            return self.filter(asked | wider)
        return self.filter(mine)

    def endorsed(self):
        return self.filter(status=Endorsement.Status.ENDORSED)

    def for_listing(self):
        return self.select_related(
            "nomination__organization",
            "nomination__sector",
            "nomination__province",
            "nomination__edition",
            "body",
        ).prefetch_related("body__names")


class Endorsement(Stateful):
    """A nominating body's word on a unit (văn bản đề cử); without one nothing is accepted."""

    class Status(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        ENDORSED = "endorsed", _("Endorsed")
        DECLINED = "declined", _("Not endorsed")

    MOVES = {
        Status.REQUESTED: {Status.ENDORSED, Status.DECLINED},
        Status.DECLINED: {Status.ENDORSED},
        Status.ENDORSED: {Status.DECLINED},
    }
    TONES = {Status.REQUESTED: "warn", Status.ENDORSED: "ok", Status.DECLINED: "danger"}

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="endorsements")
    body = models.ForeignKey(
        Body, models.PROTECT, related_name="endorsements", verbose_name=_("nominating body")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.REQUESTED)
    letter_number = models.CharField(_("number of the letter"), max_length=60, blank=True)
    letter_date = models.DateField(_("date of the letter"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    requested_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["nomination", "body"], name="endorsement_once_per_body"),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="endorsement_decided_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} → {self.nomination.reference}"

    def access_scope(self) -> Scope:
        nomination = self.nomination
        return Scope(
            edition_id=nomination.edition_id,
            body_ids=frozenset({self.body_id}),
            sector_id=nomination.sector_id,
            organization_id=nomination.organization_id,
        )

    @property
    def edition(self) -> Edition:
        return self.nomination.edition


class ScreeningNote(models.Model):
    """What the secretariat told a unit: a request for additions, a refusal, a hold, with its reason."""

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="screening_notes")
    decision = models.CharField(max_length=10, choices=Nomination.Status)
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
