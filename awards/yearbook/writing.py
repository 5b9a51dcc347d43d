"""What a nominee writes for its page: the fields, and how many letters each may have (after NFC, as people count).

The limits are what was measured to fit a page with photograph, logo, figures, a quotation and the English summary,
below a name of three lines: texts of that length are set in the usual size, never smaller. Without summary or
photograph there is room for more (`limits`).
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

FIGURES = 3
FIGURE_VALUE, FIGURE_LABEL = 10, 48


@dataclass(frozen=True)
class Field:
    """`rows`: lines of the text area; `is_second`: printed on the second page, for the narrowest list only."""

    key: str
    label: str
    limit: int
    rows: int
    help: str = ""
    is_second: bool = False
    is_required: bool = False


FIELDS = (
    Field("lead", _("In two sentences"), 180, 3,
          _("What your organisation has changed, for somebody who does not know it."), is_required=True),
    Field("story", _("What was done"), 380, 8, is_required=True),
    Field("results", _("What came of it"), 210, 5, _("Figures with their year, before and after.")),
    Field("quote", _("A sentence somebody said"), 110, 2),
    Field("quote_by", _("Who said it"), 80, 1),
    Field("summary_en", _("Summary in English"), 300, 5),
    Field("more", _("More about the way there"), 2400, 16, is_second=True),
)  # fmt: skip
BY_KEY = {field.key: field for field in FIELDS}
# What the space of a picture or summary that is not there is worth to the texts, in letters.
WITHOUT_ENGLISH = {"story": 220, "results": 120}
WITHOUT_PHOTO = {"story": 460, "results": 250}


def limits(has_photo: bool, has_english: bool) -> dict[str, int]:
    """By field, for a page as it is at the moment."""
    found = {field.key: field.limit for field in FIELDS}
    for applies, more in ((not has_photo, WITHOUT_PHOTO), (not has_english, WITHOUT_ENGLISH)):
        for key, letters in more.items():
            found[key] += letters * applies
    return found
