"""What waits for a person: a registry that each app fills in `AppConfig.ready`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Task:
    """One line of “today”: what to do, how many, where; the most urgent first."""

    label: str
    url: str
    count: int | None = None
    hint: str = ""
    icon: str = "arrow-right-circle"
    urgency: int = 5


_sources: list[Callable[[Any], Iterable[Task]]] = []


def register(source: Callable[[Any], Iterable[Task]]) -> None:
    """`source(user)` yields what waits for him; it looks at his functions itself."""
    if source not in _sources:
        _sources.append(source)


def tasks_for(user: Any) -> list[Task]:
    return sorted((task for source in _sources for task in source(user)), key=lambda task: task.urgency)
