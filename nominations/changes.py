"""What changed between two versions of a dossier, as people read it: `differences` in the language of the page."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from dtportal.accounts.models import Organization
from dtportal.questions import localized
from nominations import differences
from nominations.differences import FieldChange, FileChange, Piece
from nominations.models import Dossier, Nomination
from nominations.reading import ReadFile
from nominations.sections import shown

PLACES = {
    "person_name": _("Person"),
    "person_position": _("Position"),
    "sector": _("Sector"),
    "province": _("Province or city"),
}
CHOICES: dict[str, type[TextChoices]] = {
    "org_type": Organization.Type,
    "ownership": Organization.Ownership,
}


@dataclass(frozen=True)
class Change:
    """One question whose answer is another now."""

    section: str
    label: str
    old: str
    new: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class ChangedFile:
    """`kind`: added, removed or renamed; `before` is its name as it was."""

    section: str
    kind: str
    file: ReadFile
    before: str


@dataclass(frozen=True)
class Changes:
    fields: list[Change]
    files: list[ChangedFile]

    @property
    def count(self) -> int:
        return len(self.fields) + len(self.files)


def between(old: Dossier, new: Dossier) -> Changes:
    found = differences.differences(old.content, new.content, shown)
    return Changes([_change(field) for field in found.fields], [_file(file) for file in found.files])


def since(nomination: Nomination, version: int) -> Changes | None:
    """What was submitted last, compared with an earlier version; None when there is no such pair."""
    found = {dossier.number: dossier for dossier in nomination.dossiers.all()}
    if version not in found or version >= max(found):
        return None
    return between(found[version], found[max(found)])


def _change(field: FieldChange) -> Change:
    if field.section is None or field.question is None:
        old, new = _fact(field.key, field.old), _fact(field.key, field.new)
        pieces = tuple(differences.pieces(old, new))
        return Change(str(_("Organisation")), _name_of(field.key), old, new, pieces)
    return Change(
        localized(field.section, "title"),
        localized(field.question, "label"),
        field.old,
        field.new,
        field.pieces,
    )


def _name_of(key: str) -> str:
    if key in PLACES:
        return str(PLACES[key])
    name = str(Organization._meta.get_field(key).verbose_name)
    return name[:1].upper() + name[1:]


def _fact(key: str, value: str) -> str:
    choices = CHOICES.get(key)
    return str(choices(value).label) if choices and value in choices.values else value


def _file(change: FileChange) -> ChangedFile:
    names = ("id", "name", "caption", "content_type", "size", "sha256")
    before = change.before or {}
    return ChangedFile(
        section=localized(change.section, "title"),
        kind=change.kind,
        file=ReadFile(**{name: change.file[name] for name in names}),
        before=before.get("caption") or before.get("name", ""),
    )
