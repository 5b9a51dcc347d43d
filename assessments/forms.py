"""Forms of the council's stage; values come out as the actions take them."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments import scoring
from assessments.models import Scoresheet, Window
from dtportal.programme.models import Criterion
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
    # Why a sheet that was submitted before says something else now.
    reason = LimitedText(label=_("Reason of the change"), limit=1000, long=True, required=False)
    # Which open window writes, and its how-manieth change this is (static/js/sheet.js); empty without script.
    window = forms.CharField(max_length=36, required=False, widget=forms.HiddenInput)
    sequence = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

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
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _whole(criterion.weight)),
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

    @property
    def complaint(self) -> str:
        """What is wrong, in one sentence that names the criteria: the fields may lie out of sight."""
        labels = {f"{kind}-{c.code}": c.label for c in self.rubric for kind in ("mark", "level", "remark")}
        found = [
            f"{labels.get(name) or self.fields[name].label or name}: {' '.join(errors)}"
            for name, errors in self.errors.items()
        ]
        return gettext("Not saved. %(list)s") % {"list": " ".join(found)}

    def saved(self) -> dict[str, Any]:
        """What `actions.save_marks` takes."""
        return {
            "marks": self.marks,
            "remarks": self.remarks,
            "remark": self.cleaned_data["remark"],
            "private_note": self.cleaned_data["private_note"],
            "version": self.cleaned_data["version"],
            "window": Window(self.cleaned_data["window"], self.cleaned_data["sequence"] or 0),
            "criteria": self.rubric,
        }


def _whole(weight: int) -> str:
    return gettext("A whole number from 0 to %(weight)s is needed.") % {"weight": weight}


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
