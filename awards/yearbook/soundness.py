"""Is a bound file what a printer and a screen reader need: fonts, images, boxes, links, bookmarks, structure.

Images: what stands in the book should have 300 dots per inch for the printer and 140 for the screen, less three in a
hundred for rounding. A picture that had fewer to begin with is printed with all it has, never enlarged; so one that
is as wide or as high as one of the pictures that came in (`originals`) is no fault of the book's.
"""

import unicodedata
from collections.abc import Collection, Iterator

import pikepdf
from django.utils.translation import gettext as _

from awards.models import Variant
from awards.yearbook import boxes
from awards.yearbook.links import OWN, address_of
from awards.yearbook.reading import FAMILY, Reading, Sheet, parents
from awards.yearbook.typeface import UNKNOWN
from awards.yearbook.wording import Words

DPI = {Variant.PRINT: 300, Variant.SCREEN: 140}
TOLERANCE = 0.97
# Points by which a box may be off.
NEAR = 0.1
# Pictures of fewer pixels are ornaments.
SMALLEST = 24


def variant_of(document: pikepdf.Pdf) -> Variant:
    """For what the file says that it was made."""
    subject = str(document.docinfo.get("/Subject", ""))
    return Variant.PRINT if subject.endswith(Variant.PRINT) else Variant.SCREEN


def faults_of(
    document: pikepdf.Pdf, reading: Reading, named: Words, originals: Collection[tuple[int, int]]
) -> Iterator[str]:
    variant = variant_of(document)
    yield from _fonts(document)
    yield from _boxes(document, variant)
    for sheet in reading.sheets:
        yield from _letters(sheet)
        yield from _images(sheet, variant, originals)
    yield from _links(document, variant, named)
    yield from _bookmarks(document)
    yield from _structure(document, reading)
    yield from _description(document)


def _fonts(document: pikepdf.Pdf) -> Iterator[str]:
    for item in document.objects:
        if not isinstance(item, pikepdf.Dictionary) or item.get("/Type") != "/Font":
            continue
        name = str(item.get("/BaseFont", "/?")).lstrip("/").split("+")[-1]
        if not name.startswith(FAMILY):
            yield _("A font of another family is in the book: %(font)s.") % {"font": name}
        if item.get("/Subtype") == "/Type0":
            descriptors = [each.get("/FontDescriptor", {}) for each in item.get("/DescendantFonts", [])]
            if not any("/FontFile2" in each or "/FontFile3" in each for each in descriptors):
                yield _("The font %(font)s is not embedded.") % {"font": name}


def _letters(sheet: Sheet) -> Iterator[str]:
    for run in sheet.everything:
        about = {"page": sheet.position, "text": run.text.replace(UNKNOWN, "□")[:40]}
        if UNKNOWN in run.text:
            yield _("Page %(page)s: a letter is missing in “%(text)s”.") % about
        elif not unicodedata.is_normalized("NFC", run.text):
            yield _("Page %(page)s: “%(text)s” is not written in composed letters (NFC).") % about


def _boxes(document: pikepdf.Pdf, variant: str) -> Iterator[str]:
    wanted = {"/MediaBox": boxes.media(variant), "/BleedBox": boxes.bleed(variant), "/TrimBox": boxes.TRIM}
    for position, page in enumerate(document.pages, 1):
        for name, box in wanted.items():
            found = [float(value) for value in page.obj.get(name, [])]
            if len(found) != 4 or any(
                abs(is_ - should) > NEAR for is_, should in zip(found, box, strict=True)
            ):
                yield _("Page %(page)s: its %(box)s is not as it should be.") % {
                    "page": position,
                    "box": name[1:],
                }


def _images(sheet: Sheet, variant: Variant, originals: Collection[tuple[int, int]]) -> Iterator[str]:
    wanted = DPI[variant] * TOLERANCE
    for image in sheet.images:
        wide, high = image.pixels
        if min(wide, high) < SMALLEST or not image.width or not image.height:
            continue
        dots = min(wide / image.width, high / image.height) * 72
        is_whole = any((wide == w and high <= h) or (high == h and wide <= w) for w, h in originals)
        if dots < wanted and not is_whole:
            yield _("Page %(page)s: an image has %(dots)s dots per inch, %(wanted)s are needed.") % {
                "page": sheet.position, "dots": round(dots), "wanted": DPI[variant],
            }  # fmt: skip


def _links(document: pikepdf.Pdf, variant: str, named: Words) -> Iterator[str]:
    numbers = {page.obj.objgen: number for number, page in enumerate(document.pages, 1)}
    for position, page in enumerate(document.pages, 1):
        for note in page.obj.get("/Annots", []):
            address, target = address_of(note), note.get("/Dest")
            if address and (variant == Variant.PRINT or address.startswith(OWN)):
                yield _("Page %(page)s: a link to %(address)s is in the book.") % {
                    "page": position,
                    "address": address,
                }
                continue
            if address:
                continue
            goal = target[0] if isinstance(target, pikepdf.Array) and len(target) else None
            number = numbers.get(goal.objgen) if isinstance(goal, pikepdf.Object) else None
            said = str(note.get("/Contents", "")).removeprefix(named.page).strip()
            if number is None:
                yield _("Page %(page)s: a link leads nowhere.") % {"page": position}
            elif said != str(number):
                yield _("Page %(page)s: a link to page %(said)s leads to page %(number)s.") % {
                    "page": position, "said": said, "number": number,
                }  # fmt: skip


def _bookmarks(document: pikepdf.Pdf) -> Iterator[str]:
    found = bookmarks(document)
    if not found:
        yield _("The book has no bookmarks.")
    for title, number in found:
        if number is None:
            yield _("The bookmark “%(title)s” leads nowhere.") % {"title": title}


def bookmarks(document: pikepdf.Pdf) -> list[tuple[str, int | None]]:
    """Every title with the number of its page."""
    numbers = {page.obj.objgen: number for number, page in enumerate(document.pages, 1)}
    found: list[tuple[str, int | None]] = []

    def collect(items: list[pikepdf.OutlineItem]) -> None:
        for item in items:
            target = item.destination
            goal = target[0] if isinstance(target, pikepdf.Array) and len(target) else None
            found.append((item.title, numbers.get(goal.objgen) if isinstance(goal, pikepdf.Object) else None))
            collect(item.children)

    with document.open_outline() as outline:
        collect(list(outline.root))
    return found


def _structure(document: pikepdf.Pdf, reading: Reading) -> Iterator[str]:
    if (
        not bool(document.Root.get("/MarkInfo", {}).get("/Marked", False))
        or "/StructTreeRoot" not in document.Root
    ):
        yield _("The book has no structure for screen readers (tags).")
        return
    table = parents(document)
    for sheet, page in zip(reading.sheets, document.pages, strict=True):
        marks = table.get(int(page.obj.get("/StructParents", -1)))
        count = len(marks) if isinstance(marks, pikepdf.Array) else 0
        loose = [
            run for run in sheet.everything if not run.is_artifact and (run.mark is None or run.mark >= count)
        ]
        if loose:
            yield _("Page %(page)s: “%(text)s” is not in the structure of the book.") % {
                "page": sheet.position, "text": loose[0].text[:40],
            }  # fmt: skip


def _description(document: pikepdf.Pdf) -> Iterator[str]:
    if str(document.Root.get("/Lang", "")) != "vi":
        yield _("The book does not say that it is Vietnamese.")
    if not str(document.docinfo.get("/Title", "")).strip():
        yield _("The book has no title.")
