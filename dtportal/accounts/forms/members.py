from django import forms
from django.utils.translation import gettext_lazy as _


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The link is valid for 14 days, once, for this address. An account is not needed yet."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class HandOverForm(forms.Form):
    stay = forms.BooleanField(
        label=_("I stay in charge as well"),
        required=False,
        help_text=_("Otherwise I remain a representative who neither invites nor removes anybody."),
    )
