from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dtportal.accounts.fields import TextField
from dtportal.accounts.models import User


class SignupDetails(forms.Form):
    """What sign-up asks besides e-mail and password (allauth builds its form upon this)."""

    full_name = TextField(
        label=_("Full name"),
        max_length=120,
        help_text=_("As in official documents, with all marks."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    field_order = ["full_name", "email", "password1"]

    def signup(self, request: HttpRequest, user: User) -> None:
        user.full_name = self.cleaned_data["full_name"]
        user.language = (get_language() or "vi")[:2]
        user.save()
