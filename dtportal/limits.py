"""How often one client may ask or send, counted in the shared cache and never stored; the same for every door.

The key is a keyed hash with the window in it and lives hardly longer than the window: nobody can say afterwards who
asked from where, and two doors of one client cannot be told to be of one.
"""

import hmac
import logging
import time
from collections.abc import Callable
from functools import wraps
from ipaddress import IPv6Address, ip_address
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
MINUTE, HOUR = 60, 3600  # seconds
EVERYBODY = "everybody"


def client_of(request: HttpRequest) -> str:
    """Whom we count: the address, of IPv6 the network that one household has. Behind a proxy the one it names last."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        address = request.META.get("HTTP_X_FORWARDED_FOR", address).rsplit(",", 1)[-1].strip()
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address):
        return str(ip_address(int(found) >> 64 << 64))
    return str(found)


def key_of(name: str, client: str, window: int) -> str:
    told = f"{name}:{int(time.time() // window)}:{client}"
    return "limit:" + hmac.digest(settings.SECRET_KEY.encode(), told.encode(), "sha256").hex()[:32]


def exceeded(name: str, client: str, most: int, *, window: int = MINUTE) -> int:
    """Seconds to wait, 0 for none; counts this request. Without the cache nobody is held up."""
    key = key_of(name, client, window)
    try:
        if cache.add(key, 1, window * 2):
            return 0
        count = cache.incr(key)
    except (RedisError, OSError) as refusal:
        logger.warning("the cache does not answer: %s", refusal)
        return 0
    except ValueError:  # gone between the two
        return 0
    return window - int(time.time() % window) if count > most else 0


def limited(
    name: str,
    most: int,
    *,
    window: int = MINUTE,
    posts_only: bool = False,
    refuse: Callable[[HttpRequest], HttpResponse] | None = None,
) -> Callable:
    """A view that answers each client so often in a window of seconds, and 429 with Retry-After beyond."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if posts_only and request.method != "POST":
                return view(request, *args, **kwargs)
            wait = exceeded(name, client_of(request), most, window=window)
            if not wait:
                return view(request, *args, **kwargs)
            response = refuse(request) if refuse else render(request, "429.html", status=429)
            response["Retry-After"] = str(wait)
            response["Cache-Control"] = "private, no-store"
            return response

        return counted

    return decorate
