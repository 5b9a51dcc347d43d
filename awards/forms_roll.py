"""Forms of a roll's life after it is signed: the minute of publication, who needs to know early, corrections."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from awards.corrections import Change, Kind
from awards.forms import BareForm
from awards.models import Confidant, Ground, RollEntry
from dtportal.accounts.models import User
from dtportal.text import nfc

MOMENT = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})


class EmbargoForm(BareForm):
    until = forms.DateTimeField(
        label=_("Publish by itself at"),
        required=False,
        widget=MOMENT,
        input_formats=["%Y-%m-%dT%H:%M"],
        help_text=_("Vietnamese time. Leave it empty to publish with the button, on the stage for example."),
    )


class ConfidantForm(BareForm):
    email = forms.EmailField(
        label=_("E-mail of the person's account"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    purpose = forms.ChoiceField(label=_("Needed for"), choices=Confidant.Purpose)

    def clean_email(self) -> User:
        """The person."""
        user = User.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True).first()
        if user is None:
            raise ValidationError(_("Nobody has an account with this address."))
        return user


class CorrectionForm(BareForm):
    """One correction: its reason, and at most one line to rename and one to revoke at a time with what the council
    has carried."""

    reason = forms.CharField(
        label=_("Reason of the correction"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("It is published with the new version."),
    )
    renamed = forms.ModelChoiceField(
        label=_("Put the printed name right of"), queryset=RollEntry.objects.none(), required=False
    )
    name = forms.CharField(label=_("Name as it is to be printed"), max_length=250, required=False)
    name_en = forms.CharField(
        label=_("English name"),
        max_length=250,
        required=False,
        help_text=_("Empty: as it is printed now."),
    )
    detail = forms.CharField(label=_("Position and unit (leaders only)"), max_length=250, required=False)
    revoked = forms.ModelChoiceField(
        label=_("Revoke the honour of"), queryset=RollEntry.objects.none(), required=False
    )
    ground = forms.ChoiceField(
        label=_("On the ground"),
        choices=[("", "—"), *Ground.choices],
        required=False,
        help_text=_("The four grounds of Article 93 of the Law on emulation and commendation."),
    )

    def __init__(self, *args: Any, entries: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("renamed", "revoked"):
            self.fields[name].queryset = entries
            self.fields[name].label_from_instance = lambda entry: f"{entry.certificate_number} · {entry.name}"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("renamed") and not data.get("name"):
            self.add_error("name", _("Write the name as it is to be printed."))
        entry = data.get("renamed")
        if entry and data.get("name"):
            # What is left empty stays as it is printed.
            for name in ("name_en", "detail"):
                data[name] = data.get(name) or getattr(entry, name)
            if all(nfc(data[name]).strip() == getattr(entry, name) for name in ("name", "name_en", "detail")):
                self.add_error("name", _("This is how it is printed already."))
        if data.get("name") and not data.get("renamed"):
            self.add_error("renamed", _("Choose whose name this is."))
        if data.get("revoked") and not data.get("ground"):
            self.add_error("ground", _("An honour is revoked on one of the four grounds of the law."))
        if data.get("ground") and not data.get("revoked"):
            self.add_error("revoked", _("Choose whose honour is revoked."))
        return data

    def changes(self) -> list[Change]:
        data, found = self.cleaned_data, []
        if data["renamed"]:
            words = {name: data[name].strip() for name in ("name", "name_en", "detail")}
            found.append(Change(_key(data["renamed"]), Kind.RENAMED, data["reason"], **words))
        if data["revoked"]:
            found.append(Change(_key(data["revoked"]), Kind.REVOKED, data["reason"], ground=data["ground"]))
        return found


def _key(entry: RollEntry) -> str:
    return entry.conclusion.nomination.reference
