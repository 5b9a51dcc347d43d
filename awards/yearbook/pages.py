"""One honoree's page: always exactly one A4 page, whatever was written.

The type is chosen by the length of name and texts; where the estimate was too bold the next smaller one is
tried, and texts that fit in no size are cut at a sentence and point to the full text behind the QR code.
"""

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pikepdf
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from awards.yearbook import drawing, lettering
from awards.yearbook.content import Honoree, as_data
from dtportal import sealing

TEMPLATE = "awards/yearbook/honoree.html"
# Sizes of the name: points, most lines; the first in which it fits is taken, the last always.
NAME_SIZES = ((29.0, 2), (24.5, 3), (20.5, 3), (17.5, 4), (15.0, 9))
NAME_MEASURE = 122 / 25.4 * 72
# Most letters of all texts together set in size 1, 2 …; 0 is the page without texts.
TEXT_STEPS = (420, 1000, 1900, 2900, 3900)
SMALLEST = len(TEXT_STEPS) + 1
# A paragraph, a heading: what they take beyond their letters.
PER_PARAGRAPH = 60
# More than this never fits; shorter ones are shortened by so much at a time until they do.
MOST_LETTERS = 5200
CUT = 0.9


class DoesNotFit(Exception):
    """Even the smallest type and the shortest texts need more than one page."""


def identity(honoree: Honoree) -> str:
    """Hash of everything the page is made of: its content, template, style, fonts, engine and this module."""
    return sealing.digest({"content": as_data(honoree), "made_by": _makers()})


@cache
def _makers() -> dict[str, str]:
    """What all pages share; read once per process."""
    base = Path(settings.BASE_DIR)
    files = [
        base / "templates" / TEMPLATE,
        base / "static" / "css" / "pdf" / "yearbook.css",
        Path(__file__),
        Path(drawing.__file__),
        Path(lettering.__file__),
        *sorted(Path(settings.FONT_DIR).glob("BeVietnamPro-*.ttf")),
    ]
    hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    return {**hashes, "weasyprint": version("weasyprint")}


def typeset(honoree: Honoree, render: Callable[[str], bytes]) -> bytes:
    """The page as PDF; `render` turns HTML into PDF bytes. Raises DoesNotFit."""
    for attempt, size in _attempts(honoree):
        pdf = render(html_of(attempt, text_size=size, is_cut=attempt.sections != honoree.sections))
        if page_count(pdf) == 1:
            return pdf
    raise DoesNotFit(honoree.name)


def _attempts(honoree: Honoree) -> Iterator[tuple[Honoree, int]]:
    """(honoree, text size), the handsomest first."""
    if written(honoree) <= MOST_LETTERS:
        for size in range(text_size(honoree), SMALLEST + 1):
            yield honoree, size
    shorter, letters = honoree, written(honoree)
    share = min(CUT, MOST_LETTERS / max(letters, 1))
    while written(shorter) > 300:
        longest = max(len(body) for _heading, body in shorter.sections)
        shorter = replace(
            shorter,
            sections=tuple(
                (heading, cut(body, round(longest * share))) for heading, body in shorter.sections
            ),
        )
        if written(shorter) <= MOST_LETTERS:
            yield shorter, SMALLEST
        share = CUT


def written(honoree: Honoree) -> int:
    """Letters of all texts, with an allowance for each paragraph."""
    return sum(len(body) + PER_PARAGRAPH * (1 + body.count("\n")) for _heading, body in honoree.sections)


def html_of(honoree: Honoree, *, text_size: int, is_cut: bool = False) -> str:
    size, name_lines = name_in_lines(honoree.name)
    with translation.override("vi"):
        return render_to_string(
            TEMPLATE,
            {
                "honoree": honoree,
                "name_size": size,
                "name_lines": name_lines,
                "text_size": text_size,
                "sections": [(heading, body.split("\n")) for heading, body in honoree.sections],
                "is_cut": is_cut,
                "tint": drawing.tint(honoree.colour),
                "icon": drawing.icon(honoree.chapter_icon, "#ffffff"),
                "qr": drawing.qr(honoree.verification_url),
                "star": drawing.half_drum(drawing.tint(honoree.colour, 0.9)),
            },
        )


def name_in_lines(name: str) -> tuple[int, list[str]]:
    """Size 1 (largest) to 5, and the name in lines of even length."""
    for number, (points, most) in enumerate(NAME_SIZES, 1):
        found = lettering.even_lines(name, NAME_MEASURE / points)
        if len(found) <= most and all(lettering.width(line) * points <= NAME_MEASURE for line in found):
            return number, found
    return len(NAME_SIZES), found


def text_size(honoree: Honoree) -> int:
    """0 without texts, else 1 (largest) to `SMALLEST`."""
    if not honoree.sections:
        return 0
    return 1 + sum(written(honoree) > limit for limit in TEXT_STEPS)


def cut(text: str, limit: int) -> str:
    """At most `limit` letters: whole sentences where one ends in the second half, else words; then “…”."""
    if len(text) <= limit:
        return text
    head = text[:limit]
    end = max(head.rfind(mark) for mark in (". ", "! ", "? ", ".\n"))
    if end > limit // 2:
        return head[: end + 1] + " …"
    return head[: max(head.rfind(" "), limit // 2)].rstrip(" ,;:–-") + " …"


def page_count(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)
