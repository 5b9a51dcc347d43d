"""Drawing a dossier and how far its sections are."""

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from nominations import handbook, reading
from nominations.checklist import COMPLETE, EMPTY, PARTIAL, SectionState
from nominations.dashboard import Row
from nominations.models import Dossier
from nominations.reading import ReadSection, readable
from nominations.sections import Section

register = template.Library()
RINGS = {
    EMPTY: _("empty"),
    PARTIAL: _("something is missing"),
    COMPLETE: _("complete"),
}


@register.simple_tag
def dossier_sections(dossier: Dossier) -> list[ReadSection]:
    return readable(dossier)


@register.simple_tag
def paper_mark(dossier: Dossier) -> reading.PaperMark | None:
    return reading.paper_mark(dossier)


@register.simple_tag
def model_answers(section: Section, group: str) -> list[handbook.Asked]:
    return handbook.model_answers(section, group)


@register.simple_tag
def ring(state: SectionState) -> SafeString:
    """How far a section is: a shape (drawn by the style sheet), and the word for who does not see it."""
    return format_html(
        '<span class="ring ring-{}"><span class="visually-hidden">{}</span></span>',
        state.status,
        RINGS[state.status],
    )


@register.filter
def by_fours(text: str) -> list[str]:
    """A fingerprint in pieces that an eye can compare and a line can break between."""
    return [text[start : start + 4] for start in range(0, len(text), 4)]


@register.simple_tag
def heat_cells(row: Row, desk: str) -> SafeString:
    """The cells of a locality, each a link to its dossiers for whoever may open the desk.

    Written in one go: an edition has five hundred cells, and all that varies in them are numbers.
    """
    before, after = (f'<a href="{escape(desk)}?group=unit&amp;sector=', "</a>") if desk else ("", "")
    cells = []
    for cell in row.cells:
        # Nine of ten are empty, and look like it without a class.
        heat = [f"heat-{cell.heat:d}"] if cell.heat else []
        heat += ["heat-won"] if cell.accepted else []
        kind = f' class="{" ".join(heat)}"' if heat else ""
        link = f'{before}{cell.sector.pk:d}&amp;province={cell.province.pk:d}">' if desk else ""
        cells.append(f"<td{kind}>{link}{cell.received:d}{after}</td>")
    return mark_safe("".join(cells))
