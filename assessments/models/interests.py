"""What ties a person of the council to organisations and bodies, as he states it once per edition."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dtportal.access import Scope
from dtportal.accounts.models import Organization
from dtportal.programme.models import Body, Edition
from dtportal.text import nfc, stored_sort_key

# A dependent unit has the ten digits of its legal person, a hyphen and three of its own.
ROOT_OF_TAX_CODE = 10


def name_key(name: str) -> str:
    """What `Organization.sort_key` begins with for exactly this name, in whatever case: letters and tones."""
    letters, tones, _case = stored_sort_key(nfc(name)).split(".")
    return f"{letters}.{tones}."


class InterestDeclaration(models.Model):
    """“These are all my ties”: stated before any dossier opens, and again whenever something has changed."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="interest_declarations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="interest_declarations")
    # How many ties stood at that moment.
    ties = models.PositiveSmallIntegerField(default=0)
    stated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["user", "edition"], name="declaration_of_person")]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.user_id}"

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)


class TieQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(ended_at=None)

    def visible_to(self, user):
        """One's own: what ties a person to whom is nobody else's reading."""
        return self.filter(user=user) if user.is_authenticated else self.none()


class Tie(models.Model):
    """One tie of a person: to an organisation the portal knows, to one it does not (name, tax code), or to a body.

    It closes every dossier of that organisation in its edition, and every dossier that the body endorsed.
    """

    class Kind(models.TextChoices):
        EMPLOYER = "employer", _("I work or worked there")
        ADVISER = "adviser", _("I or my body advise it, train it or sell to it")
        OWNER = "owner", _("I have a share in it or sit on its board")
        FAMILY = "family", _("Somebody of my family leads it or owns it")
        BODY = "body", _("I act for this body")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="ties")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="ties")
    kind = models.CharField(_("kind of tie"), max_length=10, choices=Kind)
    organization = models.ForeignKey(Organization, models.CASCADE, null=True, blank=True, related_name="ties")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="ties")
    name = models.CharField(_("name"), max_length=250, blank=True)
    tax_code = models.CharField(_("tax code"), max_length=14, blank=True)
    # What dossiers are compared with; filled from the fields above.
    tax_root = models.CharField(max_length=ROOT_OF_TAX_CODE, blank=True, editable=False)
    name_key = models.CharField(max_length=1300, blank=True, editable=False)
    note = models.CharField(_("note"), max_length=300, blank=True)
    stated_at = models.DateTimeField(default=timezone.now)
    # A tie that was stated in error is struck out, with a reason, and stays on record.
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = TieQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["user", "edition"], name="tie_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(organization__isnull=False)
                | Q(body__isnull=False)
                | Q(tax_code__gt="")
                | Q(name__gt=""),
                name="tie_names_somebody",
            ),
            models.CheckConstraint(
                condition=Q(organization=None) | Q(body=None), name="tie_to_one_thing_only"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(end_reason__gt=""), name="tie_ended_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        code = self.tax_code or (self.organization.tax_code if self.organization else "") or ""
        self.tax_root = code[:ROOT_OF_TAX_CODE]
        # Where the organisation is known its row is the tie; a name alone is compared by its letters.
        self.name_key = name_key(self.name) if self.name and self.organization_id is None else ""
        super().save(*args, **kwargs)

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)

    @property
    def to(self) -> str:
        """Whom it names."""
        if self.organization:
            return self.organization.label
        return self.body.label if self.body else self.name or self.tax_code
