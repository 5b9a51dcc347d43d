from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dtportal.accounts.models import User
from dtportal.programme.models import Body, Edition
from dtportal.roles import OFFICES


class PersonField(forms.EmailField):
    """The address of an account; its value is the person."""

    def clean(self, value: str) -> User:
        address = super().clean(value)
        user = User.objects.filter(email__iexact=address, is_active=True).first()
        if user is None:
            raise ValidationError(
                _("No account has this address. Ask the person to create one and confirm the address first.")
            )
        return user


class ReplaceForm(forms.Form):
    email = PersonField(
        label=gettext_lazy("E-mail address of the account"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class AppointForm(ReplaceForm):
    role = forms.ChoiceField(
        label=gettext_lazy("Office"),
        choices=[("", gettext_lazy("Choose")), *[(role.value, role.label) for role in OFFICES]],
    )
    body = forms.ModelChoiceField(
        Body.objects.none(),
        label=gettext_lazy("Nominating body"),
        required=False,
        empty_label=gettext_lazy("For officers only"),
    )
    sector = forms.ModelChoiceField(
        None, label=gettext_lazy("Sector"), required=False, empty_label=gettext_lazy("All sectors")
    )

    def __init__(self, *args, edition: Edition, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = Body.objects.nominators().with_names().order_by("search_text")
        self.fields["sector"].queryset = edition.sectors.all()
