"""Forms about score sheets that came on paper."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms import SheetForm
from assessments.models import CouncilMember, PaperSheet
from dtportal.files import PREVIEWED, suffixes_of
from dtportal.questions import LimitedText


class ChooseMemberForm(forms.Form):
    member = forms.ModelChoiceField(
        CouncilMember.objects.none(), label=_("Member"), required=False, empty_label=_("Choose a member")
    )

    def __init__(self, *args: Any, members: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = members


class PaperSheetForm(SheetForm):
    """A score sheet as it is read from paper: marks and remarks, the day of the signature, the scan."""

    signed_on = forms.DateField(
        label=_("Signed on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    scan = forms.FileField(
        label=_("Scan of the signed sheet"),
        required=False,
        help_text=_("PDF, JPEG or PNG, at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ",".join(sorted(suffixes_of(PREVIEWED)))}),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        # A private note is not written on what is handed in.
        del self.fields["private_note"]

    def saved(self) -> dict[str, Any]:
        """What `actions.keep_paper_sheet` takes."""
        names = ("remark", "version", "signed_on", "scan")
        return {
            "marks": self.marks,
            "remarks": self.remarks,
            **{name: self.cleaned_data[name] for name in names},
        }


def initial_of(sheet: PaperSheet | None) -> dict[str, Any]:
    """A paper sheet's values by field name of `PaperSheetForm`."""
    if sheet is None:
        return {"version": 0}
    return {
        "version": sheet.version,
        "remark": sheet.remark,
        "signed_on": sheet.signed_on,
        **{f"mark-{code}": value for code, value in sheet.marks.items()},
        **{f"remark-{code}": text for code, text in sheet.remarks.items()},
    }


class ObjectionForm(forms.Form):
    objection = LimitedText(
        label=_("What is wrong"),
        limit=1000,
        long=True,
        help_text=_("The secretariat reads these words, corrects the sheet and asks again."),
        error_messages={"required": _("Please say what is wrong.")},
    )
