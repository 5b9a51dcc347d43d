"""Organisations and who belongs to them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dtportal.access import Scope
from dtportal.accounts.levels import Level
from dtportal.programme.models import Province, Sector
from dtportal.programme.models.bilingual import Named
from dtportal.roles import Can
from dtportal.text import fold, stored_sort_key


class OrganizationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own organisations; the secretariat and the auditor see all of them."""
        if not user.is_authenticated:
            return self.none()
        if user.can(Can.SCREEN) or user.can(Can.AUDIT):
            return self
        return self.filter(pk__in=user.organization_ids)

    def for_listing(self):
        return self.select_related("sector", "province")


class Organization(Named, models.Model):
    class Type(models.TextChoices):
        ENTERPRISE = "enterprise", _("Enterprise")
        PUBLIC_SERVICE = "public_service", _("Public service unit")
        COOPERATIVE = "cooperative", _("Cooperative")
        STATE_BODY = "state_body", _("State body")
        ASSOCIATION = "association", _("Association")
        OTHER = "other", _("Other organisation")

    class Ownership(models.TextChoices):
        STATE = "state", _("State")
        PRIVATE = "private", _("Private")
        COOPERATIVE = "cooperative", _("Cooperative")
        JOINT_VENTURE = "joint_venture", _("Joint venture")
        FOREIGN_100 = "foreign_100", _("100% foreign capital")
        PUBLIC_SERVICE_UNIT = "public_service_unit", _("Public service unit")
        OTHER = "other", _("Other")

    name = models.CharField(_("name"), max_length=250)
    name_en = models.CharField(_("English name"), max_length=250, blank=True)
    # NULL where there is none, so that the unique constraint speaks of real codes only.
    tax_code = models.CharField(_("tax code"), max_length=14, null=True, blank=True, unique=True)
    org_type = models.CharField(_("kind of organisation"), max_length=20, choices=Type)
    # Of state bodies only.
    level = models.CharField(_("level"), max_length=10, choices=Level, blank=True)
    ownership = models.CharField(_("ownership"), max_length=20, choices=Ownership, blank=True)
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, blank=True, verbose_name=_("sector"))
    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("province or city"))
    address = models.CharField(_("head office"), max_length=300, blank=True)
    legal_representative = models.CharField(_("legal representative"), max_length=120, blank=True)
    position = models.CharField(_("position"), max_length=120, blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("website"), blank=True)
    employees = models.PositiveIntegerField(_("number of employees"), null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    sort_key = models.CharField(max_length=1400, editable=False)
    search_text = models.CharField(max_length=600, editable=False)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(tax_code=None) | models.Q(tax_code__gt=""),
                name="organization_tax_code_or_null",
            )
        ]

    def save(self, *args, **kwargs) -> None:
        self.sort_key = stored_sort_key(self.name)
        self.search_text = fold(f"{self.name} {self.name_en} {self.tax_code or ''}")[:600]
        super().save(*args, **kwargs)

    def access_scope(self) -> Scope:
        return Scope(organization_id=self.pk)


class Membership(models.Model):
    """A representative of an organisation; the owner invites and hands over."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="memberships")
    is_owner = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "organization"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} – {self.organization}"
