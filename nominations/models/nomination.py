"""A nomination and what the secretariat says of it."""

from collections.abc import Iterable

from django.apps import apps
from django.conf import settings
from django.db import connections, models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dtportal.access import Scope
from dtportal.accounts.models import Organization
from dtportal.programme.models import Edition, Group, Province, Sector
from dtportal.roles import Can
from dtportal.states import Stateful
from dtportal.text import fold
from nominations import closing
from nominations.conditions import Condition, cited
from nominations.searching import matching

# A number for a sector and a locality: more than there are provinces.
CELL = 100_000


class NominationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Members see their organisations' nominations, colleagues those they write in; officers what their body was
        asked to endorse; the secretariat and the auditor an edition's, drafts excepted, but for those that the
        secretariat keys in from paper; council members reach dossiers through their assignments (`assessments`)."""
        if not user.is_authenticated:
            return self.none()
        own = Q(organization__in=user.organization_ids) | self._with_colleague(user)
        offices = {*user.editions_where(Can.SCREEN), *user.editions_where(Can.AUDIT)}
        office = Q(edition__in=offices) & ~Q(status=Nomination.Status.DRAFT) & ~closing.by_upper_stages(user)
        endorsing = Q()
        for edition_id, body_id in user.bodies_where(Can.ENDORSE):
            asked = self.model.objects.filter(edition=edition_id, endorsements__body=body_id)
            endorsing |= Q(pk__in=asked.values("pk"))
        condition = own | office
        if user.editions_where(Can.SCREEN):
            condition |= self._keyed_in_by(user)
        return self.filter(condition | endorsing if endorsing else condition)

    def _with_colleague(self, user) -> Q:
        mine = self.model.objects.filter(colleagues__accepted_by=user, colleagues__revoked_at=None)
        return Q(pk__in=mine.values("pk"))

    def _keyed_in_by(self, user) -> Q:
        """Paper dossiers that the person's secretariat has in hand."""
        papers = apps.get_model("nominations", "PaperDossier").objects.pending()
        mine = papers.filter(nomination__edition__in=user.editions_where(Can.SCREEN))
        mine = mine.exclude(nomination__organization__in=user.tied_organization_ids)
        return Q(pk__in=mine.values("nomination"))

    def within_reach_of(self, user):
        """Where a person may write something: what is `written_by` him, and what his secretariat keys in."""
        if not user.editions_where(Can.SCREEN):
            return self.written_by(user)
        return self.filter(
            Q(organization__in=user.organization_ids) | self._with_colleague(user) | self._keyed_in_by(user)
        )

    def written_by(self, user):
        """Dossiers of one's organisations, and those in which one writes as a colleague."""
        return self.filter(Q(organization__in=user.organization_ids) | self._with_colleague(user))

    def extendable_by(self, user):
        """Open dossiers to which a person may give more time, drafts among them: whoever asks for it tells the
        secretariat the dossier's number, which opens nothing of what is written."""
        if not user.is_authenticated:
            return self.none()
        open_ones = self.filter(status__in=Nomination.EDITABLE, edition__in=user.editions_where(Can.SCREEN))
        return open_ones.exclude(organization__in=user.tied_organization_ids)

    def outlined_to(self, user, edition, body):
        """What an officer may know of in outline (name, sector, state): his People's Committee's whole province,
        for other bodies who asked them. Contents are `visible_to` only."""
        if (edition.pk, body.pk) not in user.bodies_where(Can.ENDORSE):
            return self.none()
        rows = self.filter(edition=edition).exclude(status=Nomination.Status.WITHDRAWN)
        if body.answers_for_province:
            return rows.filter(province=body.province_id)
        return rows.filter(pk__in=self.model.objects.filter(endorsements__body=body).values("pk"))

    def called(self, number: str):
        """By the number of the draft or of the dossier, as somebody types it."""
        number = number.strip().upper()
        return self.filter(Q(reference=number) | Q(number=number))

    def accepted(self):
        return self.filter(status=Nomination.Status.ACCEPTED)

    def beyond_draft(self):
        """What the secretariat has received; a draft is its organisation's own business."""
        return self.exclude(status=Nomination.Status.DRAFT)

    def competing(self):
        """Units that want, or hold, the place of their sector and locality."""
        return self.filter(group=Group.UNIT, status__in=Nomination.COMPETING)

    def competing_cells(self, slots: int) -> dict[tuple[int, int], int]:
        """(sector id, province id) where more units compete than there are places, and how many do."""
        cells = self.competing().order_by().values_list("sector_id", "province_id").annotate(n=Count("pk"))
        return {(sector, province): count for sector, province, count in cells if count > slots}

    def in_cells(self, cells: Iterable[tuple[int, int]]):
        """The competing units of these cells; one number for each, so that hundreds stay one comparison."""
        numbers = [sector * CELL + province for sector, province in cells]
        return self.competing().alias(cell=F("sector_id") * CELL + F("province_id")).filter(cell__in=numbers)

    def with_endorsed(self):
        """`is_endorsed`: whether a nominating body endorses the version that was submitted last."""
        endorsements = apps.get_model("nominations", "Endorsement").objects.standing()
        return self.annotate(is_endorsed=Exists(endorsements.filter(nomination=OuterRef("pk"))))

    def for_listing(self):
        return self.select_related("organization", "sector", "province", "edition", "paper")

    def for_desk(self):
        """Only what a row of the secretariat's table shows: fifty rows are made often."""
        return self.select_related("organization", "sector", "province", "owner", "paper").only(
            "reference",
            "number",
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
            "owner__full_name",
            "paper__status",
        )

    def search(self, text: str):
        """Without diacritics: “so y te da nang” finds “Sở Y tế Đà Nẵng”; answers are searched for the phrase."""
        return self.filter(matching(text, connections[self.db].vendor)) if text.strip() else self


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
            # taken back by its organisation
            Status.DRAFT,
            Status.RETURNED,
            Status.ACCEPTED,
            Status.DECLINED,
            Status.ON_HOLD,
            Status.WITHDRAWN,
        },
        Status.RETURNED: {Status.SUBMITTED, Status.DECLINED, Status.WITHDRAWN},
        Status.ON_HOLD: {Status.SUBMITTED, Status.ACCEPTED, Status.DECLINED, Status.WITHDRAWN},
        # A decision that is taken back leaves a submitted dossier.
        Status.ACCEPTED: {Status.SUBMITTED, Status.ON_HOLD, Status.WITHDRAWN},
        Status.DECLINED: {Status.SUBMITTED},
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
    # What the secretariat has received and not decided yet.
    EXAMINED = UNDECIDED - {Status.DRAFT}
    # Decisions that can be taken back, with a reason.
    REOPENED = {Status.ACCEPTED, Status.DECLINED, Status.ON_HOLD, Status.RETURNED}

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="nominations")
    group = models.CharField(_("group"), max_length=10, choices=Group, default=Group.UNIT)
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="nominations", verbose_name=_("organisation")
    )
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, blank=True, verbose_name=_("sector"))
    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("province or city"))
    # Where a draft is found; `number` is what a submitted dossier is called.
    reference = models.CharField(_("reference"), max_length=24, unique=True)
    # Given at the first submission and kept for ever.
    number = models.CharField(_("dossier number"), max_length=24, unique=True, null=True, blank=True)
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
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawal_reason = models.TextField(_("reason of the withdrawal"), blank=True)
    extended_until = models.DateTimeField(_("extension"), null=True, blank=True)
    # Who looks after it in the secretariat; nobody yet while it is new.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Written by upper stages through `actions.record_outcome`; empty until publication.
    outcome = models.CharField(max_length=120, blank=True)
    outcome_en = models.CharField(max_length=120, blank=True)
    # With it, for the organisation alone: `recommendations`, a list of sentences, and `feedback`.
    council_words = models.JSONField(default=dict, blank=True)
    # Fingerprint of the workbook row it came from: unchanged rows are skipped when an import is repeated.
    imported_hash = models.CharField(max_length=64, blank=True, editable=False)
    search_text = models.CharField(max_length=900, editable=False)

    objects = NominationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            # Holds all that the desk counts by, so that counting does not touch the wide rows.
            models.Index(
                fields=[
                    "edition",
                    "status",
                    "owner",
                    "submitted_at",
                    "extended_until",
                    "group",
                    "sector",
                    "province",
                ],
                name="nomination_desk",
            ),
            models.Index(fields=["edition", "submitted_at"], name="nomination_queue"),
            models.Index(fields=["edition", "created_at"], name="nomination_started"),
        ]
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
                condition=Q(submitted_at=None, number=None)
                | Q(submitted_at__isnull=False, number__isnull=False),
                name="nomination_number_when_submitted",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="nomination_accepted_paired",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="nomination_withdrawn_paired",
            ),
            models.CheckConstraint(
                condition=~Q(status="accepted") | Q(accepted_at__isnull=False),
                name="nomination_accepted_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.known_as} {self.organization}"

    def save(self, *args, **kwargs) -> None:
        organization = self.organization
        self.search_text = fold(
            f"{self.reference} {self.number or ''} {organization.name} {organization.name_en} "
            f"{organization.tax_code or ''} {self.person_name} "
            f"{organization.legal_representative} {self.province.name}"
        )[:900]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("nominations:detail", args=[self.reference])

    def access_scope(self) -> Scope:
        return Scope(
            edition_id=self.edition_id, sector_id=self.sector_id, organization_id=self.organization_id
        )

    @property
    def known_as(self) -> str:
        """What people call it: the number once it was submitted, until then the draft's reference."""
        return self.number or self.reference

    @property
    def is_editable(self) -> bool:
        """Whether its organisation may still write in it (the intake door is asked separately)."""
        return self.status in self.EDITABLE

    @property
    def is_undecided(self) -> bool:
        return self.status in self.UNDECIDED

    @property
    def is_examined(self) -> bool:
        return self.status in self.EXAMINED

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


class NumberSeries(models.Model):
    """Counts the numbers given in an edition under one code (a sector's, CQ or LD); its row is the lock."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+")
    code = models.CharField(max_length=8)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="number_series_once")]


class ScreeningNote(models.Model):
    """What the secretariat told a unit: a request for additions, a refusal, a hold, with its reason."""

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="screening_notes")
    decision = models.CharField(max_length=10, choices=Nomination.Status)
    text = models.TextField()
    # Of a refusal: keys of the edition's conditions that are not met; another rule that it rests on, in words.
    conditions = models.JSONField(default=list, blank=True)
    rule = models.TextField(blank=True)
    # Of a request for supplement: its own deadline, the last instant.
    until = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]

    @property
    def heading(self) -> str:
        """What was decided; a dossier that is submitted again by the secretariat had a decision taken back."""
        if self.decision == Nomination.Status.SUBMITTED:
            return str(_("Decision taken back"))
        return self.get_decision_display()

    @property
    def rules(self) -> list[Condition]:
        """The conditions of the edition that the decision names."""
        nomination = self.nomination
        return cited(nomination.edition.screening, nomination.group, self.conditions)

    @property
    def grounds(self) -> list[str]:
        """Every rule that the decision rests on, in words."""
        named = [f"{condition.rule}: {condition.text}" for condition in self.rules]
        return [*named, self.rule] if self.rule else named
