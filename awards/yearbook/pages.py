"""One nominee's page: exactly one A4 page whatever was written, and a second one where the unit has prepared it.

Layout and type are chosen by `setting`; where the estimate was too bold the next smaller one is tried, and texts that
fit in no size are cut at a sentence and point to the full text.
"""

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pikepdf
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from awards.models import Variant
from awards.yearbook import drawing, lettering, letters, measures, pictures, setting
from awards.yearbook.measures import SPREAD
from awards.yearbook.nominee import Image, PageContent
from awards.yearbook.setting import PLATE, PORTRAIT, Setting
from dtportal import sealing

FOLDER = "awards/yearbook/documents"
TEMPLATES = ("honoree.html", "second.html", "_name.html")
STYLES = ("yearbook.css", "yearbook-page.css", "yearbook-print.css")
MODULES = (drawing, lettering, letters, measures, pictures, setting)
# Bookmark by which the beginning of the second page is found.
SECOND_MARK = "2"
# A portrait keeps the head when its height is cut.
FACE = 0.2
# Shares of its letters that a long text is cut to, one after another.
CUT = 0.92
LEAST_LETTERS = 200
# More than this never fits.
MOST_LETTERS, MOST_SECOND = 5200, 10_000
# Height in millimetres of the line that says where the rest stands.
FURTHER = 8
# Points and leading of the second page, the handsomest first.
SECOND_SIZES = ((12.0, 19.8), (10.4, 17.2), (9.4, 15.0), (8.9, 14.0), (8.3, 12.8), (7.7, 11.8))
COLUMN = (SPREAD - 8) / 2
SECOND_PHOTO, SECOND_PLATE = 104.0, 61.0


class DoesNotFit(Exception):
    """Even the smallest type and the shortest texts need more than one page."""


def identity(content: PageContent, variant: str) -> str:
    """Hash of everything the page is made of: content, pictures, template, styles, fonts, engine and these modules."""
    data = asdict(content)
    # Not printed. Pictures are what their hash says, wherever they lie.
    del data["nomination_id"]
    for name in ("photo", "more_photo", "logo"):
        if data[name]:
            del data[name]["name"]
    return sealing.digest({"content": data, "variant": str(Variant(variant)), "made_by": _makers()})


@cache
def _makers() -> dict[str, str]:
    """What all pages share; read once per process."""
    base = Path(settings.BASE_DIR)
    files = [
        *(base / "templates" / FOLDER / name for name in TEMPLATES),
        *(path for name in STYLES if (path := base / "static" / "css" / "pdf" / name).exists()),
        Path(__file__),
        *(Path(module.__file__) for module in MODULES),
        *sorted(Path(settings.FONT_DIR).glob("BeVietnamPro-*.ttf")),
    ]
    hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    return {**hashes, "weasyprint": version("weasyprint"), **pictures.recipe()}


def typeset(content: PageContent, variant: str, render: Callable[[str], bytes]) -> bytes:
    """PDF of one page, or of two when `content.has_second`. Raises DoesNotFit, BadPicture, and what `render` raises."""
    seconds = _seconds(content)
    second = next(seconds)
    for first in _firsts(content):
        while True:
            pdf = render(html_of(first, second, variant))
            pages, begins = _extent(pdf)
            # The first page has run over, or everything is where it should be: the second is not at fault.
            if begins > 1 or pages - begins <= 1:
                break
            second = next(seconds, None)
            if second is None:
                raise DoesNotFit(content.name)
        if begins == 1:
            return pdf
    raise DoesNotFit(content.name)


@dataclass(frozen=True)
class First:
    content: PageContent
    setting: Setting
    is_cut: bool = False


@dataclass(frozen=True)
class Second:
    """Its texts, points and leading; `texts` may be shorter than what was written."""

    texts: tuple[tuple[str, str], ...]
    size: tuple[float, float]


def _firsts(content: PageContent) -> Iterator[First]:
    """The handsomest first; then cut ever shorter."""
    if _letters(content.sections) <= MOST_LETTERS:
        for found in setting.settings_of(content):
            yield First(content, found)
    share = _share(content)
    while share * _letters(content.sections) > LEAST_LETTERS:
        shorter = replace(content, sections=_shortened(content.sections, share))
        yield First(shorter, setting.smallest(shorter), is_cut=True)
        share *= CUT
    # Words that are no section's: what is left of the page without them.
    bare = replace(content, sections=_shortened(content.sections, share), lead=cut(content.lead, 400),
                   summary_en="", quote="", quote_by="", figures=())  # fmt: skip
    for found in [*setting.settings_of(bare, spare=FURTHER), setting.smallest(bare)]:
        yield First(bare, found, is_cut=True)


def _seconds(content: PageContent) -> Iterator[Second | None]:
    if not content.has_second:
        yield None
        return
    above = SECOND_PHOTO + 28 if content.more_photo else SECOND_PLATE
    room = 2 * (measures.TEXT_BOTTOM - measures.HERO_TOP - above)
    texts = _shortened(content.more, min(1.0, MOST_SECOND / max(1, _letters(content.more))))
    begun = False
    while True:
        for size in SECOND_SIZES:
            begun = begun or _column_height(texts, size) <= room * 0.96
            if begun:
                yield Second(texts, size)
        if _letters(texts) <= LEAST_LETTERS:
            return
        texts = _shortened(texts, CUT)


