"""The sections of a dossier are data of the edition; here they become objects and forms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format, number_format
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


def data_for(edition: Edition, group: str) -> list[dict[str, Any]]:
    """The sections one group of participants fills in, each with its questions; `groups` absent means all.

    Which criterion a section feeds is told by the rubric (`programme.rubrics`).
    """
    return [
        {**section, "questions": [question for question in section["questions"] if _asks(question, group)]}
        for section in edition.dossier_sections
        if _asks(section, group)
    ]


def _asks(data: dict[str, Any], group: str) -> bool:
    return group in data.get("groups", [group])


def sections_of(edition: Edition, group: str) -> list[Section]:
    return [Section(data) for data in data_for(edition, group)]


def section_of(edition: Edition, group: str, key: str) -> Section:
    """Raises ValidationError for a section that this group does not have in this edition."""
    for section in sections_of(edition, group):
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
            _annotate(form.fields[question["key"]], question, section)
    return form


def _annotate(field: forms.Field, question: dict[str, Any], section: Section) -> None:
    """Unit, limit and whether it is needed for submission, in words."""
    unit = localized(question, "unit")
    field.label = f"{field.label} ({unit})" if unit else field.label
    if question.get("required"):
        field.label = f"{field.label} *"
    if question.get("required_when"):
        field.help_text = f"{field.help_text} {condition_of(question, section)}".strip()
    if question.get("limit"):
        limit = _("At most %(limit)s characters.") % {"limit": question["limit"]}
        field.help_text = f"{field.help_text} {limit}".strip()


def condition_of(question: dict[str, Any], section: Section) -> str:
    """“Needed when “…” is answered with “…”.”"""
    condition = question["required_when"]
    other = section.question(condition["question"])
    answers = " / ".join(shown(other, value) for value in condition["is"])
    return _("Needed when “%(question)s” is answered with “%(answers)s”.") % {
        "question": localized(other, "label"),
        "answers": answers,
    }


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
    return {key: value for key, value in answers.items() if value not in (None, "", False, [], {})}


def shown(question: dict[str, Any], value: Any) -> str:
    """An answer in words, for reading; several parts a line each."""
    if value in (None, "", [], {}):
        return ""
    match question["kind"]:
        case "consent":
            return _("Agreed") if value is True else ""
        case "choice":
            return _choice(question, value)
        case "multiple":
            return "\n".join(f"• {_choice(question, one)}" for one in value)
        case "number":
            return _number(value, localized(question, "unit"))
        case "series":
            unit = localized(question, "unit")
            return "\n".join(f"{year}: {_number(value[year], unit)}" for year in sorted(value))
        case "table":
            return "\n".join(_row(question, row) for row in value)
        case "person":
            reach = ", ".join(value[name] for name in ("phone", "email") if value.get(name))
            known = [value[name] for name in ("name", "position") if value.get(name)]
            return ", ".join(known) + (f" ({reach})" if reach else "")
        case "date":
            return date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
    return str(value)


def _choice(question: dict[str, Any], value: Any) -> str:
    chosen = next((choice for choice in question["choices"] if choice["value"] == value), None)
    return localized(chosen, "label") if chosen else str(value)


def _row(question: dict[str, Any], row: dict[str, Any]) -> str:
    cells = [(localized(c, "label"), shown(c, row.get(c["key"]))) for c in question["columns"]]
    return "; ".join(f"{label}: {text}" for label, text in cells if text)


def _number(value: Any, unit: str = "") -> str:
    number = number_format(Decimal(str(value)), use_l10n=True, force_grouping=True)
    return f"{number}%" if unit == "%" else f"{number} {unit}".strip()
