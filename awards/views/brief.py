"""The brief of an edition: a page and a sheet of paper, of this moment."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from awards.official.brief import Brief, brief_of
from awards.official.brief import brief_pdf as printed
from dtportal import files
from dtportal.access import require, requires
from dtportal.programme.calendar import VIETNAM
from dtportal.programme.models import Edition
from dtportal.roles import Can


@requires(Can.READ_PROGRESS)
def brief(request: HttpRequest, edition: str) -> HttpResponse:
    found = _brief(request, edition)
    return render(request, "awards/papers/brief.html", {"edition": found.figures.edition, "brief": found})


@requires(Can.READ_PROGRESS)
def brief_pdf(request: HttpRequest, edition: str) -> HttpResponse:
    found = _brief(request, edition)
    day = timezone.localtime(found.figures.now, VIETNAM)
    response = HttpResponse(printed(found), content_type=files.PDF)
    response["Content-Disposition"] = f'attachment; filename="tinh-den-{day:%Y-%m-%d}-{edition}.pdf"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _brief(request: HttpRequest, slug: str) -> Brief:
    edition = get_object_or_404(Edition, slug=slug)
    require(request.user, Can.READ_PROGRESS, edition)
    return brief_of(edition, request.user)
