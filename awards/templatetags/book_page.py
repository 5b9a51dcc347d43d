"""What is measured of a picture, in words of the print shop."""

from typing import Any

from django import template

register = template.Library()

DPI, INCH = 300, 25.4  # millimetres


@register.filter
def printed_width(picture: Any) -> int:
    """Millimetres that a picture of so many pixels fills at 300 dpi."""
    return int(picture.width / DPI * INCH)
