"""Small true files of every kind, and untrue ones, for the tests of evidence."""

import io
import struct
import zipfile

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from nominations.tests.helpers import pdf

WORD, EXCEL = "word/document.xml", "xl/workbook.xml"


def pdf_bytes(title: str = "Kế hoạch", *, padding: int = 0) -> bytes:
    """A PDF of one page; `padding` bytes nobody can compress make it as large as a test needs."""
    if not padding:
        return pdf(title).read()
    document = pikepdf.open(io.BytesIO(pdf(title).read()))
    noise = bytes((i * 7919 + (i >> 8)) % 256 for i in range(256)) * (padding // 256 + 1)
    document.pages[0].Extra = pikepdf.Stream(document, noise[:padding])
    out = io.BytesIO()
    document.save(out, compress_streams=False)
    return out.getvalue()


def locked_pdf() -> bytes:
    out = io.BytesIO()
    pikepdf.open(io.BytesIO(pdf_bytes())).save(out, encryption=pikepdf.Encryption(owner="chu", user="khach"))
    return out.getvalue()


def image(form: str = "PNG", size: tuple[int, int] = (30, 20), **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, form, **options)
    return out.getvalue()


def sideways_photo() -> bytes:
    """A photo of 30 × 20 pixels that its camera says to turn, with a place in its metadata."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn to the right
    exif[0x010E] = "16.0544, 108.2022"
    return image("JPEG", exif=exif)


def office(part: str = WORD, **extra: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, "<document/>")
        for name, data in extra.items():
            archive.writestr(name, data)
    return out.getvalue()


def bomb() -> bytes:
    """A DOCX of half a megabyte that would unpack to 500."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(WORD, "<document/>")
        with archive.open("word/media/image1.bin", "w", force_zip64=True) as part:
            for _ in range(500):
                part.write(bytes(2**20))
    return out.getvalue()


def locked_office() -> bytes:
    """What Office writes for a DOCX with a password: an OLE file that holds the encrypted package."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2040)
    return head + "EncryptedPackage".encode("utf-16-le") + bytes(4096)


def box(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", len(content) + 8, kind) + content


def video(sample: bytes = b"avc1") -> bytes:
    entries = bytes(4) + struct.pack(">I", 1) + box(sample, bytes(70))
    content = box(b"stsd", entries)
    for kind in (b"stbl", b"minf", b"mdia", b"trak", b"moov"):
        content = box(kind, content)
    return box(b"ftyp", b"isom\0\0\2\0isomiso2mp41") + content + box(b"mdat", bytes(500))


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
