"""Invented results, whole and signed, without a database: what `verify_results.py` is tried on."""

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from hashlib import sha256
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from assessments import manifests
from assessments.scoring import criterion_means
from awards import results
from awards.choosing import Bound
from awards.ranking import Candidate, Move, TierRule, ranking
from dtportal import sealing

OURS = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
THEIRS = Ed25519PrivateKey.from_private_bytes(bytes(range(32, 64)))
EDITION = {"slug": "2023", "ordinal": 1, "year": 2023}
WEIGHTS = {
    "unit": {"strategy": 20, "people": 15, "data": 20, "impact": 25, "model": 15, "initiative": 5},
    "state_body": {"strategy": 20, "services": 25, "data": 20, "impact": 25, "initiative": 10},
    "leader": {"leadership": 30, "results": 30, "people": 20, "spread": 20},
}
TIERS = [
    {"code": "top100", "size": 4, "groups": ["unit", "state_body"]},
    {"code": "top500", "size": 9, "groups": ["unit", "state_body"]},
    {"code": "leaders", "size": None, "groups": ["leader"]},
]
SECTORS, PROVINCES = ("GT", "YT", "GD"), ("vn-hn", "vn-dn")


def public(key: Ed25519PrivateKey) -> str:
    return sealing.public_bytes(key).hex()


def signed_by(key: Ed25519PrivateKey) -> results.Sign:
    return lambda data: (public(key), sealing.sign(data, key))


def frozen(*, quotas: Sequence[dict] = (), tie_rule: str = "criterion") -> dict[str, Any]:
    """As `programme.rules.rule_of` writes it, without what nothing is computed by."""
    return {
        "numbers": {"sheets_per_dossier": 3, "pass_mark": 50, "tie_rule": tie_rule},
        "quotas": list(quotas),
        "tiers": TIERS,
        "rubrics": {
            group: {"criteria": [{"code": code, "weight": weight} for code, weight in weights.items()]}
            for group, weights in WEIGHTS.items()
        },
    }


@dataclass
class Story:
    """What the invented council did: totals by dossier and round, and what it moved."""

    seed: int = 1
    units: int = 14
    leaders: int = 2
    quotas: tuple[dict, ...] = ()
    moves: tuple[dict, ...] = ()
    tie_rule: str = "criterion"
    opening: str = "open"
    edition: dict[str, Any] = None
    second: bool = True
    # Dossiers by position whose sheets all say the same, so that nothing but the number tells them apart.
    twins: tuple[int, ...] = (2, 3)
    # Whether a later version has revoked one honour and put one name right.
    corrected: bool = False

    def __post_init__(self):
        self.edition = self.edition or EDITION


