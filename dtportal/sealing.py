"""Canonical JSON, chains, commitments, Merkle trees and signatures, pure: how the portal fixes what was said."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

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


# --- Merkle trees (RFC 6962, section 2.1) -------------------------------------------------------------
# Leaves and nodes are hashed under different first bytes, so that neither passes for the other.


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """The root over leaves in their order, 32 bytes; of no leaves, SHA-256 of nothing."""
    return _levels(leaves)[-1][0] if leaves else hashlib.sha256().digest()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """What joins one leaf to the root: the hashes beside its way, from the leaf up. IndexError for no such leaf."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"there is no leaf {index} among {len(leaves)}")
    proof = []
    for level in _levels(leaves)[:-1]:
        beside = index ^ 1
        if beside < len(level):
            proof.append(level[beside])
        index //= 2
    return proof


def root_from_proof(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """The root of a tree of `size` leaves that a proof leads to, or None (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < size:
        return None
    place, last, found = index, size - 1, _leaf(leaf)
    for beside in proof:
        if last == 0:
            return None
        if place & 1 or place == last:
            found = _node(beside, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = _node(found, beside)
        place, last = place >> 1, last >> 1
    return found if last == 0 else None


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the leaf stands at that place of the tree with this root."""
    return root_from_proof(leaf, index, size, proof) == root


def _levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """Hashes from the leaves up to the root. A node without a sibling moves up as it is: the same tree as the RFC's,
    which splits at the largest power of two."""
    level = [_leaf(leaf) for leaf in leaves]
    found = [level]
    while len(level) > 1:
        pairs = [_node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = pairs + level[len(level) - len(level) % 2 :]
        found.append(level)
    return found


def _leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


# --- Signatures (Ed25519, RFC 8032) -------------------------------------------------------------------


def sign(data: bytes, key: Ed25519PrivateKey) -> str:
    """128 hexadecimal characters; the same for the same data and key."""
    return key.sign(data).hex()


def is_signed(data: bytes, signature: str, public: bytes) -> bool:
    """Whether this signature (hexadecimal) of these bytes is by the key with these 32 public bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(bytes.fromhex(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_bytes(key: Ed25519PrivateKey | Ed25519PublicKey) -> bytes:
    """The 32 bytes by which signatures of a key are checked."""
    public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)


def public_pem(public: bytes) -> str:
    """The same as a PEM file, for `openssl` and for `verify_results.py --key`."""
    key = Ed25519PublicKey.from_public_bytes(public)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def key_fingerprint(public: bytes) -> str:
    """SHA-256 of the key's SubjectPublicKeyInfo, as `openssl pkey -pubin -outform DER | sha256sum` prints it."""
    key = Ed25519PublicKey.from_public_bytes(public)
    return sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
