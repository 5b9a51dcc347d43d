"""A rubric while it is edited, pure: rows as the page sends them, and what its buttons do to them.

A draft is JSON as `rules.rubric_of` writes it, but with the numbers as they were typed. Field names of the page:
`parts-0-name`, `criteria-2-weight`, `criteria-2-levels-1-text`; how many there are is told by `parts`, `criteria`
and `criteria-2-levels`.
"""

from collections.abc import Mapping
from typing import Any

from dtportal.text import slug

Draft = dict[str, Any]
PART = ("code", "name", "name_en")
CRITERION = ("code", "part", "weight", "name", "name_en", "hint", "hint_en")
LEVEL = ("from", "text", "text_en")
# More rows than this are nobody's rubric; it bounds what one request can make the server draw.
MOST_ROWS = 40


def read(data: Mapping[str, Any]) -> Draft:
    """A draft from a posted form (a QueryDict)."""
    return {
        "parts": [_row(data, f"parts-{i}", PART) for i in range(_count(data, "parts"))],
        "criteria": [
            {
                **_row(data, f"criteria-{i}", CRITERION),
                "sections": data.getlist(f"criteria-{i}-sections"),
                "anchors": [
                    _row(data, f"criteria-{i}-levels-{j}", LEVEL)
                    for j in range(_count(data, f"criteria-{i}-levels"))
                ],
            }
            for i in range(_count(data, "criteria"))
        ],
    }


def _count(data: Mapping[str, Any], name: str) -> int:
    text = data.get(name, "")
    return min(int(text), MOST_ROWS) if text.isdecimal() else 0


def _row(data: Mapping[str, Any], prefix: str, names: tuple[str, ...]) -> dict[str, str]:
    return {name: data.get(f"{prefix}-{name}", "").strip() for name in names}


def do(draft: Draft, deed: str) -> str:
    """Carry out what a button says, in place: `add-part`, `up-criterion-2`, `remove-level-2-1`…

    Returns the id of the element where the page goes on; an unknown deed changes nothing.
    """
    verb, _, rest = deed.partition("-")
    kind, *numbers = rest.split("-")
    if not all(number.isdecimal() for number in numbers):
        return ""
    place = [int(number) for number in numbers]
    match kind:
        case "part":
            return _change(draft["parts"], verb, place, "part", lambda: _new_part(draft))
        case "criterion":
            return _change(draft["criteria"], verb, place, "criterion", lambda: _new_criterion(draft))
        case "level" if place and place[0] < len(draft["criteria"]):
            rows = draft["criteria"][place[0]]["anchors"]
            _change(rows, verb, place[1:], "level", lambda: dict.fromkeys(LEVEL, ""))
            return f"criterion-{place[0]}"
    return ""


def _change(rows: list, verb: str, place: list[int], kind: str, new: Any) -> str:
    if verb == "add" and len(rows) < MOST_ROWS:
        rows.append(new())
        return f"{kind}-{len(rows) - 1}"
    number = place[0] if place else -1
    if not 0 <= number < len(rows):
        return ""
    if verb == "remove":
        del rows[number]
        return f"{kind}-{max(0, number - 1)}"
    other = number + {"up": -1, "down": 1}.get(verb, 0)
    if 0 <= other < len(rows):
        rows[number], rows[other] = rows[other], rows[number]
        return f"{kind}-{other}"
    return f"{kind}-{number}"


def _new_part(draft: Draft) -> dict[str, str]:
    return {"code": _free("part", draft["parts"]), "name": "", "name_en": ""}


def _new_criterion(draft: Draft) -> dict[str, Any]:
    part = draft["criteria"][-1]["part"] if draft["criteria"] else ""
    row = {**dict.fromkeys(CRITERION, ""), "part": part, "sections": []}
    return {**row, "anchors": [{**dict.fromkeys(LEVEL, ""), "from": "0"}]}


def _free(stem: str, rows: list[dict[str, Any]]) -> str:
    """A code that none of the rows has: “part”, “part-2” …"""
    taken, number, code = {row["code"] for row in rows}, 1, stem
    while code in taken:
        number += 1
        code = f"{stem[:16]}-{number}"
    return code


def with_codes(rubric: Draft) -> Draft:
    """New criteria get a code from their English name; those that have one keep it."""
    rows: list[dict[str, Any]] = []
    known = [row for row in rubric["criteria"] if row["code"]]
    for row in rubric["criteria"]:
        code = row["code"] or _free(
            slug(row["name_en"] or row["name"])[:20].strip("-") or "criterion", [*known, *rows]
        )
        rows.append({**row, "code": code})
    return {**rubric, "criteria": rows}
