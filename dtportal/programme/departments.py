"""What the department of a sector is usually called in a province, by the day: the mergers of March 2025 renamed some.

A few provinces deviate, so these are hints for people who look for whom to ask, never a condition.
"""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data" / "departments.json"


@cache
def _rows() -> list[dict[str, Any]]:
    return json.loads(DATA.read_text(encoding="utf-8"))


def department_of(sector_code: str, day: date) -> str:
    """“Sở Y tế”; '' for a sector without one."""
    iso = day.isoformat()
    for row in _rows():
        is_valid = (row["valid_from"] or "") <= iso <= (row["valid_to"] or iso)
        if row["sector"] == sector_code and is_valid:
            return row["name"]
    return ""
