"""Binding: pages in their order, folios and running heads stamped, bookmarks, links; fonts and images once.

Nothing is laid out here; it is all moving and stamping, so a book of ready pages takes seconds.
"""

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pikepdf

from awards.yearbook import plan
from awards.yearbook.content import Book
from awards.yearbook.front import Frame
from awards.yearbook.typeface import Typeface
from awards.yearbook.wording import Words

WIDTH, HEIGHT = 595.28, 841.89
MM = 72 / 25.4
FOLIO_Y, HEAD_Y = 13 * MM, HEIGHT - 15 * MM
OUTSIDE = 18 * MM
FOLIO_SIZE, HEAD_SIZE = 9.0, 7.5
INK, QUIET, WHITE, WARN = "#0b2545", "#586a80", "#ffffff", "#8f4e00"
# The thumb index: one tab per chapter down the outer edge.
TAB_TOP, TAB_HEIGHT, TAB_WIDTH = HEIGHT - 46 * MM, 15 * MM, 5 * MM
# Pages that are gathered at once.
SHEAF = 40
REGULAR, STRONG = "Be-Vietnam-Pro", "Be-Vietnam-Pro-Semi-Bold"


@dataclass
class Shared:
    """Fonts and images by the hash of what they are: the first one stays, the others never enter the book."""

    kept: dict[str, pikepdf.Object] = field(default_factory=dict)
    faces: dict[str, Typeface] = field(default_factory=dict)

    def append(self, document: pikepdf.Pdf, page: pikepdf.Page) -> None:
        """Take a page over. What the book has already is left behind before anything is copied."""
        taken: list[tuple[str, str, str, str]] = []
        for kind, name, item in _sharable(page.obj.Resources):
            digest = _font_hash(item) if kind == "/Font" else _stream_hash(item)
            taken.append((kind, name, digest, str(item.get("/BaseFont", ""))))
            if digest in self.kept:
                page.obj.Resources[kind][name] = pikepdf.Dictionary()
        document.pages.append(page)
        resources = document.pages[-1].obj.Resources
        for kind, name, digest, font in taken:
            resources[kind][name] = self.kept.setdefault(digest, resources[kind][name])
            if font:
                face = Typeface(self.kept[digest])
                self.faces.setdefault(face.name, face)


def _sharable(resources: pikepdf.Object) -> list[tuple[str, str, pikepdf.Object]]:
    """(kind, name, object) of the fonts and images a page uses and no page before it has brought along."""
    fonts = [("/Font", name, font) for name, font in resources.get("/Font", {}).items() if font.keys()]
    images = [
        ("/XObject", name, inner)
        for name, inner in resources.get("/XObject", {}).items()
        if inner.get("/Subtype") == "/Image"
    ]
    return fonts + images


def _stream_hash(stream: pikepdf.Object) -> str:
    digest = hashlib.sha256(stream.read_raw_bytes())
    for key in sorted(stream.keys()):
        value = stream[key]
        digest.update(key.encode())
        digest.update(
            _stream_hash(value).encode() if isinstance(value, pikepdf.Stream) else repr(value).encode()
        )
    return digest.hexdigest()


def _font_hash(font: pikepdf.Object) -> str:
    """What makes a whole embedded font: its name, its map to text, its file (widths follow from the file)."""
    digest = hashlib.sha256(str(font.get("/BaseFont")).encode())
    if "/ToUnicode" in font:
        digest.update(font.ToUnicode.read_raw_bytes())
    for descendant in font.get("/DescendantFonts", []):
        file = descendant.get("/FontDescriptor", {}).get("/FontFile2")
        if file is not None:
            digest.update(file.read_raw_bytes())
    return digest.hexdigest()


