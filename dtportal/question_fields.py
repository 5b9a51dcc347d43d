"""Form fields for questions of several parts: a number for each year, a table, a person, a list of choices.

Each part is an input of its own, so that the pages work without script; answers are JSON values.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Part:
    """One input: where its value stands in the answer, what it is called, the field that cleans it."""

    path: tuple[str | int, ...]
    label: str
    field: forms.Field

    def json(self, value: Any) -> Any:
        return str(value) if isinstance(value, Decimal) else value

    def initial(self, value: Any) -> Any:
        """Stored decimals are strings; as numbers they are shown in the language of the page."""
        return Decimal(value) if isinstance(self.field, forms.DecimalField) and value else value


class PartsWidget(forms.MultiWidget):
    """Drawn part by part by `templates/ui/question.html`; on its own it is a row of inputs."""

    def __init__(self, parts: list[Part], decompress: Callable[[Any], list[Any]]):
        super().__init__([part.field.widget for part in parts])
        self.parts, self._decompress = parts, decompress

    def decompress(self, value: Any) -> list[Any]:
        return self._decompress(value)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        """From a form its inputs; from other code the answer as it is stored."""
        if isinstance(data.get(name), dict | list):
            return self._decompress(data[name])
        return super().value_from_datadict(data, files, name)


class PartsField(forms.MultiValueField):
    """Base of the fields below; `build(values by path)` makes the answer, `read(answer, path)` takes it apart."""

    # How the page arranges the parts: side by side, or as a table with these columns.
    layout = "parts"

    def __init__(self, parts: list[Part], **kwargs: Any):
        self.parts = parts
        required = kwargs.pop("required", False)
        widget = PartsWidget(parts, self._take_apart)
        super().__init__(
            [part.field for part in parts], widget=widget, require_all_fields=False, required=False, **kwargs
        )
        self.asks_for_all = required

    def _take_apart(self, answer: Any) -> list[Any]:
        return [part.initial(self.read(answer, part.path)) if answer else None for part in self.parts]

    def clean(self, value: Any) -> Any:
        """The answer; messages name the part they speak of."""
        value = value if isinstance(value, list | tuple) else []
        cleaned, messages = {}, []
        for position, part in enumerate(self.parts):
            raw = value[position] if position < len(value) else None
            try:
                cleaned[part.path] = part.json(part.field.clean(raw))
            except ValidationError as error:
                messages += [f"{part.label}: {message}" for message in error.messages]
        if messages:
            raise ValidationError(messages)
        answer = self.build({path: found for path, found in cleaned.items() if found not in (None, "")})
        if self.asks_for_all and not self.is_complete(answer):
            raise ValidationError(self.error_messages["required"], code="required")
        return answer

    def build(self, values: dict[tuple[str | int, ...], Any]) -> Any:
        """An object: {key: value}."""
        return {str(path[0]): value for path, value in values.items()}

    def read(self, answer: Any, path: tuple[str | int, ...]) -> Any:
        return answer.get(str(path[0])) if isinstance(answer, dict) else None

    def is_complete(self, answer: Any) -> bool:
        return len(answer or ()) == len(self.parts)


class SeriesField(PartsField):
    """A number for each year: {"2021": "12.5"}."""

    layout = "series"

    def __init__(self, years: Iterable[int], bounds: dict[str, Any], **kwargs: Any):
        parts = [
            Part((str(year),), str(year), forms.DecimalField(required=False, localize=True, **bounds))
            for year in years
        ]
        super().__init__(parts, **kwargs)


class PersonField(PartsField):
    """Somebody by name and position, reachable when asked for: {"name", "position", "phone", "email"}."""

    layout = "person"
    NEEDED = ("name", "position")

    def __init__(self, fields: Iterable[str], **kwargs: Any):
        known = {
            "name": Part(("name",), _("Full name"), forms.CharField(required=False, max_length=120)),
            "position": Part(("position",), _("Position"), forms.CharField(required=False, max_length=120)),
            "phone": Part(("phone",), _("Telephone"), forms.CharField(required=False, max_length=20)),
            "email": Part(("email",), _("E-mail"), forms.EmailField(required=False)),
        }
        super().__init__([known[name] for name in fields], **kwargs)

    def is_complete(self, answer: Any) -> bool:
        return all((answer or {}).get(name) for name in self.NEEDED)


class TableField(PartsField):
    """A few rows of the same columns: [{"name": "…", "before": "3"}]; rows left empty are dropped."""

    layout = "table"

    def __init__(
        self, columns: list[tuple[str, str]], rows: int, cell: Callable[[str], forms.Field], **kwargs: Any
    ):
        self.columns, self.rows = columns, rows
        parts = [
            Part((row, key), _("Row %(row)s, %(column)s") % {"row": row + 1, "column": label}, cell(key))
            for row in range(rows)
            for key, label in columns
        ]
        super().__init__(parts, **kwargs)

    def build(self, values: dict[tuple[str | int, ...], Any]) -> list[dict[str, Any]]:
        rows: dict[int, dict[str, Any]] = {}
        for (row, key), value in values.items():
            rows.setdefault(int(row), {})[str(key)] = value
        return [rows[row] for row in sorted(rows)]

    def read(self, answer: Any, path: tuple[str | int, ...]) -> Any:
        row, key = path
        rows = answer if isinstance(answer, list) else []
        return rows[int(row)].get(str(key)) if int(row) < len(rows) else None

    def is_complete(self, answer: Any) -> bool:
        return bool(answer)
