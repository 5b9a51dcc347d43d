"""A question to the secretariat, and its answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from nominations.models import Message

MESSAGES = {
    "required": _("Please write the message."),
    "max_length": _("The message is too long: at most %(limit_value)s characters."),
}


class QuestionForm(forms.Form):
    text = forms.CharField(
        label=_("Question to the secretariat"),
        max_length=Message.LIMIT,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": None}),
        help_text=_("At most 2,000 characters. Sent messages cannot be changed."),
        error_messages=MESSAGES,
    )


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Answer"),
        max_length=Message.LIMIT,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": None}),
        help_text=_("The organisation reads these words."),
        error_messages=MESSAGES,
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
