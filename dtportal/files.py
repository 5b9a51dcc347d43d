"""Private uploads: sniffed by content, limited, hashed, images re-encoded; one guarded way to hand a file out."""

import hashlib
import io
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from zipfile import BadZipFile, ZipFile

import filetype
import pikepdf
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.http import FileResponse
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from dtportal.text import nfc

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IMAGES = {"image/jpeg": "JPEG", "image/png": "PNG"}
SUFFIXES = {
    PDF: {".pdf"},
    "image/jpeg": {".jpg", ".jpeg"},
    "image/png": {".png"},
    DOCX: {".docx"},
    XLSX: {".xlsx"},
}
MAX_PIXELS = 60_000_000


@dataclass(frozen=True)
class Checked:
    """An upload that may be stored: cleaned content, true type, hash (hex SHA-256), size in bytes."""

    file: ContentFile
    name: str
    content_type: str
    sha256: str
    size: int


def check_upload(upload: File, *, limit: int | None = None) -> Checked:
    """Look into an upload and return what may be kept.

    Raises ValidationError with a sentence for the person when the file is too large, empty, of another kind
    than its name says, broken or encrypted. `limit` is in bytes.
    """
    limit = limit or settings.UPLOAD_MAX_BYTES
    if upload.size > limit:
        raise ValidationError(_("The file is larger than %(limit)s MB.") % {"limit": limit // 2**20})
    data = upload.read()
    if not data:
        raise ValidationError(_("The file is empty."))
    name = nfc(PurePath(upload.name or "").name)[-150:]
    kind = _sniff(data)
    if kind not in SUFFIXES:
        raise ValidationError(_("Only PDF, JPEG, PNG, DOCX and XLSX files can be attached."))
    if PurePath(name).suffix.lower() not in SUFFIXES[kind]:
        raise ValidationError(_("The content of this file is not what its name says."))
    if kind == PDF:
        _check_pdf(data)
    elif kind in IMAGES:
        data = _reencode(data, IMAGES[kind])
    return Checked(ContentFile(data, name=name), name, kind, hashlib.sha256(data).hexdigest(), len(data))


def _sniff(data: bytes) -> str:
    guess = filetype.guess(data)
    if guess is None:
        return ""
    if guess.mime in {"application/zip", DOCX, XLSX}:
        try:
            names = ZipFile(io.BytesIO(data)).namelist()
        except BadZipFile:
            return ""
        return DOCX if "word/document.xml" in names else XLSX if "xl/workbook.xml" in names else ""
    return guess.mime


def _check_pdf(data: bytes) -> None:
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            if document.is_encrypted:
                raise ValidationError(_("The PDF is protected by a password; please save it without one."))
            if not document.pages:
                raise ValidationError(_("The PDF has no pages."))
    except pikepdf.PasswordError as error:
        raise ValidationError(_("The PDF is protected by a password; please save it without one.")) from error
    except pikepdf.PdfError as error:
        raise ValidationError(_("The PDF is broken and cannot be opened.")) from error


def _reencode(data: bytes, form: str) -> bytes:
    """Drop everything from an image but its pixels (no position, no hidden payload)."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ValidationError(_("The image has too many pixels."))
            mode = "RGB" if form == "JPEG" or image.mode not in {"RGB", "RGBA", "L"} else image.mode
            clean = image.convert(mode)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise ValidationError(_("The image is broken and cannot be opened.")) from error
    out = io.BytesIO()
    clean.save(out, form, **({"quality": 90} if form == "JPEG" else {}))
    return out.getvalue()


def send(file: Any, *, name: str, content_type: str, inline: bool = False) -> FileResponse:
    """Hand a private file out; the caller has found its row through `visible_to`.

    PDF and images may be shown in the page's own frame; everything else is an attachment.
    """
    response = FileResponse(
        file.open("rb"),
        as_attachment=not (inline and content_type in {PDF, *IMAGES}),
        filename=name,
        content_type=content_type,
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
