"""Forms of sessions: planning, the agenda, presence, drafts of conclusions, minutes."""

from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from assessments.actions.drafts import MOST_ADVICE
from assessments.models import AgendaItem, Attendance, Conclusion, Help, ListMove
from dtportal.programme.models import Edition, Tier
from dtportal.questions import LimitedText


class SessionForm(forms.Form):
    title = LimitedText(label=_("Title of the session"), limit=200, long=False)
    starts_at = forms.DateTimeField(
        label=_("Begins at"), required=False, help_text=_("Such as 09:00 30/05/2023.")
    )
    place = LimitedText(label=_("Place"), limit=200, long=False, required=False)
    link = forms.URLField(
        label=_("Address of the online meeting"),
        max_length=400,
        required=False,
        assume_scheme="https",
        help_text=_("Begins with https://; only the council sees it."),
    )


class TextMotionForm(forms.Form):
    title = LimitedText(label=_("Motion put to the vote"), limit=250, long=False)
    text = LimitedText(label=_("Wording and reason"), limit=3000, long=True, required=False)


class DossierField(forms.CharField):
    """A dossier by its number; the value is the nomination, found among those given to the form."""

    default_error_messages = {"unknown": _("There is no such dossier among those of closed rounds.")}

    def __init__(self, **kwargs: Any):
        super().__init__(label=_("Number of the dossier"), max_length=60, **kwargs)
        self.nominations: Any = None

    def clean(self, value: Any) -> Any:
        # Never by the address of its pages, which looks like a number and may be another dossier's.
        found = self.nominations.filter(number__iexact=super().clean(value)).first()
        if found is None:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        return found


class DossierMotionForm(forms.Form):
    nomination = DossierField()
    text = LimitedText(label=_("Why on its own"), limit=3000, long=True, required=False)

    def __init__(self, *args: Any, nominations: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["nomination"].nominations = nominations


class MoveForm(forms.Form):
    nomination = DossierField()
    direction = forms.ChoiceField(
        label=_("Direction"), choices=ListMove.Direction.choices, widget=forms.RadioSelect
    )
    tier = forms.ModelChoiceField(label=_("List"), queryset=Tier.objects.none(), empty_label=None)
    reason = LimitedText(label=_("Reason"), limit=3000, long=True)

    def __init__(self, *args: Any, nominations: Any, edition: Edition, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["nomination"].nominations = nominations
        tiers = edition.tiers.all()
        self.fields["tier"].queryset = tiers
        self.fields["tier"].label_from_instance = lambda tier: tier.label


class ReplyForm(forms.Form):
    """Coming, or not with a reason."""

    COMING, EXCUSED = "coming", "excused"
    answer = forms.ChoiceField(choices=[(COMING, _("I will come")), (EXCUSED, _("I cannot come"))])
    reason = LimitedText(limit=300, long=False, required=False)


class PresenceForm(forms.Form):
    """The roll-call: one row a member."""

    member = forms.IntegerField()
    status = forms.ChoiceField(choices=Attendance.Status.choices)
    reason = LimitedText(limit=300, long=False, required=False)


class NotesForm(forms.Form):
    notes = LimitedText(label=_("Discussion"), limit=20000, long=True, required=False)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class TieForm(forms.Form):
    carried = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Carried")), ("no", _("Not carried"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = LimitedText(label=_("Reason"), limit=1000, long=True)


class AdviceForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of help"), choices=Help.choices)
    text = LimitedText(label=_("Recommendation"), limit=400, long=True, required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["rows"] = 2


AdviceFormSet = formset_factory(AdviceForm, extra=0, max_num=MOST_ADVICE, absolute_max=MOST_ADVICE)


class DraftForm(forms.Form):
    """What stands beside the recommendations; who may not word it does not get the field."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    verdict = forms.ChoiceField(label=_("Verdict"), required=False)
    feedback = LimitedText(
        label=_("Feedback to the organisation"),
        limit=3000,
        long=True,
        required=False,
        help_text=_("It reads this after publication. Name no member of the council."),
    )

    def __init__(self, *args: Any, item: AgendaItem, writes_feedback: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not writes_feedback:
            del self.fields["feedback"]
        if item.kind != AgendaItem.Kind.DOSSIER or item.status != AgendaItem.Status.PLANNED:
            del self.fields["verdict"]
        else:
            by_score = ("", _("As the score says"))
            self.fields["verdict"].choices = [by_score, *Conclusion.Verdict.choices]


class ScanForm(forms.Form):
    scan = forms.FileField(
        label=_("Signed scan"), help_text=_("PDF, JPEG or PNG: the printed minutes with both signatures.")
    )
