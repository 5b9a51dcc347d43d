"""A dossier that came on paper: the secretariat keys it in, the unit confirms it through a link."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dtportal.access import Scope
from dtportal.accounts.models.invitation import Invited, InvitedQuerySet, verified_addresses
from dtportal.programme.models import Body
from dtportal.roles import Can
from dtportal.states import Stateful
from nominations.models.nomination import Nomination


def print_path(paper: "PaperDossier", name: str) -> str:
    """Private and unguessable; the name people see is kept in the row."""
    return f"paper/{paper.nomination_id}/{uuid.uuid4().hex}"


class PaperQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The secretariat of the edition, the unit itself, and the auditor once it has been submitted."""
        if not user.is_authenticated:
            return self.none()
        mine = Q(nomination__organization__in=user.organization_ids)
        screening = Q(nomination__edition__in=user.editions_where(Can.SCREEN))
        audited = Q(
            nomination__edition__in=user.editions_where(Can.AUDIT), status=PaperDossier.Status.CONFIRMED
        )
        return self.filter(mine | screening | audited)

    def pending(self):
        """Neither confirmed nor taken over, and not withdrawn."""
        return self.filter(status__in=PaperDossier.PENDING, nomination__status=Nomination.Status.DRAFT)

    def for_listing(self):
        return self.select_related(
            "nomination__organization",
            "nomination__sector",
            "nomination__province",
            "nomination__edition",
            "keyed_by",
            "body",
        )


class PaperDossier(Stateful):
    """What makes a nomination a paper one: when it came, where the paper lies, who keyed it in, what the unit says.

    While it is pending nobody of the unit writes in the nomination, and only the secretariat does; once the unit has
    confirmed it or taken it over the secretariat never writes in it again.
    """

    class Status(models.TextChoices):
        KEYING = "keying", _("Being keyed in")
        ASKED = "asked", _("Waits for the unit's confirmation")
        DISPUTED = "disputed", _("The unit found mistakes")
        CONFIRMED = "confirmed", _("Confirmed by the unit")
        TAKEN_OVER = "taken_over", _("Taken over by the unit")

    MOVES = {
        Status.KEYING: {Status.ASKED, Status.TAKEN_OVER},
        # back to keying: the secretary corrects it before the unit has answered
        Status.ASKED: {Status.KEYING, Status.DISPUTED, Status.CONFIRMED, Status.TAKEN_OVER},
        Status.DISPUTED: {Status.ASKED, Status.TAKEN_OVER},
    }
    TONES = {
        Status.KEYING: "info",
        Status.ASKED: "warn",
        Status.DISPUTED: "danger",
        Status.CONFIRMED: "ok",
        Status.TAKEN_OVER: "neutral",
    }
    WRITING = {Status.KEYING, Status.DISPUTED}
    PENDING = {Status.KEYING, Status.ASKED, Status.DISPUTED}

    nomination = models.OneToOneField(Nomination, models.CASCADE, related_name="paper")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.KEYING)
    # What counts against the deadline: the day on which the paper reached the secretariat.
    received_on = models.DateField(_("received on"))
    archive_number = models.CharField(_("archive number"), max_length=60)
    # The body that the paper asks, or that sent it; asked in the unit's name when the unit confirms.
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("nominating body")
    )
    scan = models.FileField(upload_to=print_path, blank=True)
    scan_name = models.CharField(max_length=160, blank=True)
    scan_type = models.CharField(max_length=100, blank=True)
    scan_sha256 = models.CharField(max_length=64, blank=True)
    # What the unit says is wrong.
    objection = models.TextField(blank=True)
    keyed_at = models.DateTimeField(default=timezone.now)
    keyed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Of the confirmation, or of taking it over.
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="paper_decided_paired",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["confirmed", "taken_over"]) | Q(decided_at__isnull=False),
                name="paper_decided_has_date",
            ),
            models.CheckConstraint(condition=~Q(archive_number=""), name="paper_has_archive_number"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.archive_number}"

    def access_scope(self) -> Scope:
        return self.nomination.access_scope()

    @property
    def edition(self):
        return self.nomination.edition

    @property
    def is_pending(self) -> bool:
        return self.status in self.PENDING

    @property
    def is_written(self) -> bool:
        """Whether the secretariat may write in it now."""
        return self.status in self.WRITING

    @property
    def is_confirmed(self) -> bool:
        return self.status == self.Status.CONFIRMED


class PaperInvitationQuerySet(InvitedQuerySet):
    def visible_to(self, user):
        """For the secretariat of the edition, and whoever is invited."""
        if not user.is_authenticated:
            return self.none()
        mine = Q(email__in=verified_addresses(user)) | Q(accepted_by=user)
        return self.filter(mine | Q(paper__nomination__edition__in=user.editions_where(Can.SCREEN)))

    def for_listing(self):
        return self.select_related(
            "paper__keyed_by",
            "paper__body",
            "paper__nomination__organization",
            "paper__nomination__edition",
            "paper__nomination__sector",
            "paper__nomination__province",
        )


class PaperInvitation(Invited):
    """The link to a unit that nobody represents yet: whoever follows it represents the unit and confirms."""

    paper = models.ForeignKey(PaperDossier, models.CASCADE, related_name="invitations")

    objects = PaperInvitationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["paper"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="paper_invitation_waits_once",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, revoked_at=None),
                name="paper_invitation_accepted_paired",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="paper_invitation_revoked_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} → paper {self.paper_id}"

    def access_scope(self) -> Scope:
        return self.paper.access_scope()

    @property
    def edition(self):
        return self.paper.edition


def paper_of(nomination: Nomination) -> PaperDossier | None:
    """None for every dossier that its organisation wrote in the portal."""
    return getattr(nomination, "paper", None)


def pending_paper(nomination: Nomination) -> PaperDossier | None:
    """The paper of a draft that waits to be keyed in or confirmed."""
    paper = paper_of(nomination)
    is_pending = paper is not None and paper.is_pending and nomination.status == Nomination.Status.DRAFT
    return paper if is_pending else None
