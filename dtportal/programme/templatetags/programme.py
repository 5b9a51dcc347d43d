"""What the frames of all pages need to know of the programme."""

from datetime import date
from typing import Any

from django import template
from django.template.context import Context
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from dtportal.programme.models import Edition, Phase
from dtportal.programme.models.bilingual import in_page_language
from dtportal.templatetags.ui import badge
from dtportal.text import ordinal

register = template.Library()


@register.simple_tag(takes_context=True)
def the_edition(context: Context) -> Edition | None:
    """The edition this page is about: the one the view gave, otherwise the latest.

    Frames ask for its contact data and whether to say “dữ liệu minh họa”.
    """
    given = context.get("edition")
    if isinstance(given, Edition):
        return given
    return Edition.objects.defer(*Edition.bulky()).latest_first().first()


@register.filter
def phase_dates(phase: Phase) -> str:
    """“28/02/2023–30/05/2023”, “Tháng 9/2023” where only the month is known, “Từ tháng 9/2023” without an end."""
    if phase.precision == Phase.Precision.MONTH:
        month = _month(phase.starts_on)
        if phase.ends_on is None:
            return capfirst(_("from %(month)s") % {"month": month})
        last = _month(phase.ends_on)
        return capfirst(month if last == month else f"{month}–{last}")
    first = date_format(phase.starts_on, "SHORT_DATE_FORMAT")
    if phase.ends_on is None:
        return capfirst(_("from %(month)s") % {"month": first})
    return f"{first}–{date_format(phase.ends_on, 'SHORT_DATE_FORMAT')}"


def _names(day: date) -> dict:
    return {
        "month": day.month,
        "year": day.year,
        "name": date_format(day, "F"),
        "short_name": date_format(day, "M"),
    }


def _month(day: date) -> str:
    return _("%(name)s %(year)s") % _names(day)


@register.filter
def month_mark(day: date) -> str:
    """A month on a narrow ruler: “Thg 3”."""
    return _("%(short_name)s") % _names(day)


@register.filter
def percent(value: float) -> str:
    """A position in a drawing, with a point as decimal mark whatever the language."""
    return f"{value:.2f}%"


@register.simple_tag
def phase_badge(row: Any) -> SafeString:
    """Where a phase stands on the edition's clock, in words."""
    if row.is_over:
        return badge(_("finished"), "ok")
    if not row.is_open and row.phase.precision == Phase.Precision.MONTH:
        return badge(_("upcoming"), "neutral")
    if not row.is_open:
        return badge(_("in %(days)s days") % {"days": row.days_ahead}, "neutral")
    if row.days_left is None:
        return badge(_("in progress"), "info")
    if row.days_left == 0:
        return badge(_("last day today"), "warn")
    tone = "warn" if row.days_left < 8 else "info"
    return badge(_("%(days)s days left") % {"days": row.days_left}, tone)


@register.simple_tag
def edition_ordinal(edition: Edition) -> str:
    """“Lần thứ nhất”; English counts in figures."""
    return _("Edition %(number)s") % {"number": edition.ordinal, "words": ordinal(edition.ordinal)}


@register.filter
def text_of(obj: Any, field: str) -> str:
    """A bilingual field in the language of the page."""
    return in_page_language(obj, field)
