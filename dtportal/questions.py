"""Kinds of questions as data, for dossier sections, surveys and questionnaires alike.

A question is a plain dict: `key`, `kind`, `label`, `label_en`, `help`, `help_en`, `required`, `limit`
(characters after NFC), `unit`, `choices` ([{"value", "label", "label_en"}]). Answers are JSON values.
"""

import unicodedata
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dtportal.text import nfc

KINDS = {"short", "long", "number", "choice", "link", "date", "file", "consent"}


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
            return forms.DecimalField(
                min_value=question.get("min", 0), max_value=question.get("max"), localize=True, **common
            )
        case "choice":
            choices = [(choice["value"], localized(choice, "label")) for choice in question["choices"]]
            return forms.ChoiceField(choices=[("", "—"), *choices], **common)
        case "link":
            return forms.URLField(assume_scheme="https", **common)
        case "date":
            return forms.DateField(**common)
        case "consent":
            return forms.BooleanField(**common)
        case other:
            raise ValueError(f"no form field for questions of kind “{other}”")


def build_form(questions: Iterable[dict[str, Any]], *, lenient: bool = False) -> type[forms.Form]:
    """A form class for the questions that are answered in a form (files are uploaded on their own)."""
    fields = {q["key"]: field_for(q, lenient=lenient) for q in questions if q["kind"] != "file"}
    return type("QuestionsForm", (forms.Form,), fields)


def to_json(value: Any) -> Any:
    """An answer as it is stored: dates in ISO form, decimals as strings."""
    if value is None or isinstance(value, str | bool | int):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def is_answered(question: dict[str, Any], answers: dict[str, Any]) -> bool:
    value = answers.get(question["key"])
    return value is True if question["kind"] == "consent" else value not in (None, "")
