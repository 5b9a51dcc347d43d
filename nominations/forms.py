"""Forms of the nomination stage; the sections' own forms come from the edition's data (`sections.form_for`)."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dtportal.accounts.models import Organization, User
from dtportal.files import EVIDENCE, suffixes_of
from dtportal.programme.models import Body, Edition, Group, Province, Sector
from dtportal.questions import localized
from dtportal.upload_fields import FilesField, FilesInput
from nominations.conditions import endorsers_of
from nominations.models import Nomination
from nominations.sections import Section

DAY = {"placeholder": _("dd/mm/yyyy"), "inputmode": "numeric", "autocomplete": "off"}

SCANS = ".pdf,.jpg,.jpeg,.png"


def show(form: forms.Form, error: ValidationError) -> None:
    """Put what an action refused beside the fields it speaks of, the rest above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, errors in error.error_dict.items():
        form.add_error(field if field in form.fields or field == NON_FIELD_ERRORS else None, errors)


class LabelledChoice(forms.ModelChoiceField):
    """Options in the language of the page; before them an invitation to choose."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **{"empty_label": _("Choose")} | kwargs)

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
        help_text=_(
            "The one in which the organisation has its head office. Its People's Committee sees the "
            "organisation's name, its sector and how far the dossier is; the content only when asked to endorse."
        ),
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


def _files_help() -> str:
    return _("PDF, JPEG, PNG, DOCX, XLSX or MP4, at most %(limit)s MB each.") % {
        "limit": settings.EVIDENCE_MAX_BYTES // 2**20
    }


class EvidenceForm(forms.Form):
    """Files for a question of a section."""

    question = forms.ChoiceField(label=_("Question"))
    file = FilesField(
        label=_("Files"),
        widget=FilesInput(attrs={"accept": ",".join(suffixes_of(EVIDENCE))}),
        error_messages={"required": _("Please choose a file."), "empty": _("The file is empty.")},
    )
    caption = forms.CharField(
        label=_("Caption"),
        max_length=200,
        required=False,
        help_text=_("What the file shows, in a few words."),
    )

    def __init__(self, *args: Any, section: Section, **kwargs: Any):
        super().__init__(*args, **kwargs)
        asked = section.files or [section.evidence_question or {"key": "", "label": ""}]
        self.fields["question"].choices = [(q["key"], localized(q, "label")) for q in asked]
        self.fields["question"].initial = asked[0]["key"]
        if len(asked) == 1:
            self.fields["question"].widget = forms.HiddenInput()
        self.fields["file"].help_text = _files_help()


class ReplaceForm(forms.Form):
    file = forms.FileField(
        label=_("New file"),
        widget=forms.FileInput(attrs={"accept": ",".join(suffixes_of(EVIDENCE))}),
        error_messages={"required": _("Please choose a file."), "empty": _("The file is empty.")},
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _files_help()


class UploadForm(forms.Form):
    """What a script says of a file before it sends it piece by piece."""

    question = forms.CharField(max_length=40, required=False)
    name = forms.CharField(max_length=255)
    size = forms.IntegerField()
    modified = forms.IntegerField(min_value=0, max_value=2**53, required=False)
    caption = forms.CharField(max_length=200, required=False)
    replaces = forms.IntegerField(required=False)


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
        kinds = endorsers_of(nomination.edition.screening, nomination.group)
        if kinds is not None:
            bodies = bodies.filter(kind__in=kinds)
        self.fields["body"].queryset = bodies.order_by("kind", "search_text")


class EndorseForm(forms.Form):
    letter_number = forms.CharField(
        label=_("Number of the letter"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    letter_date = forms.DateField(label=_("Date of the letter"), widget=forms.DateInput(attrs=DAY))
    scan = forms.FileField(
        label=_("Scan of the letter"),
        required=False,
        help_text=_("PDF, JPEG or PNG, at most 20 MB; it can be added later."),
        widget=forms.FileInput(attrs={"accept": SCANS}),
    )


class ScanForm(forms.Form):
    scan = forms.FileField(
        label=_("Scan of the letter"),
        help_text=_("PDF, JPEG or PNG, at most 20 MB. It is added to every endorsement by this letter."),
        widget=forms.FileInput(attrs={"accept": SCANS}),
    )


class InviteUnitForm(forms.Form):
    name = forms.CharField(
        label=_("Organisation"), max_length=250, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The link is valid for 14 days; a colleague may follow it, too."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    sector = LabelledChoice(Sector.objects.none(), label=_("Sector"), required=False)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["sector"].queryset = edition.sectors.all()


class InviteOwnerForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Whoever holds this address represents the organisation and completes its dossier."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The organisation reads these words."),
    )


class WithdrawForm(forms.Form):
    """A draft that nobody has seen may go without a word."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The secretariat reads these words."),
        error_messages={"required": _("Please give a reason; the secretariat will read it.")},
    )

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needs_reason
