"""A bound book read back from its pages: headings, folios, certificates, lists. Only what is drawn counts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf

from awards.yearbook.measures import MARGIN_SIDE, MM, RAIL, TIER
from awards.yearbook.typeface import Drawn, Run, Typeface, drawn_on
from awards.yearbook.wording import Words

BAND, MARGIN = 20 * MM, 32 * MM
FAMILY = "Be-Vietnam-Pro"
REGULAR, ITALIC, STRONG, BOLD = FAMILY, f"{FAMILY}-Italic", f"{FAMILY}-Semi-Bold", f"{FAMILY}-Bold"
TITLE = 20.0


@dataclass
class Sheet:
    """One page as it reads. `position` counts pages of the file from 1; `address` is where its code leads."""

    position: int
    folio: int | None
    head: str
    headings: list[str]
    certificates: list[str]
    tier: str
    address: str
    # Whether a chapter's tab is on its edge, as on every nominee's page.
    has_tab: bool
    runs: list[Run]
    everything: list[Run]
    images: list[Drawn]


@dataclass
class Reading:
    sheets: list[Sheet] = field(default_factory=list)
    faces: dict[tuple[int, int], Typeface] = field(default_factory=dict)


def squash(text: str) -> str:
    """Without blanks: how words compare that were broken into lines."""
    return "".join(text.split())


def read(document: pikepdf.Pdf, named: Words) -> Reading:
    reading = Reading()
    table = parents(document)
    for position, page in enumerate(document.pages, 1):
        reading.sheets.append(_sheet(position, page, table, named, reading.faces))
    return reading


def parents(document: pikepdf.Pdf) -> dict[int, pikepdf.Object]:
    """From a page's or annotation's number to its elements in the structure."""
    root = document.Root.get("/StructTreeRoot", pikepdf.Dictionary())
    numbers = list(root.get("/ParentTree", pikepdf.Dictionary()).get("/Nums", []))
    return {int(key): value for key, value in zip(numbers[::2], numbers[1::2], strict=False)}


def _sheet(
    position: int,
    page: pikepdf.Page,
    table: dict[int, pikepdf.Object],
    named: Words,
    faces: dict[tuple[int, int], Typeface],
) -> Sheet:
    found = list(drawn_on(page, faces))
    everything = [run for run in found if isinstance(run, Run) and run.text.strip()]
    left, bottom, right, top = (float(value) for value in page.obj.get("/TrimBox", page.mediabox))
    foot = [run for run in everything if run.is_artifact and run.y < bottom + BAND]
    head = [run for run in everything if run.is_artifact and run.y > top - BAND]
    outside = [run for run in foot if run.x < left + MARGIN or run.x > right - MARGIN]
    folios = [int(run.text) for run in outside if run.text.strip().isdecimal()]
    edges = [
        run
        for run in everything
        if run.is_artifact and run not in foot and (run.x < left + 8 * MM or run.x > right - 8 * MM)
    ]
    elements = table.get(int(page.obj.get("/StructParents", -1)))
    elements = list(elements) if isinstance(elements, pikepdf.Array) else []
    inner = [run for run in everything if not run.is_artifact]
    rail = [run for run in inner if run.x < left + (MARGIN_SIDE + RAIL) * MM]
    return Sheet(
        position,
        folios[0] if len(folios) == 1 else None,
        " ".join(run.text for run in head).strip(),
        _headings(inner, elements),
        [match[1] for run in rail if run.font == STRONG and (match := _certificate(run.text, named))],
        " ".join(run.text.strip() for run in rail if run.font == BOLD and _is_in_tier(run, top)),
        _address(elements),
        bool(edges),
        inner,
        everything,
        [image for image in found if isinstance(image, Drawn)],
    )


def _headings(found: list[Run], elements: list) -> list[str]:
    """What the structure calls headings of the first rank, without blanks, one for each."""
    texts: dict[tuple[int, int], str] = {}
    for run in found:
        element = elements[run.mark] if run.mark is not None and run.mark < len(elements) else None
        while isinstance(element, pikepdf.Dictionary) and element.get("/S") not in {"/H1", "/Document"}:
            element = element.get("/P")
        if isinstance(element, pikepdf.Dictionary) and element.get("/S") == "/H1":
            texts[element.objgen] = texts.get(element.objgen, "") + run.text
    return [squash(text) for text in texts.values()]


def _certificate(text: str, named: Words) -> re.Match[str] | None:
    return re.fullmatch(rf"{re.escape(named.number)}\s+(\S+)", text.strip())


def _is_in_tier(run: Run, top: float) -> bool:
    return top - (TIER.y + TIER.height) * MM <= run.y <= top - TIER.y * MM


def _address(elements: list) -> str:
    """Where the code says that it leads."""
    for element in elements:
        if isinstance(element, pikepdf.Dictionary) and element.get("/S") == "/Figure":
            words = str(element.get("/Alt", ""))
            if words.startswith(("http://", "https://")):
                return words
    return ""


# --- Contents and indexes ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Listed:
    """An entry of the contents or of an index."""

    name: str
    province: str
    number: int


def contents(found: list[Run]) -> Iterator[Listed]:
    """Number, name, locality in italics; a chapter's number and title are bold."""
    number, name, province = None, "", ""
    for run in found:
        if run.font in {STRONG, BOLD} and run.text.strip().isdecimal():
            if number is not None:
                yield Listed(" ".join(name.split()), " ".join(province.split()), number)
            number, name, province = int(run.text), "", ""
        elif run.font == ITALIC:
            province += f" {run.text}"
        else:
            name += f" {run.text}"
    if number is not None:
        yield Listed(" ".join(name.split()), " ".join(province.split()), number)


def index(found: list[Run]) -> Iterator[Listed]:
    """Name, number; headings are bold."""
    name = ""
    for run in found:
        if run.font == STRONG and run.text.strip().isdecimal():
            yield Listed(" ".join(name.split()), "", int(run.text))
            name = ""
        elif run.font == REGULAR:
            name += f" {run.text}"
