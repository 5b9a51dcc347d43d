from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dtportal.accounts.fields import TextField
from dtportal.programme.models import Edition, Phase, Post


class ClockForm(forms.Form):
    to = forms.DateTimeField(label=_("Date and time"), help_text=_("Such as 09:00 30/05/2023."))


class CouncilRulesForm(forms.ModelForm):
    class Meta:
        model = Edition
        fields = ["locality_is_conflict"]
        labels = {
            "locality_is_conflict": _("Members do not appraise units of the locality in which they work")
        }


class PagesDueForm(forms.ModelForm):
    class Meta:
        model = Edition
        fields = ["pages_due"]
        labels = {"pages_due": _("Last day (inclusive)")}
        help_texts = {
            "pages_due": _(
                "Units are reminded 14, 7, 3 days and 1 day before. Empty: no deadline, no reminders."
            )
        }


class PhaseForm(forms.ModelForm):
    class Meta:
        model = Phase
        fields = ["starts_on", "ends_on", "grace_minutes"]
        labels = {
            "starts_on": _("First day"),
            "ends_on": _("Last day (inclusive)"),
            "grace_minutes": _("Grace, minutes"),
        }

    def clean(self) -> dict:
        values = super().clean()
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", gettext("The last day cannot lie before the first."))
        return values


class PostForm(forms.ModelForm):
    class Meta:
        model = Post
        fields = ["kind", "title", "text", "title_en", "text_en"]
        field_classes = {"title": TextField, "title_en": TextField}


class PostFileForm(forms.Form):
    title = TextField(label=_("Title of the document"), max_length=200, required=False)
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, JPEG, PNG, DOCX or XLSX, at most 20 MB; everybody may download it."),
    )