def result_of(story: Story) -> results.Result:
    """The result as the portal would make it, by its own ranking."""
    random = Random(story.seed)
    content = frozen(quotas=story.quotas, tie_rule=story.tie_rule)
    rule = manifests.rule(content, sealing.digest(content))
    dossiers, sheets = [], []
    for position in range(story.units + story.leaders):
        group = ("state_body" if position % 5 == 4 else "unit") if position < story.units else "leader"
        dossiers.append(_dossier(random, position, group))
    rounds: list[list[str]] = [[d.code for d in dossiers]]
    if story.second:
        rounds.append([dossiers[5].code, dossiers[6].code])
    for number, codes in enumerate(rounds, 1):
        for position, dossier in enumerate(dossiers):
            if dossier.code in codes:
                for _reader in range(3 if number == 1 else 2):
                    twin = position in story.twins
                    sheets.append(_sheet(random, number, dossier, flat=twin))
    sheets.append(replace(_sheet(random, 1, dossiers[7]), counts=False))
    left, dossiers = dossiers[8], [replace(d, left="withdrawn") if d is dossiers[8] else d for d in dossiers]
    manifests_made = [
        _round(story, number, codes, dossiers, [s for s in sheets if s.round == number], rule)
        for number, codes in enumerate(rounds, 1)
    ]
    sheets = [sheet for sheet in sheets if sheet.dossier != left.code]
    by_code = {d.code: d for d in dossiers}
    candidates = [
        _candidate(d, [s for s in sheets if s.dossier == d.code and s.counts]) for d in dossiers if not d.left
    ]
    dossiers = [_with_verdict(d, candidates) for d in dossiers]
    tiers = [
        TierRule(
            t["code"],
            t["size"],
            tuple(t["groups"]),
            tuple(
                Bound(q["by"], q["key"], q.get("least"), q.get("most"))
                for q in story.quotas
                if q["tier"] == t["code"]
            ),
        )
        for t in TIERS
    ]
    numbers = {d.facts["number"]: d.code for d in dossiers}
    codes_by_position = [d.code for d in dossiers]
    moves = [
        {
            "dossier": codes_by_position[move["position"]],
            "tier": move["tier"],
            "direction": move["direction"],
            "reason": "Kết quả nổi bật ở địa phương khó khăn (minh họa).",
            "session": 1,
            "item": 4,
        }
        for move in story.moves
    ]
    made = ranking(
        candidates,
        tiers,
        rule["tie_order"],
        min_sheets=3,
        share_equal_scores=story.tie_rule == "shared",
        moves=[
            Move(by_code[move["dossier"]].facts["number"], move["tier"], move["direction"] == "into")
            for move in moves
        ],
    )
    order = [tier["code"] for tier in TIERS]
    places = sorted(made.placed, key=lambda place: (order.index(place.tier), place.position))
    listed = [
        {
            "tier": place.tier,
            "rank": place.rank,
            "score": [place.score.numerator, place.score.denominator],
            "dossier": numbers[place.key],
            "certificate": f"{number:03d}/GCN-2023",
            "revoked": "",
            **by_code[numbers[place.key]].facts["identity"],
        }
        for number, place in enumerate(places, 1)
    ]
    corrections, current = _corrected(listed) if story.corrected else ([], [])
    return results.Result(
        corrections=corrections,
        current=current,
        edition=story.edition,
        opening=story.opening,
        roll={"version": 1, "sha256": "ab" * 32, "published_at": "2023-09-02T08:00:00+00:00"},
        rule={"format": 2, **{name: rule[name] for name in RULE}},
        moves=moves,
        listed=listed,
        rounds=manifests_made,
        dossiers=dossiers,
        sheets=sheets,
    )


def _corrected(listed: list[dict]) -> tuple[list[dict], list[dict]]:
    first, second, *others = listed
    plain = dict.fromkeys(results.CHANGE, "") | {"reason": "Lỗi chính tả (minh họa)."}
    renamed = {**plain, "kind": "renamed", "name": "Đơn vị Minh Họa mới", "name_en": "", "detail": ""}
    revoked = {**plain, "kind": "revoked", "ground": "fraud"}
    changes = [{**renamed, "dossier": first["dossier"]}, {**revoked, "dossier": second["dossier"]}]
    now = [
        {**first, "name": "Đơn vị Minh Họa mới", "name_en": "", "detail": ""},
        {**second, "revoked": "fraud"},
        *others,
    ]
    return [{"version": 2, "reason": "Đính chính (minh họa).", "changes": changes}], now


RULE = ("tiers", "quotas", "sheets_per_dossier", "tie_rule", "tie_order")


def _code(random: Random) -> str:
    return "".join(random.choices("23456789ABCDEFGHJKMNPQRSTUVWXYZ", k=10))


def _dossier(random: Random, position: int, group: str) -> results.Dossier:
    name = f"Đơn vị Minh Họa số {position:02d}"
    person = "Nguyễn Thị Minh Họa" if group == "leader" else ""
    content = {
        "organization": {"name": name, "name_en": f"Illustrative Unit {position:02d}"},
        "person": {"name": person and f"{person} {position}", "position": person and "Giám đốc"},
    }
    number = f"CDS1-2023-{position:04d}"
    return results.Dossier(
        code=_code(random),
        nonce=random.randbytes(32),
        facts={
            "group": group,
            "identity": manifests.identity(content, number),
            "number": number,
            "province": PROVINCES[position % 2],
            "sector": SECTORS[position % 3] if group == "unit" else "",
        },
    )


def _sheet(random: Random, number: int, dossier: results.Dossier, *, flat: bool = False) -> results.Sheet:
    share = 0.6 if flat else random.uniform(0.3, 0.95)
    marks = {
        code: min(weight, round(weight * (share if flat else share + random.uniform(-0.1, 0.1))))
        for code, weight in WEIGHTS[dossier.facts["group"]].items()
    }
    nonce, code = random.randbytes(32), _code(random)
    named = {"format": 1, "sheet": code, "dossier": dossier.code}
    total = sum(marks.values())
    return results.Sheet(
        round=number,
        code=code,
        dossier=dossier.code,
        total=total,
        marks=marks,
        nonce=nonce,
        commitment=sealing.commit({**named, "all": "of it"}, sealing.derived_key(nonce, "sheet")),
        marks_commitment=sealing.commit({**named, "marks": marks}, sealing.derived_key(nonce, "marks")),
        total_commitment=sealing.commit({**named, "total": total}, sealing.derived_key(nonce, "total")),
    )


