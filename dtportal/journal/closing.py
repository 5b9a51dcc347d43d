"""Entries that are closed to a person, whatever his office: upper stages know conflicts of interest and say so here."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q

_sources: list[Callable[[Any], Q]] = []


def register(source: Callable[[Any], Q]) -> None:
    """`source(user)`: a condition on entries."""
    if source not in _sources:
        _sources.append(source)


def closed_to(user: Any) -> Q:
    condition = Q()
    for source in _sources:
        condition |= source(user)
    return condition
