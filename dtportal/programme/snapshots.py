"""Public pages are drawn once per version of what the public sees, kept whole, and switched all at the same moment.

* The row `PublicVersion` is the truth. `renew()` steps it on inside the transaction that changes what is shown.
* A page is drawn as nobody in particular asks for it (no cookie, no host, no session), in one consistent view of
  the database that also tells its version, and kept under that version; it never changes afterwards, except that
  a page which tells the time is drawn again when it is `fresh` seconds old.
* Which version is shown stands in the shared cache, so that a page that is kept costs no query. A version that was
  replaced is marked there as over before the new one is named: whoever writes an old name late is not believed.
  Without the cache, or with a name older than TOLD seconds, the row is asked.

So whoever has seen a new page sees no old one afterwards, through whichever process he comes.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial, wraps
from io import BytesIO
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.urls import resolve
from django.utils.translation import get_language, get_language_from_path, override
from redis.exceptions import RedisError

from dtportal.caching import content_of
from dtportal.programme import kept_pages
from dtportal.programme.kept_pages import Page
from dtportal.programme.models import PublicVersion

logger = logging.getLogger(__name__)
MINUTE, HOUR = 60, 3600
NAME = "public:version"
NONE = "0"  # the version before the first that anybody made
TOLD = (
    30  # seconds that a name in the cache is believed; only a cache that failed at the switch makes it wrong
)
PATIENCE = 45  # seconds to wait for a page that another process is drawing
OVER = HOUR  # seconds that a replaced version is known as such
CACHE_ERRORS = (RedisError, OSError)
# Only these are worth keeping; whatever else a view answers is drawn anew each time.
KEPT = {200, 301, 302, 410}
# What an address may ask of a page; anything else in a query (marks of a campaign) changes nothing.
_params: set[str] = set()


# --- Which version -----------------------------------------------------------------------------------------


def renew(front: Iterable[str] = ()) -> None:
    """From the commit of this transaction on the public sees what the database says then.

    `front` are addresses (“/”, “/en/”) that many ask for at once: they are drawn before the switch.
    """
    with transaction.atomic():
        row, is_new = PublicVersion.objects.select_for_update().get_or_create(pk=1)
        before = NONE if is_new else row.name
        row.step()
        transaction.on_commit(partial(_after_commit, before, row.name, tuple(front)))


def _after_commit(before: str, now: str, front: tuple[str, ...]) -> None:
    for address in front:
        try:
            draw(address, ahead=True)
        except Exception:  # the switch comes first: the page will be drawn when somebody asks for it
            logger.exception("drawing %s ahead of the switch", address)
    switch(before, now)


def switch(before: str, now: str) -> None:
    """Show `now` from here on and no more `before`."""
    with _whatever_the_cache_does():
        cache.set(f"{NAME}:over:{before}", 1, OVER)
        cache.set(NAME, now, TOLD)


def shown() -> str:
    """The version that is shown; one query when the cache does not know it."""
    try:
        name = cache.get(NAME)
        if name and not cache.get(f"{NAME}:over:{name}"):
            return name
    except CACHE_ERRORS:
        return _in_database()
    name = _in_database()
    with _whatever_the_cache_does():
        cache.set(NAME, name, TOLD)
    return name


def _in_database() -> str:
    row = PublicVersion.objects.filter(pk=1).first()
    return row.name if row else NONE


@contextmanager
def _whatever_the_cache_does() -> Iterator[None]:
    """The row is the truth: without the cache everything is slower, and as right."""
    try:
        yield
    except CACHE_ERRORS as refusal:
        logger.warning("the cache does not answer: %s", refusal)


# --- Drawing -----------------------------------------------------------------------------------------------


def snapshot(*, fresh: int = HOUR, params: Iterable[str] = ()) -> Callable:
    """For public views that answer everybody alike: keeps what they draw, `fresh` seconds at most.

    `params` are the words of a query string that the view reads; all others are dropped.
    """
    _params.update(params)

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def served(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in {"GET", "HEAD"}:
                return view(request, *args, **kwargs)
            address = address_of(request)
            page = _found(address) or _drawn(address, request.resolver_match, fresh)
            response = page.answer(request)
            response.page = page
            return response

        served.draws = view
        served.fresh = fresh
        return served

    return decorate


def draw(address: str, *, missing_only: bool = False, ahead: bool = False) -> Page:
    """The page behind an address of ours, drawn now and kept (`missing_only`: unless it is kept already;
    `ahead`: of a version that is not to be shown yet).

    Raises Http404 where there is none to be kept.
    """
    if missing_only and (page := _found(address)):
        return page
    parts = urlsplit(address)
    with override(get_language_from_path(parts.path) or settings.LANGUAGE_CODE):
        match = resolve(parts.path)
        if not hasattr(match.func, "draws"):
            raise Http404(address)
        return _drawn(address, match, match.func.fresh, ahead=ahead)


def forget_old() -> None:
    """Pages of versions that nobody sees any more."""
    kept_pages.forget_old(shown())


def address_of(request: HttpRequest) -> str:
    """Path and what matters of the query, in one order."""
    return normal(request.path, request.META.get("QUERY_STRING", ""))


def normal(path: str, query: str) -> str:
    if not query:
        return path
    asked = QueryDict(query)
    known = sorted((key, asked[key]) for key in asked if key in _params and asked[key])
    return f"{path}?{urlencode(known)}" if known else path


def _found(address: str) -> Page | None:
    # Who is inside a transaction sees what nobody else does yet: nothing is kept of that, and nothing kept is right.
    return None if connection.in_atomic_block else kept_pages.find(shown(), address)


def _drawn(address: str, match: Any, fresh: int, *, ahead: bool = False) -> Page:
    """Draw a page in one view of the database, and keep it under the version that this view belongs to."""
    in_private = connection.in_atomic_block
    before = "" if in_private else shown()
    is_shared = not (in_private or ahead or "?" in address)
    with _turn(before, address) if is_shared else nullcontext() as drawn:
        return drawn or _draw_now(address, match, fresh, before, in_private, ahead)


@contextmanager
def _turn(version: str, address: str) -> Iterator[Page | None]:
    """One draws a page, the others wait for what he draws: the page, or None for whoever is to draw it."""
    key = f"{NAME}:turn:{version}:{kept_pages.name_of(address)}"
    try:
        is_first = cache.add(key, 1, PATIENCE)
    except CACHE_ERRORS:
        yield None
        return
    if not is_first:
        yield _awaited(key, version, address)
        return
    try:
        yield None
    finally:
        with _whatever_the_cache_does():
            cache.delete(key)


def _awaited(key: str, version: str, address: str) -> Page | None:
    """What another has drawn meanwhile; None if he gave up or took too long, or another version is shown by now."""
    until = time.monotonic() + PATIENCE
    with _whatever_the_cache_does():
        while time.monotonic() < until:
            at_work = cache.get(key)
            if page := kept_pages.find(version, address):
                return page if shown() == version else None
            if not at_work:
                return None
            time.sleep(0.05)
    return None


def _draw_now(address: str, match: Any, fresh: int, before: str, in_private: bool, ahead: bool) -> Page:
    with _one_moment():
        version = _in_database()
        request = _nobodys(address, match)
        response = match.func.draws(request, *match.args, **match.kwargs)
        if hasattr(response, "render"):
            response.render()
        content = content_of(response)
    response.headers.setdefault("Content-Language", get_language() or settings.LANGUAGE_CODE)
    page = Page.of(content, response, until=time.time() + fresh)
    if in_private:
        return page
    if response.status_code in KEPT:
        kept_pages.keep(version, address, page)
    if version != before and not ahead:
        # Somebody has committed and is about to switch: from this answer on everybody sees the new state.
        switch(before, version)
    return page


def _nobodys(address: str, match: Any) -> WSGIRequest:
    """The request as it comes from nobody in particular to the site's own address."""
    site, parts = urlsplit(settings.SITE_URL), urlsplit(address)
    request = WSGIRequest(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": parts.path.encode().decode("latin-1"),
            "QUERY_STRING": parts.query,
            "SERVER_NAME": site.hostname,
            "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": site.scheme,
            "wsgi.input": BytesIO(),
        }
    )
    request.user = AnonymousUser()
    request.resolver_match = match
    return request


@contextmanager
def _one_moment() -> Iterator[None]:
    """All queries inside see the database as it was at the first of them, and take no lock."""
    if connection.in_atomic_block:
        yield
        return
    mode = getattr(connection, "transaction_mode", None)
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        mode, connection.transaction_mode = connection.transaction_mode, "DEFERRED"
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        if connection.vendor == "sqlite":
            connection.transaction_mode = mode


# --- The door ----------------------------------------------------------------------------------------------


class SnapshotMiddleware:
    """Answers from what is kept before session, language and person are looked at: a page that everybody may see
    is the same bytes with the same headers for everybody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in {"GET", "HEAD"}:
            address = address_of(request)
            if kept_pages.may_know(address) and (page := _found(address)):
                return page.answer(request)
        response = self.get_response(request)
        page = getattr(response, "page", None)
        return page.answer(request) if isinstance(page, Page) else response
