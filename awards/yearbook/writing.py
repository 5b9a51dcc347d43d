"""What a nominee writes for its page: the fields, and how many letters each may have (after NFC, as people count).

The limits are what was measured to fit the page with a photograph and, where there is one, the English summary; texts
of that length are set in the usual size, never smaller.
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
    Field("lead", _("In two sentences"), 260, 3, _("What your organisation has changed, for somebody who does not know it."), is_required=True),
    Field("story", _("What was done"), 900, 10, is_required=True),
    Field("results", _("What came of it"), 600, 7, _("Figures with their year, before and after.")),
    Field("quote", _("A sentence somebody said"), 180, 3),
    Field("quote_by", _("Who said it"), 90, 1),
    Field("summary_en", _("Summary in English"), 500, 6),
    Field("more", _("More about the way there"), 2400, 16, is_second=True),
)  # fmt: skip
BY_KEY = {field.key: field for field in FIELDS}
