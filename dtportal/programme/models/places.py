"""Sectors and provinces."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dtportal.programme.models.bilingual import Named


class Sector(Named, models.Model):
    """One of the priority sectors of Decision 749/QĐ-TTg (or, if an edition offers it, another field)."""

    code = models.CharField(_("code"), max_length=2, unique=True)
    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100)
    description = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    icon = models.CharField(max_length=40, help_text="Bootstrap icon")
    position = models.PositiveSmallIntegerField(unique=True)
    is_priority = models.BooleanField(default=True)

    class Meta:
        ordering = ["position"]


class ProvinceQuerySet(models.QuerySet):
    def valid_on(self, day: date):
        """The localities that existed on a day: 63 in 2023, 34 since 01/07/2025."""
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gte=day))


class Province(models.Model):
    """A province or centrally-run city, as long as it bore this code, name and extent.

    Codes are not stable keys: seven mean another province since 01/07/2025.
    """

    code = models.CharField(max_length=2)
    name = models.CharField(_("name"), max_length=60)
    full_name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=60)
    slug = models.SlugField()
    kind = models.CharField(max_length=10, choices=[("province", _("province")), ("city", _("city"))])
    uid = models.CharField(max_length=12, unique=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")
    sort_key = models.CharField(max_length=300)

    objects = ProvinceQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key"]
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="province_code_from")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """Provinces are proper names: the same in both languages."""
        return self.name
