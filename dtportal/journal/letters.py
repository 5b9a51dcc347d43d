"""The kinds of mail: what each is called and, where an edition may word it anew, what it can say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.functional import Promise


@dataclass(frozen=True)
class Letter:
    """`variables`: what an edition's wording may name, with what each means; without any the wording is the file's.

    `sample(user, edition, reference)`: the variables' values for a dossier that the user may see; raises
    ValidationError if there is none.
    """

    label: str | Promise
    variables: Mapping[str, str | Promise] = field(default_factory=dict)
    sample: Callable[[Any, Any, str], dict[str, Any]] | None = None

    @property
    def is_editable(self) -> bool:
        return bool(self.variables)


_letters: dict[str, Letter] = {}


def describe(letters: Mapping[str, Letter]) -> None:
    """Called in `AppConfig.ready`, by the name of the template in templates/mail."""
    _letters.update(letters)


def letter(name: str) -> Letter | None:
    return _letters.get(name)


def editable() -> dict[str, Letter]:
    """The letters that an edition may word anew, in the order in which they were described."""
    return {name: found for name, found in _letters.items() if found.is_editable}


def name_of(name: str) -> str:
    """In the reader's language; the template's own name if its app has not described it."""
    return str(_letters[name].label) if name in _letters else name


_readable: dict[str, type[models.Model]] = {}


def let_read(*kinds: type[models.Model]) -> None:
    """Mails about such rows may be read by whoever may see the row (`visible_to`)."""
    _readable.update({model._meta.label_lower: model for model in kinds})


def readable_kinds() -> dict[str, type[models.Model]]:
    """By label, such as “nominations.nomination”."""
    return _readable
