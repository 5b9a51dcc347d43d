"""PDFs that people of the story carry about."""

from io import BytesIO

import pikepdf
from pypdf import PdfReader


def plan_pdf() -> bytes:
    """A true PDF of one empty page."""
    document, out = pikepdf.new(), BytesIO()
    document.add_blank_page(page_size=(595, 842))
    document.save(out)
    return out.getvalue()


def text_of(pdf: bytes) -> str:
    """The words of a PDF in one line."""
    assert pdf.startswith(b"%PDF")
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())
