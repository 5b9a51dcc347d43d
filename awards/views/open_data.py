"""Open data: the page that explains them, and the files."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from awards import api, open_data
from awards.models import Roll
from dtportal.access import public
from dtportal.journal.recording import link_to
from dtportal.programme.models import Edition
from dtportal.programme.snapshots import snapshot


def _published():
    """Editions whose list is public."""
    return Edition.objects.filter(honors__isnull=False).distinct()


@public
@snapshot()
def about(request: HttpRequest) -> HttpResponse:
    editions = list(_published().latest_first())
    versions = {
        roll.edition_id: roll for roll in Roll.objects.published().filter(edition__in=editions).defer("rule")
    }
    context = {
        "editions": [(edition, versions.get(edition.pk)) for edition in editions],
        "tables": list(open_data.TABLES.values()),
        "forms": list(open_data.FORMS),
        "licence": open_data.LICENCE,
    }
    return render(request, "awards/open_data.html", context)


@public
@snapshot()
def file(request: HttpRequest, edition: str, name: str, form: str) -> HttpResponse:
    """A table of one published edition, or what its columns mean."""
    found = get_object_or_404(_published(), slug=edition)
    label = f"{name}-{edition}.{form}"
    if (name, form) == ("datapackage", "json"):
        return _sent(open_data.package(found), open_data.FORMS["json"], label)
    if name not in open_data.TABLES or form not in open_data.FORMS:
        raise Http404
    content = open_data.file_of(open_data.TABLES[name], found, form)
    return _sent(content, open_data.FORMS[form], label)


def _sent(content: bytes, kind: str, name: str) -> HttpResponse:
    """Data that any site may read; their language is their own."""
    return HttpResponse(
        content,
        content_type=kind,
        headers={
            "Content-Disposition": f'inline; filename="{name}"',
            "Access-Control-Allow-Origin": "*",
            "X-Robots-Tag": "noindex",
        },
    )


# --- The API's own pages -----------------------------------------------------------------------------------


ROOT = {"documentation": "awards:api_page", "openapi": "api:openapi", "editions": "api:editions"}


@public
@snapshot()
def api_root(request: HttpRequest) -> HttpResponse:
    """Where to begin, for whoever looks at the root first."""
    with override("vi"):
        found = {name: link_to(reverse(to)) for name, to in ROOT.items()}
    return JsonResponse(found)


@public
@snapshot()
def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document, for programs."""
    response = JsonResponse(api.schema(), json_dumps_params={"indent": 1, "ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response


SAYS = {
    "editions": _("Published editions, with their lists and how many names each has"),
    "honorees": _(
        "Honours of an edition in the order of the alphabet; the parameters narrow them as on the site"
    ),
    "honoree": _("One honour, by the name in its address"),
    "counts": _("Counts by list, kind, sector and locality"),
}


@public
@snapshot()
def api_page(request: HttpRequest) -> HttpResponse:
    """The same document, for people: without a script of anybody else's."""
    told = api.schema()
    operations = [
        {
            "path": path,
            "summary": SAYS[operation["operationId"]],
            "parameters": operation.get("parameters", []),
            "answers": sorted(operation["responses"]),
        }
        for path, methods in told["paths"].items()
        for operation in methods.values()
    ]
    context = {"operations": operations, "per_page": api.PER_PAGE, "per_minute": api.PER_MINUTE}
    edition = _published().latest_first().first()
    return render(request, "awards/api.html", context | {"example": edition.slug if edition else "2023"})
