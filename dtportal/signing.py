"""The portal's signing key: a file outside the database, read when something is signed.

`SIGNING_KEY_FILE` names it (Ed25519, PKCS 8, PEM, without a password). On one's own machine and in the demo a key is
made in `DATA_DIR` when none is named; anywhere else nothing is signed without one.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from dtportal import sealing


class NoKey(ValidationError):
    """Nothing can be signed here; the sentence says why."""


@dataclass(frozen=True)
class Signed:
    """A signature (hexadecimal) and the 32 public bytes of the key that made it."""

    signature: str
    public: bytes

    @property
    def fingerprint(self) -> str:
        return sealing.key_fingerprint(self.public)


def sign(data: bytes) -> Signed:
    """Sign with the key that is in use now. Raises NoKey."""
    key = _key()
    return Signed(sealing.sign(data, key), sealing.public_bytes(key))


def public_key() -> bytes:
    """The 32 public bytes of the key that is in use now. Raises NoKey."""
    return sealing.public_bytes(_key())


def make(path: Path) -> None:
    """A new key in a file that only its owner reads; one that is there already stays. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    # Linked into its place when it is whole: two processes that start together end with one key.
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _key() -> Ed25519PrivateKey:
    if settings.SIGNING_KEY_FILE:
        path = Path(settings.SIGNING_KEY_FILE)
    elif settings.MAKES_SIGNING_KEY:
        path = Path(settings.DATA_DIR) / "keys" / "signing.pem"
        if not path.exists():
            make(path)
    else:
        raise NoKey(
            _("There is no signing key: set SIGNING_KEY_FILE (manage.py signing_key --new FILE makes one).")
        )
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as refusal:
        raise NoKey(
            _("The signing key %(file)s cannot be read: %(reason)s")
            % {"file": path, "reason": refusal.strerror}
        ) from refusal
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise NoKey(_("%(file)s is not an Ed25519 key without a password.") % {"file": path})
    return key
