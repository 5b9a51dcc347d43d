"""Binding: pages in the order of the plan, stamped, tagged, linked; fonts and images once.

Nothing is laid out here; it is all moving and stamping, so a book of ready pages takes seconds. The same pages give
the same bytes: no date, no number drawn at random enters the file.
"""

from collections.abc import Callable
from pathlib import Path

import pikepdf
from pikepdf import Dictionary, Name

from awards.models import Variant
from awards.yearbook import boxes, links, plan, stamps
from awards.yearbook.content import Book, Honoree
from awards.yearbook.plan import Leaf, Plan
from awards.yearbook.sharing import Shared
from awards.yearbook.shelf import Shelf
from awards.yearbook.tagging import Structure
from awards.yearbook.wording import words

# `beat` is called after so many pages.
STEP = 50


def bind(
    book: Book, layout: Plan, shelf: Shelf, target: Path, *, variant: str, beat: Callable[[], None]
) -> None:
    """Write the whole book to `target`. Raises OSError, and PdfError for a part that is no good PDF.

    The shelf holds the frame's parts by their names and nominees' pages by their ids. `beat` is called now and
    then, to say that the work goes on.
    """
    document = pikepdf.new()
    shared, structure = Shared(), Structure(document)
    people = {honoree.nomination_id: honoree for honoree in book.honorees}
    for number, leaf in enumerate(layout.leaves, 1):
        if leaf.kind == plan.BLANK:
            left, bottom, right, top = boxes.TRIM
            document.add_blank_page(page_size=(right - left, top - bottom))
        else:
            key = leaf.nomination_id if leaf.kind == plan.HONOREE else leaf.part
            shared.append(document, shelf.page(key, leaf.part_page))
        if number % STEP == 0:
            beat()
    stamper = stamps.Stamper(book, words(book.list_name, book.year), shared)
    group = structure.top
    for number, leaf in enumerate(layout.leaves, 1):
        page = document.pages[number - 1]
        boxes.set_on(page, variant)
        if leaf.kind == plan.BLANK:
            if variant == Variant.PRINT:
                page.contents_add(boxes.crop_marks())
            continue
        honoree = people[leaf.nomination_id] if leaf.kind == plan.HONOREE else None
        if honoree is None:
            group = structure.top
        elif leaf.part_page == 0:
            group = structure.group("/Art", honoree.name)
        marks = structure.take(page, group)
        result = _marked(stamper, structure, page, marks, group, honoree, leaf) if honoree else b""
        _draw(page, shared, stamper.artifacts(leaf, number) + b" " + result, variant)
    structure.close()
    links.link(document, words())
    links.bookmark(document, layout)
    _describe(document, book, variant)
    beat()
    document.save(
        target, min_version="1.7", deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate
    )
    document.close()


def _marked(
    stamper: stamps.Stamper,
    structure: Structure,
    page: pikepdf.Page,
    marks: pikepdf.Array,
    group: pikepdf.Object,
    honoree: Honoree,
    leaf: Leaf,
) -> bytes:
    if leaf.part_page:
        return b""
    drawn = []
    for mark in stamper.marks(honoree):
        number = structure.mark(page, marks, group, mark.kind, mark.alt)
        drawn.append(b"%s <</MCID %d>> BDC %s EMC" % (mark.kind.encode(), number, mark.stream))
    return b"\n".join(drawn)


def _draw(page: pikepdf.Page, shared: Shared, stream: bytes, variant: str) -> None:
    """Over what is there; the page's own drawing is fenced off, since it leaves its coordinates turned."""
    if "/Resources" not in page.obj:
        page.obj.Resources = Dictionary()
    resources = page.obj.Resources
    if "/Font" not in resources:
        resources.Font = Dictionary()
    for name in stamps.FACES:
        resources.Font["/" + stamps.resource_of(name).decode()] = shared.faces[name].font
    clip = boxes.clip(variant)
    page.contents_add(clip, prepend=True)
    around = b" " + boxes.crop_marks() if variant == Variant.PRINT else b""
    page.contents_add(b"Q " + clip + b" " + stream + b" Q" + around)


def _describe(document: pikepdf.Pdf, book: Book, variant: str) -> None:
    root = document.Root
    root.Lang = pikepdf.String("vi")
    root.PageMode = Name.UseOutlines
    # The printer sees what lies open; on a screen one page follows the other.
    root.PageLayout = Name.TwoPageRight if variant == Variant.PRINT else Name.OneColumn
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    subject = f"edition {book.slug}, {variant}"
    document.docinfo["/Title"] = book.title
    document.docinfo["/Subject"] = subject
    document.docinfo["/Producer"] = "dtportal"
    with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = book.title
        metadata["dc:description"] = subject
        metadata["dc:language"] = {"vi"}
        metadata["pdf:Producer"] = "dtportal"
