"""Forms of the rule: the rubric with its rows, and the rule text with its numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from assessments.actions.rule import require_readable
from assessments.rubric_draft import Draft, with_codes
from dtportal.programme import rules
from dtportal.programme.models import Edition
from dtportal.programme.rubric_checks import Mistake
from dtportal.questions import LimitedText
from nominations.sections import Section

# The boxes keep the look of the browser: a class would be put on their list as well.
CLASS_OF = {forms.Select: "form-select", forms.CheckboxSelectMultiple: ""}


def _text(label: Any, limit: int, *, long: bool = False) -> LimitedText:
    field = LimitedText(label=label, limit=limit, long=long, required=False)
    if long:
        field.widget.attrs["rows"] = 2
    return field


class PartForm(forms.Form):
    code = forms.SlugField(max_length=20, widget=forms.HiddenInput)
    name = _text(_("Name of the part"), 200)
    name_en = _text(_("Name of the part, in English"), 200)


class CriterionForm(forms.Form):
    code = forms.SlugField(max_length=20, required=False, widget=forms.HiddenInput)
    name = _text(_("Criterion"), 200)
    name_en = _text(_("Criterion, in English"), 200)
    weight = forms.IntegerField(
        label=_("Weight (highest mark)"),
        required=False,
        error_messages={"invalid": _("A whole number is needed.")},
        widget=forms.NumberInput(attrs={"min": 1, "max": 100, "data-weight": ""}),
    )
    part = forms.ChoiceField(label=_("Part"), required=False)
    hint = _text(_("Evidence to look for"), 600, long=True)
    hint_en = _text(_("Evidence to look for, in English"), 600, long=True)
    sections = forms.MultipleChoiceField(
        label=_("Sections of the dossier that feed it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("The dossier has no section “%(value)s”.")},
    )

    def __init__(self, *args: Any, parts: list[tuple[str, str]], sections: list[Section], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["part"].choices = [("", "—"), *parts]
        self.fields["sections"].choices = [(section.key, section.title) for section in sections]


class LevelForm(forms.Form):
    """One worded level. Its field `from` is no Python name, hence the dictionary."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["from"] = forms.IntegerField(
            label=_("From mark"), required=False, error_messages={"invalid": _("A whole number is needed.")}
        )
        self.fields["text"] = _text(_("What the level means"), 400, long=True)
        self.fields["text_en"] = _text(_("What the level means, in English"), 400, long=True)


@dataclass
class CriterionRow:
    """A criterion of the page with its levels."""

    form: CriterionForm
    levels: list[LevelForm]
    is_open: bool

    @property
    def start(self) -> forms.BoundField:
        return self.form["weight"]


class RubricForm:
    """All rows of a rubric. Bound, it says whether they can be read; mistakes are put next to their fields."""

    def __init__(self, draft: Draft, sections: Sequence[Section], *, is_bound: bool, opened: str = ""):
        self.draft, self.is_bound = draft, is_bound
        self.sections = list(sections)
        self.sum_errors: list[str] = []
        parts = [(row["code"], row["name"] or row["code"]) for row in draft["parts"]]
        self.parts = [self._form(PartForm, f"parts-{i}", row) for i, row in enumerate(draft["parts"])]
        self.criteria = [
            CriterionRow(
                self._form(CriterionForm, f"criteria-{i}", row, parts=parts, sections=self.sections),
                [
                    self._form(LevelForm, f"criteria-{i}-levels-{j}", level)
                    for j, level in enumerate(row["anchors"])
                ],
                is_open=opened == f"criterion-{i}",
            )
            for i, row in enumerate(draft["criteria"])
        ]

    def _form(self, kind: type[forms.Form], prefix: str, row: dict[str, Any], **kwargs: Any) -> Any:
        common = {"prefix": prefix, "auto_id": "%s", "label_suffix": "", **kwargs}
        if self.is_bound:
            form = kind({f"{prefix}-{name}": row[name] for name in row if name != "anchors"}, **common)
        else:
            form = kind(initial=row, **common)
        for field in form.fields.values():
            field.widget.attrs["class"] = CLASS_OF.get(type(field.widget), "form-control")
        return form

    @property
    def total(self) -> int:
        """Of the weights that are numbers, for the page before its script runs."""
        return sum(_number(row["weight"]) for row in self.draft["criteria"])

    def is_valid(self) -> bool:
        forms_ = [
            *self.parts,
            *(row.form for row in self.criteria),
            *(f for row in self.criteria for f in row.levels),
        ]
        return all([form.is_valid() for form in forms_])

    def rubric(self) -> dict[str, Any]:
        """What `actions.save_rubric` takes; what cannot be read is None or empty."""
        return with_codes(
            {
                "parts": [
                    {name: form.cleaned_data.get(name, "") for name in ("code", "name", "name_en")}
                    for form in self.parts
                ],
                "criteria": [
                    {
                        **{
                            name: row.form.cleaned_data.get(name, "")
                            for name in ("code", "part", "name", "name_en", "hint", "hint_en")
                        },
                        "weight": row.form.cleaned_data.get("weight"),
                        "sections": row.form.cleaned_data.get("sections", []),
                        "anchors": [
                            {
                                "from": form.cleaned_data.get("from"),
                                "text": form.cleaned_data.get("text", ""),
                                "text_en": form.cleaned_data.get("text_en", ""),
                            }
                            for form in row.levels
                        ],
                    }
                    for row in self.criteria
                ],
            }
        )

    def show(self, found: Sequence[Mistake]) -> None:
        """Put each mistake next to its field, unless the field has said something itself."""
        for place, sentence in found:
            match place:
                case ("sum",):
                    self.sum_errors.append(sentence)
                case ("parts", int(i), str(name)):
                    _add(self.parts[i], name, sentence)
                case ("criteria", int(i), str(name)):
                    _add(self.criteria[i].form, name, sentence)
                case ("criteria", int(i), "anchors", int(j), str(name)):
                    _add(self.criteria[i].levels[j], name, sentence)
        for row in self.criteria:
            row.is_open = row.is_open or any(form.errors for form in (row.form, *row.levels))


def _number(text: Any) -> int:
    return int(text) if str(text).strip().isdecimal() else 0


def _add(form: forms.Form, name: str, sentence: str) -> None:
    if name not in form.errors:
        form.add_error(name, sentence)


class RuleForm(forms.ModelForm):
    """The rule text and the numbers it stands on."""

    class Meta:
        model = Edition
        fields = [*rules.NUMBERS, *rules.TEXTS]
        widgets = {name: forms.Textarea(attrs={"rows": 14}) for name in rules.TEXTS}

    version = forms.CharField(widget=forms.HiddenInput)
    # A mark is out of 100; a dossier without a sheet has no score at all.
    LIMITS: ClassVar = {"pass_mark": (0, 100), "sheets_per_dossier": (1, 25)}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, (least, most) in self.LIMITS.items():
            field = self.fields[name]
            field.widget.attrs |= {"min": least, "max": most}
            refusal = _("A whole number from %(least)s to %(most)s is needed.") % {
                "least": least,
                "most": most,
            }
            field.validators = [
                MinValueValidator(least, message=refusal),
                MaxValueValidator(most, message=refusal),
            ]

    def clean(self) -> dict[str, Any]:
        """What is wrong with the words is said at the preview, too."""
        values = super().clean()
        for name in rules.TEXTS:
            if name in values:
                try:
                    require_readable(name, values[name], rules.words_of(self.instance, "vi"))
                except forms.ValidationError as refusal:
                    self.add_error(None, refusal)
        return values

    def values(self) -> dict[str, Any]:
        """What `actions.save_rule` takes."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
