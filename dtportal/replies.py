"""What every page that acts does after a click."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from dtportal.states import ImpossibleMove


def attempt(request: HttpRequest, act: Callable[[], Any], done: str, *, quiet: bool = False) -> bool:
    """Do it and say so; a refusal becomes a message on the page the person comes from.

    `quiet`: success shows on the page itself, and needs no words.
    """
    try:
        act()
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
        return False
    except ImpossibleMove as error:
        messages.error(request, str(error))
        return False
    if not quiet:
        messages.success(request, done)
    return True


def own_path(request: HttpRequest) -> str:
    """Where a form asks to go back to (`next`), if that is a page of this site; else ''."""
    target = request.POST.get("next") or request.GET.get("next", "")
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) else ""


def started_from(request: HttpRequest) -> int:
    """The version that a writer had before him (`version` of his form); 0 when nothing was stored."""
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() else 0
