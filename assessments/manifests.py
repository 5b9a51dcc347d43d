"""What is fixed when a round closes, pure: leaves and commitments in, the content of the manifest out.

It stands beside the sheets, below `awards`: a round is closed here, and `awards.results` opens later what was fixed.
`awards/verify_results.py` computes all of it again without the portal; whoever changes a form changes it there, too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from dtportal import sealing
from dtportal.text import nfc

FORMAT = 1
# With this tie rule equal scores share their rank, and at a cut this criterion decides.
SHARED, IMPACT = "shared", "impact"
KIND = "dtportal round manifest"
# What is committed of a dossier, each under a key of its own, so that each can be opened alone.
FACTS = ("group", "identity", "number", "province", "sector")


@dataclass(frozen=True)
class Dossier:
    """A dossier of the round: its code and nonce, the value of each of FACTS, and the number of its valid sheets."""

    code: str
    nonce: bytes
    facts: Mapping[str, Any]
    sheets: int


def leaf(commitment: str, marks_commitment: str, total_commitment: str) -> bytes:
    """The leaf of a sheet: SHA-256 over its three commitments (32 bytes each), so that each can be opened alone."""
    parts = (commitment, marks_commitment, total_commitment)
    return sha256(b"".join(bytes.fromhex(part) for part in parts)).digest()


def identity(content: Mapping[str, Any], reference: str) -> dict[str, str]:
    """Whom a frozen dossier is about, as it is printed when it is honoured (`awards.honours.prepare`)."""
    unit, person = content["organization"], content["person"]
    if not person["name"]:
        return {
            "reference": reference,
            "name": nfc(unit["name"]),
            "name_en": nfc(unit["name_en"]),
            "detail": "",
        }
    detail = ", ".join(filter(None, [person["position"], unit["name"]]))[:250]
    return {"reference": reference, "name": nfc(person["name"]), "name_en": "", "detail": nfc(detail)}


def rule(frozen: Mapping[str, Any], sha256: str) -> dict[str, Any]:
    """Of the rule that the first mark froze (`programme.rules.rule_of`): its hash, and what a result is computed by."""
    numbers = frozen["numbers"]
    criteria = sorted(
        (-row["weight"], position, row["code"])
        for rubric in frozen["rubrics"].values()
        for position, row in enumerate(rubric["criteria"], 1)
    )
    order = list(dict.fromkeys(code for _weight, _position, code in criteria))
    return {
        "sha256": sha256,
        "tiers": [{name: tier[name] for name in ("code", "size", "groups")} for tier in frozen["tiers"]],
        "quotas": frozen["quotas"],
        "sheets_per_dossier": numbers["sheets_per_dossier"],
        "pass_mark": numbers["pass_mark"],
        "tie_rule": numbers["tie_rule"],
        "tie_order": [IMPACT] if numbers["tie_rule"] == SHARED else order,
        "weights": {
            group: {row["code"]: row["weight"] for row in rubric["criteria"]}
            for group, rubric in frozen["rubrics"].items()
        },
    }


def fact(code: str, name: str, value: Any) -> dict[str, Any]:
    """What the commitment of one fact is over."""
    return {"dossier": code, "format": FORMAT, name: value}


def seals_of(dossier: Dossier) -> dict[str, str]:
    """The commitments of a dossier's facts."""
    return {
        name: sealing.commit(fact(dossier.code, name, dossier.facts[name]), fact_key(dossier.nonce, name))
        for name in FACTS
    }


def fact_key(nonce: bytes, name: str) -> bytes:
    return sealing.derived_key(nonce, f"fact:{name}")


def reader_leaf(code: str, nonce: bytes, member: int) -> bytes:
    """One pair of the assignment: who read a dossier (the seat's id), hidden by the dossier's nonce."""
    pair = {"dossier": code, "format": FORMAT, "reader": member}
    return bytes.fromhex(sealing.commit(pair, sealing.derived_key(nonce, f"reader:{member}")))


def tree(leaves: Iterable[bytes]) -> dict[str, Any]:
    """How a manifest names a tree; its leaves are sorted."""
    ordered = sorted(leaves)
    return {"count": len(ordered), "root": sealing.merkle_root(ordered).hex()}


def manifest(
    *,
    edition: Mapping[str, Any],
    number: int,
    reading: int,
    closed_at: datetime,
    opening: str,
    rule: Mapping[str, Any],
    rubrics: Mapping[str, Any],
    sheets: Iterable[bytes],
    readers: Iterable[bytes],
    dossiers: Iterable[Dossier],
    journal: tuple[int, str],
) -> dict[str, Any]:
    """The content. `edition`: slug, ordinal, year; `opening`: who may open it later; `rule`: see `rule`; `rubrics` by
    group; `journal`: position and hash of the head of its chain."""
    return {
        "kind": KIND,
        "format": FORMAT,
        "edition": dict(edition),
        "round": {
            "number": number,
            "reading": reading,
            "closed_at": closed_at.astimezone(UTC).isoformat(),
        },
        "opening": opening,
        "rule": dict(rule),
        "rubrics": {group: sealing.digest(rubric) for group, rubric in rubrics.items()},
        "sheets": tree(sheets),
        "assignment": tree(readers),
        "dossiers": [
            {"dossier": dossier.code, "sheets": dossier.sheets, "seals": seals_of(dossier)}
            for dossier in sorted(dossiers, key=lambda dossier: dossier.code)
        ],
        "journal": {"position": journal[0], "hash": journal[1]},
    }
