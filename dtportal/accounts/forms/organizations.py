from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dtportal.accounts.fields import PhoneField, TaxCodeField, TextField
from dtportal.accounts.levels import Level, levels_on
from dtportal.accounts.models import Organization
from dtportal.programme import clock
from dtportal.programme.models import Province


class OrganizationForm(forms.ModelForm):
    """An organisation as its papers have it. Whether the tax code is free is asked by the action."""

    tax_code = TaxCodeField(
        label=_("Tax code"),
        required=False,
        help_text=_("10 or 13 digits. Only state bodies may leave it out."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    phone = PhoneField(label=_("Telephone"), required=False)
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")

    class Meta:
        model = Organization
        fields = [
            "name",
            "name_en",
            "tax_code",
            "org_type",
            "level",
            "ownership",
            "sector",
            "province",
            "address",
            "legal_representative",
            "position",
            "phone",
            "email",
            "website",
            "employees",
        ]
        field_classes = {
            name: TextField for name in ("name", "name_en", "address", "legal_representative", "position")
        }
        labels = {
            "name": _("Name"),
            "name_en": _("English name"),
            "org_type": _("Kind of organisation"),
            "level": _("Level of the state body"),
            "ownership": _("Ownership"),
            "sector": _("Sector"),
            "province": _("Province or city"),
            "address": _("Head office"),
            "legal_representative": _("Legal representative"),
            "position": _("Position"),
            "email": _("E-mail"),
            "employees": _("Number of employees"),
        }
        help_texts = {
            "name": _("In full, as in the decision that founded it or the registration certificate."),
            "level": _("State bodies only; other organisations leave it empty."),
            "name_en": _("As registered; for the English list and the certificate."),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        edition = clock.current_edition()
        localities = edition.localities()
        if self.instance.province_id:
            localities = localities | Province.objects.filter(pk=self.instance.province_id)
        self.fields["province"].queryset = localities
        self.fields["sector"].queryset = edition.sectors.all()
        for required in ("ownership", "address", "legal_representative", "position", "phone", "email"):
            self.fields[required].required = True
        here = self.instance.level
        levels = [level for level in Level if level in levels_on(edition.intake.starts_on) or level == here]
        self.fields["level"].choices = [("", ""), *[(level.value, level.label) for level in levels]]
        for choice in ("org_type", "level", "ownership", "sector", "province"):
            self._invite_to_choose(choice)

    def _invite_to_choose(self, name: str) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.empty_label = _("Choose")
            return
        field.choices = [("", _("Choose")), *[(value, label) for value, label in field.choices if value]]

    def clean_tax_code(self) -> str | None:
        return self.cleaned_data["tax_code"] or None

    def clean(self) -> dict[str, Any]:
        known = super().clean()
        if known.get("org_type") != Organization.Type.STATE_BODY:
            known["level"] = ""
        elif not known.get("level") and "level" not in self.errors:
            self.add_error("level", _("Please choose the level of the state body."))
        return known

    def validate_unique(self) -> None:
        """The action asks, in its transaction, and says what to do."""
