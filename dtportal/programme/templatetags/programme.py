"""What the frames of all pages need to know of the programme."""

from django import template
from django.template.context import Context

from dtportal.programme.models import Edition

register = template.Library()


@register.simple_tag(takes_context=True)
def the_edition(context: Context) -> Edition | None:
    """The edition this page is about: the one the view gave, otherwise the latest.

    Frames ask for its contact data and whether to say “dữ liệu minh họa”.
    """
    given = context.get("edition")
    return given if isinstance(given, Edition) else Edition.objects.latest_first().first()
