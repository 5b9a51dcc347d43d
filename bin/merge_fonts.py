#!/usr/bin/env python
"""Merge the web-font subsets into one TrueType file per weight, for PDFs.

The npm packages ship each weight as three subset files. A browser picks the right one per letter;
WeasyPrint uses a single one of them and prints wrong glyphs, so documents embed these merged files.

Usage: bin/merge_fonts.py [FOLDER]    (default: build/fonts; files that are up to date are kept)
"""

import logging
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
SUBSETS = ("latin", "latin-ext", "vietnamese")
VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
CONSONANTS = "bcdđghklmnpqrstvxfjwz"
SIGNS = "0123456789₫%–—“”…·•×"
REGULAR, ITALIC, BOLD = 0x40, 0x01, 0x20  # bits of OS/2.fsSelection

# package, CSS weight and style, family, file, style name, weight class
FACES = (
    ("be-vietnam-pro", "400-normal", "Be Vietnam Pro", "BeVietnamPro-Regular", "Regular", 400),
    ("be-vietnam-pro", "500-normal", "Be Vietnam Pro", "BeVietnamPro-Medium", "Medium", 500),
    ("be-vietnam-pro", "600-normal", "Be Vietnam Pro", "BeVietnamPro-SemiBold", "SemiBold", 600),
    ("be-vietnam-pro", "700-normal", "Be Vietnam Pro", "BeVietnamPro-Bold", "Bold", 700),
    ("be-vietnam-pro", "400-italic", "Be Vietnam Pro", "BeVietnamPro-Italic", "Italic", 400),
    ("tinos", "400-normal", "Tinos", "Tinos-Regular", "Regular", 400),
    ("tinos", "700-normal", "Tinos", "Tinos-Bold", "Bold", 700),
    ("tinos", "400-italic", "Tinos", "Tinos-Italic", "Italic", 400),
    ("tinos", "700-italic", "Tinos", "Tinos-BoldItalic", "Bold Italic", 700),
)


def letters() -> set[str]:
    """Every letter Vietnamese text is written with, both cases, composed (NFC)."""
    vowels = {unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES}
    lower = vowels | set(CONSONANTS)
    return lower | {letter.upper() for letter in lower}


def sources(package: str, weight: str) -> list[Path]:
    folder = ROOT / "node_modules" / "@fontsource" / package / "files"
    return [folder / f"{package}-{part}-{weight}.woff2" for part in SUBSETS]


def disjoint(paths: list[Path], folder: Path) -> Iterator[Path]:
    """Unpack each subset, without the characters an earlier one has already brought."""
    taken: set[int] = set()
    for path in paths:
        font = TTFont(path)
        wanted = set(font.getBestCmap()) - taken
        taken |= wanted
        options = subset.Options(layout_features=["*"], name_IDs=["*"], notdef_outline=True)
        # The hinting programs of the parts cannot be joined; printers do not need them.
        options.hinting = False
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=wanted)
        subsetter.subset(font)
        font.flavor = None
        target = folder / f"{path.stem}.ttf"
        font.save(target)
        yield target


def rename(font: TTFont, family: str, style: str, file: str, weight: int) -> None:
    """Name the face so that a @font-face, a PDF reader and fontconfig all see one family."""
    names = font["name"]
    names.names = [record for record in names.names if record.nameID in {0, 5, 13, 14}]
    four_styles = style in {"Regular", "Bold", "Italic", "Bold Italic"}
    values = {
        1: family if four_styles else f"{family} {style}",
        2: style if four_styles else "Regular",
        3: f"{file};merged",
        4: f"{family} {style}",
        6: file,
        16: family,
        17: style,
    }
    for name_id, value in values.items():
        names.setName(value, name_id, 3, 1, 0x409)
    bits = (ITALIC if "Italic" in style else 0) | (BOLD if "Bold" in style.split() else 0)
    table = font["OS/2"]
    table.usWeightClass = weight
    table.fsSelection = (table.fsSelection & ~(REGULAR | ITALIC | BOLD)) | (bits or REGULAR)
    font["head"].macStyle = (1 if bits & BOLD else 0) | (2 if bits & ITALIC else 0)


def missing(path: Path) -> str:
    """The Vietnamese letters and signs a merged file cannot draw; empty when it is complete."""
    covered = TTFont(path).getBestCmap()
    return "".join(sorted(sign for sign in letters() | set(SIGNS) if ord(sign) not in covered))


def merge(parts: list[Path], target: Path, *, family: str, style: str, weight: int) -> None:
    with TemporaryDirectory() as folder:
        font = Merger().merge([str(path) for path in disjoint(parts, Path(folder))])
    rename(font, family, style, target.stem, weight)
    with TTFont(parts[0]) as original:  # not the present time: the same bytes on every machine
        font["head"].created = font["head"].modified = original["head"].modified
    font.recalcTimestamp = False
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".part")
    font.save(draft)
    if lacking := missing(draft):
        raise SystemExit(f"{target.name} lacks these characters: {lacking}")
    draft.replace(target)


def main() -> None:
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "fonts"
    for package, face, family, file, style, weight in FACES:
        parts, target = sources(package, face), folder / f"{file}.ttf"
        if absent := [part.name for part in parts if not part.exists()]:
            raise SystemExit(f"The font files {', '.join(absent)} are missing; run “npm ci” first.")
        newest = max(path.stat().st_mtime for path in [*parts, Path(__file__)])
        if not target.exists() or target.stat().st_mtime < newest:
            merge(parts, target, family=family, style=style, weight=weight)


if __name__ == "__main__":
    main()
