"""The sections of a dossier are data of the edition; here they become objects and forms."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from dtportal.programme.models import Edition
from dtportal.questions import build_form, localized, to_json


@dataclass(frozen=True)
class Section:
    """One section as the edition's data has it."""

    data: dict[str, Any]

    @property
    def key(self) -> str:
        return self.data["key"]

    @property
    def criterion(self) -> str:
        """Code of the criterion it feeds, '' when it feeds none."""
        return self.data.get("criterion", "")

    @property
    def title(self) -> str:
        return localized(self.data, "title")

    @property
    def help(self) -> str:
        return localized(self.data, "help")

    @property
    def questions(self) -> list[dict[str, Any]]:
        return self.data["questions"]

    @property
    def files(self) -> list[dict[str, Any]]:
        """Questions that are answered by a file."""
        return [question for question in self.questions if question["kind"] == "file"]

    @property
    def evidence_question(self) -> dict[str, Any] | None:
        """Where a file goes: the question that asks for one, else the first that may be proved by one."""
        provable = [q for q in self.questions if q["kind"] != "consent"]
        return next(iter(self.files or provable), None)

    def question(self, key: str) -> dict[str, Any] | None:
        return next((question for question in self.questions if question["key"] == key), None)


def sections_of(edition: Edition) -> list[Section]:
    return [Section(data) for data in edition.dossier_sections]


def section_of(edition: Edition, key: str) -> Section:
    """Raises ValidationError for a section that this edition does not have."""
    for section in sections_of(edition):
        if section.key == key:
            return section
    raise ValidationError(_("The dossier has no section “%(key)s”.") % {"key": key})


def form_for(section: Section, data: Any = None, answers: Mapping[str, Any] | None = None) -> forms.Form:
    """The form of a section as a draft: nothing is demanded, limits hold. `answers` are the stored ones."""
    form = build_form(section.questions, lenient=True)(
        data, initial=_initial(section, answers or {}), label_suffix=""
    )
    for question in section.questions:
        if question["key"] in form.fields:
            _annotate(form.fields[question["key"]], question)
    return form


def _annotate(field: forms.Field, question: dict[str, Any]) -> None:
    """Unit, limit and whether it is needed for submission, in words."""
    unit = localized(question, "unit")
    field.label = f"{field.label} ({unit})" if unit else field.label
    if question.get("required"):
        field.label = f"{field.label} *"
    if question.get("limit"):
        limit = _("At most %(limit)s characters.") % {"limit": question["limit"]}
        field.help_text = f"{field.help_text} {limit}".strip()


def _initial(section: Section, answers: Mapping[str, Any]) -> dict[str, Any]:
    numbers = {question["key"] for question in section.questions if question["kind"] == "number"}
    return {
        key: Decimal(value) if key in numbers and value is not None else value
        for key, value in answers.items()
    }


def clean(section: Section, data: Any) -> dict[str, Any]:
    """What may be stored of a draft's input, as JSON values; unanswered questions are left out.

    Raises ValidationError with a dict of messages by question.
    """
    form = form_for(section, data)
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    answers = {key: to_json(value) for key, value in form.cleaned_data.items()}
    return {key: value for key, value in answers.items() if value not in (None, "", False)}


def shown(question: dict[str, Any], value: Any) -> str:
    """An answer in words, for reading."""
    if value in (None, ""):
        return ""
    if question["kind"] == "consent":
        return _("Agreed") if value is True else ""
    if question["kind"] == "choice":
        chosen = next((c for c in question["choices"] if c["value"] == value), None)
        return localized(chosen, "label") if chosen else str(value)
    if question["kind"] == "number":
        unit = localized(question, "unit")
        number = _number(value)
        return f"{number}%" if unit == "%" else f"{number} {unit}".strip()
    return str(value)


def _number(value: Any) -> str:
    return number_format(Decimal(str(value)), use_l10n=True, force_grouping=True)
