"""Forms of a member about single dossiers: the declaration before they open, and stepping back."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.models import Assignment, InterestStatement
from dtportal.questions import LimitedText

Ground = InterestStatement.Ground
# What a person can state himself.
STATED = [(ground.value, ground.label) for ground in Ground if ground is not Ground.DETECTED]


class _WithGround(forms.Form):
    """A reason from the short list; “another” needs words."""

    ground = forms.ChoiceField(choices=STATED, required=False)
    reason = LimitedText(label=_("In your own words"), limit=500, long=False, required=False)

    def need_reason(self, cleaned: dict[str, Any]) -> None:
        cleaned["ground"] = cleaned.get("ground") or Ground.OTHER.value
        if cleaned["ground"] == Ground.OTHER and not cleaned.get("reason"):
            self.add_error("reason", gettext("Say in a few words what the conflict of interest is."))


class DeclarationForm(_WithGround):
    """One row of the table: no conflict, a conflict with its reason, or not now."""

    NONE, CONFLICT, LATER = "none", "conflict", "later"

    statement = forms.ChoiceField(
        choices=[(NONE, _("No conflict")), (CONFLICT, _("Conflict")), (LATER, _("Not now"))],
        initial=NONE,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, assignment: Assignment, **kwargs: Any):
        super().__init__(*args, prefix=f"a{assignment.pk}", **kwargs)
        self.assignment = assignment

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("statement") == self.CONFLICT:
            self.need_reason(cleaned)
        return cleaned


class RecusalForm(_WithGround):
    """The short list as buttons; (value, words, icon)."""

    GROUNDS = [
        (Ground.EMPLOYER, Ground.EMPLOYER.label, "briefcase"),
        (Ground.BODY, Ground.BODY.label, "bank"),
        (Ground.ADVISER, Ground.ADVISER.label, "chat-square-text"),
        (Ground.FAMILY, Ground.FAMILY.label, "people"),
    ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.need_reason(cleaned)
        return cleaned