def _column_height(texts: tuple[tuple[str, str], ...], size: tuple[float, float]) -> float:
    points, leading = size
    lines = sum(
        len(lettering.lines(part, COLUMN * measures.MM / points, lettering.REGULAR))
        for _heading, body in texts
        for part in body.split("\n")
    )
    headings = sum(1 for heading, _body in texts if heading)
    return (lines * leading + 30 * headings) / measures.MM


def _share(content: PageContent) -> float:
    """To what share the texts must be cut, by the estimate."""
    low, high = 0.0, min(CUT, MOST_LETTERS / max(1, _letters(content.sections)))
    for _attempt in range(7):
        middle = (low + high) / 2
        shorter = replace(content, sections=_shortened(content.sections, middle))
        if setting.fits(shorter, setting.smallest(shorter), spare=FURTHER):
            low = middle
        else:
            high = middle
    return low


def _letters(texts: tuple[tuple[str, str], ...]) -> int:
    return sum(len(body) for _heading, body in texts)


def _shortened(texts: tuple[tuple[str, str], ...], share: float) -> tuple[tuple[str, str], ...]:
    return tuple((heading, cut(body, max(40, round(len(body) * share)))) for heading, body in texts)


def cut(text: str, limit: int) -> str:
    """At most `limit` letters: whole sentences where one ends in the second half, else words; then “…”."""
    if len(text) <= limit:
        return text
    head = text[:limit]
    end = max(head.rfind(mark) for mark in (". ", "! ", "? ", ".\n"))
    if end > limit // 2:
        return head[: end + 1] + " …"
    return head[: max(head.rfind(" "), limit // 2)].rstrip(" ,;:–-…") + " …"


def html_of(first: First, second: Second | None, variant: str) -> str:
    """The document for the press. Raises BadPicture."""
    with translation.override("vi"):
        return render_to_string(
            f"{FOLDER}/honoree.html",
            {**_first_context(first, variant), **_second_context(first, second, variant)},
        )


def _first_context(first: First, variant: str) -> dict[str, Any]:
    page, chosen = first.content, first.setting
    step = chosen.step
    on_colour = chosen.layout == PLATE
    wide = chosen.portrait_width if chosen.layout == PORTRAIT else SPREAD
    logo = setting.logo_size(page, setting.CARD if on_colour else setting.OPEN)
    return {
        "page": page,
        "layout": chosen.layout,
        "name_lines": chosen.name_lines,
        "english_lines": setting.english_lines(page, chosen),
        "detail_lines": setting.detail_lines(page, chosen),
        "sizes": {
            "hero": f"{chosen.hero:.1f}mm",
            "upright": f"{chosen.portrait_width:.1f}mm",
            "logo": f"{logo[0]:.1f}mm",
            "name": f"{chosen.name_size:.1f}pt",
            "body": f"{step.body:.1f}pt",
            "leading": f"{step.leading:.1f}pt",
            "lead": f"{step.lead:.1f}pt",
            "gap": f"{step.body * 1.1:.1f}pt",
        },
        "sections": _paragraphs(page.sections),
        "figures": [
            (value, setting.label_lines(label), f"{setting.figure_size(value):.1f}pt")
            for value, label in page.figures
        ],
        "is_captioned": setting.is_captioned(page),
        "lead_lines": setting.lead_lines(page, chosen),
        "quote_lines": setting.quote_lines(page, chosen),
        "is_cut": first.is_cut,
        "tint": drawing.tint(page.colour),
        "drum": drawing.half_drum(drawing.tint(page.colour, 0.12)),
        "icon": drawing.icon(page.chapter_icon, "#ffffff"),
        "photo": page.photo
        and pictures.prepared(
            page.photo, variant, wide, chosen.hero, focus=FACE if chosen.layout == PORTRAIT else 0.5
        ),
        "photo_words": _words(page.photo, _("Photograph of %(name)s") % {"name": page.name}),
        "logo": page.logo and pictures.prepared(page.logo, variant, *logo, fit=pictures.CONTAIN),
        "logo_words": _("Logo of %(name)s") % {"name": page.name},
    }


def _second_context(first: First, second: Second | None, variant: str) -> dict[str, Any]:
    if second is None:
        return {}
    photo = first.content.more_photo
    return {
        "second": [f"{points:.1f}pt" for points in second.size],
        "more": _paragraphs(second.texts),
        "more_photo": photo and pictures.prepared(photo, variant, SPREAD, SECOND_PHOTO),
        "more_photo_words": _words(photo, _("Photograph of %(name)s") % {"name": first.content.name}),
    }


def _words(image: Image | None, otherwise: str) -> str:
    """What a reader that cannot see it is told."""
    return image.caption if image and image.caption else otherwise


def _paragraphs(texts: tuple[tuple[str, str], ...]) -> list[tuple[str, list[str]]]:
    return [(heading, body.split("\n")) for heading, body in texts]


def plain(content: PageContent, variant: str, render: Callable[[str], bytes]) -> bytes:
    """Name and locality only: what stands in the book when nothing else could be made."""
    bare = replace(content, sections=(), lead="", summary_en="", figures=(), quote="", quote_by="", more=(),
                   photo=None, more_photo=None, logo=None, detail=cut(content.detail, 250),
                   name=cut(content.name, 400), name_en=cut(content.name_en, 400))  # fmt: skip
    return typeset(bare, variant, render)


def page_count(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)


def _extent(pdf: bytes) -> tuple[int, int]:
    """How many pages there are, and how many of them are before the second one."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        pages = len(document.pages)
        with document.open_outline() as outline:
            for item in outline.root:
                if item.title == SECOND_MARK and item.destination is not None:
                    return pages, document.pages.index(pikepdf.Page(item.destination[0]))
        return pages, pages
