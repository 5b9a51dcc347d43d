"""The form that gives one dossier more time."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dtportal.programme import calendar
from dtportal.states import ImpossibleMove
from nominations.forms import show
from nominations.models import Nomination


class LastMomentField(forms.DateTimeField):
    """A deadline to the minute: the minute counts to its last second, and a bare date to its last minute."""

    def to_python(self, value: Any) -> datetime | None:
        if value not in self.empty_values:
            try:
                return calendar.end_of(forms.DateField().to_python(str(value).strip()))
            except ValidationError:
                moment = super().to_python(value)
                return moment.replace(second=59) if moment else None
        return None


class ExtensionForm(forms.Form):
    reference = forms.CharField(
        label=_("Dossier number"),
        max_length=24,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("As the organisation gives it; drafts can be given more time too."),
    )
    until = LastMomentField(
        label=_("New deadline"),
        widget=forms.DateTimeInput(attrs={"autocomplete": "off"}),
        help_text=_("Such as 17:00 10/06/2023; a date alone means until 23:59 of that day."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The organisation reads these words."),
    )

    def __init__(self, *args: Any, extendable: QuerySet[Nomination], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.extendable = extendable

    def clean_reference(self) -> str:
        """Finds the dossier; whatever cannot be extended is answered alike, so that nothing is learnt of it."""
        reference = self.cleaned_data["reference"]
        self.cleaned_data["nomination"] = self.extendable.called(reference).first()
        if self.cleaned_data["nomination"] is None:
            raise ValidationError(
                gettext("No dossier with this number waits to be written or supplemented in this edition.")
            )
        return reference

    def refuse(self, error: ValidationError | ImpossibleMove) -> None:
        """Put what the action refused beside its field."""
        show(self, error if isinstance(error, ValidationError) else ValidationError(str(error)))
