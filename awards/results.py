"""The result bundle, pure: what was sealed and what is opened of it in, the bytes of a ZIP out, always the same ones.

`awards/verify_results.py` computes it again without the portal. What is opened is the least from which that can be
done: the totals of every dossier that the council concluded upon, under random codes; the marks only where scores are
equal; sector and locality only where a floor or a cap asks for them; the number only where nothing else tells two
dossiers apart; who it is only of those who are honoured. See docs/verification.md.
"""

import io
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from assessments import manifests
from assessments.scoring import criterion_means
from awards.choosing import PROVINCE, SECTOR
from awards.ranking import TierRule, ladders
from dtportal import sealing

KIND, FORMAT = "dtportal results", 1
WHOLE, PUBLIC = "whole", "public"
OUTSTANDING = "outstanding"
# What of the roll's rule the list is computed by; each round's manifest has it, too.
CHANGE = ("kind", "tier", "name", "name_en", "detail", "ground", "reason")
RULE = ("tiers", "quotas", "sheets_per_dossier", "tie_rule", "tie_order")


@dataclass(frozen=True)
class Sheet:
    """A sealed sheet of a ranked dossier; `counts` is false if it was set aside after its round had closed."""

    round: int
    code: str
    dossier: str
    total: int
    marks: Mapping[str, int]
    nonce: bytes
    commitment: str
    marks_commitment: str
    total_commitment: str
    counts: bool = True

    @property
    def leaf(self) -> str:
        return manifests.leaf(self.commitment, self.marks_commitment, self.total_commitment).hex()


@dataclass(frozen=True)
class Dossier:
    """A dossier that was sealed. `left` says why it is not ranked ('' if it is); `decision` names the motion by which
    the council proposed otherwise than by the pass mark: session and item."""

    code: str
    nonce: bytes
    facts: Mapping[str, Any]
    verdict: str = ""
    left: str = ""
    decision: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Round:
    """A manifest as it was signed, with its leaves."""

    manifest: Mapping[str, Any]
    public: str
    signature: str
    leaves: Sequence[str]


@dataclass(frozen=True)
class Result:
    """Everything that is known when a roll is published. `roll`: version, sha256, published_at; `rule` and `listed` as
    the roll has them (`listed`: rows of list.json); `moves` by dossier code."""

    edition: Mapping[str, Any]
    opening: str
    roll: Mapping[str, Any]
    rule: Mapping[str, Any]
    moves: Sequence[Mapping[str, Any]]
    listed: Sequence[Mapping[str, Any]]
    rounds: Sequence[Round]
    dossiers: Sequence[Dossier]
    sheets: Sequence[Sheet]
    # Of a corrected roll: `listed` is the list as it was first published, then what each later version changes, and
    # the list as it reads now.
    corrections: Sequence[Mapping[str, Any]] = ()
    current: Sequence[Mapping[str, Any]] = ()


# A signature: data in; the 32 public bytes (hexadecimal) and the signature out.
Sign = Callable[[bytes], tuple[str, str]]


def whole_bundle(result: Result, sign: Sign) -> bytes:
    """The ZIP from which everything can be recomputed."""
    return _bundle(result, _whole(result), sign, scope=WHOLE)


def public_bundle(result: Result, sign: Sign, whole: bytes) -> bytes:
    """What everybody gets where only the auditor opens the totals: manifests, list and signature, and the hash of the
    whole bundle, so that it cannot become another one."""
    members = {
        "rounds.json": [_round(round, ()) for round in result.rounds],
        "list.json": list(result.listed),
        **_corrected(result),
    }
    return _bundle(result, members, sign, scope=PUBLIC, whole=sealing.sha256(whole))


def _bundle(result: Result, members: Mapping[str, Any], sign: Sign, **more: str) -> bytes:
    files = {name: sealing.canonical_json(data) for name, data in members.items()}
    manifest = sealing.canonical_json(
        {
            "kind": KIND,
            "format": FORMAT,
            "edition": dict(result.edition),
            "opening": result.opening,
            "roll": dict(result.roll),
            "files": {name: sealing.sha256(data) for name, data in files.items()},
            **more,
        }
    )
    public, signature = sign(manifest)
    signed = sealing.canonical_json({"public": public, "signature": signature})
    return zip_of({**files, "manifest.json": manifest, "signature.json": signed})


