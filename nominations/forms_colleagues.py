"""Whom to invite to a dossier."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nominations.models import Nomination
from nominations.sections import sections_of


class ColleagueForm(forms.Form):
    """Whom to invite, and to what."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The link is valid for 14 days, once, for this address. An account is not needed yet."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    section = forms.ChoiceField(label=_("What is shared"), required=False)

    def __init__(self, *args: Any, nomination: Nomination, **kwargs: Any):
        super().__init__(*args, **kwargs)
        sections = [
            (section.key, section.title) for section in sections_of(nomination.edition, nomination.group)
        ]
        self.fields["section"].choices = [("", _("The whole dossier")), *sections]
