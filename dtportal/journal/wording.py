"""An edition's own words for a letter, pure: text with {{ name }} in, text out. Nothing else is understood.

No template language: whoever words letters can neither reach an object nor run anything.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any

NAME = re.compile(r"\{\{([^{}]*)\}\}")
STRAY = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")


def names_in(text: str) -> list[str]:
    """What a text names between {{ and }}, each once, in order."""
    return list(dict.fromkeys(found.strip() for found in NAME.findall(text)))


def unknown_in(text: str, known: Collection[str]) -> list[str]:
    """Names that a letter has no value for."""
    return [name for name in names_in(text) if name not in known]


def has_stray_marks(text: str) -> bool:
    """Whether there is anything of a template language besides {{ name }}."""
    return bool(STRAY.search(NAME.sub("", text)))


def fill(text: str, values: Mapping[str, Any]) -> str:
    """Each {{ name }} becomes its value. A line all of whose names are empty is left out; so is a second blank line.

    A value that is a list fills one line an item, the following ones after a hyphen.
    """
    lines = []
    for line in text.splitlines():
        names = names_in(line)
        filled = {name: _written(values.get(name)) for name in names}
        if names and not any(filled.values()):
            continue
        lines.append(NAME.sub(lambda found, filled=filled: filled[found.group(1).strip()], line).rstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _written(value: Any) -> str:
    if isinstance(value, list):
        return "\n- ".join(_written(item) for item in value)
    if isinstance(value, dict):
        return "\n  ".join(str(part) for part in value.values() if part)
    return "" if value is None else str(value)
