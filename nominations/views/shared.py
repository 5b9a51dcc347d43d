"""What the views of all audiences share."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

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
    """A nomination in which the person writes: as a representative, as a colleague, or as a secretary who keys a
    paper dossier in; 404 for everybody else."""
    mine = Nomination.objects.visible_to(request.user).within_reach_of(request.user)
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


def back_to(request: HttpRequest, nomination: Nomination, part: str = "") -> HttpResponse:
    """The screening page again, under the filter one came with."""
    url = reverse("nominations:screen", args=[nomination.edition.slug, nomination.reference])
    query = request.GET.urlencode()
    return redirect(f"{url}{f'?{query}' if query else ''}{f'#{part}' if part else ''}")
