"""The rubric of each edition and group of participants, and the rules that the first mark froze."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dtportal.access import Scope
from dtportal.programme.models.bilingual import Named, in_page_language
from dtportal.programme.models.edition import Edition, Group


class RubricPart(Named, models.Model):
    """A group of criteria under one heading; its weight is what its criteria weigh together."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="rubric_parts")
    group = models.CharField(max_length=10, choices=Group, default=Group.UNIT)
    code = models.SlugField(max_length=20)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "group", "code"], name="rubric_part_once_per_rubric")
        ]


class Criterion(Named, models.Model):
    """A criterion of the rubric. Marks are integers from 0 to the weight; the weights add up to 100."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="criteria")
    group = models.CharField(max_length=10, choices=Group, default=Group.UNIT)
    part = models.ForeignKey(
        RubricPart, models.PROTECT, null=True, blank=True, related_name="criteria", verbose_name=_("part")
    )
    code = models.SlugField(max_length=20)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    weight = models.PositiveSmallIntegerField()
    anchors = models.JSONField(default=list, help_text="Worded levels: from, text, text_en")
    # Which evidence speaks for it, in the words of whoever wrote the rubric.
    hint = models.TextField(_("evidence to look for"), blank=True)
    hint_en = models.TextField(_("evidence to look for, in English"), blank=True)
    # The only place that says which part of a dossier a criterion is judged from; a section may feed several.
    sections = models.JSONField(default=list, help_text="Keys of the dossier's sections that feed it")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "group", "code"], name="criterion_once_per_rubric"),
            models.CheckConstraint(
                condition=Q(weight__gte=1, weight__lte=100), name="criterion_weight_1_100"
            ),
        ]

    @property
    def shown_hint(self) -> str:
        return in_page_language(self, "hint")


class FrozenRule(models.Model):
    """Rubrics, rule text and rule numbers of an edition as they stood when the first mark was saved.

    Written once (`rules.freeze`), never changed; from then on the database refuses other rules (migration
    `rule_is_frozen`). `sha256` is the digest of the canonical JSON of `content`.
    """

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="frozen_rule")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(sha256=""), name="frozen_rule_has_hash"),
        ]

    def __str__(self) -> str:
        return self.sha256

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)
