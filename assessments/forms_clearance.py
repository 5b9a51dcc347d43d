"""Forms of a member about himself: the undertaking, his ties, his seat."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.models import CouncilMember, Expertise, Tie
from dtportal.accounts.fields import clean_tax_code
from dtportal.accounts.models import Organization
from dtportal.programme.models import Body, Sector
from dtportal.questions import LimitedText

TYPED = "typed"
DAYS = ("serves_from", "serves_until", "available_from", "available_until")


class UndertakingForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        label=_("I have read this and undertake it."),
        error_messages={"required": _("Tick the box to sign.")},
    )


class TieForm(forms.Form):
    """One tie: an organisation or a body picked from what was found, or the words that were typed."""

    kind = forms.ChoiceField(
        label=_("What is the tie?"),
        choices=[("", _("Choose")), *Tie.Kind.choices],
        error_messages={"required": _("Choose what the tie is.")},
    )
    q = LimitedText(label=_("Tax code or name"), limit=250, long=False, required=False)
    choice = forms.CharField(required=False)
    note = LimitedText(label=_("Note, such as the period"), limit=300, long=False, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind, _colon, key = cleaned.get("choice", TYPED).partition(":")
        cleaned["picked"] = {}
        if kind in {"organization", "body"} and key.isdecimal():
            model = Organization if kind == "organization" else Body
            found = model.objects.filter(pk=int(key)).first()
            if found is None:
                self.add_error("q", gettext("Choose the organisation from the list."))
            cleaned["picked"] = {kind: found}
        elif typed := cleaned.get("q", ""):
            cleaned["picked"] = self._typed(typed)
        else:
            self.add_error("q", gettext("Name the organisation, by its tax code or its full name."))
        return cleaned

    def _typed(self, text: str) -> dict[str, str]:
        """A tax code where it is made of digits, else a name."""
        if not any(char.isalpha() for char in text):
            try:
                return {"tax_code": clean_tax_code(text)}
            except forms.ValidationError as error:
                self.add_error("q", error)
                return {}
        return {"name": text}

    def tie(self) -> dict[str, Any]:
        """What `actions.state_tie` takes."""
        return {
            "kind": self.cleaned_data["kind"],
            "note": self.cleaned_data["note"],
            **self.cleaned_data["picked"],
        }


class ExpertiseForm(forms.ModelForm):
    """A seat's fields with one level of expertise for each sector of the edition."""

    def __init__(self, *args: Any, edition, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in DAYS:
            if name in self.fields:
                day = {"placeholder": _("dd/mm/yyyy"), "inputmode": "numeric", "autocomplete": "off"}
                self.fields[name].widget.attrs.update(day)
        if "province" in self.fields:
            self.fields["province"].queryset = edition.localities()
            self.fields["province"].empty_label = _("Not stated")
        self.sectors = list(Sector.objects.filter(editions=edition))
        levels = dict(self.instance.expertise.values_list("sector", "level")) if self.instance.pk else {}
        for sector in self.sectors:
            self.fields[f"level-{sector.code}"] = forms.TypedChoiceField(
                label=sector.label,
                choices=Expertise.Level.choices,
                coerce=int,
                initial=levels.get(sector.pk, Expertise.Level.NONE),
                widget=forms.RadioSelect,
            )

    @property
    def matrix(self) -> list[forms.BoundField]:
        """The levels, sector by sector."""
        return [self[f"level-{sector.code}"] for sector in self.sectors]

    @property
    def details(self) -> list[forms.BoundField]:
        """Everything else."""
        return [self[name] for name in self._meta.fields]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if (cleaned.get("min_load") or 0) > (cleaned.get("max_load") or 0):
            self.add_error("min_load", gettext("At least so many cannot be more than at most so many."))
        for first, last, words in (
            ("available_from", "available_until", gettext("The last day cannot lie before the first.")),
            ("serves_from", "serves_until", gettext("The last day cannot lie before the first.")),
        ):
            if cleaned.get(first) and cleaned.get(last) and cleaned[last] < cleaned[first]:
                self.add_error(last, words)
        return cleaned

    def seat(self) -> dict[str, Any]:
        """What `actions.seat` and `actions.change_own_seat` take."""
        values = {name: self.cleaned_data[name] for name in self._meta.fields}
        levels = {sector: self.cleaned_data[f"level-{sector.code}"] for sector in self.sectors}
        return {**values, "expertise": {sector: level for sector, level in levels.items() if level}}


OWN = ["keywords", "min_load", "max_load", "available_from", "available_until", "province"]


class OwnSeatForm(ExpertiseForm):
    class Meta:
        model = CouncilMember
        fields = OWN


class SeatForm(ExpertiseForm):
    """The secretariat's: for whom a member sits, and everything he may say himself."""

    class Meta:
        model = CouncilMember
        fields = ["body", "academic_title", "position", "serves_from", "serves_until", *OWN]

    def __init__(self, *args: Any, edition, **kwargs: Any):
        super().__init__(*args, edition=edition, **kwargs)
        self.fields["body"].queryset = Body.objects.with_names().order_by("slug")
        self.fields["body"].empty_label = _("Sits as an expert")
        self.fields["body"].required = False
