"""Forms of examining one dossier: the checklist, a refusal that names its rule, an authority's answer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nominations.actions import Judgement
from nominations.examining import Line
from nominations.forms import DAY, SCANS, ReasonForm
from nominations.models import ComplianceOpinion, Nomination, Verdict


@dataclass(frozen=True)
class Row:
    """One condition on the page, with its fields."""

    line: Line
    outcome: forms.BoundField
    note: forms.BoundField
    version: forms.BoundField


class ChecklistForm(forms.Form):
    """Every condition with its outcome, a note and the version of the verdict that was seen.

    `number` is the version of the dossier. What is left without an outcome is not judged; `confirm` takes over what
    was found of the version before where nothing else is said.
    """

    number = forms.IntegerField(widget=forms.HiddenInput)
    confirm = forms.BooleanField(required=False)

    def __init__(self, *args: Any, lines: Iterable[Line], number: int, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        self.fields["number"].initial = number
        for line in self.lines:
            self._add(line)

    def _add(self, line: Line) -> None:
        key, verdict = line.condition.key, line.verdict
        shown = verdict or line.earlier
        self.fields[key] = forms.ChoiceField(
            label=line.condition.text,
            choices=Verdict.Outcome.choices,
            required=False,
            widget=forms.RadioSelect,
            initial=verdict.outcome if verdict else None,
        )
        self.fields[f"{key}.note"] = forms.CharField(
            label=_("Note"), required=False, initial=shown.note if shown else "", widget=forms.Textarea
        )
        self.fields[f"{key}.version"] = forms.IntegerField(
            required=False, initial=verdict.version if verdict else 0, widget=forms.HiddenInput
        )

    def rows(self) -> Iterator[Row]:
        for line in self.lines:
            key = line.condition.key
            yield Row(line, self[key], self[f"{key}.note"], self[f"{key}.version"])

    @property
    def can_confirm(self) -> bool:
        """Whether something was found of an earlier version only."""
        return any(line.earlier and not line.verdict for line in self.lines)

    def judgements(self) -> dict[str, Judgement]:
        """Of a valid form."""
        given = {}
        for line in self.lines:
            key = line.condition.key
            outcome, note = self.cleaned_data[key], self.cleaned_data[f"{key}.note"]
            before = line.earlier if not line.verdict else None
            if not outcome and before and self.cleaned_data["confirm"]:
                outcome = before.outcome
            if outcome or (note.strip() and not (before and note.split() == before.note.split())):
                given[key] = Judgement(outcome, note, self.cleaned_data[f"{key}.version"] or 0)
        return given

    def seen_again(self) -> "ChecklistForm":
        """The same input for another try, after the person has read what others recorded meanwhile."""
        data = self.data.copy()
        for line in self.lines:
            name = self.add_prefix(f"{line.condition.key}.version")
            data[name] = line.verdict.version if line.verdict else 0
        number = self.fields["number"].initial
        data[self.add_prefix("number")] = number
        return ChecklistForm(data, lines=self.lines, number=number, prefix=self.prefix)


class DeclineForm(ReasonForm):
    """Why, and by which rule: conditions that are recorded as not met, or another one in words."""

    conditions = forms.MultipleChoiceField(
        label=_("Conditions that are not met"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The organisation reads the rule and the condition, never the notes."),
        error_messages={
            "invalid_choice": _("Only a condition that is recorded as not met can be given as the rule.")
        },
    )
    rule = forms.CharField(
        label=_("Another rule it rests on"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "For example that one unit is chosen per sector and locality. The organisation reads it."
        ),
    )

    def __init__(self, *args: Any, lines: Iterable[Line], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["conditions"].choices = [
            (line.condition.key, f"{line.condition.rule}: {line.condition.text}")
            for line in lines
            if line.verdict and line.verdict.outcome == Verdict.Outcome.NOT_MET
        ]


class ChooseForm(forms.Form):
    """Which of the competing dossiers takes the place, and why."""

    chosen = forms.ChoiceField(
        label=_("The dossier that takes the place"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of the dossiers.")},
    )
    reason = forms.CharField(
        label=_("Why this one is chosen"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept for the secretariat. The other units stay as they are until each is decided."),
    )

    def __init__(self, *args: Any, candidates: Iterable[Nomination], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = [
            (nomination.reference, f"{nomination.known_as} · {nomination.honoree_name}")
            for nomination in candidates
        ]


class OpinionForm(forms.Form):
    """What an authority answers about one field of law."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=_("Answer"),
        choices=ComplianceOpinion.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what was answered.")},
    )
    authority = forms.CharField(
        label=_("Issuing authority"),
        max_length=200,
        error_messages={"required": _("Please name the authority.")},
    )
    document_number = forms.CharField(
        label=_("Number of the document"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Needed, with its date, as soon as there is an answer."),
    )
    document_date = forms.DateField(
        label=_("Date of the document"), required=False, widget=forms.DateInput(attrs=DAY)
    )
    note = forms.CharField(
        label=_("Note for the secretariat"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The organisation does not read it."),
    )
    scan = forms.FileField(
        label=_("Scan of the document"),
        required=False,
        help_text=_("PDF, JPEG or PNG, at most 20 MB; it can be added later."),
        widget=forms.FileInput(attrs={"accept": SCANS}),
    )
