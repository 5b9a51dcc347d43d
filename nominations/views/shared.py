"""What the views of all audiences share."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from dtportal.access import require
from dtportal.programme.models import Edition
from dtportal.roles import Can
from nominations.models import Nomination
from nominations.sections import Section, section_of


def own(request: HttpRequest, reference: str) -> Nomination:
    """A nomination of one of the person's own organisations; 403 for its colleagues, 404 for everybody else."""
    nomination = joint(request, reference)
    require(request.user, Can.DRAFT, nomination)
    return nomination


def joint(request: HttpRequest, reference: str) -> Nomination:
    """A nomination in which the person writes, as a representative or as a colleague; 404 for everybody else."""
    mine = Nomination.objects.visible_to(request.user).written_by(request.user)
    return get_object_or_404(mine.for_listing(), reference=reference)


def own_section(nomination: Nomination, key: str) -> Section:
    """The section of its edition; 404 when there is none."""
    try:
        return section_of(nomination.edition, nomination.group, key)
    except ValidationError as error:
        raise Http404 from error


def say(request: HttpRequest, error: ValidationError) -> None:
    """What an action refused, as messages."""
    for text in error.messages:
        messages.error(request, text)


def edition_of(request: HttpRequest, slug: str) -> Edition:
    """The edition, for whoever screens in it."""
    edition = get_object_or_404(Edition.objects.defer("activities", "dossier_sections"), slug=slug)
    require(request.user, Can.SCREEN, edition)
    return edition


def received(request: HttpRequest, edition: Edition):
    """What has been submitted in an edition; drafts are the organisations' own."""
    return Nomination.objects.visible_to(request.user).filter(edition=edition).beyond_draft()
