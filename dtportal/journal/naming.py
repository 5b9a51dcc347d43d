"""What people call the things that the journal has only ids of: a dossier's number, a session's title.

Apps name their models in `AppConfig.ready` with an expression of the database, so that a page of entries about ten
kinds of things is named in one query. Whatever has no name is told by its kind and id.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.apps import apps
from django.db.models import CharField, TextField, Value
from django.db.models.functions import Cast
from django.utils.text import capfirst

from dtportal.journal.models import Entry

# By model label; called for every page, so that words are in the reader's language.
Naming = Callable[[], Any]
_namings: dict[str, Naming] = {}


def name_subjects(namings: Mapping[str, Naming]) -> None:
    """Called in `AppConfig.ready`: model label (“nominations.nomination”) → an expression, or the name of a field."""
    _namings.update(namings)


def names_of(entries: Iterable[Entry]) -> dict[tuple[str, int], str]:
    """(subject, id) → name of every entry's subject. For rows that the reader may see: entries of `visible_to`."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        wanted[entry.subject].add(entry.subject_id)
    found = {(label, pk): _plain(label, pk) for label, ids in wanted.items() for pk in ids}
    parts = [_rows(label, ids) for label, ids in wanted.items() if label in _namings]
    for label, pk, name in parts[0].union(*parts[1:], all=True) if parts else ():
        if name:
            found[label, int(pk)] = name
    return found


def _rows(label: str, ids: Iterable[int]) -> Any:
    rows = apps.get_model(label)._default_manager.filter(pk__in=list(ids)).order_by()
    return rows.values_list(Value(label), Cast("pk", CharField()), Cast(_namings[label](), TextField()))


def _plain(label: str, pk: int) -> str:
    try:
        return f"{capfirst(apps.get_model(label)._meta.verbose_name)} {pk}"
    except LookupError:
        return f"{label} {pk}"
