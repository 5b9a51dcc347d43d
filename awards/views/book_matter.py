"""The organisers' desk for what the yearbook says besides its honourees: forewords, pictures, partners, errata."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from awards import actions
from awards.forms_book import ErratumForm, ForewordForm, PictureForm
from awards.models import BookPicture, Erratum, Foreword
from awards.views.shared import done, edition_of
from dtportal import files, sniffing
from dtportal.access import requires
from dtportal.programme.models import Edition
from dtportal.roles import Can
from forums.models import Forum

# Millimetres at which a picture of each kind is printed at its largest; fewer pixels than 300 to an inch are told.
PRINTED = {BookPicture.Kind.PARTNER: 46}
WIDEST, WANTED_DPI, INCH = 123, 300, 25.4


@requires(Can.BUILD_YEARBOOK)
def matter(request: HttpRequest, edition: str) -> HttpResponse:
    return _desk(request, edition_of(request, edition, Can.BUILD_YEARBOOK))


def _desk(request: HttpRequest, edition: Edition, **bound: Any) -> HttpResponse:
    pictures = list(BookPicture.objects.visible_to(request.user).filter(edition=edition))
    may_have_errata = actions.may_have_errata(edition)
    context = {
        "edition": edition,
        "forewords": Foreword.objects.visible_to(request.user).filter(edition=edition).defer("text"),
        "kinds": [
            (label, [(row, _dpi(row)) for row in pictures if row.kind == kind])
            for kind, label in BookPicture.Kind.choices
        ],
        "has_pictures": bool(pictures),
        "wanted_dpi": WANTED_DPI,
        "labels": _labels(request, edition, pictures),
        "errata": Erratum.objects.visible_to(request.user).filter(edition=edition).select_related("honor"),
        "may_have_errata": may_have_errata,
        "picture_form": PictureForm(),
        "erratum_form": ErratumForm(edition=edition) if may_have_errata else None,
        **bound,
    }
    return render(request, "awards/book/matter.html", context, status=422 if bound else 200)


def _labels(request: HttpRequest, edition: Edition, pictures: list[BookPicture]) -> list[str]:
    """Names to choose from: the edition's events, and what pictures are called already."""
    forums = Forum.objects.visible_to(request.user).filter(edition=edition)
    forums = forums.exclude(status=Forum.Status.CANCELLED)
    return list(dict.fromkeys([*forums.values_list("title", flat=True), *(row.label for row in pictures)]))


def _dpi(picture: BookPicture) -> int:
    return round(picture.width / (PRINTED.get(picture.kind, WIDEST) / INCH))


# --- Forewords -----------------------------------------------------------------------------------------


@requires(Can.BUILD_YEARBOOK)
def foreword_new(request: HttpRequest, edition: str) -> HttpResponse:
    found = edition_of(request, edition, Can.BUILD_YEARBOOK)
    form = ForewordForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        made = done(form, lambda: actions.add_foreword(found, by=request.user, **_given(form)))
        if made is not None:
            messages.success(request, _("Saved."))
            return redirect("awards:book_matter", edition)
    return _foreword_page(request, found, form)


