"""Forms of a nominee's page in the yearbook: its texts, one picture, the secretariat's remark or correction."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from awards.models import BookPage, PagePicture
from awards.yearbook import writing
from awards.yearbook.writing import FIELDS
from dtportal.accounts.fields import TextField
from dtportal.programme.models import Sector
from dtportal.questions import LimitedText

NOTHING = "none"


def text_field(field: writing.Field, **more: Any) -> LimitedText:
    """Its letters are counted by `static/js/book.js`, as the server counts them."""
    made = LimitedText(
        label=f"{field.label} *" if field.is_required else field.label,
        help_text=field.help,
        limit=field.limit,
        long=field.rows > 1,
        required=False,
        **more,
    )
    return _counted(made, field.limit, rows=field.rows if field.rows > 1 else None)


def _counted(made: LimitedText, limit: int, rows: int | None = None) -> LimitedText:
    del made.widget.attrs["data-limit"]
    made.widget.attrs["data-letters"] = limit
    if rows:
        made.widget.attrs["rows"] = rows
    return made


class PageForm(forms.Form):
    """Everything may stay empty in a draft; what is needed is asked for when the page is approved."""

    def __init__(self, *args: Any, page: BookPage | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        texts, figures = (page.texts, page.figures) if page else ({}, [])
        for field in FIELDS:
            self.fields[field.key] = text_field(field)
            self.initial.setdefault(field.key, texts.get(field.key, ""))
        for number in range(writing.FIGURES):
            value = LimitedText(label=_("Value"), limit=writing.FIGURE_VALUE, long=False, required=False)
            label = LimitedText(
                label=_("What the figure says"), limit=writing.FIGURE_LABEL, long=False, required=False
            )
            pair = figures[number] if number < len(figures) else ["", ""]
            for name, made, limit, text in (
                (f"value_{number}", value, writing.FIGURE_VALUE, pair[0]),
                (f"label_{number}", label, writing.FIGURE_LABEL, pair[1]),
            ):
                self.fields[name] = _counted(made, limit)
                self.initial.setdefault(name, text)
        self.fields["summary_en"].widget.attrs["lang"] = "en"

    @property
    def texts(self) -> dict[str, str]:
        return {field.key: self.cleaned_data.get(field.key, "") for field in FIELDS}

    @property
    def figures(self) -> list[list[str]]:
        numbers = range(writing.FIGURES)
        return [
            [self.cleaned_data.get(f"value_{number}", ""), self.cleaned_data.get(f"label_{number}", "")]
            for number in numbers
        ]

    def figure_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"value_{number}"], self[f"label_{number}"]) for number in range(writing.FIGURES)]

    def first_page(self) -> list[forms.BoundField]:
        return [self[f.key] for f in FIELDS if not f.is_second and f.key not in {"summary_en"}]

    def second_page(self) -> list[forms.BoundField]:
        return [self[f.key] for f in FIELDS if f.is_second]

    @property
    def has_more(self) -> bool:
        """Whether the second page stands open."""
        return any(bound.value() or bound.errors for bound in self.second_page())

    @property
    def is_in_english(self) -> bool:
        """Whether the part in English stands open."""
        return bool(self["summary_en"].value() or self["summary_en"].errors)


class PictureForm(forms.Form):
    use = forms.ChoiceField(choices=PagePicture.Use, widget=forms.HiddenInput)
    file = forms.FileField(
        label=_("Picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png", "data-picture": ""}),
        error_messages={"empty": _("The file is empty.")},
    )
    caption = TextField(label=_("Caption (optional)"), max_length=160, required=False)

    def __init__(self, *args: Any, use: str, **kwargs: Any):
        super().__init__(*args, auto_id=f"{use}_%s", **kwargs)
        self.initial["use"] = use
        if use == PagePicture.Use.LOGO:
            del self.fields["caption"]


class ReturnForm(forms.Form):
    remark = LimitedText(label=_("What has to be changed, and why"), limit=1500, long=True)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, auto_id="return_%s", **kwargs)
        _counted(self.fields["remark"], 1500, rows=4)


class ProposalForm(forms.Form):
    """The page's texts as they are, to be corrected; what is left as it is, is no part of the proposal."""

    def __init__(self, *args: Any, page: BookPage, **kwargs: Any):
        super().__init__(*args, auto_id="propose_%s", **kwargs)
        for field in FIELDS:
            if page.texts.get(field.key):
                self.fields[field.key] = text_field(field, initial=page.texts[field.key])
        self.fields["reason"] = _counted(
            LimitedText(label=_("Why it should be corrected"), limit=1500, long=True), 1500, rows=3
        )

    @property
    def texts(self) -> dict[str, str]:
        return {key: text for key, text in self.cleaned_data.items() if key != "reason"}


class PagesFilter(forms.Form):
    """How the secretariat looks for a page; whatever is no choice is left out."""

    q = forms.CharField(label=_("Number, name, locality"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("All")), (NOTHING, _("Nothing yet")), *BookPage.Status.choices],
    )
    sector = forms.ModelChoiceField(label=_("Sector"), required=False, queryset=Sector.objects.none())

    def __init__(self, *args: Any, edition: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["sector"].queryset = edition.sectors.all()
        self.fields["sector"].label_from_instance = lambda sector: sector.label
        self.fields["sector"].empty_label = _("All")

    @property
    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
