"""Private uploads: sniffed by content, limited, hashed, images re-encoded; one guarded way to hand a file out.

Nothing here reads a whole file into memory: uploads have up to 100 MB.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.http import FileResponse
from django.utils.translation import gettext as _

from dtportal.sniffing import DOCX, IMAGES, MP4, PDF, XLSX, check_content, kind_of
from dtportal.text import nfc

__all__ = [
    "DOCUMENTS",
    "DOCX",
    "EVIDENCE",
    "MP4",
    "PDF",
    "PREVIEWED",
    "XLSX",
    "Checked",
    "check_upload",
    "send",
]

SUFFIXES = {
    PDF: {".pdf"},
    "image/jpeg": {".jpg", ".jpeg"},
    "image/png": {".png"},
    DOCX: {".docx"},
    XLSX: {".xlsx"},
    MP4: {".mp4", ".m4v"},
}
LABELS = {PDF: "PDF", "image/jpeg": "JPEG", "image/png": "PNG", DOCX: "DOCX", XLSX: "XLSX", MP4: "MP4"}
DOCUMENTS = (PDF, *IMAGES, DOCX, XLSX)
EVIDENCE = (*DOCUMENTS, MP4)
PREVIEWED = frozenset({PDF, *IMAGES})
# A shown file may be framed by our own pages; whatever it holds can neither run nor fetch nor submit anything.
SHOWN_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
)
KEPT_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


@dataclass(frozen=True)
class Checked:
    """An upload that may be stored: cleaned content, true type, hash (hex SHA-256), size in bytes."""

    file: File
    name: str
    content_type: str
    sha256: str
    size: int


def check_upload(upload: File, *, limit: int | None = None, kinds: Collection[str] = DOCUMENTS) -> Checked:
    """Look into an upload and return what may be kept.

    Raises ValidationError with a sentence for the person when the file is too large, empty, of another kind
    than `kinds` or than its name says, broken or encrypted. `limit` is in bytes.
    """
    limit = limit or settings.UPLOAD_MAX_BYTES
    name = nfc(PurePath(upload.name or "").name)[-150:]
    require_size(upload.size, limit)
    kind, suffix = kind_of(upload), PurePath(name).suffix.lower()
    if not kind:
        require_office(suffix, kinds)
    if kind not in kinds:
        raise ValidationError(wrong_kind(kinds))
    if suffix not in SUFFIXES[kind]:
        raise ValidationError(
            _(
                "The name ends in “%(suffix)s”, but the content is %(kind)s. "
                "Please choose another file, or give this one its right name."
            )
            % {"suffix": suffix, "kind": LABELS[kind]}
        )
    file = check_content(upload, kind)
    return Checked(File(file, name=name), name, kind, _sha256(file), _size(file))


def require_size(size: int, limit: int) -> None:
    """Raises ValidationError for an empty file and for one of more than `limit` bytes."""
    if size > limit:
        raise ValidationError(_("The file is larger than %(limit)s MB.") % {"limit": limit // 2**20})
    if size <= 0:
        raise ValidationError(_("The file is empty."))


def require_office(suffix: str, kinds: Collection[str]) -> None:
    """Raises ValidationError for a name that promises Word or Excel, when the content is nothing we know."""
    if suffix == ".docx" and DOCX in kinds:
        raise ValidationError(
            _(
                "The name ends in “.docx”, but the content is not a Word document. "
                "Please choose another file, or give this one its right name."
            )
        )
    if suffix == ".xlsx" and XLSX in kinds:
        raise ValidationError(
            _(
                "The name ends in “.xlsx”, but the content is not an Excel workbook. "
                "Please choose another file, or give this one its right name."
            )
        )


def wrong_kind(kinds: Collection[str]) -> str:
    """What is taken here, for whoever has chosen something else."""
    if set(kinds) == {XLSX}:
        return _("Please choose an Excel workbook (.xlsx).")
    *most, last = [label for kind, label in LABELS.items() if kind in kinds]
    return _("Only %(kinds)s and %(last)s files can be attached.") % {"kinds": ", ".join(most), "last": last}


def suffixes_of(kinds: Collection[str]) -> list[str]:
    """What a name may end in, for the file chooser of a form."""
    return [suffix for kind in kinds for suffix in sorted(SUFFIXES[kind])]


def _sha256(file: Any) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(2**18):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


def _size(file: Any) -> int:
    size = file.seek(0, 2) or file.tell()
    file.seek(0)
    return size


def send(file: Any, *, name: str, content_type: str, inline: bool = False) -> FileResponse:
    """Hand a private file out; the caller has found its row through `visible_to`.

    PDF and images may be shown in the page's own frame; everything else is an attachment.
    """
    shown = inline and content_type in PREVIEWED
    response = FileResponse(
        file.open("rb"), as_attachment=not shown, filename=name, content_type=content_type
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Frame-Options"] = "SAMEORIGIN" if shown else "DENY"
    response["Content-Security-Policy"] = SHOWN_POLICY if shown else KEPT_POLICY
    return response
