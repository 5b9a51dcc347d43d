from django import forms
from django.utils.translation import gettext_lazy as _

from dtportal.programme.models import Body, Edition, Province

KINDS = [
    (Body.Kind.PEOPLES_COMMITTEE, Body.Kind.PEOPLES_COMMITTEE.label),
    (Body.Kind.DEPARTMENT, Body.Kind.DEPARTMENT.label),
    (Body.Kind.ASSOCIATION, Body.Kind.ASSOCIATION.label),
    (Body.Kind.OTHER, Body.Kind.OTHER.label),
]


class BodyForm(forms.Form):
    name = forms.CharField(
        label=_("Full name"), max_length=250, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    province = forms.ModelChoiceField(
        Province.objects.none(),
        label=_("Province or city"),
        required=False,
        help_text=_("Left empty, the body nominates in the whole country."),
    )

    def __init__(self, *args, edition: Edition, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["province"].queryset = edition.localities()
        self.fields["province"].label_from_instance = lambda province: province.label


class OfficerForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address of the officer"),
        help_text=_(
            "Whoever has an account is appointed at once; anybody else gets a link that is valid for 14 days, "
            "once, for this address."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
