"""Scores as people read them."""

from fractions import Fraction

from django import template
from django.utils import formats

from assessments import scoring

register = template.Library()


@register.filter
def points(score: Fraction) -> str:
    """“87,33”: two decimals, half up; in English “87.33”."""
    return formats.number_format(scoring.shown(score), decimal_pos=2)
