"""A score sheet as the scoring screen draws it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assessments.forms import SheetForm
from assessments.scoring import Level
from dtportal.programme.models import Criterion
from nominations.reading import ReadSection


@dataclass(frozen=True)
class Card:
    """One criterion of the sheet: its levels, its fields, the section of the dossier that speaks of it."""

    number: int
    criterion: Criterion
    levels: list[Level]
    mark: Any
    remark: Any
    chosen: int | None
    section: ReadSection | None
    # What stands in the sheet now, where another window has saved something else meanwhile.
    other_mark: int | None = None
    other_remark: str = ""


def cards(form: SheetForm, sections: Sequence[ReadSection], elsewhere: dict[str, Any] | None) -> list[Card]:
    by_criterion = {section.criterion: section for section in reversed(sections) if section.criterion}
    theirs = elsewhere or {}
    return [
        Card(
            number=number,
            criterion=criterion,
            levels=form.levels[criterion.code],
            mark=form[f"mark-{criterion.code}"],
            remark=form[f"remark-{criterion.code}"],
            chosen=_level(form, criterion.code),
            section=by_criterion.get(criterion.code),
            other_mark=_differing(form, theirs, f"mark-{criterion.code}"),
            other_remark=_differing(form, theirs, f"remark-{criterion.code}") or "",
        )
        for number, criterion in enumerate(form.rubric, 1)
    ]


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
        return int(chosen) if chosen.isdigit() else None
    if not text.isdigit():
        return None
    return next((level.key for level in form.levels[code] if level.low <= int(text) <= level.high), None)