def zip_of(files: Mapping[str, bytes]) -> bytes:
    """The only ZIP there is of these files: sorted, stored, without times, owners or comments."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name)
            info.create_system, info.external_attr = 3, 0o100644 << 16
            archive.writestr(info, files[name])
    return out.getvalue()


def _round(round: Round, leaves: Iterable[str]) -> dict[str, Any]:
    return {
        "manifest": dict(round.manifest),
        "public": round.public,
        "signature": round.signature,
        "leaves": list(leaves),
    }


def _whole(result: Result) -> dict[str, Any]:
    opened = to_open(result)
    return {
        "rounds.json": [_round(round, round.leaves) for round in result.rounds],
        "rules.json": {name: result.rule[name] for name in RULE},
        "moves.json": list(result.moves),
        "list.json": list(result.listed),
        **_corrected(result),
        "dossiers.json": [
            _dossier(dossier, opened.facts[dossier.code])
            for dossier in sorted(result.dossiers, key=lambda dossier: dossier.code)
        ],
        "sheets.json": [
            _sheet(sheet, with_marks=sheet.dossier in opened.marks)
            for sheet in sorted(result.sheets, key=lambda sheet: sheet.code)
        ],
    }


def _corrected(result: Result) -> dict[str, Any]:
    if not result.corrections:
        return {}
    return {"corrections.json": list(result.corrections), "current.json": list(result.current)}


def _dossier(dossier: Dossier, names: Iterable[str]) -> dict[str, Any]:
    return {
        "dossier": dossier.code,
        "left": dossier.left,
        "verdict": dossier.verdict,
        "decision": dict(dossier.decision) if dossier.decision else None,
        "opened": {
            name: [dossier.facts[name], manifests.fact_key(dossier.nonce, name).hex()]
            for name in sorted(names)
        },
    }


def _sheet(sheet: Sheet, *, with_marks: bool) -> dict[str, Any]:
    """A sheet that was set aside shows its leaf only: that it was sealed, and nothing of what it said."""
    row: dict[str, Any] = dict.fromkeys(
        ("leaf", "marks", "marks_key", "marks_seal", "seal", "total", "total_key")
    )
    row |= {"round": sheet.round, "sheet": sheet.code, "dossier": sheet.dossier}
    if not sheet.counts:
        return {**row, "leaf": sheet.leaf}
    row |= {
        "seal": sheet.commitment,
        "total": sheet.total,
        "total_key": sealing.derived_key(sheet.nonce, "total").hex(),
    }
    if with_marks:
        key = sealing.derived_key(sheet.nonce, "marks").hex()
        return {**row, "marks": dict(sheet.marks), "marks_key": key}
    return {**row, "marks_seal": sheet.marks_commitment}


# --- What has to be opened ----------------------------------------------------------------------------


@dataclass
class Opened:
    """`facts`: which facts of a dossier, by code; `marks`: the dossiers whose sheets show their marks."""

    facts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    marks: set[str] = field(default_factory=set)


def to_open(result: Result) -> Opened:
    """The least that lets a stranger compute the list again."""
    opened = Opened()
    totals: dict[str, list[int]] = defaultdict(list)
    for sheet in result.sheets:
        if sheet.counts:
            totals[sheet.dossier].append(sheet.total)
    ranked = {dossier.code: dossier for dossier in result.dossiers if not dossier.left}
    scores = {code: Fraction(sum(totals[code]), len(totals[code]) or 1) for code in ranked}
    for code in ranked:
        opened.facts[code].add("group")
    for row in (*result.listed, *result.current):
        opened.facts[row["dossier"]].add("identity")
    tiers = [TierRule(tier["code"], tier["size"], tuple(tier["groups"])) for tier in result.rule["tiers"]]
    for ladder in ladders(tiers):
        groups = {group for tier in ladder for group in tier.groups}
        pool = [
            code
            for code, dossier in ranked.items()
            if dossier.facts["group"] in groups
            and dossier.verdict == OUTSTANDING
            and len(totals[code]) >= result.rule["sheets_per_dossier"]
        ]
        codes = {tier.code for tier in ladder}
        asked = {quota["by"] for quota in result.rule["quotas"] if quota["tier"] in codes}
        for code in pool:
            opened.facts[code] |= asked & {SECTOR, PROVINCE}
        equal = Counter(scores[code] for code in pool)
        tied = {code for code in pool if equal[scores[code]] > 1}
        opened.marks |= tied
        for code in _told_apart_by_number(result, tied, pool, scores):
            opened.facts[code].add("number")
    return opened


def _told_apart_by_number(
    result: Result, tied: set[str], pool: Sequence[str], scores: Mapping[str, Fraction]
) -> list[str]:
    """Of dossiers with equal scores those that no criterion of the tie rule tells apart either."""
    groups = {dossier.code: dossier.facts["group"] for dossier in result.dossiers}
    weights = result.rounds[0].manifest["rule"]["weights"] if result.rounds else {}
    shared = [code for code in result.rule["tie_order"] if all(code in weights[groups[one]] for one in pool)]
    rows = [
        (sheet.dossier, code, value)
        for sheet in result.sheets
        if sheet.counts and sheet.dossier in tied
        for code, value in sheet.marks.items()
    ]
    means = criterion_means(*(list(column) for column in zip(*rows, strict=True))) if rows else {}
    merit = {
        code: (scores[code], *(means[code][name] / weights[groups[code]][name] for name in shared))
        for code in tied
    }
    same = Counter(merit.values())
    return [code for code in tied if same[merit[code]] > 1]
