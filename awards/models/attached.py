"""What the three ways of writing to the programme share: files that came with the words, and a code to come back."""

import uuid
from typing import Any

from django.db import models

from dtportal.sealing import sha256

# Letters of a code: 16 of 31 are 79 bits, so that its plain hash can be kept.
CODE_LENGTH = 16


def attachment_path(_row: Any, _name: str) -> str:
    """Private and unguessable; the name people see is kept in the row."""
    return f"listening/{uuid.uuid4().hex}"


class Attached(models.Model):
    """A file as it was checked (`awards.attachments`)."""

    name = models.CharField(max_length=160)
    file = models.FileField(upload_to=attachment_path)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


def tidy(code: str) -> str:
    """A code as it was read aloud or typed: capitals, no blanks, no hyphens."""
    return "".join(char for char in code.upper() if char.isalnum())


def grouped(code: str) -> str:
    """In fours, as it is shown."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def hashed(code: str) -> str:
    """What is kept of a code: whoever reads the database cannot follow the writer's page."""
    return sha256(b"listening:" + tidy(code).encode())


class ByCodeQuerySet(models.QuerySet):
    def by_token(self, code: str):
        """For whoever holds the code that was shown once."""
        return self.filter(code_hash=hashed(code)) if tidy(code) else self.none()
