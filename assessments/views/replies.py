"""What every page of this app does after a click."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from dtportal.states import ImpossibleMove


def attempt(request: HttpRequest, act: Callable[[], Any], done: str) -> bool:
    """Do it and say so; a refusal becomes a message on the page the person comes from."""
    try:
        act()
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
        return False
    except ImpossibleMove as error:
        messages.error(request, str(error))
        return False
    messages.success(request, done)
    return True
