from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dtportal.programme.models import Edition


class RefillForm(forms.Form):
    """Emptying is asked for twice: the edition's short name is typed by hand."""

    count = forms.IntegerField(
        label=_("Invented nominations to fill it with"),
        help_text=_("0 leaves it empty."),
        min_value=0,
        max_value=600,
        initial=60,
    )
    confirmation = forms.CharField(label=_("Type the edition's short name to confirm"))

    def __init__(self, *args, edition: Edition, **kwargs):
        super().__init__(*args, **kwargs)
        self.edition = edition
        self.fields["confirmation"].help_text = edition.slug

    def clean_confirmation(self) -> str:
        if self.cleaned_data["confirmation"].strip() != self.edition.slug:
            raise ValidationError(_("This is not the edition's short name."))
        return self.edition.slug
