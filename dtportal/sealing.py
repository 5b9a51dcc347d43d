"""Canonical JSON, hashes and chains, pure: how the portal fixes what was said."""

import hashlib
import json
import secrets
from typing import Any

GENESIS = "0" * 64


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
