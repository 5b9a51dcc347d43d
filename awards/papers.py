"""Papers that take long to draw are drawn once and kept; their name holds the fingerprint of what they say."""

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from awards import documents
from awards.models import Roll


def decision(roll: Roll) -> File:
    """The chair's decision as a file; the worker prepares it after publication, else the first reader waits."""
    name = f"papers/decision-{roll.pk}-{roll.sha256[:16]}.pdf"
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(documents.decision(roll)))
    return default_storage.open(name)
