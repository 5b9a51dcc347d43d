"""Forms about dossiers that came on paper."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dtportal.accounts.models import Organization
from dtportal.programme.models import Body, Edition, Group, Province, Sector
from nominations.forms import DAY, SCANS, LabelledChoice


class PaperForm(forms.Form):
    """What the cover of a paper dossier says; its contents are typed on the ordinary pages."""

    received_on = forms.DateField(
        label=_("Received on"),
        widget=forms.DateInput(attrs=DAY),
        help_text=_("The day counts against the deadline, whenever the dossier is keyed in and confirmed."),
    )
    archive_number = forms.CharField(
        label=_("Archive number"),
        max_length=60,
        help_text=_("Under which the paper is kept."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
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
    province = LabelledChoice(Province.objects.none(), label=_("Province or city"))
    person_name = forms.CharField(
        label=_("Full name of the leader"),
        max_length=120,
        required=False,
        help_text=_("Only for outstanding leaders."),
    )
    person_position = forms.CharField(label=_("Position"), max_length=120, required=False)
    body = LabelledChoice(
        Body.objects.none(),
        label=_("Nominating body"),
        required=False,
        help_text=_("As the paper names it; it is asked once the organisation has confirmed."),
    )
    scan = forms.FileField(
        label=_("Scan of the paper dossier"),
        required=False,
        help_text=_("PDF, JPEG or PNG, at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": SCANS}),
    )

    def __init__(self, *args: Any, edition: Edition, organization: Organization, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["sector"].queryset = edition.sectors.all()
        self.fields["province"].queryset = edition.localities()
        near = Q(province=organization.province_id) | Q(province=None)
        self.fields["body"].queryset = (
            Body.objects.nominators().with_names().filter(near).order_by("kind", "search_text")
        )


class SendForm(forms.Form):
    """Where the link goes; those who represent the organisation need no address."""

    email = forms.EmailField(
        label=_("E-mail address of the organisation"),
        help_text=_(
            "Whoever holds this address represents the organisation from then on, reads the dossier and confirms it."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, needs_address: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not needs_address:
            del self.fields["email"]


class ObjectionForm(forms.Form):
    objection = forms.CharField(
        label=_("What is wrong"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The secretariat reads these words, corrects the dossier and asks again."),
        error_messages={"required": _("Please say what is wrong.")},
    )
