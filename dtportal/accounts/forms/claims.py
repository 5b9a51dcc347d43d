from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dtportal.accounts.claiming import MESSAGE_LIMIT
from dtportal.accounts.fields import TaxCodeField
from dtportal.accounts.models import Claim, Membership


class ClaimForm(forms.Form):
    """The wish to represent an organisation that is registered already."""

    tax_code = TaxCodeField(
        label=_("Tax code"),
        help_text=_("10 or 13 digits."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=_("What is asked for"),
        choices=Claim.Kind.choices,
        initial=Claim.Kind.JOIN,
        widget=forms.RadioSelect,
        help_text=_("On a replacement the secretariat decides."),
    )
    document = forms.FileField(
        label=_("Letter of the organisation"),
        help_text=_("The paper that names the representative, signed and stamped. PDF, JPEG or PNG."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )
    message = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=MESSAGE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Position, department, who can confirm it. Whoever decides reads it."),
    )


class AnswerForm(forms.Form):
    """Yes or no; the reason is demanded by the action where it is a must."""

    allow = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Allow")), ("no", _("Refuse"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=MESSAGE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed for a refusal. The person who asks reads these words."),
    )

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if claim.is_replacement:
            self.fields["allow"].choices = [("yes", _("Allow")), ("no", _("Object"))]
            self.fields["reason"].help_text = _("Needed for an objection. The secretariat reads these words.")


class LabelledMembers(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Membership) -> str:
        return f"{obj.user.full_name} · {obj.user.email}"


class DecideForm(AnswerForm):
    """The secretariat's; `ends` are those who are replaced."""

    ends = LabelledMembers(
        Membership.objects.none(),
        label=_("Who is replaced"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Their representation ends with this decision; they are told by mail."),
    )

    field_order = ["allow", "ends", "reason"]

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        super().__init__(*args, claim=claim, **kwargs)
        self.fields["allow"].choices = [("yes", _("Allow")), ("no", _("Refuse"))]
        self.fields["reason"].required = True
        self.fields["reason"].help_text = _("The person who asks reads these words.")
        members = claim.organization.memberships.select_related("user").order_by("user__name_sort_key")
        if claim.is_replacement and members:
            self.fields["ends"].queryset = members
        else:
            del self.fields["ends"]
