"""Forms about the council itself: the chair's deputies, invitations and their answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.models import CouncilInvitation, CouncilMember
from assessments.roster import Seat
from dtportal.programme.models import Body
from dtportal.questions import LimitedText


class DeputiesForm(forms.Form):
    """The chair's deputies in their order; an empty place is skipped."""

    PLACES = {"first": _("First deputy"), "second": _("Second deputy"), "third": _("Third deputy")}

    def __init__(self, *args: Any, seats: list[Seat], **kwargs: Any):
        super().__init__(*args, **kwargs)
        able = [seat.member for seat in seats if seat.sits and not seat.is_chair]
        self.members = {member.pk: member for member in able}
        choices = [("", _("Nobody")), *[(key, member.user.full_name) for key, member in self.members.items()]]
        named = [member for member in able if member.deputy_rank]
        now = [] if self.is_bound else [m.pk for m in sorted(named, key=lambda m: m.deputy_rank)]
        for number, (name, label) in enumerate(self.PLACES.items()):
            self.fields[name] = forms.TypedChoiceField(
                label=label,
                choices=choices,
                coerce=int,
                empty_value=None,
                required=False,
                initial=now[number] if number < len(now) else None,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        seen: set[int] = set()
        for name in self.PLACES:
            key = cleaned.get(name)
            if key in seen:
                self.add_error(name, gettext("Name each deputy once."))
            elif key is not None:
                seen.add(key)
        return cleaned

    @property
    def chosen(self) -> list[CouncilMember]:
        """The members named, in their order."""
        keys = [self.cleaned_data[name] for name in self.PLACES]
        return [self.members[key] for key in keys if key is not None]


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    full_name = LimitedText(label=_("Full name"), limit=120, long=False)
    academic_title = LimitedText(label=_("Academic rank, degree"), limit=40, long=False, required=False)
    position = LimitedText(label=_("Position"), limit=160, long=False, required=False)
    body = forms.ModelChoiceField(
        Body.objects.none(), label=_("Sits for"), required=False, empty_label=_("Sits as an expert")
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = Body.objects.with_names().order_by("slug")


class DeclineForm(forms.Form):
    ground = forms.ChoiceField(
        label=_("Reason"),
        choices=CouncilInvitation.Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )
    words = LimitedText(label=_("In your own words (if you like)"), limit=1000, long=True, required=False)
