"""People. There is no superuser and no staff flag: every function comes from an appointment or a membership."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q, Value
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from dtportal.access import Scope
from dtportal.accounts import ties
from dtportal.programme.models import Edition
from dtportal.roles import GRANTS, OF_REPRESENTATIVES, Can, roles_that
from dtportal.text import fold, nfc, stored_sort_key


class UserManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email__iexact=email)

    def holding(self, can: Can, *, edition, body=None) -> models.QuerySet:
        """Everybody who holds a function in an edition now; for telling them."""
        offices = Q(
            appointments__role__in=roles_that(can),
            appointments__edition=edition,
            appointments__ended_at=None,
        )
        if body is not None:
            offices &= Q(appointments__body=body)
        return self.filter(offices, is_active=True).distinct().order_by("pk")


class User(AbstractBaseUser):
    email = models.EmailField(_("e-mail"), unique=True)
    full_name = models.CharField(_("full name"), max_length=120)
    name_sort_key = models.CharField(max_length=600, editable=False)
    search_text = models.CharField(max_length=400, editable=False)
    language = models.CharField(
        _("language"), max_length=2, default="vi", choices=[("vi", "Tiếng Việt"), ("en", "English")]
    )
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["name_sort_key", "pk"]

    def __str__(self) -> str:
        return self.full_name or self.email

    def save(self, *args, **kwargs) -> None:
        self.full_name = nfc(self.full_name)
        self.name_sort_key = stored_sort_key(self.full_name, person=True)
        self.search_text = fold(f"{self.full_name} {self.email}")
        super().save(*args, **kwargs)

    @property
    def given_name(self) -> str:
        """How a person is addressed: “Ông Nam”, never by the family name."""
        return self.full_name.split()[-1] if self.full_name.split() else ""

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.given_name

    @cached_property
    def active_appointments(self) -> list:
        found = self.appointments.filter(ended_at=None).select_related("edition", "body")
        return list(found.defer(*Edition.bulky("edition")))

    @cached_property
    def organization_ids(self) -> frozenset[int]:
        """The organisations that he represents; the other ties are read with the same query and kept."""
        own = self.memberships.values_list("organization_id", Value(True))
        rows = list(own.union(*ties.organizations_of(self), all=True))
        self.tied_organization_ids = frozenset(pk for pk, _is_own in rows)
        return frozenset(pk for pk, is_own in rows if is_own)

    @cached_property
    def tied_organization_ids(self) -> frozenset[int]:
        """Organisations on whose dossiers he does not act in office: his own, and those for which he writes."""
        vars(self).pop("organization_ids", None)
        _own = self.organization_ids
        return vars(self)["tied_organization_ids"]

    @property
    def holds_office(self) -> bool:
        """Whether the second factor is a must: every role but representative."""
        return bool(self.active_appointments)

    @cached_property
    def functions(self) -> frozenset[Can]:
        """What this person may use at all, in whichever edition; for navigation and function checks."""
        granted = {can for appointment in self.active_appointments for can in GRANTS[appointment.role]}
        # Whoever signs in may start a dossier: registering an organisation makes a representative.
        return frozenset(granted | OF_REPRESENTATIVES)

    def can(self, can: Can, scope: Scope | None = None) -> bool:
        """The one answer to “may this person use this function here?” (see `access.require`).

        Nobody acts in office on a dossier of an organisation he belongs to, or writes for as a colleague.
        """
        scope = scope or Scope()
        if not self.is_active:
            return False
        if can in OF_REPRESENTATIVES:
            return scope.organization_id is None or scope.organization_id in self.organization_ids
        if scope.organization_id is not None and scope.organization_id in self.tied_organization_ids:
            return False
        return any(
            can in GRANTS[appointment.role] and appointment.covers(scope)
            for appointment in self.active_appointments
        )

    def editions_where(self, can: Can) -> list[int]:
        """Ids of the editions in which this person holds a function; what `visible_to` builds upon."""
        return [a.edition_id for a in self.active_appointments if can in GRANTS[a.role]]

    def bodies_where(self, can: Can) -> list[tuple[int, int]]:
        """(edition id, body id) of the bodies for which this person holds a function."""
        return [
            (a.edition_id, a.body_id) for a in self.active_appointments if can in GRANTS[a.role] and a.body_id
        ]
