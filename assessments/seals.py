"""A member's own sealed versions as the page of seals shows them."""

from dataclasses import dataclass
from functools import cached_property

from assessments.models import Assignment, SheetVersion
from dtportal.journal.models import Entry, Link
from dtportal.programme.models import Criterion
from dtportal.sealing import canonical_json, derived_key


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
