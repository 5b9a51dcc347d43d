"""Forms of the roll, of publication and of the public pages."""

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from awards.models import Honor


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
