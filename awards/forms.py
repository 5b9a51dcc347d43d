"""Forms of the roll, of publication and of the public pages."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from awards.models import Honor
from dtportal.programme.models import Edition, Group
from dtportal.text import nfc


class BareForm(forms.Form):
    """Crispy draws the fields; the template writes the form tag and its button."""

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        return helper


class SignForm(BareForm):
    code = forms.CharField(
        label=_("Code of the second factor"),
        help_text=_("Six digits from the authenticator app, or a recovery code."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text"}),
    )


class RefuseForm(BareForm):
    reason = forms.CharField(
        label=_("Reason for the refusal"),
        help_text=_("The secretariat will read it and draw up a new version."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )


class PublishForm(BareForm):
    confirmed = forms.BooleanField(
        label=_("I have read what happens next. The list is to be published now."),
    )


class HonorFilter(forms.Form):
    """The public list's filters; a GET form, so that every view of the list has an address."""

    q = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Name, with or without diacritics")}
        ),
    )
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    province = forms.ChoiceField(label=_("Province or city"), required=False)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["sector"].choices = [
            ("", _("All sectors")),
            *((sector.slug, sector.label) for sector in edition.sectors.all()),
            (Group.STATE_BODY, Group.STATE_BODY.label),
        ]
        self.fields["province"].choices = [
            ("", _("All localities")),
            *((province.slug, province.name) for province in edition.localities()),
        ]

    def clean_q(self) -> str:
        return nfc(self.cleaned_data["q"])

    def narrow(self, honors: Any) -> Any:
        """The honours that pass; a value that is no choice narrows nothing."""
        self.is_valid()
        chosen = self.cleaned_data
        if chosen.get("q"):
            honors = honors.search(chosen["q"])
        if chosen.get("sector") == Group.STATE_BODY:
            honors = honors.filter(group=Group.STATE_BODY)
        elif chosen.get("sector"):
            honors = honors.filter(sector__slug=chosen["sector"])
        if chosen.get("province"):
            honors = honors.filter(province__slug=chosen["province"])
        return honors


class VerifyForm(BareForm):
    code = forms.CharField(
        label=_("Verification code"),
        help_text=_("Ten letters and digits, printed beside the QR code of the certificate."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        return tidy_code(self.cleaned_data["code"])


def tidy_code(text: str) -> str:
    """A code as people type it: small letters, blanks and hyphens do not matter."""
    return "".join(char for char in text.upper() if char.isalnum())[
        : Honor.verification_code.field.max_length
    ]
