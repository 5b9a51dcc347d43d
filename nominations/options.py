"""What the filters of the secretariat's list offer, read in one query: the page is opened often."""

from dataclasses import dataclass, field

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import get_language

from dtportal.accounts.models import User
from dtportal.programme.models import BodyName, Phase, Province
from dtportal.roles import Can
from dtportal.text import sort_key
from nominations.models import Endorsement

Choices = list[tuple[str, str]]


@dataclass
class Options:
    """Choices (id, label) in the language of the page and in the order people expect."""

    sectors: Choices = field(default_factory=list)
    provinces: Choices = field(default_factory=list)
    bodies: Choices = field(default_factory=list)
    secretaries: Choices = field(default_factory=list)


def options_of(intake: Phase) -> Options:
    """Sectors and localities of the phase's edition, the bodies that were asked, who looks after dossiers."""
    edition = intake.edition
    asked = Endorsement.objects.filter(nomination__edition=edition).values("body")
    secretaries = User.objects.holding(Can.SCREEN, edition=edition)
    sources = [
        _rows("sectors", edition.sectors.all(), order="position"),
        _rows("provinces", Province.objects.valid_on(intake.starts_on), order="sort_key", name_en="name"),
        _rows("bodies", BodyName.objects.filter(valid_to=None, body__in=asked), order="name", pk="body"),
        _rows("secretaries", secretaries, order="name_sort_key", name="full_name", name_en="full_name"),
    ]
    rows = sources[0].union(*sources[1:], all=True)
    is_english = (get_language() or "").startswith("en")
    found = Options()
    for kind, pk, name, name_en, _position in sorted(rows, key=_order):
        getattr(found, kind).append((str(pk), name_en if is_english and name_en else name))
    return found


def _rows(
    kind: str, rows: QuerySet, *, order: str, pk: str = "pk", name: str = "name", name_en: str = "name_en"
) -> QuerySet:
    """(kind, id, name, English name, what it is sorted by) of each row."""
    texts = (Cast(column, CharField()) for column in (name, name_en, order))
    return rows.order_by().values_list(Value(kind, CharField()), pk, *texts)


def _order(row: tuple) -> tuple:
    kind, _pk, name, _name_en, order = row
    if kind == "bodies":
        return kind, sort_key(name)
    return (kind, int(order)) if kind == "sectors" else (kind, order)
