"""Small drawings of a session's screen, and what its pages say of themselves on paper."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from dtportal.programme import clock
from dtportal.programme.models import Edition

register = template.Library()

WIDTH, MARGIN = 400, 12


@register.simple_tag
def clock_face(seconds: int) -> str:
    """“04:05”."""
    return f"{seconds // 60:02d}:{seconds % 60:02d}"


@register.inclusion_tag("assessments/_printed.html", takes_context=True)
def printed(context: Context, edition: Edition) -> dict[str, Any]:
    """Edition, date and reader, for the printed sheet only."""
    return {"edition": edition, "now": clock.now(edition), "reader": context["request"].user.full_name}


@register.simple_tag
def spread_plot(totals: Sequence[int], mean: Any) -> SafeString:
    """Each sheet's total as a dot on 0–100 and the mean as a line; equal totals stand above each other."""
    seen: dict[int, int] = {}
    dots = []
    for total in totals:
        level = seen.get(total, 0)
        seen[total] = level + 1
        dots.append({"x": _x(total), "y": 26 - 11 * level, "total": total})
    ticks = [{"x": _x(value), "value": value} for value in (0, 25, 50, 75, 100)]
    context = {"dots": dots, "mean": _x(float(mean)), "ticks": ticks, "totals": sorted(totals)}
    return render_to_string("assessments/_spread.html", context)


def _x(value: float) -> str:
    """A place on the axis, with a point as decimal mark whatever the language."""
    return f"{MARGIN + (WIDTH - 2 * MARGIN) * value / 100:.1f}"
