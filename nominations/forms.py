"""Forms of the nomination stage; the sections' own forms come from the edition's data (`sections.form_for`)."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dtportal.accounts.models import Organization, User
from dtportal.programme import calendar
from dtportal.programme.models import Body, Edition, Group, Province, Sector
from nominations.models import Nomination
from nominations.sections import Section

DAY = {"placeholder": _("dd/mm/yyyy"), "inputmode": "numeric", "autocomplete": "off"}


def show(form: forms.Form, error: ValidationError) -> None:
    """Put what an action refused beside the fields it speaks of, the rest above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, errors in error.error_dict.items():
        form.add_error(field if field in form.fields or field == NON_FIELD_ERRORS else None, errors)


class LabelledChoice(forms.ModelChoiceField):
    """Options in the language of the page."""

    def label_from_instance(self, obj: Any) -> str:
        return obj.label


class StartForm(forms.Form):
    organization = LabelledChoice(Organization.objects.none(), label=_("Organisation"), empty_label=None)
    group = forms.ChoiceField(
        label=_("Group of participants"), choices=Group.choices, widget=forms.RadioSelect, initial=Group.UNIT
    )
    sector = LabelledChoice(
        Sector.objects.none(),
        label=_("Sector"),
        required=False,
        help_text=_(
            "Units and enterprises take part in one priority sector; state bodies may leave this empty."
        ),
    )
    province = LabelledChoice(
        Province.objects.none(),
        label=_("Province or city"),
        help_text=_("The one in which the organisation has its head office."),
    )
    person_name = forms.CharField(
        label=_("Full name of the leader"),
        max_length=120,
        required=False,
        help_text=_("Only for outstanding leaders."),
    )
    person_position = forms.CharField(label=_("Position"), max_length=120, required=False)

    def __init__(self, *args: Any, user: User, edition: Edition, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = Organization.objects.filter(pk__in=user.organization_ids)
        self.fields["sector"].queryset = edition.sectors.all()
        self.fields["province"].queryset = edition.localities()


class EvidenceForm(forms.Form):
    """One file for a question of a section."""

    question = forms.ChoiceField(widget=forms.HiddenInput)
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, JPEG, PNG, DOCX or XLSX, at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"}),
    )
    caption = forms.CharField(
        label=_("Caption"),
        max_length=200,
        required=False,
        help_text=_("What the file shows, in a few words."),
    )

    def __init__(self, *args: Any, section: Section, **kwargs: Any):
        super().__init__(*args, **kwargs)
        question = section.evidence_question
        keys = [question["key"]] if question else []
        self.fields["question"].choices = [(key, key) for key in keys]
        self.fields["question"].initial = keys[0] if keys else ""


class RequestForm(forms.Form):
    body = LabelledChoice(
        Body.objects.none(),
        label=_("Nominating body"),
        help_text=_("The People's Committee or a department of the province, or an association."),
    )

    def __init__(self, *args: Any, nomination: Nomination, **kwargs: Any):
        super().__init__(*args, **kwargs)
        near = Q(province=nomination.province) | Q(province=None)
        asked = nomination.endorsements.values("body")
        bodies = Body.objects.nominators().with_names().filter(near).exclude(pk__in=asked)
        self.fields["body"].queryset = bodies.order_by("kind", "search_text")


class EndorseForm(forms.Form):
    letter_number = forms.CharField(
        label=_("Number of the letter"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    letter_date = forms.DateField(label=_("Date of the letter"), widget=forms.DateInput(attrs=DAY))


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The organisation reads these words."),
    )


class ReturnForm(ReasonForm):
    until = forms.DateField(
        label=_("Additions by (inclusive)"),
        required=False,
        widget=forms.DateInput(attrs=DAY),
        help_text=_("Extends the deadline of this dossier when it is later than the end of the intake."),
    )

    @staticmethod
    def proposed(now: datetime) -> dict[str, Any]:
        return {
            "until": calendar.start_of(now.astimezone(calendar.VIETNAM).date() + timedelta(days=7)).date()
        }

    def clean_until(self) -> datetime | None:
        """The last second of that day."""
        day = self.cleaned_data["until"]
        return calendar.end_of(day) if day else None
