"""Official papers of an edition, from the draft to the filed signed scan; and the documents it rests upon."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from awards.models.report import Report
from awards.models.roll import Roll, RollEntry
from dtportal.access import Scope
from dtportal.official.content import two
from dtportal.programme.models import Edition
from dtportal.roles import Can
from dtportal.states import Stateful

PUBLIC = [Roll.Status.PUBLISHED, Roll.Status.SUPERSEDED]


class PaperQuerySet(models.QuerySet):
    def visible_to(self, user):
        """For whoever deals with papers; one that names an unpublished roll only for those who may read that roll, and
        a report as far as reports go."""
        if not user.is_authenticated:
            return self.none()
        rows = self.filter(edition__in=user.editions_where(Can.READ_PAPERS))
        readable = RollEntry.objects.visible_to(user).order_by().values("roll")
        rows = rows.filter(Q(roll=None) | Q(roll__status__in=PUBLIC) | Q(roll__in=readable))
        return rows.filter(Q(report=None) | Q(report__in=Report.objects.visible_to(user)))

    def public(self):
        """Decisions and notices that name a published list, once they have a number."""
        return self.filter(
            kind__in=[Paper.Kind.DECISION, Paper.Kind.NOTICE], roll__status__in=PUBLIC, number__isnull=False
        ).exclude(status=Paper.Status.VOID)

    def numbered(self):
        return self.filter(status__in=[Paper.Status.NUMBERED, Paper.Status.SIGNED, Paper.Status.FILED])

    def signed(self):
        """With the signed scan."""
        return self.filter(status__in=[Paper.Status.SIGNED, Paper.Status.FILED])

    def for_listing(self):
        return self.select_related("roll", "created_by").defer("content", "text")


class Paper(Stateful):
    """`content` is empty while the text may still change; with its number it is frozen, and once the paper is filed
    the database refuses any change."""

    class Kind(models.TextChoices):
        """By the codes of Appendix III of Decree 30/2020/NĐ-CP; minutes have a register of their own."""

        DECISION = "QĐ", _("Decision")
        SUBMISSION = "TTr", _("Submission")
        INVITATION = "GM", _("Letter of invitation")
        NOTICE = "TB", _("Notice")
        REPORT = "BC", _("Report")

    class Issuer(models.TextChoices):
        """By what stands for it in the number."""

        COUNCIL = "HĐTĐ", _("Appraisal council")
        SECRETARIAT = "BTK", _("Secretariat")
        ORGANISERS = "BTC", _("Organising committee")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        NUMBERED = "numbered", _("Numbered")
        SIGNED = "signed", _("Signed scan attached")
        FILED = "filed", _("Filed")
        VOID = "void", _("Void")

    MOVES = {
        Status.DRAFT: {Status.NUMBERED},
        Status.NUMBERED: {Status.SIGNED, Status.VOID},
        Status.SIGNED: {Status.SIGNED, Status.FILED, Status.VOID},
    }
    TONES = {
        Status.DRAFT: "neutral",
        Status.NUMBERED: "info",
        Status.SIGNED: "warn",
        Status.FILED: "ok",
        Status.VOID: "danger",
    }

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="papers")
    # The list whose names stand in it.
    roll = models.ForeignKey(Roll, models.PROTECT, null=True, blank=True, related_name="papers")
    report = models.OneToOneField(Report, models.PROTECT, null=True, blank=True, related_name="paper")
    kind = models.CharField(_("kind"), max_length=3, choices=Kind)
    issuer = models.CharField(_("issued by"), max_length=4, choices=Issuer)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    is_rehearsal = models.BooleanField(default=False)
    # What its author writes; the rest comes from the edition's data.
    subject = models.CharField(_("subject"), max_length=300)
    place = models.CharField(_("place"), max_length=60, default="Hà Nội")
    to = models.TextField(_("addressed to"), blank=True)
    text = models.TextField(_("text"), blank=True)
    recipients = models.TextField(_("recipients"), blank=True)
    office = models.TextField(_("office of the signatory"))
    signer = models.CharField(_("signatory"), max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1)
    # Its place in the register: a series for each kind and issuer, from 01 in each year (Appendix I, element 3).
    dated = models.DateField(_("date"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)
    content = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64, blank=True)
    scan = models.FileField(upload_to="official/", blank=True)
    scan_name = models.CharField(max_length=150, blank=True)
    scan_type = models.CharField(max_length=60, blank=True)
    scan_sha256 = models.CharField(max_length=64, blank=True)
    void_reason = models.TextField(_("reason"), blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(null=True, blank=True)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "kind", "issuer", "year", "number"], name="paper_number_once"
            ),
            models.UniqueConstraint(
                fields=["roll"],
                condition=Q(kind="QĐ") & ~Q(status="void"),
                name="paper_one_decision_per_roll",
            ),
            models.CheckConstraint(
                condition=Q(status="draft", number=None, year=None, dated=None, sha256="")
                | (
                    ~Q(status="draft")
                    & Q(number__gt=0, year__isnull=False, dated__isnull=False, sha256__gt="")
                ),
                name="paper_numbered_has_all",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["signed", "filed"]) | (~Q(scan="") & ~Q(scan_sha256="")),
                name="paper_signed_has_scan",
            ),
            models.CheckConstraint(
                condition=Q(status="filed", filed_at__isnull=False, filed_by__isnull=False)
                | (~Q(status="filed") & Q(filed_at=None, filed_by=None)),
                name="paper_filed_paired",
            ),
            models.CheckConstraint(
                condition=~Q(status="void") | Q(void_reason__gt=""), name="paper_void_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(kind="QĐ") | Q(roll__isnull=False), name="paper_decision_has_roll"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)

    @property
    def symbol(self) -> str:
        return f"{self.kind}-{self.issuer}"

    @property
    def label(self) -> str:
        """“01/QĐ-HĐTĐ”; without a number “…/QĐ-HĐTĐ”."""
        return f"{two(self.number) if self.number else '…'}/{self.symbol}"

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def is_numbered(self) -> bool:
        return self.status == self.Status.NUMBERED

    @property
    def is_signed(self) -> bool:
        return self.status == self.Status.SIGNED

    @property
    def is_void(self) -> bool:
        return self.status == self.Status.VOID

    @property
    def is_embargoed(self) -> bool:
        """It names what is not published yet. Needs `roll`."""
        return self.roll is not None and self.roll.status not in PUBLIC


class OnFileQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What is public, for everybody; the rest for whoever manages the edition or deals with its papers."""
        if not user.is_authenticated:
            return self.public()
        editions = {*user.editions_where(Can.READ_PAPERS), *user.editions_where(Can.MANAGE_EDITION)}
        return self.filter(Q(edition__in=editions) | Q(is_public=True, replaced_at=None))

    def public(self):
        return self.standing().filter(is_public=True)

    def standing(self):
        """Those that no later version has replaced."""
        return self.filter(replaced_at=None)


class OnFile(models.Model):
    """A document that an edition rests upon, as it was issued: the permit, the Đề án, the Quy chế."""

    class Kind(models.TextChoices):
        PERMIT = "permit", _("Written permit of the competent authority")
        SCHEME = "scheme", _("Scheme of the programme (Đề án)")
        STATUTE = "statute", _("Statute of the programme (Quy chế)")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="on_file")
    kind = models.CharField(_("document"), max_length=10, choices=Kind)
    number = models.CharField(_("number and symbol"), max_length=60)
    dated = models.DateField(_("date"))
    issued_by = models.CharField(_("issued by"), max_length=200)
    is_public = models.BooleanField(_("public"), default=True)
    file = models.FileField(upload_to="on-file/")
    name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=60)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = OnFileQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-added_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "kind"], condition=Q(replaced_at=None), name="on_file_one_of_each_kind"
            ),
            models.CheckConstraint(condition=~Q(file="") & ~Q(sha256=""), name="on_file_has_file"),
        ]

    def __str__(self) -> str:
        return self.number

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.edition_id)
