"""Institutions: ministries, institutes, associations, People's Committees; their names change, they stay."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dtportal.programme.models.bilingual import Named
from dtportal.programme.models.edition import Edition
from dtportal.programme.models.places import Province
from dtportal.text import fold


class BodyQuerySet(models.QuerySet):
    def nominators(self):
        """Who may put a unit forward: People's Committees, departments, associations, superior bodies."""
        return self.filter(may_nominate=True)

    def with_names(self):
        return self.prefetch_related("names")


class Body(models.Model):
    class Kind(models.TextChoices):
        COMMITTEE = "committee", _("National committee")
        MINISTRY = "ministry", _("Ministry")
        PARTY = "party", _("Party commission")
        INSTITUTE = "institute", _("Institute")
        CENTRE = "centre", _("Centre")
        ASSOCIATION = "association", _("Association")
        CLUB = "club", _("Club")
        PEOPLES_COMMITTEE = "peoples_committee", _("People's Committee")
        DEPARTMENT = "department", _("Provincial department")
        OTHER = "other", _("Other organisation")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    slug = models.SlugField(max_length=120, unique=True)
    aliases = models.JSONField(default=list, blank=True)
    province = models.ForeignKey(Province, models.PROTECT, null=True, blank=True)
    may_nominate = models.BooleanField(default=False)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")
    search_text = models.CharField(max_length=600, editable=False)

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "bodies"

    def __str__(self) -> str:
        return self.name

    @property
    def answers_for_province(self) -> bool:
        """Whether it sends units of a whole province, and not only those that asked it."""
        return self.kind == self.Kind.PEOPLES_COMMITTEE and self.province_id is not None

    @cached_property
    def _names(self) -> list["BodyName"]:
        return sorted(self.names.all(), key=lambda name: name.valid_from or date.min)

    def name_on(self, day: date) -> str:
        """The official name valid on a day; the nearest one where the day lies outside the record."""
        valid = [name for name in self._names if name.valid_from is None or name.valid_from <= day]
        chosen = valid[-1] if valid else self._names[0]
        return chosen.name

    @property
    def name(self) -> str:
        return self._names[-1].name if self._names else self.slug

    @property
    def label(self) -> str:
        latest = self._names[-1] if self._names else None
        if latest and (get_language() or "").startswith("en") and latest.name_en:
            return latest.name_en
        return self.name

    def refresh_search_text(self) -> None:
        names = [name.name for name in self.names.all()]
        self.search_text = " | ".join(fold(text) for text in [*names, self.short_name, *self.aliases])[:600]


class BodyName(Named, models.Model):
    """A name a body bears or bore; documents print the one valid on their date."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="names")
    name = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "valid_from"], name="body_name_from"),
            models.UniqueConstraint(
                fields=["body"], condition=Q(valid_to=None), name="body_one_present_name"
            ),
        ]


class Involvement(models.Model):
    """What a body does for an edition, in the order of the programme's text."""

    class Part(models.TextChoices):
        DIRECTS = "directs", _("Directed by")
        ORGANISES = "organises", _("Organised and carried out by")
        COORDINATES = "coordinates", _("In coordination with")
        APPRAISES = "appraises", _("In the appraisal council")
        SPONSORS = "sponsors", _("Sponsored by")
        MEDIA = "media", _("Media patronage")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="involvements")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True)
    # For collective parts that are no single body, such as “đại diện lãnh đạo UBND các tỉnh, thành”.
    wording = models.CharField(max_length=250, blank=True)
    wording_en = models.CharField(max_length=250, blank=True)
    part = models.CharField(max_length=12, choices=Part)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(body=None, wording__gt="") | Q(body__isnull=False, wording=""),
                name="involvement_body_or_wording",
            )
        ]

    @property
    def label(self) -> str:
        if self.body:
            return self.body.label
        return self.wording_en if (get_language() or "").startswith("en") else self.wording
