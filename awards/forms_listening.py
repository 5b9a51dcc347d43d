"""Forms of listening: reports, comments, appeals, answers; the ceremony and the press."""

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from awards.models import Accreditation, Appeal, Comment, Complaint, ComplaintMessage, NoticeLine
from awards.models.attached import CODE_LENGTH, tidy
from dtportal.files import EVIDENCE, suffixes_of
from dtportal.sealing import code as new_code
from dtportal.upload_fields import FilesField, FilesInput

DAY = 24 * 3600
FILES_HELP = _(
    "At most five: PDF, JPEG, PNG, DOCX, XLSX or MP4, 20 MB each. Pictures lose what the camera wrote into them; "
    "other files keep what their programme wrote, such as the name of an author."
)


def files_field() -> FilesField:
    return FilesField(
        label=_("Files (optional)"),
        required=False,
        widget=FilesInput(attrs={"accept": ",".join(suffixes_of(EVIDENCE))}),
        help_text=FILES_HELP,
        error_messages={"empty": _("The file is empty.")},
    )


def words(label: Any, limit: int, rows: int = 6, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=limit, widget=forms.Textarea(attrs={"rows": rows}), **more)


class CodedForm(forms.Form):
    """Carries the code that its sender will be shown, signed, so that sending twice is sending once."""

    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.fields["token"].initial = signing.dumps(new_code(CODE_LENGTH), salt="listening")

    def clean_token(self) -> str:
        """The code; a new one where what came is not ours or is older than a day."""
        try:
            return signing.loads(self.cleaned_data["token"], salt="listening", max_age=DAY)
        except signing.BadSignature:
            return new_code(CODE_LENGTH)


class ComplaintForm(CodedForm):
    kind = forms.ChoiceField(label=_("What is it about?"), choices=Complaint.Kind, widget=forms.RadioSelect)
    text = words(
        _("What happened?"),
        ComplaintMessage.LIMIT,
        rows=8,
        help_text=_(
            "Who asked, when, where, by which way, how much. Say only what you wish to say of yourself."
        ),
    )
    files = files_field()
    contact = forms.CharField(
        label=_("How can the auditor reach you? (optional)"),
        max_length=200,
        required=False,
        help_text=_("Leave it empty to stay anonymous: the code you get is enough to read the answer."),
    )
    field_order = ["kind", "text", "files", "contact", "token"]


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        return tidy(self.cleaned_data["code"])


class ReplyForm(forms.Form):
    text = words(_("Message"), ComplaintMessage.LIMIT, rows=5)
    files = files_field()


class AnswerForm(forms.Form):
    text = words(_("Answer"), ComplaintMessage.LIMIT, rows=6)


class CommentForm(CodedForm):
    name = forms.CharField(label=_("Full name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), help_text=_("The answer goes to this address."))
    keep_name_from_unit = forms.BooleanField(
        label=_("Do not tell the unit who wrote this"), required=False, initial=True
    )
    text = words(_("Comment"), Comment.LIMIT, rows=8)
    files = files_field()
    may_use = forms.BooleanField(label=_("My details may be used to examine and answer this comment."))
    field_order = ["text", "files", "name", "email", "keep_name_from_unit", "may_use", "token"]

    def __init__(self, *args: Any, line: NoticeLine | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.line = line


class AppealForm(forms.Form):
    text = words(
        _("What do you appeal against, and why?"),
        Appeal.LIMIT,
        rows=8,
        help_text=_(
            "Name the point and what shows it. New achievements cannot be added to a dossier any more."
        ),
    )
    files = files_field()


class PutForm(forms.Form):
    """The motion by which the council is asked to take a dossier up again."""

    session = forms.ModelChoiceField(label=_("Session"), queryset=None, empty_label=_("Choose"))
    reason = words(_("Wording of the motion, with its reason"), 2000, rows=4)

    def __init__(self, *args: Any, sessions: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = sessions


class ExpertForm(forms.Form):
    email = forms.EmailField(label=_("E-mail of the expert's account"))


class AccreditationForm(forms.ModelForm):
    may_use = forms.BooleanField(label=_("My details may be used to accredit me to this event."))

    class Meta:
        model = Accreditation
        fields = ["outlet", "full_name", "press_card", "email", "phone", "equipment"]
        help_texts = {
            "press_card": _("The number only; no picture of the card or of an identity card."),
            "email": _("The decision goes to this address."),
            "equipment": _("Camera, live broadcast, power, parking."),
        }

    def validate_unique(self) -> None:
        """A second request of the same address changes nothing, and tells nobody that there is a first."""


class DeclineForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class ExceptionFilter(forms.Form):
    """What of the register is shown; wrong values show everything."""

    kind = forms.ChoiceField(label=_("Kind of exception"), required=False)
    person = forms.ChoiceField(label=_("Who"), required=False)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"placeholder": "dd/mm/yyyy"})
    )
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"placeholder": "dd/mm/yyyy"})
    )

    def __init__(self, *args: Any, kinds: list, people: list, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("All")), *kinds]
        self.fields["person"].choices = [("", _("Everybody")), *people]
