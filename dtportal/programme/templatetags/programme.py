"""What the frames of all pages need to know of the programme."""

from datetime import date

from django import template
from django.template.context import Context
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dtportal.programme.models import Edition, Phase

register = template.Library()


@register.simple_tag(takes_context=True)
def the_edition(context: Context) -> Edition | None:
    """The edition this page is about: the one the view gave, otherwise the latest.

    Frames ask for its contact data and whether to say “dữ liệu minh họa”.
    """
    given = context.get("edition")
    return given if isinstance(given, Edition) else Edition.objects.latest_first().first()


@register.filter
def phase_dates(phase: Phase) -> str:
    """“28/02/2023–30/05/2023”, “Tháng 9/2023” where only the month is known, “Từ tháng 9/2023” without an end."""
    if phase.precision == Phase.Precision.MONTH:
        month = _month(phase.starts_on)
        if phase.ends_on is None:
            return _("from %(month)s") % {"month": month}
        last = _month(phase.ends_on)
        return month if last == month else f"{month}–{last}"
    first = date_format(phase.starts_on, "SHORT_DATE_FORMAT")
    if phase.ends_on is None:
        return _("from %(month)s") % {"month": first}
    return f"{first}–{date_format(phase.ends_on, 'SHORT_DATE_FORMAT')}"


def _month(day: date) -> str:
    return pgettext("a month of a year", "%(month)s/%(year)s") % {"month": day.month, "year": day.year}


@register.filter
def month_mark(day: date) -> str:
    """A month on a narrow ruler: “Thg 3”."""
    return pgettext("a month on a narrow ruler", "%(month)s") % {
        "month": day.month,
        "name": date_format(day, "M"),
    }


@register.filter
def percent(value: float) -> str:
    """A position in a drawing, with a point as decimal mark whatever the language."""
    return f"{value:.2f}%"
