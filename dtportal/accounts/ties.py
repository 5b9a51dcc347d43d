"""Whose dossiers a person may not touch in office, beyond the organisations that he represents.

A registry that upper stages fill in `AppConfig.ready`: whoever writes in an organisation's dossier as a colleague does
not examine, appraise or decide upon it.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet, Value

_sources: list[Callable[[Any], QuerySet]] = []


def register(source: Callable[[Any], QuerySet]) -> None:
    """`source(user)` gives organisations."""
    if source not in _sources:
        _sources.append(source)


def organizations_of(user: Any) -> list[QuerySet]:
    """Rows (organisation id, False), to be joined to those of his own, which say True."""
    return [source(user).order_by().values_list("pk", Value(False)) for source in _sources]


def condition(user: Any) -> Q:
    """Rows whose `organization` is one of those, or one that he represents: found on the way, without a query."""
    found = Q(organization__in=user.memberships.order_by().values("organization"))
    for source in _sources:
        found |= Q(organization__in=source(user).order_by().values("pk"))
    return found
