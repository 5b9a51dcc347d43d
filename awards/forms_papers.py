"""Forms of official papers and of the documents on file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from awards.forms import BareForm
from awards.models import OnFile, Paper, Roll
from awards.official.writing import UNUSED
from dtportal.files import PREVIEWED, suffixes_of
from dtportal.text import nfc

SCAN = ",".join(sorted(suffixes_of(PREVIEWED)))
SCAN_HELP = _("PDF, JPEG or PNG, at most 20 MB.")


def day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class NewPaperForm(BareForm):
    """Which paper, by whom, about which list."""

    kind = forms.ChoiceField(label=_("Kind of paper"), choices=Paper.Kind.choices)
    issuer = forms.ChoiceField(
        label=_("Issued by"),
        choices=[("", _("By the kind: council, secretariat or organising committee")), *Paper.Issuer.choices],
        required=False,
    )
    about_list = forms.BooleanField(
        label=_("It is about the honour list"),
        help_text=_(
            "Decision and submission always are. What names an unpublished list is seen by its readers only."
        ),
        required=False,
    )


class PaperForm(BareForm):
    """The text of a draft. Lists are one entry a line."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    subject = forms.CharField(label=_("What it is about"), max_length=300)
    place = forms.CharField(label=_("Place"), max_length=60)
    to = forms.CharField(
        label=_("Addressed to"),
        help_text=_("One a line; of an invitation whom it invites."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    text = forms.CharField(
        label=_("Body of the paper"),
        help_text=_(
            "A line is a paragraph; one that begins with “- ” is an entry, “I. IN CAPITALS” a heading."
        ),
        required=False,
        max_length=40000,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    recipients = forms.CharField(
        label=_("Recipients"),
        help_text=_("One a line, the archive last."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    office = forms.CharField(
        label=_("Office of the signatory"),
        help_text=_("One line or several, such as “KT. CHỦ TỊCH” and “PHÓ CHỦ TỊCH”."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    signer = forms.CharField(
        label=_("Signatory"),
        help_text=_("Without rank or title before the name."),
        required=False,
        max_length=100,
    )

    def __init__(self, *args: Any, paper: Paper, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in UNUSED.get(Paper.Kind(paper.kind), set()):
            del self.fields[name]
        if paper.report_id:
            self.fields.pop("text", None)

    def clean_subject(self) -> str:
        return nfc(self.cleaned_data["subject"])

    def clean_signer(self) -> str:
        return nfc(self.cleaned_data["signer"])


class NumberForm(BareForm):
    dated = forms.DateField(label=_("Date of the paper"), widget=day())
    number = forms.IntegerField(
        label=_("Number"),
        help_text=_("The next of the series; change it if the office has given another one."),
        min_value=1,
        max_value=9999,
    )


class PaperScanForm(BareForm):
    scan = forms.FileField(
        label=_("Signed and sealed scan"),
        help_text=SCAN_HELP,
        widget=forms.FileInput(attrs={"accept": SCAN}),
    )


class VoidForm(BareForm):
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class OnFileForm(BareForm):
    kind = forms.ChoiceField(label=_("Document"), choices=OnFile.Kind.choices)
    number = forms.CharField(label=_("Number and symbol"), max_length=60)
    dated = forms.DateField(label=_("Date"), widget=day())
    issued_by = forms.CharField(label=_("Issued by"), max_length=200)
    file = forms.FileField(
        label=_("File"), help_text=SCAN_HELP, widget=forms.FileInput(attrs={"accept": SCAN})
    )
    is_public = forms.BooleanField(
        label=_("Everybody may read it on the public page"), required=False, initial=True
    )

    def clean_number(self) -> str:
        return nfc(self.cleaned_data["number"])

    def clean_issued_by(self) -> str:
        return nfc(self.cleaned_data["issued_by"])


def roll_for(user: Any, edition: Any) -> Roll | None:
    """The list that a new paper would be about: the published one, or the one in work if he may read it."""
    rolls = Roll.objects.visible_to(user).alive().filter(edition=edition)
    return rolls.select_related("item__session", "corrects", "edition").first()
