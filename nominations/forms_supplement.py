"""The request for supplement: which sections and questions are opened, each with a note, and until when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dtportal.programme import calendar
from dtportal.questions import localized
from nominations.forms import DAY, ReasonForm
from nominations.sections import Section
from nominations.supplements import Asked

NOTE = 500


@dataclass(frozen=True)
class Choice:
    """One part that may be asked for: a box to tick and a line for the note."""

    box: forms.BoundField
    note: forms.BoundField


@dataclass(frozen=True)
class Part:
    """A section with its questions; open on the page when something in it is ticked."""

    title: str
    whole: Choice
    questions: list[Choice]

    @property
    def is_chosen(self) -> bool:
        return any(choice.box.value() for choice in [self.whole, *self.questions])


class ReturnForm(ReasonForm):
    """`cleaned_data`: reason, until (the last second of that day), items."""

    until = forms.DateField(
        label=_("Additions by (inclusive)"),
        widget=forms.DateInput(attrs=DAY),
        help_text=_("The deadline of this supplement, whatever the end of the intake is."),
    )

    def __init__(self, *args: Any, sections: Iterable[Section], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.sections = list(sections)
        for part in self.sections:
            self._add(part.key, "", _("The whole section"))
            for question in part.questions:
                if question["kind"] != "consent":
                    self._add(part.key, question["key"], localized(question, "label"))

    def _add(self, section: str, question: str, label: str) -> None:
        name = self._name(section, question)
        self.fields[name] = forms.BooleanField(label=label, required=False)
        self.fields[f"{name}.note"] = forms.CharField(
            label=_("What is to be supplemented"),
            max_length=NOTE,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2, "placeholder": _("What is to be supplemented")}),
        )

    @staticmethod
    def _name(section: str, question: str) -> str:
        return f"item.{section}.{question}" if question else f"item.{section}"

    @staticmethod
    def proposed(now: datetime) -> dict[str, Any]:
        """A week."""
        return {"until": now.astimezone(calendar.VIETNAM).date() + timedelta(days=7)}

    def parts(self) -> Iterator[Part]:
        """For the page: section by section."""
        for part in self.sections:
            keys = [q["key"] for q in part.questions if self._name(part.key, q["key"]) in self.fields]
            yield Part(part.title, self._choice(part.key, ""), [self._choice(part.key, key) for key in keys])

    def _choice(self, section: str, question: str) -> Choice:
        name = self._name(section, question)
        return Choice(self[name], self[f"{name}.note"])

    def clean_until(self) -> datetime:
        return calendar.end_of(self.cleaned_data["until"])

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        items = [
            Asked(part.key, key, values.get(f"{self._name(part.key, key)}.note", ""))
            for part in self.sections
            for key in ["", *(question["key"] for question in part.questions)]
            if values.get(self._name(part.key, key))
        ]
        if not items:
            self.add_error(None, _("Please choose at least one section or question to be supplemented."))
        return {**{key: values[key] for key in ("reason", "until") if key in values}, "items": items}