def _round(
    story: Story,
    number: int,
    codes: Sequence[str],
    dossiers: Sequence[results.Dossier],
    sheets: Sequence[results.Sheet],
    rule: dict[str, Any],
) -> results.Round:
    content = manifests.manifest(
        edition=story.edition,
        number=number,
        reading=number,
        closed_at=datetime(2023, 7, number, 9, tzinfo=UTC),
        opening=story.opening,
        rule=rule,
        rubrics={},
        sheets=[bytes.fromhex(sheet.leaf) for sheet in sheets],
        readers=[sha256(sheet.nonce).digest() for sheet in sheets],
        dossiers=[
            manifests.Dossier(d.code, d.nonce, d.facts, sum(s.dossier == d.code for s in sheets))
            for d in dossiers
            if d.code in codes
        ],
        journal=(17, "cd" * 32),
    )
    key, signature = signed_by(OURS)(sealing.canonical_json(content))
    return results.Round(content, key, signature, sorted(sheet.leaf for sheet in sheets))


def _candidate(dossier: results.Dossier, sheets: Sequence[results.Sheet]) -> Candidate:
    weights = WEIGHTS[dossier.facts["group"]]
    rows = [(0, code, value) for sheet in sheets for code, value in sheet.marks.items()]
    means = criterion_means(*(list(column) for column in zip(*rows, strict=True)))[0]
    score = Fraction(sum(sheet.total for sheet in sheets), len(sheets))
    return Candidate(
        key=dossier.facts["number"],
        group=dossier.facts["group"],
        score=score,
        means={code: means[code] / weight for code, weight in weights.items()},
        sheets=len(sheets),
        proposed=score >= 50,
        sector=dossier.facts["sector"],
        province=dossier.facts["province"],
    )


def _with_verdict(dossier: results.Dossier, candidates: Sequence[Candidate]) -> results.Dossier:
    if dossier.left:
        return dossier
    one = next(c for c in candidates if c.key == dossier.facts["number"])
    return replace(dossier, verdict="outstanding" if one.proposed else "not_yet")


# --- Tampering ----------------------------------------------------------------------------------------


class Bundle:
    """A bundle taken apart: `files` are the data of its members, `key` signs them again."""

    def __init__(self, data: bytes):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.files = {name: json.loads(archive.read(name)) for name in archive.namelist()}

    def __getitem__(self, name: str) -> Any:
        return self.files[f"{name}.json"]

    def together(self, key: Ed25519PrivateKey | None = None, *, rounds: bool = False) -> bytes:
        """The ZIP again, with hashes and signatures that fit, by whoever has this key; None: only put together.

        With `rounds` their manifests are made to fit and signed anew, too.
        """
        if key is None:
            return results.zip_of({n: sealing.canonical_json(d) for n, d in self.files.items()})
        if rounds:
            for one in self["rounds"]:
                text = sealing.canonical_json(one["manifest"])
                one["public"], one["signature"] = signed_by(key)(text)
        files = {
            name: sealing.canonical_json(data)
            for name, data in self.files.items()
            if name not in ("manifest.json", "signature.json")
        }
        self["manifest"]["files"] = {name: sealing.sha256(data) for name, data in files.items()}
        return self.signed(files, key)

    def signed(self, files: dict[str, bytes], key: Ed25519PrivateKey) -> bytes:
        manifest = sealing.canonical_json(self["manifest"])
        found, signature = signed_by(key)(manifest)
        row = sealing.canonical_json({"public": found, "signature": signature})
        return results.zip_of({**files, "manifest.json": manifest, "signature.json": row})


Tamper = Callable[[Bundle], None]


def flipped(data: bytes, needle: bytes, mask: int = 1) -> bytes:
    """One bit of the first such text, with a checksum that fits, as anybody can make it."""
    bundle = raw(data)
    name = next(name for name, text in sorted(bundle.items()) if needle in text)
    place = bundle[name].index(needle) + len(needle) - 1
    text = bytearray(bundle[name])
    text[place] ^= mask
    return results.zip_of({**bundle, name: bytes(text)})


def raw(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
