"""Forms of what the organisers put into the yearbook: forewords, pictures, errata."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from awards.forms import BareForm
from awards.models import BookPicture, Foreword
from dtportal.files import suffixes_of
from dtportal.programme.models import Edition
from dtportal.sniffing import IMAGES
from dtportal.text import nfc

ACCEPT = ",".join(sorted(suffixes_of(tuple(IMAGES))))
# Letters: about three pages of the book; more is no foreword.
LONGEST = 8000


def picture(label: Any, help_text: Any, **more: Any) -> forms.FileField:
    return forms.FileField(
        label=label,
        help_text=help_text,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={"empty": _("The file is empty.")},
        **more,
    )


def one_line(value: str) -> str:
    return nfc(value)


def paragraphs(value: str) -> str:
    """A paragraph a line, without empty ones."""
    return "\n".join(line for line in map(nfc, value.splitlines()) if line)


class ForewordForm(BareForm):
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("Heading"), max_length=Foreword._meta.get_field("title").max_length)
    author = forms.CharField(label=_("Author"), max_length=Foreword._meta.get_field("author").max_length)
    author_title = forms.CharField(
        label=_("Office of the author"),
        max_length=Foreword._meta.get_field("author_title").max_length,
        required=False,
        help_text=_("As it stands below the name."),
    )
    text = forms.CharField(
        label=_("Words of the foreword"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_(
            "Each line is a paragraph; the first one is set larger. A page holds about 2,400 letters."
        ),
    )
    portrait = picture(
        _("Portrait"),
        _("JPEG or PNG, upright, at least 500 × 640 pixels. Without one the page begins with the name."),
        required=False,
    )
    drop_portrait = forms.BooleanField(label=_("Take the portrait away"), required=False)
    signature = picture(
        _("Signature"),
        _("JPEG or PNG, dark on white, at least 710 × 240 pixels. Without one the name stands alone."),
        required=False,
    )
    drop_signature = forms.BooleanField(label=_("Take the signature away"), required=False)

    def __init__(self, *args: Any, foreword: Foreword | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("portrait", "signature"):
            if foreword is None or not getattr(foreword, name):
                del self.fields[f"drop_{name}"]

    def clean_title(self) -> str:
        return one_line(self.cleaned_data["title"])

    def clean_author(self) -> str:
        return one_line(self.cleaned_data["author"])

    def clean_author_title(self) -> str:
        return one_line(self.cleaned_data["author_title"])

    def clean_text(self) -> str:
        return paragraphs(self.cleaned_data["text"])


class PictureForm(BareForm):
    kind = forms.ChoiceField(label=_("What it shows"), choices=BookPicture.Kind.choices)
    label = forms.CharField(
        label=_("Of which forum or partner"),
        max_length=BookPicture._meta.get_field("label").max_length,
        widget=forms.TextInput(attrs={"list": "book-labels"}),
        help_text=_("A forum by its title, so that its date and place stand beside the picture."),
    )
    caption = forms.CharField(
        label=_("Caption"), max_length=BookPicture._meta.get_field("caption").max_length, required=False
    )
    upload = picture(_("File"), _("JPEG or PNG; 1,460 × 860 pixels fill the width of the text at 300 dpi."))

    def clean_label(self) -> str:
        return one_line(self.cleaned_data["label"])

    def clean_caption(self) -> str:
        return one_line(self.cleaned_data["caption"])


class ErratumForm(BareForm):
    honor = forms.ModelChoiceField(
        label=_("On whose page"), queryset=None, required=False, empty_label=_("Of the book itself")
    )
    wrong = forms.CharField(
        label=_("Printed"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), strip=True
    )
    right = forms.CharField(
        label=_("Correct"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), strip=True
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any):
        super().__init__(*args, **kwargs)
        honors = edition.honors.standing().order_by("sort_key", "pk").defer("texts", "search_text")
        self.fields["honor"].queryset = honors

    def clean_wrong(self) -> str:
        return paragraphs(self.cleaned_data["wrong"])

    def clean_right(self) -> str:
        return paragraphs(self.cleaned_data["right"])

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("wrong") and said.get("wrong") == said.get("right"):
            self.add_error("right", _("This is what was printed; please write what is correct."))
        return said
