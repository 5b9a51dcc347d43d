"""What the views of an edition share."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from dtportal.access import require
from dtportal.programme.models import Edition
from dtportal.roles import Can


def edition_for(request: HttpRequest, slug: str, can: Can) -> Edition:
    """The edition of an address, for whoever holds the function in it; 403 for others."""
    edition = get_object_or_404(Edition, slug=slug)
    require(request.user, can, edition)
    return edition
