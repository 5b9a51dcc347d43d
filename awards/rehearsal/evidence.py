"""Illustrative evidence: a small true PDF for each unit, different from every other."""

import io

import pikepdf

from dtportal.text import fold
from nominations.models import Nomination


def illustrative_plan(nomination: Nomination) -> bytes:
    """One page that says what it is."""
    name = fold(nomination.organization.name)
    return illustrative_page(["KE HOACH CHUYEN DOI SO", "(du lieu minh hoa)", nomination.reference, name])


def illustrative_page(lines: list[str]) -> bytes:
    """A page of these lines; plain ASCII, so that no font has to be embedded."""
    text = "BT /F1 14 Tf 20 TL 60 760 Td " + " ".join(f"({_escape(line)}) Tj T*" for line in lines) + " ET"
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=document.make_indirect(font)))
    page.Contents = document.make_stream(text.encode("ascii", "replace"))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _escape(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
