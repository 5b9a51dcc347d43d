"""`require` in actions and `@requires` on views: the only role checks there are.

Both ask `user.can(can, scope)`; what an object belongs to is told by its `access_scope()`. Rows are a
queryset question (`visible_to`); this module knows no model.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Protocol

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from dtportal.roles import Can


@dataclass(frozen=True)
class Scope:
    """What an object belongs to, for a check of functions; None means “whichever”."""

    edition_id: int | None = None
    body_ids: frozenset[int] | None = None
    sector_id: int | None = None
    organization_id: int | None = None


class Scoped(Protocol):
    def access_scope(self) -> Scope: ...


def require(by: Any, can: Can, obj: Scoped | None = None) -> None:
    """Raise PermissionDenied unless `by` holds the function for what `obj` belongs to."""
    scope = obj.access_scope() if obj is not None else Scope()
    if by is None or not by.is_authenticated or not by.can(can, scope):
        raise PermissionDenied(_("Your role does not include this."))


def requires(can: Can) -> Callable:
    """A view for whoever holds the function in any edition; the action asks again for the object at hand.

    Strangers never get here: the middleware has asked them to sign in.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            require(request.user, can)
            return view(request, *args, **kwargs)

        guarded.required_can = can
        return guarded

    return decorate


def public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view open to everybody, signed in or not; every other view asks for sign-in."""
    view.is_public = True
    return view
