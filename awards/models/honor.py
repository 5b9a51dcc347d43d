"""An honour: the name as printed, its certificate and its verification code. Immutable after publication."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from awards.models.roll import Ground, RollEntry
from dtportal.programme.models import Edition, Group, Province, Sector, Tier
from dtportal.programme.models.bilingual import Named
from dtportal.text import fold, stored_sort_key
from nominations.models import Nomination


class HonorQuerySet(models.QuerySet):
    def published(self):
        """Honours exist from publication on; before, there are only roll entries."""
        return self

    def visible_to(self, user):
        """Published honours are public."""
        return self

    def standing(self):
        """Those that were not revoked."""
        return self.filter(revoked_at=None)

    def for_listing(self):
        return self.select_related("tier", "sector", "province", "edition")

    def search(self, text: str):
        found = self
        for word in fold(text).split():
            found = found.filter(search_text__contains=word)
        return found


class Honor(Named, models.Model):
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="honors")
    entry = models.OneToOneField(RollEntry, models.PROTECT, related_name="honor")
    nomination = models.OneToOneField(Nomination, models.PROTECT, related_name="honor")
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="honors")
    group = models.CharField(max_length=10, choices=Group)
    name = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250, blank=True)
    detail = models.CharField(max_length=250, blank=True, help_text="Leaders: position and unit")
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, blank=True)
    province = models.ForeignKey(Province, models.PROTECT)
    slug = models.SlugField(max_length=200)
    # What the public page and the yearbook say, from the frozen dossier: strategy, results, initiative …
    texts = models.JSONField(default=dict)
    certificate_number = models.CharField(_("certificate number"), max_length=30)
    verification_code = models.CharField(_("verification code"), max_length=16, unique=True)
    published_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_for = models.CharField(_("ground"), max_length=20, choices=Ground, blank=True)
    sort_key = models.CharField(max_length=1400, editable=False)
    search_text = models.CharField(max_length=600, editable=False)

    objects = HonorQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "slug"], name="honor_slug_once"),
            models.UniqueConstraint(fields=["edition", "certificate_number"], name="honor_certificate_once"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_for="")
                | Q(revoked_at__isnull=False, revoked_for__gt=""),
                name="honor_revoked_paired",
            ),
        ]

    def save(self, *args, **kwargs) -> None:
        self.fill_index()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("awards:honoree", args=[self.edition.slug, self.slug])

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    def fill_index(self) -> None:
        """The columns lists are sorted and searched by; bulk writers call it themselves."""
        self.sort_key = stored_sort_key(self.name)
        self.search_text = fold(f"{self.name} {self.name_en} {self.province.name}")[:600]
