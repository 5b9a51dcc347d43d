"""A guest's registration: confirmed by mail, no account needed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dtportal import sealing
from dtportal.access import Scope
from dtportal.roles import Can
from dtportal.states import Stateful
from dtportal.text import fold, stored_sort_key
from forums.models.forum import Forum


def new_token() -> str:
    return sealing.code(24)


class RegistrationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Organisers see an edition's guests, check-in staff those of their own forum."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(forum__edition__in=user.editions_where(Can.MANAGE_FORUMS))
            | Q(forum__staff=user, forum__edition__in=user.editions_where(Can.CHECK_IN))
        ).distinct()

    def by_token(self, token: str):
        """The registration whose holder has the link of the mail; the token is the permission."""
        return self.filter(token=token).select_related("forum__edition", "forum__sector")

    def seated(self):
        return self.filter(status=Registration.Status.CONFIRMED)


class Registration(Stateful):
    class Status(models.TextChoices):
        PENDING = "pending", _("To be confirmed by mail")
        CONFIRMED = "confirmed", _("Confirmed")
        CANCELLED = "cancelled", _("Cancelled")

    MOVES = {
        Status.PENDING: {Status.CONFIRMED, Status.CANCELLED},
        Status.CONFIRMED: {Status.CANCELLED},
        Status.CANCELLED: {Status.PENDING},
    }
    TONES = {Status.PENDING: "warn", Status.CONFIRMED: "ok", Status.CANCELLED: "neutral"}

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="registrations")
    full_name = models.CharField(_("full name"), max_length=120)
    email = models.EmailField(_("e-mail"))
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    organization_name = models.CharField(_("organisation"), max_length=200, blank=True)
    position = models.CharField(_("position"), max_length=120, blank=True)
    language = models.CharField(max_length=2, default="vi")
    may_inform = models.BooleanField(default=False)
    token = models.CharField(max_length=40, unique=True, default=new_token)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PENDING)
    registered_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    checked_in_at = models.DateTimeField(null=True, blank=True)
    checked_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    name_sort_key = models.CharField(max_length=600, editable=False)
    search_text = models.CharField(max_length=500, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["name_sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["forum", "email"],
                condition=~Q(status="cancelled"),
                name="registration_once_per_forum",
            ),
            models.CheckConstraint(
                condition=Q(checked_in_at=None, checked_in_by=None)
                | Q(checked_in_at__isnull=False, checked_in_by__isnull=False),
                name="registration_checked_in_paired",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args, **kwargs) -> None:
        self.name_sort_key = stored_sort_key(self.full_name, person=True)
        self.search_text = fold(f"{self.full_name} {self.organization_name} {self.email}")[:500]
        super().save(*args, **kwargs)

    def access_scope(self) -> Scope:
        return self.forum.access_scope()

    @property
    def edition(self):
        return self.forum.edition
