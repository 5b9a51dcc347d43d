"""What a file really is, and whether it can be opened: told by its content, reading no more than it must.

Every function takes a seekable binary file and raises ValidationError with a sentence for the person.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

import filetype
import pikepdf
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from dtportal.scratch import scratch

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MP4 = "video/mp4"
IMAGES = {"image/jpeg": "JPEG", "image/png": "PNG"}
MAIN_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
HEAD = 8192
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Office before 2007, and Office of today behind a password
OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MP4_BRANDS = {
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"avc1",
    b"mp41",
    b"mp42",
    b"M4V ",
    b"MSNV",
    b"dash",
}
MAX_PIXELS = 60_000_000
MAX_PARTS = 10_000  # of a DOCX or XLSX
MAX_UNPACKED = 400 * 2**20  # bytes: four times what an upload may have
MAX_BOXES = 100_000  # of an MP4, all levels
# Boxes of an MP4 that hold the sample descriptions, outermost first.
MP4_WAY = [b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd"]
MP4_ENCRYPTED = {b"encv", b"enca"}


def kind_of(file: Any) -> str:
    """Media type by content, '' when it is none of ours. Raises for Office files that a password protects."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    if head.startswith(OLE):
        raise ValidationError(_protected() if _holds(file, OLE_ENCRYPTED) else _old_office())
    if head[4:8] == b"ftyp":
        brands = {head[8:12], *_fours(head[16 : min(len(head), int.from_bytes(head[:4]))])}
        return MP4 if brands & MP4_BRANDS and head[8:12] != b"qt  " else ""
    if head.startswith(b"PK"):
        return _office_kind(file)
    guess = filetype.guess(head)
    return guess.mime if guess and guess.mime in {PDF, *IMAGES} else ""


def check_content(file: Any, kind: str) -> Any:
    """The file that may be kept: itself at its beginning, or an image's pixels in a new one."""
    if kind in IMAGES:
        return _reencode(file, IMAGES[kind])
    CHECKS[kind](file)
    file.seek(0)
    return file


def _protected() -> str:
    return _("The file is protected by a password; please save it without one.")


def _old_office() -> str:
    return _("The file has the format of an old Office; please save it as DOCX, XLSX or PDF.")


def _fours(data: bytes) -> list[bytes]:
    return [data[at : at + 4] for at in range(0, len(data), 4)]


def _holds(file: Any, needle: bytes) -> bool:
    """Whether the bytes occur anywhere, also across two pieces."""
    file.seek(0)
    tail = b""
    while piece := file.read(2**20):
        if needle in tail + piece:
            return True
        tail = piece[-len(needle) :]
    return False


# --- PDF ---------------------------------------------------------------------------------------------


def _check_pdf(file: Any) -> None:
    """Readers repair much, but a file that ends too early lacks pages nobody would miss here."""
    file.seek(-min(2048, file.seek(0, 2) or file.tell()), 2)
    complete = b"%%EOF" in file.read()
    file.seek(0)
    try:
        with pikepdf.open(file) as document:
            if document.is_encrypted:
                raise ValidationError(_protected())
            if not len(document.pages):
                raise ValidationError(_("The PDF has no pages."))
            for page in document.pages:
                complete = complete and bool(page.mediabox)
    except pikepdf.PasswordError as error:
        raise ValidationError(_protected()) from error
    except (pikepdf.PdfError, AttributeError, ValueError, TypeError, KeyError) as error:
        raise ValidationError(_("The PDF is broken and cannot be opened.")) from error
    if not complete:
        raise ValidationError(_("The PDF is not complete: its end is missing. Please save or scan it again."))


# --- DOCX and XLSX -----------------------------------------------------------------------------------


def _office_kind(file: Any) -> str:
    try:
        with ZipFile(file) as archive:
            names = set(archive.namelist())
    except (BadZipFile, OSError, ValueError) as error:
        raise ValidationError(_broken()) from error
    if "[Content_Types].xml" not in names:
        return ""
    return next((kind for part, kind in MAIN_PARTS.items() if part in names), "")


