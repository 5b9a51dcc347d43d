"""How long public pages live in caches that people share, and in our own."""

from collections.abc import Callable, Hashable
from functools import wraps

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control

# A shared cache may keep a page for a minute; browsers ask each time, so that nobody looks at yesterday.
# Only for views that are the same for everybody.
MINUTE = 60
shared_page = cache_control(public=True, max_age=0, s_maxage=MINUTE)


def kept_page(stamp: Callable[[], Hashable]) -> Callable:
    """Keeps what a public view answers as long as `stamp()` is the same, a minute at most, because time passes, too.

    For views that are the same for everybody; an address with a query string is drawn anew each time.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def kept(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.method != "GET" or request.GET:
                return view(request, *args, **kwargs)
            key = f"page:{request.scheme}:{request.get_host()}:{get_language()}:{request.path}"
            now = stamp()
            found = cache.get(key)
            if found and found[0] == now:
                return HttpResponse(found[1], headers=found[2])
            response = view(request, *args, **kwargs)
            if response.status_code == 200:
                cache.set(key, (now, response.content, dict(response.headers)), MINUTE)
            return response

        return kept

    return decorate


def content_of(response: HttpResponseBase) -> bytes:
    """Everything a response says, its file closed.

    Not by response.close(): that tells Django that the request is over, and it closes the database's connection.
    """
    content = b"".join(response) if response.streaming else response.content
    if (file := getattr(response, "file_to_stream", None)) is not None:
        file.close()
    return content
