"""Lists of nominations: uploading, preview, confirming; for the secretariat and for nominating bodies."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dtportal import files
from dtportal.access import require, requires
from dtportal.programme.models import Body, Edition
from dtportal.roles import Can
from nominations import intake
from nominations.imports import batches, exporting
from nominations.models import Endorsement, ImportBatch

PER_PAGE = 50
SHOWN_MISTAKES = 200
WORDS = {
    "created": (gettext_lazy("New"), "info"),
    "updated": (gettext_lazy("Changed"), "warn"),
    "unchanged": (gettext_lazy("Unchanged"), "neutral"),
}


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Workbook"),
        help_text=gettext_lazy("Excel (.xlsx), at most 5 MB and 5,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )


def _edition(request: HttpRequest, slug: str) -> Edition:
    """The edition, for whoever imports into it."""
    edition = get_object_or_404(Edition.objects.defer("activities"), slug=slug)
    require(request.user, Can.IMPORT, edition)
    return edition


def _batch(request: HttpRequest, slug: str, pk: int) -> ImportBatch:
    rows = ImportBatch.objects.visible_to(request.user).filter(edition=_edition(request, slug))
    return get_object_or_404(rows.for_listing(), pk=pk)


@requires(Can.IMPORT)
def listing(request: HttpRequest, slug: str) -> HttpResponse:
    """Earlier lists, and the form for the next one."""
    edition = _edition(request, slug)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(batches.upload_list(edition, form.cleaned_data["file"], by=request.user))
        except ValidationError as error:
            form.add_error("file", error)
    rows = (
        ImportBatch.objects.visible_to(request.user)
        .filter(edition=edition)
        .for_listing()
        .defer("mistakes", *Edition.bulky("edition"))
    )
    context = {
        "edition": edition,
        "form": form,
        "is_open": intake.is_open(edition),
        "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "nominations/imports/list.html", context, status=422 if form.errors else 200)


@requires(Can.IMPORT)
def batch(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One list: its progress, then its mistakes or what was understood, then what has been written."""
    found = _batch(request, slug, pk)
    context = {
        "batch": found,
        "edition": found.edition,
        "rows": _rows(request, found),
        "mistakes": found.mistakes[:SHOWN_MISTAKES],
        "hidden_mistakes": max(found.mistake_count - SHOWN_MISTAKES, 0),
        "hidden_rows": max(sum(found.counts.values()) - len(found.result.get("rows", [])), 0),
        "may_confirm": found.can_confirm and found.ordered_by_id == request.user.pk,
    }
    return render(request, "nominations/imports/batch.html", context)


def _rows(request: HttpRequest, batch: ImportBatch) -> list[dict[str, Any]]:
    """The first rows as they were understood, with labels of this page's language and links one may follow."""
    rows = batch.result.get("rows", [])
    sectors = {sector.code: sector.label for sector in batch.edition.sectors.all()}
    numbers = [row["reference"] for row in rows if row["reference"]]
    seen = Endorsement.objects.visible_to(request.user).filter(
        nomination__edition=batch.edition, nomination__reference__in=numbers
    )
    found = {
        row.nomination.reference: row
        for row in seen.select_related("nomination").only("nomination__reference", "nomination__number")
    }
    return [
        {
            **row,
            "sector": sectors.get(row["sector"], ""),
            "letter_date": parse_date(row["letter_date"]) if row["letter_date"] else None,
            "word": WORDS[row["does"]][0],
            "tone": WORDS[row["does"]][1],
            # What people call it: the number, once the dossier has been submitted.
            "known_as": found[row["reference"]].nomination.known_as
            if row["reference"] in found
            else row["reference"],
            "endorsement": found[row["reference"]].pk if row["reference"] in found else None,
        }
        for row in rows
    ]


@requires(Can.IMPORT)
@require_POST
def confirm(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = batches.confirm_import(_batch(request, slug, pk), by=request.user)
    messages.success(request, _("The import has begun."))
    return redirect(found)


@requires(Can.IMPORT)
def mistakes(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The mistakes as a table for whoever corrects the list."""
    found = _batch(request, slug, pk)
    response = HttpResponse(exporting.mistakes_csv(found.mistakes), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="loi-{found.pk}.csv"'
    return response


@requires(Can.IMPORT)
def workbook(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The list as it was uploaded."""
    found = _batch(request, slug, pk)
    return files.send(found.file, name=found.name, content_type=files.XLSX)


def _bodies(request: HttpRequest, edition: Edition) -> list[str]:
    """Names of the nominating bodies to choose from: an officer's own, every one for the secretariat."""
    bodies = Body.objects.nominators().with_names()
    if not request.user.can(Can.SCREEN, edition.access_scope()):
        own = [body for found, body in request.user.bodies_where(Can.IMPORT) if found == edition.pk]
        bodies = bodies.filter(pk__in=own)
    return [body.name for body in bodies]


@requires(Can.IMPORT)
def template(request: HttpRequest, slug: str) -> HttpResponse:
    """An empty list to fill in."""
    edition = _edition(request, slug)
    content = exporting.template_workbook(edition, _bodies(request, edition))
    response = HttpResponse(content, content_type=files.XLSX)
    response["Content-Disposition"] = f'attachment; filename="danh-sach-de-cu-{edition.slug}.xlsx"'
    return response
