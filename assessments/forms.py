"""Forms of the council's stage; values come out as the actions take them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments import scoring
from assessments.models import AgendaItem, Assignment, CouncilMember, Scoresheet
from dtportal.programme.models import Body, Criterion, Sector
from dtportal.questions import LimitedText


class SheetForm(forms.Form):
    """A score sheet: for each criterion a level to choose or a number to type, and a remark.

    Without a script a chosen level stands for its middle mark as long as no number is typed.
    """

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    remark = LimitedText(
        label=_("Remark for the unit, on the whole dossier"), limit=3000, long=True, required=False
    )
    private_note = LimitedText(label=_("Private note"), limit=3000, long=True, required=False)

    def __init__(self, *args: Any, rubric: list[Criterion], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.rubric = rubric
        self.levels = {c.code: scoring.levels(c.anchors, c.weight) for c in rubric}
        for criterion in rubric:
            code = criterion.code
            self.fields[f"mark-{code}"] = forms.IntegerField(
                label=criterion.label,
                min_value=0,
                max_value=criterion.weight,
                required=False,
                error_messages={"invalid": _("A whole number is needed.")},
            )
            self.fields[f"level-{code}"] = forms.IntegerField(required=False)
            self.fields[f"remark-{code}"] = LimitedText(limit=1000, long=True, required=False)

    @property
    def marks(self) -> dict[str, int | None]:
        return {criterion.code: self._mark(criterion.code) for criterion in self.rubric}

    def _mark(self, code: str) -> int | None:
        typed = self.cleaned_data.get(f"mark-{code}")
        if typed is not None:
            return typed
        chosen = self.cleaned_data.get(f"level-{code}")
        return next((level.suggested for level in self.levels[code] if level.key == chosen), None)

    @property
    def remarks(self) -> dict[str, str]:
        return {c.code: self.cleaned_data.get(f"remark-{c.code}", "") for c in self.rubric}

    def saved(self) -> dict[str, Any]:
        """What `actions.save_marks` takes."""
        return {
            "marks": self.marks,
            "remarks": self.remarks,
            "remark": self.cleaned_data["remark"],
            "private_note": self.cleaned_data["private_note"],
            "version": self.cleaned_data["version"],
        }


def initial_of(sheet: Scoresheet | None) -> dict[str, Any]:
    """A sheet's values by field name of `SheetForm`."""
    if sheet is None:
        return {"version": 0}
    values: dict[str, Any] = {
        "version": sheet.version,
        "remark": sheet.remark,
        "private_note": sheet.private_note,
    }
    for mark in sheet.marks.all():
        values[f"mark-{mark.criterion.code}"] = mark.value
        values[f"remark-{mark.criterion.code}"] = mark.remark
    return values


class DeclarationForm(forms.Form):
    """One row of the table: no conflict, a conflict with its reason, or not now."""

    NONE, CONFLICT, LATER = "none", "conflict", "later"

    statement = forms.ChoiceField(
        choices=[(NONE, _("No conflict")), (CONFLICT, _("Conflict")), (LATER, _("Not now"))],
        initial=NONE,
        widget=forms.RadioSelect,
    )
    reason = LimitedText(label=_("reason"), limit=500, long=False, required=False)

    def __init__(self, *args: Any, assignment: Assignment, **kwargs: Any):
        super().__init__(*args, prefix=f"a{assignment.pk}", **kwargs)
        self.assignment = assignment

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("statement") == self.CONFLICT and not cleaned.get("reason"):
            self.add_error("reason", _("Say in a few words what the conflict of interest is."))
        return cleaned


class ReasonForm(forms.Form):
    reason = LimitedText(label=_("Conflict of interest"), limit=500, long=True)


class SeatForm(forms.ModelForm):
    class Meta:
        model = CouncilMember
        fields = ["body", "academic_title", "position", "sectors", "max_load"]
        widgets = {"sectors": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, edition, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = Body.objects.with_names().order_by("slug")
        self.fields["body"].empty_label = _("Sits as an expert")
        self.fields["body"].required = False
        self.fields["sectors"].queryset = Sector.objects.filter(editions=edition)
        self.fields["sectors"].required = False


class SessionForm(forms.Form):
    title = LimitedText(label=_("Title of the session"), limit=200, long=False)
    place = LimitedText(label=_("Place"), limit=200, long=False, required=False)


class MotionForm(forms.Form):
    title = LimitedText(label=_("Motion put to the vote"), limit=250, long=False)
    kind = forms.ChoiceField(
        choices=[choice for choice in AgendaItem.Kind.choices if choice[0] != AgendaItem.Kind.CONCLUSIONS],
        widget=forms.HiddenInput,
        initial=AgendaItem.Kind.ROLL,
    )
