"""Forms of assignment."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dtportal.questions import LimitedText


class StopForm(forms.Form):
    """A member takes no more dossiers, or leaves."""

    NO_MORE, LEAVES = "no_more", "leaves"

    how = forms.ChoiceField(
        label=_("From now on"),
        choices=[
            (NO_MORE, _("The member takes no more dossiers and finishes those that are there")),
            (LEAVES, _("The member leaves: what is not scored goes to others, submitted scores stay")),
        ],
        initial=NO_MORE,
        widget=forms.RadioSelect,
    )
    reason = LimitedText(label=_("Reason"), limit=500, long=True)
