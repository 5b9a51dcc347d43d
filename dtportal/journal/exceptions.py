"""What departs from the ordinary course: overrides, extensions, moves, looks under embargo. Every app names its own.

An app lists its verbs in `EXCEPTIONS` of its verbs.py and hands them over in `AppConfig.ready`; the register of the
auditor is then a view of the journal, with the reasons read from the rows where people wrote them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import CharField, Q, TextField, Value
from django.db.models.enums import TextChoices
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from dtportal.journal.models import Entry


class Kind(TextChoices):
    DEADLINE = "deadline", _("Deadlines moved")
    DECISION = "decision", _("Decisions taken back or put off")
    PAPER = "paper", _("Entered from paper")
    CONSENT = "consent", _("Consents withdrawn")
    CONFLICT = "conflict", _("Conflicts of interest")
    ASSIGNMENT = "assignment", _("Readers changed by hand")
    SHEET = "sheet", _("Score sheets taken back")
    READING = "reading", _("Second reading")
    QUORUM = "quorum", _("Quorum")
    TIE = "tie", _("Equal votes")
    MOVE = "move", _("The council against the order of scores")
    MINUTES = "minutes", _("Minutes opened again")
    ROLL = "roll", _("Roll refused, returned or corrected")
    EMBARGO = "embargo", _("Looks under embargo")
    APPEAL = "appeal", _("Appeals")
    RULE = "rule", _("Rules")


@dataclass(frozen=True)
class Reason:
    """Where the reason of an entry is written: `text` of the row of `model` whose `match` is the entry's subject, or
    what the entry's data hold under `key`."""

    model: str
    text: str = "reason"
    match: str = "pk"
    key: str = ""
    where: Mapping[str, Any] = field(default_factory=dict)

    def id_in(self, entry: Entry) -> int | None:
        return entry.data.get(self.key) if self.key else entry.subject_id


@dataclass(frozen=True)
class Exceptional:
    """`where`: what the entry's data must hold besides the verb."""

    kind: Kind
    reason: Reason | None = None
    where: Mapping[str, Any] = field(default_factory=dict)


_known: dict[str, Exceptional] = {}


def name_exceptions(exceptions: Mapping[str, Exceptional]) -> None:
    """Called in `AppConfig.ready`, by verb."""
    _known.update(exceptions)


def known() -> Mapping[str, Exceptional]:
    return _known


def kind_of(entry: Entry) -> Kind:
    return _known[entry.verb].kind


def condition(kind: str = "") -> Q:
    """Entries that are exceptions, of one kind if asked for."""
    plain = [verb for verb, one in _known.items() if not one.where and kind in {"", one.kind}]
    found = Q(verb__in=plain)
    for verb, one in _known.items():
        if one.where and kind in {"", one.kind}:
            found |= Q(verb=verb, **{f"data__{name}": value for name, value in one.where.items()})
    return found


def reasons_of(entries: Iterable[Entry]) -> dict[int, str]:
    """What people gave as the reason, by entry; one query however many kinds there are."""
    wanted: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    sources: list[Reason] = []
    for entry in entries:
        source = _known[entry.verb].reason if entry.verb in _known else None
        pk = source.id_in(entry) if source else None
        if pk is not None:
            if source not in sources:
                sources.append(source)
            wanted[sources.index(source)][pk].append(entry.pk)
    parts = [_rows(number, sources[number], ids) for number, ids in wanted.items()]
    found: dict[int, str] = {}
    for number, pk, text in parts[0].union(*parts[1:], all=True) if parts else ():
        for entry in wanted[number][int(pk)]:
            found[entry] = text or ""
    return found


def _rows(number: int, source: Reason, ids: Iterable[int]) -> Any:
    rows = apps.get_model(source.model)._default_manager.filter(
        **{f"{source.match}__in": list(ids)}, **dict(source.where)
    )
    words = Cast(source.text, TextField())
    return rows.order_by().values_list(Value(number), Cast(source.match, CharField()), words)
