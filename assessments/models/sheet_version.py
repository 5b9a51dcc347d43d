"""What was sealed: every locked state of a score sheet, never changed, with its commitments.

The database refuses to change a row, and lets one go only with the rehearsal it belongs to
(migrations/0002_sealed_rows.py).
"""

from datetime import UTC
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments import manifests
from assessments.models.scoresheet import Scoresheet
from dtportal import sealing
from dtportal.access import Scope

# What each commitment of a version is over, and the purpose of its key (`sealing.derived_key`).
SHEET, TOTAL, MARKS = "sheet", "total", "marks"
FORMAT = 1


class SheetVersionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """As the sheets themselves: one's own, and others' when they are unsealed."""
        return self.filter(sheet__in=Scoresheet.objects.visible_to(user).values("pk"))


class SheetVersion(models.Model):
    """One locked state of a sheet. `marks` are integers and `remarks` texts by criterion code."""

    sheet = models.ForeignKey(Scoresheet, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    # Under these random codes sheet and dossier stand in what is published: they lead to no member and to no unit.
    code = models.CharField(max_length=16, unique=True, default=sealing.code)
    dossier_code = models.CharField(max_length=16)
    # What was read: SHA-256 of the frozen dossier.
    dossier_sha256 = models.CharField(max_length=64)
    marks = models.JSONField()
    remarks = models.JSONField(default=dict)
    remark = models.TextField(blank=True)
    total = models.PositiveSmallIntegerField()
    # Why it differs from the version before; nobody asks for one with the first.
    reason = models.TextField(_("reason of the change"), blank=True)
    locked_at = models.DateTimeField()
    # HMAC-SHA256 over `content()`, `marks_content()` and `total_content()`, each under a key of its own.
    commitment = models.CharField(max_length=64, unique=True)
    marks_commitment = models.CharField(max_length=64, unique=True)
    total_commitment = models.CharField(max_length=64, unique=True)
    is_rehearsal = models.BooleanField(default=False)

    objects = SheetVersionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="sheet_version_number_once"),
            models.CheckConstraint(condition=Q(total__lte=100), name="sheet_version_total_at_most_100"),
            models.CheckConstraint(
                condition=Q(number=1) | Q(reason__gt=""), name="sheet_version_change_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} v{self.number}"

    def access_scope(self) -> Scope:
        return self.sheet.access_scope()

    def content(self) -> dict[str, Any]:
        """What the commitment of the sheet fixes: everything."""
        return {
            **self.total_content(),
            "version": self.number,
            "dossier_sha256": self.dossier_sha256,
            "marks": self.marks,
            "remarks": self.remarks,
            "remark": self.remark,
            "reason": self.reason,
            "locked_at": self.locked_at.astimezone(UTC).isoformat(),
        }

    def total_content(self) -> dict[str, Any]:
        """What the commitment of the total fixes; it can be opened without showing the sheet."""
        return {**self._named(), "total": self.total}

    def marks_content(self) -> dict[str, Any]:
        """What the commitment of the marks fixes; opened where equal scores are told apart by criteria."""
        return {**self._named(), "marks": self.marks}

    def _named(self) -> dict[str, Any]:
        return {"format": FORMAT, "sheet": self.code, "dossier": self.dossier_code}

    def says_the_same_as(self, other: "SheetVersion") -> bool:
        names = ("dossier_sha256", "marks", "remarks", "remark")
        return all(getattr(self, name) == getattr(other, name) for name in names)

    def seal(self, nonce: bytes) -> None:
        """Make the commitments; whoever seals keeps the nonce in `SheetSecret`."""
        self.commitment, self.marks_commitment, self.total_commitment = self._commitments(nonce)

    def is_as_sealed(self, nonce: bytes) -> bool:
        """Computes the commitments anew from what the row says now."""
        kept = (self.commitment, self.marks_commitment, self.total_commitment)
        return self._commitments(nonce) == kept

    def _commitments(self, nonce: bytes) -> tuple[str, str, str]:
        return (
            sealing.commit(self.content(), sealing.derived_key(nonce, SHEET)),
            sealing.commit(self.marks_content(), sealing.derived_key(nonce, MARKS)),
            sealing.commit(self.total_content(), sealing.derived_key(nonce, TOTAL)),
        )

    @property
    def leaf(self) -> bytes:
        """Its place among the sealed sheets of a round."""
        return manifests.leaf(self.commitment, self.marks_commitment, self.total_commitment)


class SheetSecret(models.Model):
    """The nonce of a version, in a table of its own, so that no list, export or log of versions carries it."""

    version = models.OneToOneField(SheetVersion, models.CASCADE, related_name="secret")
    nonce = models.BinaryField(max_length=32)
    is_rehearsal = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.version_id}"
