"""Kinds of questions as data, for dossier sections, surveys and questionnaires alike.

A question is a plain dict: `key`, `kind`, `label`, `label_en`, `help`, `help_en`, `required`, `required_when`
({"question": key, "is": [values]}, of the same form), `limit` (characters after NFC), `unit`, `min`, `max`,
`choices` ([{"value", "label", "label_en"}]), `years` (series), `columns` and `rows` (table: [{"key", "kind":
short or number, "label", "label_en", "limit"}]), `fields` (person: of name, position, phone, email).

Answers are JSON values: text, number as string, true, ISO date; `multiple` a list of values, `series`
{"2021": "12.5"}, `table` a list of rows {"column": value}, `person` {"name": …}.
"""

import unicodedata
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dtportal.question_fields import PersonField, SeriesField, TableField
from dtportal.text import nfc

KINDS = {
    "short", "long", "number", "choice", "multiple", "series", "table", "person", "link", "date", "file", "consent",
}  # fmt: skip


def localized(data: dict[str, Any], name: str) -> str:
    """The text of a question, choice or section in the language of the page."""
    if (get_language() or "").startswith("en") and data.get(f"{name}_en"):
        return data[f"{name}_en"]
    return data.get(name, "")


def count_characters(text: str) -> int:
    """Characters as a person counts them: “Ệ” is one, however it was typed; line ends are one each.

    `static/js/questions.js` computes the same.
    """
    return len(unicodedata.normalize("NFC", text.replace("\r\n", "\n").strip()))


class LimitedText(forms.CharField):
    """Text with a limit counted after NFC, which `max_length` on its own would not do."""

    def __init__(self, *, limit: int | None, long: bool, **kwargs: Any):
        widget = forms.Textarea(attrs={"rows": 6}) if long else forms.TextInput()
        super().__init__(widget=widget, **kwargs)
        self.limit, self.long = limit, long
        if limit:
            self.widget.attrs["data-limit"] = limit

    def to_python(self, value: Any) -> str:
        value = super().to_python(value)
        if self.long:
            return unicodedata.normalize("NFC", value.replace("\r\n", "\n")).strip()
        return nfc(value)

    def validate(self, value: str) -> None:
        super().validate(value)
        if self.limit and count_characters(value) > self.limit:
            raise forms.ValidationError(
                _("At most %(limit)s characters; this text has %(count)s."),
                params={"limit": self.limit, "count": count_characters(value)},
            )


def field_for(question: dict[str, Any], *, lenient: bool = False) -> forms.Field:
    """The form field of one question. `lenient` (drafts) asks for nothing; limits always hold."""
    common: dict[str, Any] = {
        "label": localized(question, "label"),
        "help_text": localized(question, "help"),
        "required": bool(question.get("required")) and not lenient,
    }
    match question["kind"]:
        case "short" | "long" as kind:
            return LimitedText(limit=question.get("limit"), long=kind == "long", **common)
        case "number":
            return forms.DecimalField(localize=True, **_bounds(question), **common)
        case "choice":
            choices = [(choice["value"], localized(choice, "label")) for choice in question["choices"]]
            return forms.ChoiceField(choices=[("", "—"), *choices], **common)
        case "multiple":
            choices = [(choice["value"], localized(choice, "label")) for choice in question["choices"]]
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple(), **common)
        case "series":
            return SeriesField(question["years"], _bounds(question), **common)
        case "table":
            columns = {column["key"]: column for column in question["columns"]}
            return TableField(
                [(key, localized(column, "label")) for key, column in columns.items()],
                question["rows"],
                lambda key: field_for(columns[key], lenient=True),
                **common,
            )
        case "person":
            return PersonField(question["fields"], **common)
        case "link":
            return forms.URLField(assume_scheme="https", **common)
        case "date":
            return forms.DateField(**common)
        case "consent":
            return forms.BooleanField(**common)
        case other:
            raise ValueError(f"no form field for questions of kind “{other}”")


def _bounds(question: dict[str, Any]) -> dict[str, Any]:
    """Of a number; the sentences say the bound and nothing else."""
    messages = {
        "invalid": _("Please write a number, for example 12,5."),
        "min_value": _("At least %(limit_value)s."),
        "max_value": _("At most %(limit_value)s."),
    }
    return {
        "min_value": question.get("min", 0),
        "max_value": question.get("max"),
        "error_messages": messages,
    }


def build_form(questions: Iterable[dict[str, Any]], *, lenient: bool = False) -> type[forms.Form]:
    """A form class for the questions that are answered in a form (files are uploaded on their own)."""
    fields = {q["key"]: field_for(q, lenient=lenient) for q in questions if q["kind"] != "file"}
    return type("QuestionsForm", (forms.Form,), fields)


def to_json(value: Any) -> Any:
    """An answer as it is stored: dates in ISO form, decimals as strings."""
    if value is None or isinstance(value, str | bool | int | list | dict):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def is_answered(question: dict[str, Any], answers: dict[str, Any]) -> bool:
    """Whether there is an answer; one of several parts counts when it is complete."""
    value = answers.get(question["key"])
    if question["kind"] == "consent":
        return value is True
    if question["kind"] in {"series", "person"}:
        return field_for(question).is_complete(value)
    return value not in (None, "", [], {})


def is_required(question: dict[str, Any], answers: dict[str, Any]) -> bool:
    """Always, or because of what another question of the same form was answered with."""
    condition = question.get("required_when")
    if not condition:
        return bool(question.get("required"))
    given = answers.get(condition["question"])
    return any(value in condition["is"] for value in (given if isinstance(given, list) else [given]))
