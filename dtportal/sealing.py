"""Canonical JSON, hashes, chains and commitments, pure: how the portal fixes what was said."""

import hashlib
import hmac
import json
import secrets
from typing import Any

GENESIS = "0" * 64
NONCE_BYTES = 32


def canonical_json(data: Any) -> bytes:
    """One byte sequence for one value: sorted keys, no blanks, UTF-8, no floats (they differ by platform)."""
    _refuse_floats(data)
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _refuse_floats(data: Any) -> None:
    if isinstance(data, float):
        raise TypeError("floats have no canonical form; use integers, strings or fractions in two integers")
    if isinstance(data, dict):
        for value in data.values():
            _refuse_floats(value)
    elif isinstance(data, list | tuple):
        for value in data:
            _refuse_floats(value)


def sha256(data: bytes) -> str:
    """Hexadecimal SHA-256, 64 characters."""
    return hashlib.sha256(data).hexdigest()


def digest(data: Any) -> str:
    """SHA-256 of the canonical JSON of a value."""
    return sha256(canonical_json(data))


def link_hash(previous: str, content: Any) -> str:
    """Hash of one link of a chain: it fixes the content and everything before it."""
    return sha256(previous.encode() + b"\n" + canonical_json(content))


def code(length: int = 10) -> str:
    """An unguessable code that people can read aloud: no 0/O, 1/I/L; 31 letters, about 5 bits each."""
    return "".join(secrets.choice("23456789ABCDEFGHJKMNPQRSTUVWXYZ") for _ in range(length))


def nonce() -> bytes:
    """32 random bytes. Without them a hash of a score from 0 to 100 is guessed at once."""
    return secrets.token_bytes(NONCE_BYTES)


def derived_key(nonce: bytes, purpose: str) -> bytes:
    """The key of one commitment among several that share a nonce: 32 bytes, HMAC-SHA256 of the purpose.

    Whoever is shown one of these keys can open that commitment and none of the others.
    """
    _refuse_short(nonce)
    return hmac.digest(nonce, purpose.encode(), "sha256")


def commit(data: Any, key: bytes) -> str:
    """A promise that tells nothing: HMAC-SHA256 (RFC 2104) of the canonical JSON, 64 hexadecimal characters.

    It hides the data from whoever lacks the key, and binds whoever made it: no other data fits. Raises ValueError
    unless the key has 32 bytes, TypeError for data without a canonical form.
    """
    _refuse_short(key)
    return hmac.digest(key, canonical_json(data), "sha256").hex()


def verify(commitment: str, data: Any, key: bytes) -> bool:
    """Whether the commitment was made over exactly these data with exactly this key."""
    return hmac.compare_digest(commit(data, key).encode(), commitment.encode())


def _refuse_short(key: bytes) -> None:
    if len(key) != NONCE_BYTES:
        raise ValueError(f"{NONCE_BYTES} bytes are needed, not {len(key)}")
