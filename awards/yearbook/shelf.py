"""Ready pages on their way into the book, in sheaves on the disk: pages are copied lazily, so whatever they are
taken from stays open until the book is written, and hundreds of open files or a book's images in memory are too much.
"""

import io
from contextlib import suppress
from pathlib import Path

import pikepdf

from awards.yearbook import tagging
from awards.yearbook.links import is_unwanted
from awards.yearbook.sharing import Shared

# Parts that are gathered in one file.
SHEAF = 16


class Shelf:
    """Parts (the frame's by their names, nominees' pages by their ids) put in once and taken out page by page."""

    def __init__(self, folder: Path, variant: str) -> None:
        self._folder, self._variant = folder, variant
        self._places: dict[str | int, tuple[int, int]] = {}
        self._sheaves: list[pikepdf.Pdf] = []
        self._begin()

    def _begin(self) -> None:
        self._shared, self._sheaf = Shared(), pikepdf.new()
        self._open: list[pikepdf.Pdf] = []

    def __contains__(self, key: str | int) -> bool:
        return key in self._places

    def put(self, key: str | int, pdf: bytes, *, most: int | None = None) -> int:
        """Put a part in, at most its first `most` pages; returns how many those are. Raises PdfError for a file that
        is damaged, which leaves the shelf as it was."""
        source = pikepdf.open(io.BytesIO(pdf), attempt_recovery=False)
        keep = len(source.pages) if most is None else min(most, len(source.pages))
        try:
            for page in source.pages:
                _read(page)
            if len(source.pages) > 1:
                # All pages of a document name everything that any of them shows.
                source.remove_unreferenced_resources()
            tagging.detach(
                source, keep=keep, prefix=str(key), unwanted=lambda note: is_unwanted(note, self._variant)
            )
        except pikepdf.PdfError:
            source.close()
            raise
        self._places[key] = len(self._sheaves), len(self._sheaf.pages)
        for page in source.pages[:keep]:
            self._shared.append(self._sheaf, page)
        self._open.append(source)
        if len(self._open) >= SHEAF:
            self._tie()
        return keep

    def _tie(self) -> None:
        """Write the sheaf, let go of what it was made of."""
        if not self._open:
            return
        path = self._folder / f"sheaf-{len(self._sheaves)}.pdf"
        self._sheaf.save(path)
        for source in self._open:
            source.close()
        self._sheaf.close()
        self._sheaves.append(pikepdf.open(path))
        self._begin()

    def page(self, key: str | int, number: int) -> pikepdf.Page:
        """Page `number` (from 0) of a part; raises KeyError."""
        sheaf, start = self._places[key]
        if sheaf == len(self._sheaves):
            self._tie()
        return self._sheaves[sheaf].pages[start + number]

    def close(self) -> None:
        for pdf in [*self._open, *self._sheaves]:
            with suppress(pikepdf.PdfError):
                pdf.close()


def _read(page: pikepdf.Page) -> None:
    """A file that was cut or damaged on the disk is found out here, not when the whole book is written."""
    contents = page.obj.get("/Contents")
    for stream in contents if isinstance(contents, pikepdf.Array) else [contents]:
        if stream is None or not stream.read_bytes():
            raise pikepdf.PdfError("empty page")
