from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dtportal.text import slug
from forums.models import Forum


class RegistrationForm(forms.Form):
    full_name = forms.CharField(label=_("Full name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), help_text=_("The confirmation is sent to this address."))
    phone = forms.CharField(label=_("Telephone"), max_length=20, required=False)
    organization_name = forms.CharField(label=_("Organisation"), max_length=200, required=False)
    position = forms.CharField(label=_("Position"), max_length=120, required=False)
    may_register = forms.BooleanField(label=_("My details may be used to organise this event."))
    may_inform = forms.BooleanField(
        label=_("News about further forums and seminars may be sent to me (optional)."), required=False
    )

    def details(self) -> dict:
        """What `actions.register` takes; the consent to organise the event is the condition of all of it."""
        return {key: value for key, value in self.cleaned_data.items() if key != "may_register"}


class ForumForm(forms.ModelForm):
    class Meta:
        model = Forum
        fields = [
            "kind",
            "ordinal",
            "sector",
            "title",
            "title_en",
            "summary",
            "summary_en",
            "starts_at",
            "ends_at",
            "place",
            "capacity",
            "is_open_to_public",
            "is_broadcast",
        ]
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 4}),
            "summary_en": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sector"].empty_label = _("All sectors")

    def clean(self) -> dict:
        data = super().clean()
        if data.get("kind") == Forum.Kind.SEMINAR and not data.get("sector"):
            self.add_error("sector", _("A thematic seminar belongs to a sector."))
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("It has to end after it starts."))
        return data

    def clean_title(self) -> str:
        title = self.cleaned_data["title"]
        if not self.instance.pk:
            self.instance.slug = slug(title)[:110]
            if Forum.objects.filter(edition=self.instance.edition, slug=self.instance.slug).exists():
                raise ValidationError(_("This edition has an event of this title already."))
        return title
