"""“Someone asked me to pay”, and complaints about conduct: to the auditor, to nobody else."""

from django.conf import settings
from django.db import models
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from awards.models.attached import Attached, ByCodeQuerySet
from dtportal.access import Scope
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.states import Stateful


class ComplaintQuerySet(ByCodeQuerySet):
    def visible_to(self, user):
        """Whoever hears reports in that edition; no other office, whatever else it may read."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(edition__in=user.editions_where(Can.HEAR_REPORTS))

    def waiting(self):
        """Something was said and nothing has been answered since."""
        last = self.alias(
            asked=Max("messages__pk", filter=Q(messages__by=None)),
            answered=Max("messages__pk", filter=Q(messages__by__isnull=False)),
        )
        unanswered = Q(answered=None) | Q(asked__gt=models.F("answered"))
        return last.filter(unanswered).exclude(status=Complaint.Status.CLOSED)


class Complaint(Stateful):
    """No account, no address of a network, no browser is kept: what the writer did not say is not known."""

    class Kind(models.TextChoices):
        PAYMENT = "payment", _("Somebody asked for money or another advantage")
        CONDUCT = "conduct", _("Somebody of the programme did not behave as he should")

    class Status(models.TextChoices):
        RECEIVED = "received", _("Received")
        EXAMINED = "examined", _("Being examined")
        ANSWERED = "answered", _("Answered")
        CLOSED = "closed", _("Closed")

    MOVES = {
        Status.RECEIVED: {Status.EXAMINED, Status.ANSWERED, Status.CLOSED},
        Status.EXAMINED: {Status.ANSWERED, Status.CLOSED},
        # A further message takes it up again.
        Status.ANSWERED: {Status.EXAMINED, Status.CLOSED},
        Status.CLOSED: {Status.EXAMINED},
    }
    TONES = {
        Status.RECEIVED: "warn",
        Status.EXAMINED: "info",
        Status.ANSWERED: "ok",
        Status.CLOSED: "neutral",
    }

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="complaints")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.RECEIVED)
    code_hash = models.CharField(max_length=64, unique=True)
    # How the writer may be reached, if he wishes; nothing else tells who he is.
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    language = models.CharField(max_length=2, default="vi")
    received_at = models.DateTimeField()

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["edition", "status"], name="complaint_inbox")]

    def __str__(self) -> str:
        return f"{self.edition.slug}-{self.pk}"

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)

    @property
    def known_as(self) -> str:
        """What the auditor calls it: the number of its row, which tells nothing."""
        return f"PA-{self.pk:04d}"


class ComplaintMessage(models.Model):
    """What was said, in order; `by` is the auditor, nobody stands for the writer. Never changed."""

    LIMIT = 8000  # characters

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="messages")
    text = models.TextField(_("message"))
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(text__gt=""), name="complaint_says_something")]

    def __str__(self) -> str:
        return f"{self.pk}"


class ComplaintFileQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(message__complaint__in=Complaint.objects.visible_to(user).values("pk"))


class ComplaintFile(Attached):
    message = models.ForeignKey(ComplaintMessage, models.CASCADE, related_name="files")

    objects = ComplaintFileQuerySet.as_manager()
