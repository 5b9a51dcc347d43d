"""Room for a file on its way out or in."""

from tempfile import TemporaryFile
from typing import Any


def scratch() -> Any:
    """A file without a name, on disk; whoever sends or stores it closes it."""
    return TemporaryFile()
