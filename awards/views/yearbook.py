"""The yearbook's desk: order a book, watch it grow, open it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from awards.models import Roll, Yearbook
from awards.yearbook_actions import order_yearbook
from dtportal import files
from dtportal.access import require, requires
from dtportal.programme.models import Edition
from dtportal.roles import Can


@requires(Can.BUILD_YEARBOOK)
def yearbooks(request: HttpRequest, edition: str) -> HttpResponse:
    found = _edition(request, edition)
    books = list(
        Yearbook.objects.visible_to(request.user).filter(edition=found).select_related("ordered_by")[:20]
    )
    context = {
        "edition": found,
        "latest": books[0] if books else None,
        "earlier": [book for book in books[1:] if book.file],
        "is_published": found.rolls.filter(status=Roll.Status.PUBLISHED).exists(),
        "number": found.honors.standing().count(),
    }
    return render(request, "awards/yearbook/yearbooks.html", context)


@require_POST
@requires(Can.BUILD_YEARBOOK)
def order(request: HttpRequest, edition: str) -> HttpResponse:
    found = _edition(request, edition)
    try:
        order_yearbook(found, by=request.user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("awards:yearbooks", edition)


@requires(Can.BUILD_YEARBOOK)
def yearbook(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    return render(request, "awards/yearbook/yearbook.html", {"book": _book(request, edition, pk)})


@requires(Can.BUILD_YEARBOOK)
def progress(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """The part of the page that is asked for again while the book is in work."""
    return render(request, "awards/yearbook/_progress.html", {"book": _book(request, edition, pk)})


@requires(Can.BUILD_YEARBOOK)
def file(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    book = _book(request, edition, pk)
    if not book.file:
        raise Http404
    shown = "save" not in request.GET
    name = f"ky-yeu-{edition}-{book.sha256[:8]}.pdf"
    return files.send(book.file, name=name, content_type=files.PDF, inline=shown)


def _edition(request: HttpRequest, slug: str) -> Edition:
    edition = get_object_or_404(Edition, slug=slug)
    require(request.user, Can.BUILD_YEARBOOK, edition)
    return edition


def _book(request: HttpRequest, edition: str, pk: int) -> Yearbook:
    books = Yearbook.objects.visible_to(request.user).select_related("edition", "ordered_by")
    return get_object_or_404(books, edition__slug=edition, pk=pk)
