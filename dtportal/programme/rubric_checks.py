"""Whether a rubric can be used, pure: every mistake with the place it stands at.

A rubric is JSON as `rules.rubric_of` writes it.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any

from django.utils.translation import gettext as _

TOTAL = 100
# A level is chosen with one digit.
MOST_LEVELS = 9
# (where it stands: "criteria", 2, "anchors", 0, "from"; the sentence)
Mistake = tuple[tuple[str | int, ...], str]


def mistakes(rubric: dict[str, Any], section_keys: Collection[str]) -> list[Mistake]:
    """Everything that is wrong with a rubric; `section_keys` are those of the dossier of its group."""
    return [
        *_parts(rubric),
        *(
            found
            for number, criterion in enumerate(rubric["criteria"])
            for found in _criterion(number, criterion, rubric, section_keys)
        ),
        *_sum(rubric["criteria"]),
    ]


def _sum(criteria: list[dict[str, Any]]) -> Iterator[Mistake]:
    total = sum(row["weight"] or 0 for row in criteria)
    if total != TOTAL:
        yield ("sum",), _("The weights add up to %(sum)s; they have to add up to 100.") % {"sum": total}


def _parts(rubric: dict[str, Any]) -> Iterator[Mistake]:
    used = {row["part"] for row in rubric["criteria"]}
    for number, part in enumerate(rubric["parts"]):
        yield from _both_languages(("parts", number), part, "name", needed=True)
        if part["code"] not in used:
            yield (
                ("parts", number, "name"),
                _("No criterion belongs to this part: add one, or remove the part."),
            )


def _criterion(
    number: int, row: dict[str, Any], rubric: dict[str, Any], section_keys: Collection[str]
) -> Iterator[Mistake]:
    at = ("criteria", number)
    yield from _both_languages(at, row, "name", needed=True)
    yield from _both_languages(at, row, "hint", needed=False)
    weight = row["weight"]
    if weight is None or not 1 <= weight <= TOTAL:
        yield (*at, "weight"), _("The weight is a whole number from 1 to 100.")
    codes = Counter(one["code"] for one in rubric["criteria"])
    if codes[row["code"]] > 1:
        yield (*at, "name"), _("Two criteria have the same code “%(code)s”.") % {"code": row["code"]}
    if rubric["parts"] and row["part"] not in {part["code"] for part in rubric["parts"]}:
        yield (*at, "part"), _("Please say which part the criterion belongs to.")
    for key in row["sections"]:
        if key not in section_keys:
            yield (*at, "sections"), _("The dossier has no section “%(key)s”.") % {"key": key}
    yield from _anchors(at, row["anchors"], weight)


def _anchors(
    at: tuple[str | int, ...], anchors: list[dict[str, Any]], weight: int | None
) -> Iterator[Mistake]:
    if not anchors:
        yield (*at, "weight"), _("A criterion needs at least one worded level.")
    if len(anchors) > MOST_LEVELS:
        yield (*at, "anchors", MOST_LEVELS, "from"), _("At most 9 levels: each is chosen with one digit.")
    previous = None
    for number, anchor in enumerate(anchors):
        here = (*at, "anchors", number)
        start = anchor["from"]
        yield from _both_languages(here, anchor, "text", needed=True)
        if start is None:
            yield (*here, "from"), _("A whole number is needed.")
        elif number == 0 and start != 0:
            yield (*here, "from"), _("The first level begins at 0.")
        elif previous is not None and start <= previous:
            yield (*here, "from"), _("Each level begins above the one before it.")
        elif weight is not None and start > weight:
            yield (*here, "from"), _("A level cannot begin above the weight of its criterion.")
        previous = start if start is not None else previous


def _both_languages(
    at: tuple[str | int, ...], row: dict[str, Any], name: str, *, needed: bool
) -> Iterator[Mistake]:
    vietnamese, english = row[name], row[f"{name}_en"]
    if not vietnamese and (needed or english):
        yield (*at, name), _("The Vietnamese text is missing.")
    if not english and (needed or vietnamese):
        yield (*at, f"{name}_en"), _("The English text is missing.")


def in_order(rubric: dict[str, Any]) -> dict[str, Any]:
    """The same with the criteria of each part together, parts in their order."""
    places = {part["code"]: number for number, part in enumerate(rubric["parts"])}
    criteria = sorted(rubric["criteria"], key=lambda row: places.get(row["part"], len(places)))
    return {"parts": rubric["parts"], "criteria": criteria}
