"""Scores as people read them, links that keep a list's filters, fields of a form in one line."""

import json
from fractions import Fraction
from typing import Any

from django import template
from django.forms import BoundField
from django.template.context import Context
from django.utils import formats
from django.utils.html import _json_script_escapes as escapes
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from assessments import scoring
from awards import hall
from dtportal.programme.models import Edition
from dtportal.programme.quotas import in_words as quota_in_words

register = template.Library()


@register.filter
def points(score: Fraction) -> str:
    """“87,33”: two decimals, half up; in English “87.33”."""
    return formats.number_format(scoring.shown(score), decimal_pos=2)


@register.filter
def in_words(quota: dict[str, Any], edition: Edition) -> str:
    """“TOP 100: at least 2, at most 20 of each sector”."""
    return quota_in_words(quota, edition)


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
def json_ld(data: dict[str, Any]) -> SafeString:
    """A block of data for search engines; no browser runs it, and nothing in it can end it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(escapes)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


@register.simple_tag
def kind_label(group: str) -> str:
    return hall.kind_label(group)
