"""Absolute addresses for mails of this stage."""

from typing import Any

from django.urls import reverse
from django.utils.translation import override

from dtportal.journal.recording import link_to
from dtportal.programme.models import Edition


def address_of(name: str, edition: Edition | None, *more: Any) -> str:
    """The Vietnamese page (of an edition, unless it has none); mails lead there whatever their language."""
    with override("vi"):
        return link_to(reverse(name, args=[*([edition.slug] if edition else []), *more]))
