"""The words a submitted dossier is found by."""

from collections.abc import Iterator
from typing import Any

from nominations.models import Dossier, FullText
from nominations.searching import words

FACTS = ("legal_representative", "position", "name", "name_en", "tax_code", "email", "phone")


def index(dossier: Dossier) -> None:
    """Make what was submitted findable; an earlier version's words go."""
    text = " ".join(word for part in _parts(dossier) for word in words(part))
    FullText.objects.update_or_create(nomination=dossier.nomination, defaults={"text": text})


def _parts(dossier: Dossier) -> Iterator[str]:
    content = dossier.content
    organization = content["organization"]
    yield from (str(organization[name]) for name in FACTS if organization.get(name))
    yield from (str(value) for value in content["person"].values())
    yield dossier.frozen_by.full_name
    for section in content["sections"]:
        yield from _texts(section["answers"])
        for file in section["evidence"]:
            yield f"{file['name']} {file['caption']}"


def _texts(answer: Any) -> Iterator[str]:
    """Every string and number inside an answer, however deep a table nests it."""
    if isinstance(answer, dict):
        for value in answer.values():
            yield from _texts(value)
    elif isinstance(answer, list):
        for value in answer:
            yield from _texts(value)
    elif answer is not None and not isinstance(answer, bool):
        yield str(answer)
