"""What the journal's verbs are called for those who read it. Every app that records names its own verbs."""

from collections.abc import Mapping

from django.utils.functional import Promise

_NAMES: dict[str, str | Promise] = {}


def name_verbs(names: Mapping[str, str | Promise]) -> None:
    """Called in `AppConfig.ready` with lazy texts by verb, e.g. "roll.signed"."""
    _NAMES.update(names)


def named() -> frozenset[str]:
    return frozenset(_NAMES)


def name_of(verb: str) -> str:
    """In the reader's language; the verb itself if it is older than its app's list."""
    return str(_NAMES.get(verb, verb))
