"""Dossiers that are closed to a person in office: those of his own organisations, and what upper stages add.

A registry that upper stages fill in `AppConfig.ready`: the council knows conflicts of interest of which nothing here
can. As a representative or a colleague he still reads what is his own.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

# `source(user)`: nominations, or None where the person holds no office of that stage.
_sources: list[Callable[[Any], QuerySet | None]] = []


def register(source: Callable[[Any], QuerySet | None]) -> None:
    if source not in _sources:
        _sources.append(source)


def by_upper_stages(user: Any) -> Q:
    """A condition on nominations; an empty one, which costs nothing, for nearly everybody."""
    condition = Q()
    for source in _sources:
        closed = source(user)
        if closed is not None:
            condition |= Q(pk__in=closed.values("pk"))
    return condition


def countable(rows: QuerySet, user: Any) -> QuerySet:
    """Nominations for statistics: without what is closed to a person in office, so that no number tells of it."""
    rows = rows.exclude(organization__in=user.tied_organization_ids)
    closed = by_upper_stages(user)
    return rows.exclude(closed) if closed else rows
