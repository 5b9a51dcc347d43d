"""Papers that take long to draw are drawn once and kept; their name holds the fingerprint of what they say."""

from collections.abc import Callable

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from awards import documents
from awards.models import Roll


def kept(name: str, draw: Callable[[], bytes]) -> File:
    """The file of that name; what it holds must follow from the name. Two who draw at once draw the same."""
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(draw()))
    return default_storage.open(name)


def decision(roll: Roll) -> File:
    """The chair's decision as a file; the worker prepares it after publication, else the first reader waits."""
    paper = documents.decision_paper(roll)
    name = f"papers/decision-{roll.pk}-{(paper.sha256 or roll.sha256)[:16]}.pdf"
    return kept(name, lambda: documents.decision(roll))
