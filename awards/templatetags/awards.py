"""Scores as people read them, links that keep a list's filters, fields of a form in one line."""

from fractions import Fraction
from typing import Any

from django import template
from django.forms import BoundField
from django.template.context import Context
from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from assessments import scoring

register = template.Library()


@register.filter
def points(score: Fraction) -> str:
    """“87,33”: two decimals, half up; in English “87.33”."""
    return formats.number_format(scoring.shown(score), decimal_pos=2)


@register.filter
def lower_first(text: str) -> str:
    """“Tháng 9/2023” inside a sentence: “tháng 9/2023”; English months keep their capital."""
    return text if (get_language() or "").startswith("en") else text[:1].lower() + text[1:]


@register.simple_tag(takes_context=True)
def querystring_with(context: Context, **changes: Any) -> str:
    """The page's query string with some of it changed; None takes a key away. Begins with “?”."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value is not None:
            query[key] = value
    return f"?{query.urlencode()}"


@register.simple_tag
def field(bound: BoundField, css: str) -> SafeString:
    """A field of a filter with a class of Bootstrap's, without label or help."""
    return bound.as_widget(attrs={"class": css})


@register.simple_tag
def number_from(first: int, offset: int) -> int:
    """The running number of a line in a list that continues another."""
    return first + offset