def bind(
    book: Book, frame: Frame, part_of: Callable[[int], bytes], words: Words, beat: Callable[[], None]
) -> bytes:
    """The whole book as PDF bytes, the same for the same parts.

    `part_of(honor_id)` gives a ready page; `beat` is called now and then, to say that the work goes on.
    """
    document = pikepdf.new()
    sources = {
        kind: pikepdf.open(io.BytesIO(data))
        for kind, data in [
            ("frame", frame.cover),
            (plan.OPENER, frame.openers),
            (plan.CONTENTS, frame.contents),
            (plan.INDEX, frame.index),
        ]
        if data
    }
    frame_page = {plan.COVER: 0, plan.TITLE: 1, plan.IMPRINT: 2, plan.BACK: 3}
    honorees = _gathered(
        [leaf.honor_id for leaf in frame.plan.leaves if leaf.kind == plan.HONOREE], part_of, beat
    )
    shared = Shared()
    for leaf in frame.plan.leaves:
        if leaf.kind == plan.BLANK:
            document.add_blank_page(page_size=(WIDTH, HEIGHT))
        elif leaf.kind == plan.HONOREE:
            shared.append(document, next(honorees))
        elif leaf.kind in frame_page:
            shared.append(document, sources["frame"].pages[frame_page[leaf.kind]])
        else:
            shared.append(document, sources[leaf.kind].pages[leaf.part_page])
    _stamp(document, book, frame.plan, words, shared)
    _link(document)
    _bookmark(document, book, frame.plan, words)
    _describe(document, book)
    target = io.BytesIO()
    document.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()


def _gathered(
    honor_ids: list[int], part_of: Callable[[int], bytes], beat: Callable[[], None]
) -> Iterator[pikepdf.Page]:
    """The honourees' pages in order. They come in sheaves that share their fonts already: pages are copied
    lazily, so whatever they are taken from stays in memory until the book is written."""
    for start in range(0, len(honor_ids), SHEAF):
        shared, sheaf, target = Shared(), pikepdf.new(), io.BytesIO()
        parts = [pikepdf.open(io.BytesIO(part_of(honor_id))) for honor_id in honor_ids[start : start + SHEAF]]
        for part in parts:
            shared.append(sheaf, part.pages[0])
        sheaf.save(target)
        for part in parts:
            part.close()
        beat()
        yield from pikepdf.open(target).pages


# --- Stamps ------------------------------------------------------------------------------------------


def _stamp(document: pikepdf.Pdf, book: Book, layout: plan.Plan, words: Words, shared: Shared) -> None:
    for number, leaf in enumerate(layout.leaves, 1):
        if leaf.kind in {plan.BLANK, plan.COVER, plan.BACK}:
            continue
        chapter = book.chapters[leaf.chapter] if leaf.chapter is not None else None
        head = {
            plan.CONTENTS: words.contents,
            plan.INDEX: words.index_of_localities
            if number >= layout.localities_page
            else words.index_of_names,
        }.get(leaf.kind, "")
        if leaf.kind == plan.HONOREE:
            head = chapter.title if number % 2 else words.short_title
        dark = leaf.kind == plan.OPENER
        pieces = []
        if leaf.kind != plan.TITLE:
            pieces.append(
                _text(shared, STRONG, FOLIO_SIZE, WHITE if dark else INK, str(number), FOLIO_Y, number)
            )
        if head:
            pieces.append(_text(shared, REGULAR, HEAD_SIZE, QUIET, head, HEAD_Y, number))
        if book.is_rehearsal:
            colour = WHITE if dark else WARN
            pieces.append(
                _text(shared, REGULAR, HEAD_SIZE, colour, words.rehearsal, FOLIO_Y, number, centred=True)
            )
        if leaf.kind == plan.HONOREE:
            pieces.append(_tab(shared, chapter.number, chapter.colour, number))
        _draw(document.pages[number - 1], shared, b"\n".join(pieces))


