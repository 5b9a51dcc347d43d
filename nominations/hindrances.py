"""Why a decision cannot be taken back any more: upper stages know, and say so through this registry.

Filled in `AppConfig.ready`, since lower stages never ask upper ones.
"""

from collections.abc import Callable, Iterable

from nominations.models import Nomination

_sources: list[Callable[[Nomination], Iterable[str]]] = []


def register(source: Callable[[Nomination], Iterable[str]]) -> None:
    """`source(nomination)` yields sentences; none when nothing builds upon the decision. Its row is locked."""
    if source not in _sources:
        _sources.append(source)


def of(nomination: Nomination) -> list[str]:
    return [sentence for source in _sources for sentence in source(nomination)]
