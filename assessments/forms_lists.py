"""The form of floors and caps: one row each, a few empty ones below; empty rows are left out."""

from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from dtportal.programme import quotas
from dtportal.programme.models import Edition

EMPTY_ROWS = 3
MOST_ROWS = 60


class QuotaForm(forms.Form):
    tier = forms.ChoiceField(label=_("List"), required=False)
    place = forms.ChoiceField(label=_("Sector or locality"), required=False)
    least = forms.IntegerField(label=_("At least"), required=False, min_value=0, max_value=10_000)
    most = forms.IntegerField(label=_("At most"), required=False, min_value=0, max_value=10_000)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["tier"].choices = [("", "—"), *((tier.code, tier.label) for tier in edition.tiers.all())]
        self.fields["place"].choices = [("", "—"), *quotas.places(edition)]
        for name, field in self.fields.items():
            kind = "form-select" if name in ("tier", "place") else "form-control"
            field.widget.attrs |= {"class": kind, "aria-label": field.label}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if any(value not in (None, "") for value in data.values()):
            for name in ("tier", "place"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Please choose one."))
        return data

    def quota(self) -> dict[str, Any] | None:
        """The row as data; None for an empty one."""
        data = self.cleaned_data
        if not data.get("tier"):
            return None
        by, key = data["place"].split(":", 1)
        bounds = {name: data[name] for name in ("least", "most") if data.get(name) is not None}
        return {"tier": data["tier"], "by": by, "key": key, **bounds}


QuotaFormSet = formset_factory(QuotaForm, extra=EMPTY_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


class OpeningForm(forms.Form):
    opening = forms.ChoiceField(
        label=_("Who may compute the result again"),
        choices=Edition.Opening,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    version = forms.CharField(widget=forms.HiddenInput)


def rows_of(edition: Edition) -> list[dict[str, Any]]:
    """What stands now, for the form."""
    return [{**quota, "place": quotas.place_of(quota)} for quota in edition.quotas]