def _broken() -> str:
    return _("The file is broken and cannot be opened; please save it again.")


def _check_office(file: Any) -> None:
    """Every part can be unpacked, none is locked, and all of them together are not monstrous."""
    try:
        with ZipFile(file) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise ValidationError(_("Unpacked, the file would be too large; please make it smaller."))
            if any(part.flag_bits & 1 for part in parts):
                raise ValidationError(_protected())
            if any(part.filename.endswith("vbaProject.bin") for part in parts):
                raise ValidationError(_("The file holds macros; please save it without them."))
            if archive.testzip() is not None:
                raise ValidationError(_broken())
    # What `zipfile` says of parts that are broken, packed in a way it does not know, or locked.
    except (BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise ValidationError(_broken()) from error


# --- MP4 ---------------------------------------------------------------------------------------------


def _check_video(file: Any) -> None:
    """The boxes fill the file, one of them tells what is in it, and no track is encrypted."""
    size = file.seek(0, 2) or file.tell()
    try:
        top = list(_boxes(file, 0, size))
        kinds = [kind for kind, _start, _end in top]
        if b"moov" not in kinds or not {b"mdat", b"moof"} & set(kinds):
            raise ValueError("the index or the pictures are missing")
        if MP4_ENCRYPTED & set(_sample_kinds(file, 0, size, MP4_WAY)):
            raise ValidationError(_("The video is protected; please save it without protection."))
    except (ValueError, struct.error) as error:
        raise ValidationError(_("The video is broken or not complete; please save it again.")) from error


def _boxes(file: Any, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Kind, start and end of the content of each box; raises ValueError when they do not fit."""
    count = 0
    while end - start >= 8:
        file.seek(start)
        size, kind = struct.unpack(">I4s", file.read(8))
        inner = start + 8
        if size == 1:
            (size,) = struct.unpack(">Q", file.read(8))
            inner += 8
        stop = end if size == 0 else start + size
        count += 1
        if stop < inner or stop > end or count > MAX_BOXES:
            raise ValueError(f"box {kind!r} at {start} does not fit")
        yield kind, inner, stop
        start = stop


def _sample_kinds(file: Any, start: int, end: int, way: list[bytes]) -> Iterator[bytes]:
    """Kinds of the sample entries (avc1, mp4a, …; encv and enca when encrypted) found along the way."""
    for kind, inner, stop in _boxes(file, start, end):
        if kind == way[0] and len(way) > 1:
            yield from _sample_kinds(file, inner, stop, way[1:])
        elif kind == way[0]:  # version, flags and a count stand before the entries
            yield from (entry for entry, _start, _end in _boxes(file, inner + 8, stop))


# --- images ------------------------------------------------------------------------------------------


def _reencode(file: Any, form: str) -> IO[bytes]:
    """Drop everything from an image but its pixels, the right way up (no position, no hidden payload)."""
    try:
        with Image.open(file, formats=[form]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ValidationError(_("The image has too many pixels."))
            # WeasyPrint tells Pillow to fill what is missing with grey; a photo of evidence is whole or refused.
            ImageFile.LOAD_TRUNCATED_IMAGES = False
            image.load()
            ImageOps.exif_transpose(image, in_place=True)
            fits = {"RGB", "L"} if form == "JPEG" else {"RGB", "RGBA", "L"}
            clean = image if image.mode in fits else image.convert("RGB")
            clean.info.clear()
            out = scratch()
            clean.save(out, form, **({"quality": 90} if form == "JPEG" else {}))
    except (
        UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError, EOFError, zlib.error,
    ) as error:  # fmt: skip
        if isinstance(error, ValidationError):
            raise
        raise ValidationError(_("The image is broken and cannot be opened.")) from error
    return out


CHECKS = {PDF: _check_pdf, DOCX: _check_office, XLSX: _check_office, MP4: _check_video}
