"""A score sheet and its dossier as the scoring screen draws them: one criterion at a time, with what feeds it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from assessments.forms import SheetForm
from assessments.pinboard import Board, Heap
from assessments.scoring import Level
from dtportal.programme.models import Criterion
from nominations.reading import ReadFile, ReadSection


@dataclass(frozen=True)
class Card:
    """One criterion of the sheet: its levels, its fields, its pins, the section of the dossier that speaks of it."""

    number: int
    criterion: Criterion
    levels: list[Level]
    mark: Any
    remark: Any
    chosen: int | None
    section: ReadSection | None
    heap: Heap | None = None
    # What stands in the sheet now, where another window has saved something else meanwhile.
    other_mark: int | None = None
    other_remark: str = ""

    @property
    def lowest(self) -> int:
        """Marks up to here ask for a word or a pin, as `extremes.is_extreme` says; -1 where no mark does."""
        return self.levels[0].high if len(self.levels) > 1 else -1

    @property
    def highest(self) -> int:
        """Marks from here on do too."""
        return self.levels[-1].low if len(self.levels) > 1 else self.criterion.weight + 1

    @property
    def typed(self) -> str:
        value = self.mark.value()
        return "" if value is None else str(value).strip()

    @property
    def is_wrong(self) -> bool:
        return bool(self.mark.errors or self.remark.errors)

    @property
    def wants_reason(self) -> bool:
        """A mark at either end of the scale without a word and without a pin."""
        if not self.typed.isdecimal() or self.lowest < int(self.typed) < self.highest:
            return False
        return not (self.remark.value() or "").strip() and not (self.heap and self.heap.pins)


def cards(
    form: SheetForm,
    sections: Sequence[ReadSection],
    elsewhere: dict[str, Any] | None,
    board: Board | None = None,
) -> list[Card]:
    theirs = elsewhere or {}
    return [
        Card(
            number=number,
            criterion=criterion,
            levels=form.levels[criterion.code],
            mark=form[f"mark-{criterion.code}"],
            remark=form[f"remark-{criterion.code}"],
            chosen=_level(form, criterion.code),
            section=next((section for section in sections if criterion.code in section.criteria), None),
            heap=board.heap(criterion.code) if board else None,
            other_mark=_differing(form, theirs, f"mark-{criterion.code}"),
            other_remark=_differing(form, theirs, f"remark-{criterion.code}") or "",
        )
        for number, criterion in enumerate(form.rubric, 1)
    ]


@dataclass(frozen=True)
class Tab:
    """A place of the dossier: what feeds a criterion (`code`), what feeds none (“rest”), all files (“evidence”)."""

    code: str
    number: int | None
    label: str
    title: str
    target: str


@dataclass(frozen=True)
class Arranged:
    """The dossier in the order of the criteria: its sections, each where the first criterion it feeds stands."""

    sections: list[ReadSection]
    tabs: list[Tab]
    files: list[ReadFile]


def arranged(sections: Sequence[ReadSection], rubric: Sequence[Criterion]) -> Arranged:
    """A section that feeds several criteria stands once, and is shown under each of them."""
    order = {criterion.code: place for place, criterion in enumerate(rubric)}
    rest = len(order)

    def place(section: ReadSection) -> int:
        return min((order[code] for code in section.criteria if code in order), default=rest)

    listed = sorted(sections, key=place)
    tabs = []
    for number, criterion in enumerate(rubric, 1):
        first = next((section for section in listed if criterion.code in section.criteria), None)
        if first is not None:
            tabs.append(
                Tab(
                    criterion.code,
                    number,
                    brief(criterion.label),
                    criterion.label,
                    f"section-{first.key}",
                )
            )
    others = [section for section in listed if place(section) == rest]
    if others:
        tabs.append(
            Tab("rest", None, _("Other"), _("Other parts of the dossier"), f"section-{others[0].key}")
        )
    return Arranged(listed, tabs, [file for section in listed for file in section.files])


def brief(label: str) -> str:
    """The first words of a criterion's name, for a tab: up to its first comma or bracket."""
    for sign in (",", " ("):
        label = label.split(sign)[0]
    return label


def _differing(form: SheetForm, theirs: dict[str, Any], name: str) -> Any:
    """The other window's value, if it is not what this one shows."""
    mine = form[name].value()
    return theirs.get(name) if str(theirs.get(name) or "") != str(mine or "") else None


def _level(form: SheetForm, code: str) -> int | None:
    """Which level holds the mark that the form shows; the chosen one where no number was typed."""
    value = form[f"mark-{code}"].value()
    text = "" if value is None else str(value).strip()
    if not text:
        chosen = str(form[f"level-{code}"].value() or "")
        return int(chosen) if chosen.isdecimal() else None
    if not text.isdecimal():
        return None
    return next((level.key for level in form.levels[code] if level.low <= int(text) <= level.high), None)
