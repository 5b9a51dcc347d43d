"""Links and bookmarks of the bound book. Parts say “page:57” for that page of the book."""

import pikepdf
from pikepdf import Array, Dictionary, Name

from awards.models import Variant
from awards.yearbook.plan import Plan
from awards.yearbook.wording import Words

OWN = "page:"


def address_of(note: pikepdf.Object) -> str:
    return str(note.get("/A", Dictionary()).get("/URI", ""))


def is_unwanted(note: pikepdf.Object, variant: str) -> bool:
    """Links out of the book are for the screen; links inside a part name places that the book does not know."""
    address = address_of(note)
    return not address or (variant == Variant.PRINT and not address.startswith(OWN))


def link(document: pikepdf.Pdf, words: Words) -> None:
    pages = [page.obj for page in document.pages]
    for page in pages:
        for note in page.get("/Annots", []):
            address = address_of(note)
            if address.startswith(OWN):
                number = int(address.removeprefix(OWN))
                del note["/A"]
                note.Dest = Array([pages[number - 1], Name.Fit])
                note.Contents = pikepdf.String(f"{words.page} {number}")


def bookmark(document: pikepdf.Pdf, plan: Plan) -> None:
    """Entries of level 0, each with those of level 1 after it folded below."""
    with document.open_outline() as outline:
        for number, leaf in enumerate(plan.leaves):
            if not leaf.bookmark:
                continue
            item = pikepdf.OutlineItem(leaf.bookmark, number, "Fit")
            if leaf.level and outline.root:
                outline.root[-1].is_closed = True
                outline.root[-1].children.append(item)
            else:
                outline.root.append(item)
