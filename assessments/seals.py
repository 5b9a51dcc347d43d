"""A member's own sealed versions as the page of seals shows them, and their place in what the closed round fixed."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assessments.models import Assignment, Manifest, SheetVersion
from dtportal.journal.models import Entry, Link
from dtportal.programme.models import Criterion
from dtportal.sealing import canonical_json, derived_key, inclusion_proof, is_signed, sha256, verify_inclusion


@dataclass(frozen=True)
class Place:
    """Where a leaf stands in the tree of a round, and what joins it to the root that was signed."""

    manifest: Manifest
    leaf: bytes
    index: int
    proof: list[bytes]

    @property
    def number(self) -> int:
        return self.index + 1

    @cached_property
    def holds(self) -> bool:
        """Whether the proof leads to the root, the root stands in the manifest and the manifest is signed."""
        manifest = self.manifest
        tree = manifest.content["sheets"]
        return (
            verify_inclusion(self.leaf, self.index, tree["count"], self.proof, bytes.fromhex(tree["root"]))
            and sha256(manifest.text) == manifest.sha256
            and is_signed(manifest.text, manifest.signature, bytes.fromhex(manifest.key.public))
        )

    def as_data(self) -> dict[str, Any]:
        """Everything with which somebody else can check it, without the portal."""
        return {
            "kind": "dtportal inclusion proof",
            "format": 1,
            "leaf": self.leaf.hex(),
            "index": self.index,
            "proof": [part.hex() for part in self.proof],
            "manifest": self.manifest.content,
            "manifest_sha256": self.manifest.sha256,
            "signature": self.manifest.signature,
            "key": self.manifest.key.public,
        }


def place_of(assignment: Assignment) -> Place | None:
    """Where the member's own sheet stands among the sealed sheets of its closed round; None if it does not."""
    manifest = Manifest.objects.filter(round=assignment.entry.round_id).select_related("key").first()
    last = SheetVersion.objects.filter(sheet__assignment=assignment).order_by("-number").first()
    if manifest is None or last is None or last.leaf.hex() not in manifest.leaves:
        return None
    leaves = [bytes.fromhex(leaf) for leaf in manifest.leaves]
    index = leaves.index(last.leaf)
    return Place(manifest, last.leaf, index, inclusion_proof(leaves, index))


@dataclass(frozen=True)
class Seal:
    """One version with its marks in the order of the rubric, and where the journal holds its commitment."""

    version: SheetVersion
    marks: list[tuple[Criterion, int, str]]
    entry: Entry | None
    link: Link | None

    @cached_property
    def holds(self) -> bool:
        """Whether the commitments, computed anew, are those of the row and those the journal took down."""
        noted = self.entry.data if self.entry else {}
        return (
            self.version.is_as_sealed(bytes(self.version.secret.nonce))
            and noted.get("commitment") == self.version.commitment
            and noted.get("marks_commitment") == self.version.marks_commitment
            and noted.get("total_commitment") == self.version.total_commitment
        )

    @property
    def text(self) -> str:
        """The bytes that the commitment of the sheet is over; UTF-8."""
        return canonical_json(self.version.content()).decode()

    @property
    def key(self) -> str:
        """The key under which they were committed, hexadecimal: for whoever computes it elsewhere."""
        return derived_key(bytes(self.version.secret.nonce), "sheet").hex()


def of(assignment: Assignment) -> list[Seal]:
    """The versions of the member's own sheet, newest first; four queries whatever their number."""
    versions = SheetVersion.objects.filter(sheet__assignment=assignment)
    versions = list(versions.select_related("secret").order_by("-number"))
    nomination = assignment.entry.nomination
    criteria = Criterion.objects.filter(edition=nomination.edition_id, group=nomination.group)
    entries = {}
    if versions:
        found = Entry.objects.about(versions[0].sheet).filter(verb="scoresheet.submitted")
        for entry in found.select_related("link"):
            # The first entry of a version: submitting the same content again makes another, and no new version.
            entries.setdefault(entry.data.get("version"), entry)
    return [
        Seal(
            version,
            [
                (c, version.marks[c.code], version.remarks.get(c.code, ""))
                for c in criteria
                if c.code in version.marks
            ],
            entries.get(version.number),
            getattr(entries.get(version.number), "link", None),
        )
        for version in versions
    ]
