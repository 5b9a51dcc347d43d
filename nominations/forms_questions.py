"""A question to the secretariat, and its answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nominations.models import Message

MESSAGES = {
    "required": _("Please write the message."),
    "max_length": _("The message is too long: at most %(limit_value)s characters."),
}


class _MessageForm(forms.Form):
    """A browser that knows the limit cuts off what is pasted without a word; the server says it."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs.pop("maxlength", None)


class QuestionForm(_MessageForm):
    text = forms.CharField(
        label=_("Question to the secretariat"),
        max_length=Message.LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("At most 2,000 characters. Sent messages cannot be changed."),
        error_messages=MESSAGES,
    )


class AnswerForm(_MessageForm):
    text = forms.CharField(
        label=_("Answer"),
        max_length=Message.LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The organisation reads these words."),
        error_messages=MESSAGES,
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
