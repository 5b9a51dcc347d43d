"""Forms of the secretariat's queue."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from dtportal.accounts.models import User
from nominations import actions
from nominations.filters import NOBODY

ENTRUST, ACCEPT, HOLD, DECLINE = "entrust", "accept", "hold", "decline"


def _secretary(pk: str) -> User | None:
    return None if pk in ("", NOBODY) else User.objects.get(pk=pk)


class EntrustForm(forms.Form):
    """Who is to look after a dossier, with a word for him."""

    to = forms.ChoiceField(label=_("Looked after by"))
    note = forms.CharField(
        label=_("Note for the secretariat"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The organisation does not read it."),
    )

    def __init__(self, *args: Any, secretaries: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(NOBODY, _("Nobody yet")), *secretaries]

    def owner(self) -> User | None:
        """Of a valid form."""
        return _secretary(self.cleaned_data["to"])


class AcceptForm(forms.Form):
    """Why one of several is chosen; the action knows when it is demanded."""

    reason = forms.CharField(
        label=_("Why this one is chosen"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept for the secretariat. The other units stay as they are until each is decided."),
    )


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("New note"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The organisation does not read it."),
        error_messages={"required": _("Please write the note.")},
    )


class BulkForm(forms.Form):
    """A deed on the ticked rows, or on everything that the filter finds."""

    DEEDS = (
        (ENTRUST, _("Hand over")),
        (ACCEPT, _("Accept as eligible")),
        (HOLD, _("Put on hold")),
        (DECLINE, _("Find ineligible")),
    )

    found = forms.CharField(required=False, widget=forms.HiddenInput)
    rows = forms.TypedMultipleChoiceField(coerce=int, required=False)
    everything = forms.BooleanField(required=False)
    deed_name = forms.ChoiceField(label=_("With the ticked dossiers"), choices=DEEDS)
    to = forms.ChoiceField(label=_("Looked after by"), required=False)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The organisations read these words."),
    )
    rule = forms.CharField(
        label=_("Another rule it rests on"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Each dossier is declined by its own conditions that are recorded as not met; this rule is added to all "
            "of them. A dossier with neither is left as it is."
        ),
    )

    def __init__(self, *args: Any, secretaries: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(NOBODY, _("Nobody yet")), *secretaries]
        if self.is_bound:
            given = self.data.getlist("rows")
            self.fields["rows"].choices = [(pk, pk) for pk in given if pk.isdecimal() and len(pk) < 19]

    @property
    def query(self) -> QueryDict:
        """The filter under which the rows were ticked."""
        return QueryDict(self.data.get("found", ""), mutable=True)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("rows") and not data.get("everything"):
            raise forms.ValidationError(_("Please tick at least one dossier."))
        if data.get("deed_name") in (HOLD, DECLINE) and not data.get("reason", "").strip():
            self.add_error("reason", _("Please give a reason; the organisation will read it."))
        return data

    @property
    def deed_label(self) -> str:
        return dict(self.DEEDS)[self.cleaned_data["deed_name"]]

    def deed(self) -> Callable[..., object]:
        """The action that runs on each row, with what was filled in."""
        reason, to = self.cleaned_data["reason"], _secretary(self.cleaned_data["to"])
        return {
            ENTRUST: partial(actions.entrust, to=to),
            ACCEPT: partial(actions.accept, reason=reason),
            HOLD: partial(actions.hold, reason=reason),
            DECLINE: partial(actions.decline, reason=reason, rule=self.cleaned_data["rule"]),
        }[self.cleaned_data["deed_name"]]
