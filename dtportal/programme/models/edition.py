"""An edition owns its rules: phases, sectors, tiers, the questions of the dossier; its criteria are in `rubric`."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dtportal.access import Scope
from dtportal.programme import calendar
from dtportal.programme.models.bilingual import Named
from dtportal.programme.models.places import Province, Sector
from dtportal.text import ordinal


class Group(models.TextChoices):
    """The three groups of participants (“Đối tượng tham gia”)."""

    UNIT = "unit", _("Units and enterprises of the priority sectors")
    STATE_BODY = "state_body", _("State bodies")
    LEADER = "leader", _("Outstanding leaders")


class EditionQuerySet(models.QuerySet):
    def latest_first(self):
        return self.order_by("-ordinal", "-pk")


class Edition(Named, models.Model):
    class Kind(models.TextChoices):
        LIVE = "live", _("live")
        REHEARSAL = "rehearsal", _("rehearsal")

    class TieRule(models.TextChoices):
        SHARED = (
            "shared",
            _("Equal scores share the rank; at the cut of a list, the higher impact mark decides"),
        )
        CRITERION = "criterion", _("The criteria in their order of weight decide")

    class Quorum(models.TextChoices):
        """A share of the council, as a fraction that `Fraction` reads."""

        HALF = "1/2", _("at least half")
        TWO_THIRDS = "2/3", _("at least two thirds")
        THREE_QUARTERS = "3/4", _("at least three quarters")
        ALL = "1", _("everybody")

    class Opening(models.TextChoices):
        """Who may open the sealed totals after publication and compute the result again."""

        OPEN = "open", _("Everybody: the sheets' totals are published without the names of members")
        AUDITOR = "auditor", _("The auditor and the experts of those who appeal")

    class BallotTie(models.TextChoices):
        """What equal votes for and against in a ballot of the council mean."""

        FAILS = "fails", _("The motion is not carried")
        CHAIR = "chair", _("Whoever chairs decides, with a reason")
        REPEAT = "repeat", _("A second ballot; if it is equal again, whoever chairs decides")

    ordinal = models.PositiveSmallIntegerField(_("ordinal"))
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200)
    slug = models.SlugField(unique=True)
    year = models.PositiveSmallIntegerField(_("year"))
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.REHEARSAL)
    clock_at = models.DateTimeField(_("clock of the rehearsal"), null=True, blank=True)
    sectors = models.ManyToManyField(Sector, related_name="editions")
    slots_per_cell = models.PositiveSmallIntegerField(_("accepted units per sector and locality"), default=1)
    sheets_per_dossier = models.PositiveSmallIntegerField(_("score sheets per dossier"), default=3)
    tie_rule = models.CharField(_("tie rule"), max_length=10, choices=TieRule, default=TieRule.CRITERION)
    pass_mark = models.PositiveSmallIntegerField(_("pass mark, points of 100"), default=50)
    quotas = models.JSONField(
        default=list,
        blank=True,
        help_text="Floors and caps of a list: tier, by (sector or province), key (code, uid or *), least, most",
    )
    # Fixed before nominations open, and said in the consents.
    opening = models.CharField(
        _("who may compute the result again"), max_length=10, choices=Opening, default=Opening.OPEN
    )
    appeal_days = models.PositiveSmallIntegerField(_("days for appeals after publication"), default=15)
    comment_days = models.PositiveSmallIntegerField(
        _("working days for public comments on the accepted units"), default=10
    )
    # Until when nominees approve their pages of the yearbook; empty: as long as the book is not printed.
    pages_due = models.DateField(_("yearbook pages due"), null=True, blank=True)
    # How scores become results, in words (Markdown); {{ names }} stand for the numbers (`rules.words_of`).
    rule_text = models.TextField(_("rule text"), blank=True)
    rule_text_en = models.TextField(_("English rule text"), blank=True)
    # Of the council, so many must be there; of those who may vote on a motion, so many must vote.
    session_quorum = models.CharField(
        _("quorum of a session"), max_length=4, choices=Quorum, default=Quorum.THREE_QUARTERS
    )
    ballot_quorum = models.CharField(
        _("quorum of a ballot"), max_length=4, choices=Quorum, default=Quorum.TWO_THIRDS
    )
    ballot_tie = models.CharField(
        _("equal votes in a ballot"), max_length=10, choices=BallotTie, default=BallotTie.FAILS
    )
    media_partners = models.CharField(max_length=60, blank=True)
    media_partners_en = models.CharField(max_length=60, blank=True)
    contact = models.TextField(_("contact"), blank=True)
    activities = models.JSONField(default=list, help_text="What the programme does: label, label_en")
    dossier_sections = models.JSONField(default=list, help_text="Sections of the dossier and their questions")
    consents = models.JSONField(
        default=list,
        help_text="What is declared and consented to on submitting: key, version, title, text, consequence, "
        "required, groups",
    )
    undertaking = models.JSONField(
        default=dict,
        blank=True,
        help_text="What the council promises before anything opens: version, title, title_en, text, text_en",
    )
    locality_is_conflict = models.BooleanField(
        _("members of the council do not appraise units of their own locality"), default=False
    )
    screening = models.JSONField(
        default=dict,
        help_text="days: the secretariat's own deadline; conditions and compliance: what it checks",
    )
    visit_questions = models.JSONField(
        default=list,
        help_text="What is looked at on the spot: questions, with the criteria they speak of by group",
    )

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="rehearsal") | Q(clock_at=None), name="edition_live_has_no_clock"
            ),
            models.CheckConstraint(condition=Q(sheets_per_dossier__gte=1), name="edition_sheets_positive"),
        ]

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.pk)

    @staticmethod
    def bulky(path: str = "") -> list[str]:
        """What a list defers of the edition (at `path` of its rows): a hundred kilobytes of JSON that no row shows."""
        names = (
            "activities",
            "dossier_sections",
            "screening",
            "rule_text",
            "rule_text_en",
            "visit_questions",
            "consents",
        )
        return [f"{path}__{name}" if path else name for name in names]

    @property
    def is_rehearsal(self) -> bool:
        return self.kind == self.Kind.REHEARSAL

    @property
    def title(self) -> str:
        """The name with its number and year; Vietnamese counts editions in words (“lần thứ nhất”)."""
        in_english = (get_language() or "").startswith("en")
        return _("%(name)s, edition %(ordinal)s (%(year)s)") % {
            "name": self.label,
            "ordinal": self.ordinal if in_english else ordinal(self.ordinal),
            "year": self.year,
        }

    @property
    def intake(self) -> "Phase":
        if "phases" in getattr(self, "_prefetched_objects_cache", {}):
            return next(phase for phase in self.phases.all() if phase.kind == Phase.Kind.INTAKE)
        return self.phases.get(kind=Phase.Kind.INTAKE)

    def localities(self):
        """The provinces valid when intake starts (domain: contradiction 20)."""
        return Province.objects.valid_on(self.intake.starts_on)


class Phase(Named, models.Model):
    """A stretch of the calendar. Phases overlap; there is never one “current” phase."""

    class Kind(models.TextChoices):
        INTAKE = "intake", _("Intake of dossiers")
        APPRAISAL = "appraisal", _("Appraisal")
        EVENTS = "events", _("Forums and seminars")
        ANNOUNCEMENT = "announcement", _("Announcement and ceremony")
        SUPPORT = "support", _("Continued support")

    class Precision(models.TextChoices):
        DAY = "day", _("day")
        MONTH = "month", _("month")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="phases")
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day (inclusive)"), null=True, blank=True)
    precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    grace_minutes = models.PositiveSmallIntegerField(_("hidden grace, minutes"), default=0)

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "kind"], name="phase_once_per_edition"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="phase_ends_after_start"
            ),
        ]

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)

    def is_open(self, now) -> bool:
        return calendar.is_open(
            self.starts_on, self.ends_on, now, grace=timedelta(minutes=self.grace_minutes)
        )

    def progress(self, now) -> int:
        return calendar.progress(self.starts_on, self.ends_on, now)

    def contains(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class Tier(Named, models.Model):
    """A published list: TOP 100 inside TOP 500, and the leaders' own list. Sizes are never padded."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="tiers")
    code = models.SlugField(max_length=20)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    size = models.PositiveIntegerField(null=True, blank=True)
    groups = models.JSONField(default=list, help_text="Groups of participants it takes")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="tier_once_per_edition")]
