from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class SignupDetails(forms.Form):
    """What sign-up asks besides e-mail and password (allauth builds its form upon this)."""

    full_name = forms.CharField(label=_("Full name"), max_length=120)

    field_order = ["full_name", "email", "password1"]

    def signup(self, request, user):
        user.full_name = self.cleaned_data["full_name"]
        user.language = (get_language() or "vi")[:2]
        user.save()