def _text(
    shared: Shared,
    face_name: str,
    size: float,
    colour: str,
    text: str,
    y: float,
    number: int,
    centred: bool = False,
) -> bytes:
    """One line at the outer margin (left on even pages), or in the middle."""
    face = shared.faces[face_name]
    width = face.width(text, size)
    x = (WIDTH - width) / 2 if centred else WIDTH - OUTSIDE - width if number % 2 else OUTSIDE
    return b"BT %s /%s %.2f Tf 1 0 0 1 %.2f %.2f Tm %s Tj ET" % (
        _paint(colour), _resource(face_name), size, x, y, face.encode(text),
    )  # fmt: skip


def _tab(shared: Shared, position: int, colour: str, number: int) -> bytes:
    """The chapter's tab on the outer edge, with its number."""
    y = TAB_TOP - (position - 1) * (TAB_HEIGHT + 3 * MM)
    x = WIDTH - TAB_WIDTH if number % 2 else 0
    face, label = shared.faces[STRONG], f"{position:02d}"
    text_x = x + (TAB_WIDTH - face.width(label, 6.5)) / 2
    return b"%s %.2f %.2f %.2f %.2f re f BT %s /%s 6.5 Tf 1 0 0 1 %.2f %.2f Tm %s Tj ET" % (
        _paint(colour), x, y, TAB_WIDTH, TAB_HEIGHT,
        _paint(WHITE), _resource(STRONG), text_x, y + TAB_HEIGHT / 2 - 2.3, face.encode(label),
    )  # fmt: skip


def _paint(colour: str) -> bytes:
    return b"%.3f %.3f %.3f rg" % tuple(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))


def _resource(face_name: str) -> bytes:
    return b"Stamp" + face_name.rsplit("-", 1)[-1].encode()


def _draw(page: pikepdf.Page, shared: Shared, stream: bytes) -> None:
    """Over what is there; the page's own drawing is fenced off, since it leaves its coordinates turned."""
    resources = page.obj.Resources
    if "/Font" not in resources:
        resources.Font = pikepdf.Dictionary()
    for face_name in (REGULAR, STRONG):
        resources.Font["/" + _resource(face_name).decode()] = shared.faces[face_name].font
    page.contents_add(b"q", prepend=True)
    page.contents_add(b"Q q " + stream + b" Q")


# --- Links, bookmarks, description ----------------------------------------------------------------------


def _link(document: pikepdf.Pdf) -> None:
    """Links written as “page:57” lead to that page of this book."""
    for page in document.pages:
        for annotation in page.obj.get("/Annots", []):
            address = str(annotation.get("/A", {}).get("/URI", ""))
            if address.startswith("page:"):
                target = document.pages[int(address.removeprefix("page:")) - 1]
                del annotation["/A"]
                annotation.Dest = pikepdf.Array([target.obj, pikepdf.Name.Fit])


def _bookmark(document: pikepdf.Pdf, book: Book, layout: plan.Plan, words: Words) -> None:
    def item(title: str, number: int) -> pikepdf.OutlineItem:
        return pikepdf.OutlineItem(title, number - 1, "Fit")

    with document.open_outline() as outline:
        outline.root.append(item(words.cover, 1))
        outline.root.append(item(words.imprint, 4))
        outline.root.append(item(words.contents, plan.FIRST_CONTENTS_PAGE))
        for position, chapter in enumerate(book.chapters):
            entry = item(chapter.title, layout.openers[position])
            entry.is_closed = True
            entry.children.extend(
                item(honoree.name, layout.honorees[honoree.honor_id]) for honoree in chapter.honorees
            )
            outline.root.append(entry)
        outline.root.append(item(words.index_of_names, layout.index_page))
        outline.root.append(item(words.index_of_localities, layout.localities_page))


def _describe(document: pikepdf.Pdf, book: Book) -> None:
    document.docinfo["/Title"] = book.title
    document.docinfo["/Subject"] = f"edition {book.slug}"
    document.docinfo["/Producer"] = "dtportal"
    document.Root.Lang = pikepdf.String("vi")
    document.Root.PageMode = pikepdf.Name.UseOutlines
    document.Root.PageLayout = pikepdf.Name.TwoPageRight
    document.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
