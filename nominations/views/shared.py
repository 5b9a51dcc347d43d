"""What the views of all audiences share."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from nominations.models import Nomination


def own(request: HttpRequest, reference: str) -> Nomination:
    """A nomination of one of the person's own organisations; 404 for everybody else."""
    mine = Nomination.objects.visible_to(request.user).filter(organization__in=request.user.organization_ids)
    return get_object_or_404(mine.for_listing(), reference=reference)


def say(request: HttpRequest, error: ValidationError) -> None:
    """What an action refused, as messages."""
    for text in error.messages:
        messages.error(request, text)
