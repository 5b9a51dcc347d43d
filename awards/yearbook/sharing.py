"""Fonts and images once in the whole book: pages come each with its own copy, and the first one stays."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf

from awards.yearbook.typeface import Typeface

# Forms and patterns inside each other: deeper than the engine ever draws.
DEPTH = 5
Way = tuple[str, ...]


@dataclass
class Shared:
    """Fonts and images by the hash of what they are; `faces` by name, for what is stamped."""

    kept: dict[str, pikepdf.Object] = field(default_factory=dict)
    faces: dict[str, Typeface] = field(default_factory=dict)

    def append(self, document: pikepdf.Pdf, page: pikepdf.Page) -> pikepdf.Page:
        """Take a page over. What the book has already is left behind before anything is copied."""
        taken: list[tuple[Way, str, str]] = []
        for way, item in list(_sharable(page.obj)):
            is_font = "/BaseFont" in item
            digest = _font_hash(item) if is_font else _stream_hash(item)
            taken.append((way, digest, str(item.BaseFont) if is_font else ""))
            if digest in self.kept:
                _at(page.obj, way[:-1])[way[-1]] = pikepdf.Dictionary()
        document.pages.append(page)
        copied = document.pages[-1]
        for way, digest, font in taken:
            place = _at(copied.obj, way[:-1])
            place[way[-1]] = self.kept.setdefault(digest, place[way[-1]])
            if font:
                face = Typeface(self.kept[digest])
                self.faces.setdefault(face.name, face)
        return copied


def _at(page: pikepdf.Object, way: Way) -> pikepdf.Object:
    for key in way:
        page = page[key]
    return page


def _sharable(holder: pikepdf.Object, way: Way = ()) -> Iterator[tuple[Way, pikepdf.Object]]:
    """The fonts and images a page uses, with the keys that lead there; not those that came with a page before it,
    of which only an empty place is left."""
    resources = holder.get("/Resources")
    if resources is None or len(way) > 3 * DEPTH:
        return
    for name, font in resources.get("/Font", {}).items():
        if "/BaseFont" in font:
            yield (*way, "/Resources", "/Font", name), font
    for kind in ("/XObject", "/Pattern"):
        for name, inner in resources.get(kind, {}).items():
            inner_way = (*way, "/Resources", kind, name)
            if inner.get("/Subtype") == "/Image":
                yield inner_way, inner
            else:
                yield from _sharable(inner, inner_way)


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
