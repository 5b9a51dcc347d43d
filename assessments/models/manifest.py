"""What a round fixed when it closed: the signed manifest over its sealed sheets, and under which codes dossiers stand.

The database refuses to change any of these rows (migrations/0002_sealed_rows.py).
"""

from django.db import models
from django.utils import timezone

from assessments.models.panel import Round
from dtportal import sealing
from dtportal.access import Scope
from dtportal.roles import Can
from nominations.models import Nomination


class Pseudonym(models.Model):
    """The random code under which a dossier stands in whatever is sealed, and the nonce of its own commitments.

    Made when the dossier is handed over, so that nobody can say later that a sealed score belongs to another one.
    """

    nomination = models.OneToOneField(Nomination, models.CASCADE, related_name="pseudonym")
    code = models.CharField(max_length=16, unique=True, default=sealing.code)
    nonce = models.BinaryField(max_length=32, default=sealing.nonce)
    is_rehearsal = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.code


class SigningKey(models.Model):
    """The public half of every key that has signed something; what it signed is checked with it for ever."""

    fingerprint = models.CharField(max_length=64, unique=True)
    public = models.CharField(max_length=64, help_text="32 bytes, hexadecimal")
    since = models.DateTimeField(default=timezone.now)
    # When the next key was first used.
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-since", "-pk"]

    def __str__(self) -> str:
        return self.fingerprint

    @property
    def pem(self) -> str:
        return sealing.public_pem(bytes.fromhex(self.public))


class ManifestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever reads scores of closed rounds; the public gets them with the published result."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(round__edition__in=user.editions_where(Can.READ_SCORES))


class Manifest(models.Model):
    """`content` as `assessments.manifests` words it; `leaves` of its tree of sheets: hexadecimal, sorted.

    `sha256` is that of the canonical JSON of the content, which is also what was signed.
    """

    round = models.OneToOneField(Round, models.CASCADE, related_name="manifest")
    content = models.JSONField()
    leaves = models.JSONField()
    sha256 = models.CharField(max_length=64, unique=True)
    signature = models.CharField(max_length=128)
    key = models.ForeignKey(SigningKey, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    is_rehearsal = models.BooleanField(default=False)

    objects = ManifestQuerySet.as_manager()

    class Meta:
        ordering = ["round__number"]

    def __str__(self) -> str:
        return self.sha256

    def access_scope(self) -> Scope:
        return Scope(edition_id=self.round.edition_id)

    @property
    def text(self) -> bytes:
        """The bytes that were signed."""
        return sealing.canonical_json(self.content)

    @property
    def is_as_signed(self) -> bool:
        """Whether the row still says what was signed, and its leaves still make the root."""
        leaves = [bytes.fromhex(leaf) for leaf in self.leaves]
        return (
            sealing.sha256(self.text) == self.sha256
            and sealing.is_signed(self.text, self.signature, bytes.fromhex(self.key.public))
            and leaves == sorted(leaves)
            and sealing.merkle_root(leaves).hex() == self.content["sheets"]["root"]
        )
