"""What leaves the portal: the secretariat's list as a workbook, a dossier as a package for the archive."""

from typing import IO

from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from dtportal import files
from dtportal.access import requires
from dtportal.programme.models import Edition
from dtportal.roles import Can
from nominations import actions
from nominations.forms import show
from nominations.forms_export import ALL, ColumnsForm
from nominations.models import Nomination
from nominations.views.queue import listing
from nominations.views.shared import edition_of, say

CHOSEN = "export_columns"


@requires(Can.SCREEN)
def export(request: HttpRequest, slug: str) -> HttpResponse:
    """Tick the columns; the dossiers are those that the list's filter finds, in its order."""
    edition = edition_of(request, slug)
    if request.method != "POST":
        # One's own choice of the last time, as long as one stays signed in.
        form = ColumnsForm(edition=edition, initial={"columns": request.session.get(CHOSEN)})
        return _page(request, edition, form, request.GET)
    form = ColumnsForm(request.POST, edition=edition)
    if form.is_valid():
        try:
            return _download(request, edition, form)
        except ValidationError as error:
            show(form, error)
    return _page(request, edition, form, form.query)


def _page(request: HttpRequest, edition: Edition, form: ColumnsForm, query: QueryDict) -> HttpResponse:
    query = query.copy()
    query.pop("page", None)
    filters = listing(request, edition, query)
    context = {
        "edition": edition,
        "form": form,
        "found": filters.qs.count(),
        "is_narrowed": filters.is_used,
        "query": query.urlencode(),
    }
    return render(request, "nominations/export.html", context, status=422 if form.errors else 200)


def _download(request: HttpRequest, edition: Edition, form: ColumnsForm) -> FileResponse:
    columns = form.cleaned_data["columns"]
    rows = listing(request, edition, form.query).qs
    file = actions.export_table(edition, rows, columns=columns, by=request.user)
    if ALL not in request.POST:
        request.session[CHOSEN] = columns
    return _send(file, f"danh-sach-ho-so-{edition.slug}.xlsx", files.XLSX)


@require_POST
def archive(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole dossier as a ZIP; the action knows who may take it."""
    visible = Nomination.objects.visible_to(request.user).for_listing()
    nomination = get_object_or_404(visible, reference=reference)
    try:
        file = actions.export_archive(nomination, by=request.user)
    except ValidationError as error:
        say(request, error)
        return redirect(nomination)
    return _send(file, f"{nomination.known_as}.zip", "application/zip")


def _send(file: IO[bytes], name: str, content_type: str) -> FileResponse:
    response = FileResponse(file, as_attachment=True, filename=name, content_type=content_type)
    response["Cache-Control"] = "private, no-store"
    return response
