"""How people and organisations are written."""

from django import template

from dtportal.accounts.fields import national_phone

register = template.Library()


@register.filter
def phone(stored: str) -> str:
    """024 3943 6767"""
    return national_phone(stored or "")
