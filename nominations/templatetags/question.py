"""Drawing a question: crispy-forms draws those of one input, `ui/question.html` those of several parts."""

from dataclasses import dataclass
from typing import Any

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from django import template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from dtportal.question_fields import PartsField, TableField

register = template.Library()


@dataclass(frozen=True)
class DrawnPart:
    label: str
    column: str
    id: str
    html: SafeString


@register.simple_tag
def question(bound: BoundField) -> SafeString:
    """A field of a section's form with its label, help and errors."""
    if not isinstance(bound.field, PartsField):
        return as_crispy_field(bound)
    parts = _parts(bound)
    values: dict[str, Any] = {"bound": bound, "layout": bound.field.layout, "parts": parts}
    if isinstance(bound.field, TableField):
        width = len(bound.field.columns)
        values["columns"] = [label for _key, label in bound.field.columns]
        values["rows"] = [parts[start : start + width] for start in range(0, len(parts), width)]
    return render_to_string("ui/question.html", values)


def _parts(bound: BoundField) -> list[DrawnPart]:
    field, value = bound.field, bound.value()
    given = value if isinstance(value, list) and bound.form.is_bound else field.widget.decompress(value)
    drawn = []
    for position, (part, widget) in enumerate(zip(field.parts, field.widget.widgets, strict=True)):
        name = f"{bound.html_name}_{position}"
        attrs = {"id": f"id_{name}", "class": "form-control", "aria-label": part.label}
        shown = given[position] if position < len(given) else None
        column = field.columns[position % len(field.columns)][1] if isinstance(field, TableField) else ""
        drawn.append(DrawnPart(part.label, column, attrs["id"], widget.render(name, shown, attrs)))
    return drawn
