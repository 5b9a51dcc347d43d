"""The form in which an edition words a letter."""

from django import forms
from django.utils.translation import gettext_lazy as _


class WordingForm(forms.Form):
    subject = forms.CharField(
        label=_("Subject"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    body = forms.CharField(
        label=_("Text of the letter"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_(
            "A line whose names are all empty is left out. The label of a rehearsal and the signature are added."
        ),
    )
    reference = forms.CharField(
        label=_("Dossier for the preview"),
        max_length=24,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Its number; without one, the latest."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
