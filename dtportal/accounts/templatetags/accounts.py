"""How people and organisations are written."""

from django import template

from dtportal.accounts.fields import national_phone
from dtportal.roles import Role

register = template.Library()


@register.filter
def phone(stored: str) -> str:
    """024 3943 6767"""
    return national_phone(stored or "")


@register.filter
def role_label(role: str) -> str:
    """The name of an office in the language of the page or mail."""
    return str(Role(role).label)