@requires(Can.BUILD_YEARBOOK)
def foreword(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    row = _foreword(request, edition, pk)
    if request.method != "POST":
        written = {name: getattr(row, name) for name in ("title", "author", "author_title", "text")}
        form = ForewordForm(initial={**written, "seen": actions.state_of(row)}, foreword=row)
        return _foreword_page(request, row.edition, form, row)
    form = ForewordForm(request.POST, request.FILES, foreword=row)
    try:
        made = done(
            form,
            lambda: actions.change_foreword(
                row, by=request.user, seen=form.cleaned_data["seen"], **_given(form)
            ),
        )
    except actions.StaleForeword as stale:
        form.add_error(None, str(stale))
        # Whoever has compared may save over it.
        form.data = form.data.copy()
        row.refresh_from_db()
        form.data["seen"] = actions.state_of(row)
        return _foreword_page(request, row.edition, form, row, is_stale=True)
    if made is None:
        return _foreword_page(request, row.edition, form, row)
    messages.success(request, _("Saved."))
    return redirect("awards:book_matter", edition)


def _given(form: ForewordForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "seen"}


def _foreword_page(
    request: HttpRequest,
    edition: Edition,
    form: ForewordForm,
    row: Foreword | None = None,
    *,
    is_stale: bool = False,
) -> HttpResponse:
    context = {"edition": edition, "form": form, "foreword": row, "is_stale": is_stale}
    status = 409 if is_stale else 422 if form.errors else 200
    return render(request, "awards/book/matter_foreword.html", context, status=status)


@require_POST
@requires(Can.BUILD_YEARBOOK)
def foreword_move(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    row = _foreword(request, edition, pk)
    actions.move_foreword(row, by=request.user, up=request.POST.get("to") == "up")
    return redirect("awards:book_matter", edition)


@require_POST
@requires(Can.BUILD_YEARBOOK)
def foreword_remove(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    actions.remove_foreword(_foreword(request, edition, pk), by=request.user)
    messages.success(request, _("Removed."))
    return redirect("awards:book_matter", edition)


@requires(Can.BUILD_YEARBOOK)
def foreword_file(request: HttpRequest, edition: str, pk: int, which: str) -> HttpResponse:
    """Portrait or signature, shown beside its field."""
    file = getattr(_foreword(request, edition, pk), which)
    if not file:
        raise Http404
    kind = sniffing.kind_of(file)
    suffix = files.suffixes_of([kind])[0] if kind else ""
    return files.send(file, name=f"{which}{suffix}", content_type=kind, inline=True)


def _foreword(request: HttpRequest, edition: str, pk: int) -> Foreword:
    rows = Foreword.objects.visible_to(request.user).select_related("edition")
    return get_object_or_404(rows, edition__slug=edition, pk=pk)


# --- Pictures, errata ----------------------------------------------------------------------------------


@require_POST
@requires(Can.BUILD_YEARBOOK)
def picture_add(request: HttpRequest, edition: str) -> HttpResponse:
    found = edition_of(request, edition, Can.BUILD_YEARBOOK)
    form = PictureForm(request.POST, request.FILES)
    made = done(form, lambda: actions.add_book_picture(found, by=request.user, **form.cleaned_data))
    if made is None:
        return _desk(request, found, picture_form=form)
    dpi = _dpi(made)
    if dpi < WANTED_DPI:
        messages.warning(
            request,
            _("Kept, but it will look soft in print: %(dpi)s dpi at the printed size, %(wanted)s are wanted.")
            % {"dpi": dpi, "wanted": WANTED_DPI},
        )
    else:
        messages.success(request, _("Saved."))
    return redirect("awards:book_matter", edition)


@require_POST
@requires(Can.BUILD_YEARBOOK)
def picture_remove(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    actions.remove_book_picture(_picture(request, edition, pk), by=request.user)
    messages.success(request, _("Removed."))
    return redirect("awards:book_matter", edition)


@requires(Can.BUILD_YEARBOOK)
def picture_file(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    row = _picture(request, edition, pk)
    return files.send(row.file, name=row.name, content_type=row.content_type, inline=True)


def _picture(request: HttpRequest, edition: str, pk: int) -> BookPicture:
    rows = BookPicture.objects.visible_to(request.user).select_related("edition")
    return get_object_or_404(rows, edition__slug=edition, pk=pk)


@require_POST
@requires(Can.BUILD_YEARBOOK)
def erratum_add(request: HttpRequest, edition: str) -> HttpResponse:
    found = edition_of(request, edition, Can.BUILD_YEARBOOK)
    form = ErratumForm(request.POST, edition=found)
    made = done(form, lambda: actions.add_erratum(found, by=request.user, **form.cleaned_data))
    if made is None:
        return _desk(request, found, erratum_form=form)
    messages.success(request, _("Noted; the next build prints it."))
    return redirect("awards:book_matter", edition)


@require_POST
@requires(Can.BUILD_YEARBOOK)
def erratum_remove(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    rows = Erratum.objects.visible_to(request.user).select_related("edition")
    actions.remove_erratum(get_object_or_404(rows, edition__slug=edition, pk=pk), by=request.user)
    messages.success(request, _("Removed."))
    return redirect("awards:book_matter", edition)
