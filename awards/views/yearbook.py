"""The yearbook's desk: order a book for the screen or the printer, watch it grow, stop it, open it."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from awards import actions
from awards.models import Variant, Yearbook
from dtportal import files
from dtportal.access import require, requires
from dtportal.programme.models import Edition
from dtportal.roles import Can

# Most books on the desk's page.
SHOWN = 20


@dataclass(frozen=True)
class Desk:
    """One variant: its latest order, and the last good book if that is another."""

    variant: Variant
    latest: Yearbook | None
    good: Yearbook | None


@requires(Can.BUILD_YEARBOOK)
def yearbooks(request: HttpRequest, edition: str) -> HttpResponse:
    found = _edition(request, edition)
    rows = Yearbook.objects.visible_to(request.user).filter(edition=found)
    books = list(rows.select_related("edition", "roll", "ordered_by", "cancelled_by")[:SHOWN])
    roll = actions.roll_to_print(found, request.user)
    desks = [_desk(variant, books) for variant in Variant]
    shown = {book.pk for desk in desks for book in (desk.latest, desk.good) if book}
    context = {
        "edition": found,
        "desks": desks,
        "earlier": [book for book in books if book.file and book.pk not in shown],
        "roll": roll,
        "number": roll.entries.filter(revoked_for="").count() if roll else 0,
    }
    return render(request, "awards/yearbook/yearbooks.html", context)


def _desk(variant: Variant, books: list[Yearbook]) -> Desk:
    own = [book for book in books if book.variant == variant]
    latest = own[0] if own else None
    good = next((book for book in own if book.file), None)
    return Desk(variant, latest, good)


@require_POST
@requires(Can.BUILD_YEARBOOK)
def order(request: HttpRequest, edition: str) -> HttpResponse:
    found = _edition(request, edition)
    variant = request.POST.get("variant", Variant.SCREEN)
    if variant not in Variant.values:
        raise Http404
    try:
        actions.order_yearbook(found, by=request.user, variant=variant)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("awards:yearbooks", edition)


@require_POST
@requires(Can.BUILD_YEARBOOK)
def cancel(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    actions.cancel_yearbook(_book(request, edition, pk), by=request.user)
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
    actions.note_look(book.roll, by=request.user, at="yearbook", takes_away=True)
    shown = "save" not in request.GET
    name = f"ky-yeu-{edition}-{book.variant}-{book.sha256[:8]}.pdf"
    return files.send(book.file, name=name, content_type=files.PDF, inline=shown)


def _edition(request: HttpRequest, slug: str) -> Edition:
    edition = get_object_or_404(Edition, slug=slug)
    require(request.user, Can.BUILD_YEARBOOK, edition)
    return edition


def _book(request: HttpRequest, edition: str, pk: int) -> Yearbook:
    books = Yearbook.objects.visible_to(request.user)
    books = books.select_related("edition", "roll__edition", "ordered_by", "cancelled_by")
    return get_object_or_404(books, edition__slug=edition, pk=pk)
