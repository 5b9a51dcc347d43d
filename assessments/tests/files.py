"""Evidence that can be looked at: true PDFs, photos and what only looks like a video."""

import hashlib
import io

import pikepdf
from django.core.files.base import ContentFile
from PIL import Image

from assessments.models import Assignment
from nominations.models import Dossier, Evidence

PDF, JPEG, MP4 = "application/pdf", "image/jpeg", "video/mp4"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def give_file(assignment: Assignment, content: bytes, name: str, content_type: str) -> Evidence:
    """A further file in the strategy section of a frozen dossier."""
    dossier = assignment.entry.dossier
    row = Evidence.objects.create(
        nomination=dossier.nomination,
        section="strategy",
        question="plan_file",
        name=name,
        file=ContentFile(content, name=name),
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=assignment.assigned_by,
        status=Evidence.Status.CLEAN,
        is_frozen=True,
    )
    kept = {key: getattr(row, key) for key in ("name", "caption", "content_type", "size", "sha256")}
    content_now = dossier.content
    section = next(part for part in content_now["sections"] if part["key"] == "strategy")
    section["evidence"].append({"id": row.pk, "question": "plan_file", "criterion": "", **kept})
    Dossier.objects.filter(pk=dossier.pk).update(content=content_now)
    return row


def pdf_of(*pages: str, password: str = "") -> bytes:
    """A PDF whose pages say these words (plain ASCII)."""
    document = pikepdf.new()
    font = document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    for words in pages:
        page = document.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = document.make_stream(f"BT /F1 24 Tf 72 700 Td ({words}) Tj ET".encode())
    out = io.BytesIO()
    document.save(out, encryption=pikepdf.Encryption(user=password, owner=password) if password else None)
    return out.getvalue()


def photo(width: int = 1200, height: int = 800) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#1a5bb8").save(out, "JPEG")
    return out.getvalue()
