"""Forms of site visits: when, where, who goes."""

from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from assessments.models import SiteVisit
from dtportal.accounts.models import User
from dtportal.programme.calendar import VIETNAM
from dtportal.questions import LimitedText
from nominations.models import Nomination

MOMENT = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})


class People(forms.ModelMultipleChoiceField):
    def label_from_instance(self, person: User) -> str:
        return person.full_name


class VisitForm(forms.Form):
    starts_at = forms.DateTimeField(label=_("From"), widget=MOMENT, input_formats=["%Y-%m-%dT%H:%M"])
    ends_at = forms.DateTimeField(label=_("Until"), widget=MOMENT, input_formats=["%Y-%m-%dT%H:%M"])
    place = LimitedText(label=_("Place"), limit=250, long=False)
    message = LimitedText(
        label=_("Message to the unit"),
        limit=2000,
        long=True,
        required=False,
        help_text=_("Whom and what the visitors would like to see. The unit reads it with date and place."),
    )
    visitors = People(
        User.objects.none(),
        label=_("Visitors"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Readers of this dossier without a conflict of interest, and the secretariat."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, free: Any, **kwargs: Any):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["visitors"].queryset = free
        self.fields["message"].widget.attrs["rows"] = 3

    def planned(self) -> dict[str, Any]:
        """What `actions.plan_visit` takes."""
        names = ("starts_at", "ends_at", "place", "message", "visitors")
        return {name: self.cleaned_data[name] for name in names}


def initial_of(visit: SiteVisit) -> dict[str, Any]:
    return {
        "starts_at": localtime(visit.starts_at, VIETNAM),
        "ends_at": localtime(visit.ends_at, VIETNAM),
        "place": visit.place,
        "message": visit.message,
        "visitors": list(visit.visitors.values_list("user", flat=True)),
        "version": visit.version,
    }


class ChooseDossierForm(forms.Form):
    nomination = forms.ModelChoiceField(
        Nomination.objects.none(),
        label=_("Dossier"),
        to_field_name="reference",
        empty_label=_("Choose a dossier"),
    )

    def __init__(self, *args: Any, dossiers: Any, **kwargs: Any):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["nomination"].queryset = dossiers
        self.fields["nomination"].label_from_instance = lambda row: f"{row.known_as} · {row.honoree_name}"
