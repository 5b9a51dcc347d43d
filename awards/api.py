"""The read-only API of published editions: /api/v1/. Everything it says stands in the open data, too."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern
from ninja import NinjaAPI, Schema, Status
from ninja.openapi.schema import get_schema
from ninja.renderers import JSONRenderer

from awards import open_data
from awards.hall import FACETS, Hall
from awards.lists import covered_by
from dtportal.access import public
from dtportal.limits import limited
from dtportal.programme.models import Edition
from dtportal.programme.snapshots import snapshot
from dtportal.text import nfc

PER_PAGE = 50
PER_MINUTE = 120  # requests of one client
DESCRIPTION = """Read-only data of published editions: lists, honours, counts. No key is needed.
Each client may ask 120 times a minute; beyond that the answer is 429 with Retry-After. Answers carry an ETag:
asked again with If-None-Match, what has not changed is answered with 304. Licence: CC BY 4.0."""


class Readable(JSONRenderer):
    """Vietnamese as letters, not as escapes."""

    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    renderer=Readable(),
    title="Honours of the national digital transformation programme",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)


class TierOut(Schema):
    code: str
    name: str
    name_en: str
    size: int | None
    number: int


class EditionOut(Schema):
    slug: str
    ordinal: int
    year: int
    name: str
    name_en: str
    is_rehearsal: bool
    version: int
    published_on: str
    lists: list[TierOut]


class HonorOut(Schema):
    edition: str
    year: int
    name: str
    name_en: str
    detail: str
    kind: str
    tier: str
    lists: str
    sector: str
    sector_name: str
    locality: str
    locality_name: str
    certificate_number: str
    state: str
    published_on: str
    revoked_on: str
    revoked_for: str
    url: str
    verification_url: str


class HonorPage(Schema):
    count: int
    page: int
    pages: int
    next: int | None
    results: list[HonorOut]


class CountOut(Schema):
    edition: str
    tier: str
    kind: str
    sector: str
    locality: str
    valid: int
    revoked: int


class Problem(Schema):
    detail: str


def _published():
    return Edition.objects.filter(honors__isnull=False).distinct().latest_first()


@api.get("editions", response=list[EditionOut], summary="Published editions", operation_id="editions")
def editions(request: HttpRequest) -> Any:
    found = []
    for edition in _published().prefetch_related("phases"):
        roll = edition.rolls.published().order_by("-version").first()
        hall = Hall(edition, {})
        tiers = {tier.code: tier for tier in hall.tiers}
        found.append(
            {
                "slug": edition.slug,
                "ordinal": edition.ordinal,
                "year": edition.year,
                "name": edition.name,
                "name_en": edition.name_en,
                "is_rehearsal": edition.is_rehearsal,
                "version": roll.version if roll else 1,
                "published_on": open_data.day_of(roll.published_at) if roll else "",
                "lists": [
                    {
                        "code": choice.key,
                        "name": tiers[choice.key].name,
                        "name_en": tiers[choice.key].name_en,
                        "size": tiers[choice.key].size,
                        "number": choice.number,
                    }
                    for choice in hall.hero
                ],
            }
        )
    return found


@api.get(
    "editions/{edition}/honorees",
    response={200: HonorPage, 404: Problem},
    summary="Honours of an edition, fifty a page, in the order of the alphabet",
    operation_id="honorees",
)
def honorees(
    request: HttpRequest,
    edition: str,
    tier: str = "",
    sector: str = "",
    province: str = "",
    kind: str = "",
    q: str = "",
    page: int = 1,
) -> Any:
    found = get_object_or_404(_published(), slug=edition)
    asked = {"tier": tier, "sector": sector, "province": province, "kind": kind, "q": nfc(q)[:100]}
    hall = Hall(found, asked)
    wrong = [key for key in FACETS if asked[key] and asked[key] != getattr(hall.asked, key)]
    if wrong:
        detail = f"This edition has no such {wrong[0]}: {asked[wrong[0]][:60]}"
        return Status(404, {"detail": detail})
    paginator = Paginator(hall.honors(), PER_PAGE)
    if not 1 <= page <= paginator.num_pages:
        return Status(404, {"detail": f"There are {paginator.num_pages} pages."})
    at = paginator.page(page)
    lists = {
        one.pk: ";".join(wide.code for wide in hall.tiers if one in covered_by(wide, hall.tiers))
        for one in hall.tiers
    }
    base = open_data.base_of(found)
    return {
        "count": paginator.count,
        "page": at.number,
        "pages": paginator.num_pages,
        "next": at.next_page_number() if at.has_next() else None,
        "results": [open_data.row_of(honor, found, base, lists[honor.tier_id]) for honor in at],
    }


@api.get(
    "editions/{edition}/honorees/{slug}",
    response={200: HonorOut, 404: Problem},
    summary="One honour",
    operation_id="honoree",
)
def honoree(request: HttpRequest, edition: str, slug: str) -> Any:
    found = get_object_or_404(_published(), slug=edition)
    hall = Hall(found, {})
    honor = get_object_or_404(hall.honors(), slug=slug)
    lists = ";".join(wide.code for wide in hall.tiers if honor.tier in covered_by(wide, hall.tiers))
    return open_data.row_of(honor, found, open_data.base_of(found), lists)


@api.get(
    "editions/{edition}/counts",
    response={200: list[CountOut], 404: Problem},
    summary="Counts by list, kind, sector and locality",
    operation_id="counts",
)
def counts(request: HttpRequest, edition: str) -> Any:
    return open_data.counts(get_object_or_404(_published(), slug=edition))


@api.exception_handler(Http404)
def not_found(request: HttpRequest, missing: Http404) -> HttpResponse:
    return api.create_response(
        request, {"detail": "There is no such published edition or honour."}, status=404
    )


def _too_many(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"detail": "Too many requests; see Retry-After."}, status=429)


def _door(view: Any) -> Any:
    """Public, counted, kept like a page: the same pieces as everywhere else."""
    kept = snapshot(params=["tier", "sector", "province", "kind", "q", "page"])(view)
    return public(limited("api", PER_MINUTE, refuse=_too_many)(kept))


def schema() -> dict[str, Any]:
    """OpenAPI 3.1 as plain data."""
    return get_schema(api, path_prefix="/api/v1/")


def addresses() -> list[URLPattern]:
    """The API's addresses as doors of this house; its own index page is left out."""
    patterns, _app, _namespace = api.urls
    found = [pattern for pattern in patterns if pattern.name != "api-root"]
    for pattern in found:
        pattern.callback = _door(pattern.callback)
    return found
